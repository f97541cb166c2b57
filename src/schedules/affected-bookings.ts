import { type Interval, normalise, overlapSweep, subtract } from '../calendar/intervals.js';
import { instantOf, type LocalDate } from '../calendar/wall-clock.js';

/** The statuses of bookings that a change can affect, as long as they have not ended. */
export const AFFECTABLE_STATUSES = ['pending', 'confirmed', 'in_progress'] as const;

/** A booking; `start` and `end` in epoch milliseconds. */
export interface AffectableBooking extends Interval {
  status: string;
}

/** A date and its working windows, in minutes of the local day. */
export interface WorkedDate {
  date: LocalDate;
  windows: readonly Interval[];
}

/** The working windows of some dates as instants (epoch milliseconds). */
export function workedInstants(zone: string, days: readonly WorkedDate[]): Interval[] {
  return normalise(
    days.flatMap(({ date, windows }) =>
      windows.map(({ start, end }) => ({ start: instantOf(zone, date, start), end: instantOf(zone, date, end) })),
    ),
  );
}

/**
 * The bookings that a change affects (docs/rules.md "Bookings already made"), by start: pending, confirmed or in
 * progress, not yet ended, and with less time inside the working windows than before. `before` and `after` hold the same
 * dates.
 */
export function affectedBookings<B extends AffectableBooking>(
  bookings: readonly B[],
  zone: string,
  before: readonly WorkedDate[],
  after: readonly WorkedDate[],
  now: number,
): B[] {
  const isLost = overlapSweep(subtract(workedInstants(zone, before), workedInstants(zone, after)));
  const statuses: readonly string[] = AFFECTABLE_STATUSES;
  return bookings
    .filter((booking) => statuses.includes(booking.status) && booking.end > now)
    .sort((a, b) => a.start - b.start)
    .filter(({ start, end }) => isLost(start, end));
}
