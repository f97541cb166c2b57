import { instantText } from '../calendar/wall-clock.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { AffectedBookingDto, AffectedDto } from './affected-bookings.dto.js';
import type { BookingRow } from './load-schedules.js';

/** An answer lists at most so many affected bookings. */
export const MAX_AFFECTED_LISTED = 200;

/** The affected bookings as the answers list them. */
export type AffectedBookings = Pick<AffectedDto, keyof AffectedDto>;

/** The answer where no booking is affected. */
export const NONE_AFFECTED: AffectedBookings = { affectedBookings: [], affectedBookingsTotal: 0 };

const NAMES = `
  SELECT id, name, 'service' AS of FROM public.services WHERE id = ANY($1::uuid[])
  UNION ALL
  SELECT user_id, display_name, 'stylist' FROM public.stylist_profiles WHERE user_id = ANY($2::uuid[])`;

/**
 * The affected bookings as the answers list them.
 *
 * @param bookings the earliest ones.
 * @param total the number of all of them.
 */
export async function listAffected(
  tx: Tx,
  bookings: readonly BookingRow[],
  total = bookings.length,
): Promise<AffectedBookings> {
  const listed = await named(tx, bookings.slice(0, MAX_AFFECTED_LISTED));
  return { affectedBookings: listed, affectedBookingsTotal: total };
}

/** 409 `BOOKINGS_AFFECTED` with the list. */
export async function bookingsAffected(
  tx: Tx,
  bookings: readonly BookingRow[],
  total = bookings.length,
): Promise<Problem> {
  return new Problem('BOOKINGS_AFFECTED', {
    detail: `${total} booking(s) would fall outside the working hours`,
    extra: { ...(await listAffected(tx, bookings, total)) },
  });
}

/** Bookings with the names of their stylists and services, as answers show them; read as the engine. */
export async function named(tx: Tx, bookings: readonly BookingRow[]): Promise<AffectedBookingDto[]> {
  if (bookings.length === 0) return [];
  const ids = (of: 'serviceId' | 'stylistUserId') => [...new Set(bookings.map((booking) => booking[of]))];
  const rows = await tx.engine<{ id: string; name: string | null; of: string }>(NAMES, [
    ids('serviceId'),
    ids('stylistUserId'),
  ]);
  const names = new Map(rows.map(({ id, name, of }) => [of + id, name]));
  return bookings.map(({ id, stylistUserId, serviceId, start, end, status }) => ({
    id,
    stylistUserId,
    stylistName: names.get(`stylist${stylistUserId}`) ?? null,
    serviceId,
    serviceName: names.get(`service${serviceId}`) ?? null,
    startTime: instantText(start),
    endTime: instantText(end),
    status,
  }));
}

/** By start, then id: the order of every list of bookings. */
export function byStart(a: BookingRow, b: BookingRow): number {
  return a.start - b.start || (a.id < b.id ? -1 : Number(a.id > b.id));
}
