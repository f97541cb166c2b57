import { finite, instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { AFFECTABLE_STATUSES } from './affected-bookings.js';
import type { FutureBookingDto, FutureBookingsDto } from './future-bookings.dto.js';

/** Bookings in the answer. */
const MOST_BOOKINGS = 200;

/** The total is that of all bookings, also those that the answer leaves out. */
const FUTURE_BOOKINGS = `
  SELECT b.id, ${instantColumn(finite('b.start_time'))} AS "startTime",
         ${instantColumn(finite('b.end_time'))} AS "endTime", b.service_id AS "serviceId", b.status,
         count(*) OVER ()::int AS total
    FROM public.bookings b
   WHERE b.stylist_user_id = $1
     AND b.status = ANY ($2)
     AND b.end_time > now()
   ORDER BY b.start_time, b.id
   LIMIT ${MOST_BOOKINGS}`;

/** Reads the bookings of a stylist that are pending, confirmed or in progress and have not ended, as the engine. */
export async function readFutureBookings(tx: Tx, stylistUserId: string): Promise<FutureBookingsDto> {
  const values = [stylistUserId, AFFECTABLE_STATUSES];
  const rows = await tx.engine<FutureBookingDto & { total: number }>(FUTURE_BOOKINGS, values);
  const futureBookings = rows.map(({ total: _total, ...booking }) => booking);
  return { futureBookings, futureBookingsTotal: rows[0]?.total ?? 0 };
}
