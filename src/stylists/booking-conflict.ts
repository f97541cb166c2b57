import { subtract } from '../calendar/intervals.js';
import { addDays, datesBetween, type LocalDate, localOf } from '../calendar/wall-clock.js';
import { AFFECTABLE_STATUSES, type AffectableBooking, workedInstants } from '../schedules/affected-bookings.js';
import { resolveDay, type Schedule } from '../schedules/layers.js';

/** No booking is looked at on more dates; one of a host may have no end. */
const MOST_DATES = 366;

/** The bookings that can be in conflict: pending, confirmed or in progress, and not ended. */
export function openBookings<B extends AffectableBooking>(bookings: readonly B[], now: number): B[] {
  const statuses: readonly string[] = AFFECTABLE_STATUSES;
  return bookings.filter(({ status, end }) => statuses.includes(status) && end > now);
}

/** The local dates that bookings touch, in order. */
export function datesOfBookings(bookings: readonly AffectableBooking[], zone: string): LocalDate[] {
  const dates = bookings.flatMap(({ start, end }) => {
    const from = localOf(zone, start).date;
    const to = localOf(zone, end - 1).date;
    const most = addDays(from, MOST_DATES);
    return datesBetween(from, to < most ? to : most);
  });
  return [...new Set(dates)].sort();
}

/**
 * The bookings in conflict (docs/rules.md "Bookings already made"): open, and not wholly within what their stylist works
 * now. An inactive stylist works nothing.
 *
 * @param schedule covers the dates of the bookings.
 */
export function bookingsInConflict<B extends AffectableBooking>(
  schedule: Schedule & { zone: string; now: number },
  isActive: boolean,
  bookings: readonly B[],
): B[] {
  const { zone, now } = schedule;
  const open = openBookings(bookings, now);
  if (!isActive) return open;
  const worked = workedInstants(
    zone,
    datesOfBookings(open, zone).map((date) => resolveDay(schedule, date)),
  );
  return open.filter(({ start, end }) => subtract([{ start, end }], worked).length > 0);
}
