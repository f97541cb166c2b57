import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { stylistZone, usableZone } from '../calendar/stylist-zone.js';
import { addDays, DAY_MINUTES, instantOf, todayIn } from '../calendar/wall-clock.js';
import { readList } from '../database/list.js';
import { finite, instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { checkRange, type ClosedDateRange } from '../http/date-range.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import { findConflicts } from '../schedules/conflicts/find-conflicts.js';
import { refuseOthers } from '../schedules/stylist-access.js';
import type { StylistBookingDto, StylistBookingPageDto, StylistBookingsQuery } from './stylist.dto.js';

const MAX_DAYS = 92;

const STYLIST = `SELECT ${stylistZone('p')} AS zone FROM public.stylist_profiles p WHERE p.user_id = $1`;

const START = finite('b.start_time');

/** Row level security shows bookings to admins, to their stylist and to their customer; it selects nothing of customers. */
const WANTED = `
   FROM public.bookings b
  WHERE b.stylist_user_id = $1
    AND b.start_time < $3::timestamptz
    AND b.end_time > $2::timestamptz
    AND ($4::text[] IS NULL OR coalesce(b.status, 'pending') = ANY ($4))`;

const LIST = `
  SELECT b.id, b.service_id AS "serviceId", ${instantColumn(START)} AS "startTime",
         ${instantColumn(finite('b.end_time'))} AS "endTime", coalesce(b.status, 'pending') AS status
  ${WANTED}
    AND ($5::timestamptz IS NULL OR (${START}, b.id) > ($5::timestamptz, $6::uuid))
  ORDER BY ${START}, b.id
  LIMIT $7`;

const COUNT = `SELECT count(*)::int AS total ${WANTED}`;

/** As the engine: a stylist may have bookings of services that are no longer active. */
const NAMES = `SELECT id, name FROM public.services WHERE id = ANY ($1::uuid[])`;

type ListedBooking = Omit<StylistBookingDto, 'serviceName' | 'inConflict'>;

/** The bookings of a stylist, without their customers. */
@Injectable()
export class StylistBookingsService {
  /**
   * Lists the bookings that reach some dates of the stylist, by start.
   *
   * @throws {Problem} 400, 400 `RANGE_TOO_LONG`, 404 `STYLIST_NOT_FOUND`, also where a stylist reads another's.
   */
  list(context: RequestContext, stylistUserId: string, query: StylistBookingsQuery): Promise<StylistBookingPageDto> {
    checkRange(query, MAX_DAYS);
    const request = pageRequest(`bookings of ${stylistUserId}`, query, ['instant', 'id']);
    return context.read(async (tx) => {
      refuseOthers(context, stylistUserId);
      const [stylist] = await tx.query<{ zone: string }>(STYLIST, [stylistUserId]);
      if (stylist === undefined) throw new Problem('STYLIST_NOT_FOUND');
      const zone = usableZone(stylist.zone);
      const { from, to } = rangeOf(query, zone);
      const bounds = [instantOf(zone, from, 0), instantOf(zone, to, DAY_MINUTES)];
      const filters = [stylistUserId, ...bounds.map((instant) => new Date(instant)), query.status ?? null];
      const list = { rows: LIST, count: COUNT, filters };
      const found = await readList<ListedBooking>(tx, 'query', list, request);
      const names = await namesOf(tx, found.rows);
      const conflicting = await conflictsAmong(tx, { id: stylistUserId, zone }, found.rows);
      const keysOf = ({ startTime, id }: ListedBooking) => [startTime, id];
      return pageOf(request, found, keysOf, ({ id, serviceId, ...booking }) => {
        const serviceName = names.get(serviceId) ?? null;
        return { id, serviceId, serviceName, ...booking, inConflict: conflicting.has(id) };
      });
    });
  }
}

/** The dates asked for, else 92 from today on or up to the end. */
function rangeOf({ from, to }: StylistBookingsQuery, zone: string): ClosedDateRange {
  const first = from ?? (to === undefined ? todayIn(zone, Date.now()) : addDays(to, 1 - MAX_DAYS));
  return { from: first, to: to ?? addDays(first, MAX_DAYS - 1) };
}

async function namesOf(tx: Tx, rows: readonly ListedBooking[]): Promise<Map<string, string>> {
  const services = await tx.engine<{ id: string; name: string }>(NAMES, [rows.map(({ serviceId }) => serviceId)]);
  return new Map(services.map(({ id, name }) => [id, name]));
}

/** The ids of the bookings that are in conflict now. */
async function conflictsAmong(
  tx: Tx,
  { id, zone }: { id: string; zone: string },
  rows: readonly ListedBooking[],
): Promise<Set<string>> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return new Set();
  const [from, to] = [todayIn(zone, Date.parse(first.startTime)), todayIn(zone, Date.parse(last.startTime))];
  const reach = { isForAll: false, branches: [], stylists: [id] };
  const conflicts = await findConflicts(tx, { from, to, zone, reach });
  return new Set(conflicts.map(({ booking }) => booking.id));
}
