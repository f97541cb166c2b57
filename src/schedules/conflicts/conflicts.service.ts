import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../auth/request-context.js';
import { addDays, instantText, isDate, type LocalDate, todayIn } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Tx } from '../../database/transaction.js';
import { checkRange, type ClosedDateRange, type DateRange } from '../../http/date-range.js';
import { pageOf, type PageRequest, pageRequest, type SortKey } from '../../http/paging.js';
import { named } from '../affected-list.js';
import type { Conflict } from './conflict.js';
import type { BookingConflictPageDto, BookingConflictQuery, MyBookingConflictQuery } from './conflicts.dto.js';
import { LAST_DATE } from '../weeks/week-versions.js';
import { findConflicts } from './find-conflicts.js';

/** Dates of one list, both ends included. */
const MAX_DAYS = 366;

const KEYS: readonly SortKey[] = ['instant', 'id'];

/** The bookings that do not fit what their stylists work now. */
@Injectable()
export class ConflictsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Lists the conflicts of all stylists, by start, then id (docs/rules.md "Bookings already made"). Dates are those of the
   * business.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, `RANGE_TOO_LONG`.
   */
  list(context: RequestContext, query: BookingConflictQuery): Promise<BookingConflictPageDto> {
    checkRange(query, MAX_DAYS);
    const request = pageRequest('booking-conflicts', query, KEYS);
    return context.read((tx) => page(tx, request, query, this.config.businessTimezone));
  }

  /**
   * Lists the caller's conflicts. Dates are those of the caller.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, `RANGE_TOO_LONG`.
   */
  listMine(context: RequestContext, query: MyBookingConflictQuery): Promise<BookingConflictPageDto> {
    checkRange(query, MAX_DAYS);
    const { from, to } = query;
    const { userId: stylistId, stylist } = context.user;
    const zone = stylist?.timezone ?? this.config.businessTimezone;
    const request = pageRequest('me/booking-conflicts', query, KEYS);
    return context.read((tx) => page(tx, request, { from, to, stylistId }, zone));
  }
}

/** @param zone of the dates. */
async function page(
  tx: Tx,
  request: PageRequest,
  { stylistId, branchId, overrideId, ...dates }: BookingConflictQuery,
  zone: string,
): Promise<BookingConflictPageDto> {
  const range = rangeOf(dates, todayIn(zone, Date.now()));
  const reach = {
    isForAll: stylistId === undefined && branchId === undefined,
    stylists: stylistId === undefined ? [] : [stylistId],
    branches: branchId === undefined ? [] : [branchId],
  };
  const all = await findConflicts(tx, { ...range, zone, reach });
  const wanted = all.filter(
    ({ booking, branchId: ofStylist, cause }) =>
      (stylistId === undefined || booking.stylistUserId === stylistId) &&
      (branchId === undefined || ofStylist === branchId) &&
      (overrideId === undefined || cause.overrideId === overrideId),
  );
  const keysOf = ({ booking }: Conflict) => [instantText(booking.start), booking.id];
  // Both keys have one length each, so that their text sorts as they do.
  const after = request.after?.join() ?? '';
  const rows = wanted.filter((conflict) => keysOf(conflict).join() > after).slice(0, request.limit + 1);
  const bookings = rows.map(({ booking }) => booking);
  const shown = new Map((await named(tx, bookings)).map((booking) => [booking.id, booking]));
  return pageOf(request, { rows, total: wanted.length }, keysOf, ({ booking: { id }, cause }) =>
    Object.assign(shown.get(id)!, { cause }),
  );
}

/** 366 dates from today on, unless the query says otherwise. */
function rangeOf({ from, to }: DateRange, today: LocalDate): ClosedDateRange {
  const first = from ?? (to !== undefined && to < today ? to : today);
  const last = addDays(first, MAX_DAYS - 1);
  return { from: first, to: to ?? (isDate(last) ? last : LAST_DATE) };
}
