import { instantText } from '../calendar/wall-clock.js';
import type { Tx } from '../database/transaction.js';
import { AFFECTABLE_STATUSES } from './affected-bookings.js';
import type { FutureBookingsDto } from './future-bookings.dto.js';

/** Bookings in the answer. */
const MOST_BOOKINGS = 200;

interface BookingRow {
  id: string;
  startTime: Date;
  endTime: Date;
  serviceId: string;
  status: string;
  /** Of all bookings, also those that the answer leaves out. */
  total: number;
}

const FUTURE_BOOKINGS = `
  SELECT b.id, b.start_time AS "startTime", b.end_time AS "endTime", b.service_id AS "serviceId", b.status,
         count(*) OVER ()::int AS total
    FROM public.bookings b
   WHERE b.stylist_user_id = $1
     AND b.status = ANY ($2)
     AND b.end_time > now()
   ORDER BY b.start_time, b.id
   LIMIT ${MOST_BOOKINGS}`;

/** Reads the bookings of a stylist that are pending, confirmed or in progress and have not ended, as the engine. */
export async function readFutureBookings(tx: Tx, stylistUserId: string): Promise<FutureBookingsDto> {
  const rows = await tx.engine<BookingRow>(FUTURE_BOOKINGS, [stylistUserId, AFFECTABLE_STATUSES]);
  const futureBookings = rows.map(({ id, startTime, endTime, serviceId, status }) => ({
    id,
    startTime: instantText(startTime),
    endTime: instantText(endTime),
    serviceId,
    status,
  }));
  return { futureBookings, futureBookingsTotal: rows[0]?.total ?? 0 };
}
