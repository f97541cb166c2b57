import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../auth/request-context.js';
import { stylistZone, usableZone } from '../../calendar/stylist-zone.js';
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

const ZONE = `SELECT ${stylistZone('p')} AS zone FROM public.stylist_profiles p WHERE p.user_id = $1`;

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
    const { stylistId, branchId, overrideId } = query;
    const request = pageRequest('booking-conflicts', query, KEYS);
    return context.read((tx) =>
      page(tx, request, query, { stylistId, branchId, overrideId, zone: this.config.businessTimezone }),
    );
  }

  /**
   * Lists the caller's conflicts. Dates are those of the caller.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, `RANGE_TOO_LONG`.
   */
  listMine(context: RequestContext, query: MyBookingConflictQuery): Promise<BookingConflictPageDto> {
    checkRange(query, MAX_DAYS);
    const stylistId = context.user.userId;
    const request = pageRequest('me/booking-conflicts', query, KEYS);
    return context.read(async (tx) => {
      const [profile] = await tx.engine<{ zone: string }>(ZONE, [stylistId]);
      return page(tx, request, query, { stylistId, zone: usableZone(profile?.zone ?? this.config.businessTimezone) });
    });
  }
}

interface Wanted {
  /** The zone of the dates. */
  zone: string;
  stylistId?: string | undefined;
  branchId?: string | undefined;
  overrideId?: string | undefined;
}

async function page(
  tx: Tx,
  request: PageRequest,
  dates: DateRange,
  { zone, stylistId, branchId, overrideId }: Wanted,
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
  const [instant = '', afterId = ''] = request.after ?? [];
  const start = Date.parse(instant);
  const isBehind = ({ booking }: Conflict): boolean =>
    request.after === undefined || booking.start > start || (booking.start === start && booking.id > afterId);
  const rows = wanted.filter(isBehind).slice(0, request.limit + 1);
  const shown = await named(
    tx,
    rows.map(({ booking }) => booking),
  );
  const bookings = new Map(shown.map((booking) => [booking.id, booking]));
  const keysOf = ({ booking }: Conflict) => [instantText(booking.start), booking.id];
  return pageOf(request, { rows, total: wanted.length }, keysOf, ({ booking: { id }, cause }) =>
    Object.assign(bookings.get(id)!, { cause }),
  );
}

/** 366 dates from today on, unless the query says otherwise. */
function rangeOf({ from, to }: DateRange, today: LocalDate): ClosedDateRange {
  const first = from ?? (to !== undefined && to < today ? to : today);
  const last = addDays(first, MAX_DAYS - 1);
  return { from: first, to: to ?? (isDate(last) ? last : LAST_DATE) };
}
