import { type Interval, normalise, overlapSweep, subtract } from '../calendar/intervals.js';
import { addDays, datesBetween, firstInstantFrom, instantOf, type LocalDate, localOf } from '../calendar/wall-clock.js';
import { words } from '../http/words.js';

/** The statuses of bookings that a change can affect, as long as they have not ended. */
export const AFFECTABLE_STATUSES = words('AffectedBookingStatus', ['pending', 'confirmed', 'in_progress']);

/** A booking; `start` and `end` in epoch milliseconds. */
export interface AffectableBooking extends Interval {
  status: string;
}

/** A date and its working windows, in minutes of the local day. */
export interface WorkedDate {
  date: LocalDate;
  windows: readonly Interval[];
  /** The window before blocks and break are taken out, if there is one. */
  window?: Interval | null;
}

/** The working windows of some dates as instants (epoch milliseconds). */
export function workedInstants(zone: string, days: readonly WorkedDate[]): Interval[] {
  return normalise(
    days.flatMap(({ date, windows, window }) => {
      if (window === undefined || window === null) return windows.map((one) => instantsOf(zone, date, one));
      const taken = subtract([window], windows).map((one) => takenInstants(zone, date, one));
      return subtract([instantsOf(zone, date, window)], taken);
    }),
  );
}

/**
 * The instants that a block or a break takes. One that begins in an hour that a clock change skips begins with the change,
 * so that its part after that hour is not lost.
 */
export function takenInstants(zone: string, date: LocalDate, taken: Interval): Interval {
  const { start, end } = instantsOf(zone, date, taken);
  const isEndSkipped = firstInstantFrom(zone, date, taken.end) !== end;
  return { start: isEndSkipped ? start : firstInstantFrom(zone, date, taken.start), end };
}

function instantsOf(zone: string, date: LocalDate, { start, end }: Interval): Interval {
  return { start: instantOf(zone, date, start), end: instantOf(zone, date, end) };
}

/** No booking counts on more dates; one of a host may have no end, and millions of dates would stop the process. */
const MAX_BOOKED_DATES = 366;

/** The local dates that a booking touches, from `earliest` on. */
export function bookedDates(zone: string, { start, end }: Interval, earliest?: LocalDate): LocalDate[] {
  const first = localOf(zone, start).date;
  const from = earliest !== undefined && first < earliest ? earliest : first;
  const last = localOf(zone, end - 1).date;
  const most = addDays(from, MAX_BOOKED_DATES - 1);
  return datesBetween(from, last < most ? last : most);
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
