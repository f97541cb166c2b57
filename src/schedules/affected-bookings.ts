import { type Interval, normalise, overlapSweep, subtract } from '../calendar/intervals.js';
import { instantOf, type LocalDate } from '../calendar/wall-clock.js';

/** The bookings that a change can affect, as long as they have not ended (rules.md §5). */
export const AFFECTABLE_STATUSES = ['pending', 'confirmed', 'in_progress'] as const;

/** A booking; `start` and `end` in epoch milliseconds. */
export interface AffectableBooking extends Interval {
  status: string;
}

/** A date and what is worked on it, in minutes of the local day. */
export interface WorkedDate {
  date: LocalDate;
  windows: readonly Interval[];
}

/** What is worked on these dates, as instants (epoch milliseconds). */
export function workedInstants(zone: string, days: readonly WorkedDate[]): Interval[] {
  return normalise(
    days.flatMap(({ date, windows }) =>
      windows.map(({ start, end }) => ({ start: instantOf(zone, date, start), end: instantOf(zone, date, end) })),
    ),
  );
}

/**
 * The bookings that a change affects (rules.md §5): pending, confirmed or in progress, not yet ended, inside what was
 * worked before and not wholly inside what is worked after. One that reached out of the windows already is affected only
 * if the change takes away working time that it covers. `before` and `after` are the same dates.
 *
 * @returns them by start.
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
