import { Problem } from '../http/problem.js';
import { affectedBookings } from './affected-bookings.js';
import { effectiveDayOf } from './effective-day.js';
import type { EffectiveDayDto } from './effective-day.dto.js';
import { type OverrideLayer, resolveDay, type Schedule, type WeekDay } from './layers.js';
import type { BookingRow, StylistSchedule } from './load-schedules.js';
import type { AffectedBookingDto } from './overrides/overrides.dto.js';
import { datesBetween, type LocalDate, localOf } from '../calendar/wall-clock.js';

/** How many affected bookings an answer lists (api.md "Overrides (admin)"). */
export const MAX_LISTED = 200;

export interface ChangedDay {
  date: LocalDate;
  stylistUserId: string;
  before: EffectiveDayDto;
  after: EffectiveDayDto;
}

/** What a change does to a stylist's dates and to bookings already made (rules.md §5). */
export interface Effect {
  days: ChangedDay[];
  affected: BookingRow[];
}

/** The affected bookings as the answers carry them, whether they list or refuse. */
export interface AffectedBookings {
  affectedBookings: AffectedBookingDto[];
  affectedBookingsTotal: number;
}

/** Overrides and week in place of the loaded ones. */
export interface Variant {
  overrides?: readonly OverrideLayer[];
  week?: readonly WeekDay[];
}

/** What becomes of the dates from `from` to `to` when the stylist's overrides or week are other ones. */
export function effectOf(schedule: StylistSchedule, after: Variant, from: LocalDate, to: LocalDate): Effect {
  return {
    days: datesBetween(from, to).map((date) => changedDay(schedule, {}, after, date)),
    affected: affectedBy(schedule, {}, after, (date) => from <= date && date <= to),
  };
}

/** One date as it was and as it becomes. */
export function changedDay(schedule: StylistSchedule, before: Variant, after: Variant, date: LocalDate): ChangedDay {
  const { zone, bookings, stylistUserId } = schedule;
  const shown = (variant: Variant): EffectiveDayDto =>
    effectiveDayOf(resolveDay(variantOf(schedule, variant), date), zone, bookings);
  return { date, stylistUserId, before: shown(before), after: shown(after) };
}

/**
 * The bookings that a change affects (rules.md §5), earliest first. Only dates with bookings are looked at, so that a
 * change may be without end.
 *
 * @param isChanged whether the change covers a date.
 */
export function affectedBy(
  schedule: StylistSchedule,
  before: Variant,
  after: Variant,
  isChanged: (date: LocalDate) => boolean,
): BookingRow[] {
  const { zone, bookings, now } = schedule;
  const dates = bookedDates(bookings, zone).filter(isChanged);
  const worked = (variant: Variant) => {
    const changed = variantOf(schedule, variant);
    return dates.map((date) => resolveDay(changed, date));
  };
  return affectedBookings(bookings, zone, worked(before), worked(after), now);
}

function variantOf({ stylistUserId, week, overrides }: StylistSchedule, variant: Variant): Schedule {
  return { stylistUserId, week: variant.week ?? week, overrides: variant.overrides ?? overrides };
}

/** The local dates that bookings touch. */
function bookedDates(bookings: readonly BookingRow[], zone: string): LocalDate[] {
  const dates = bookings.flatMap(({ start, end }) =>
    datesBetween(localOf(zone, start).date, localOf(zone, end - 1).date),
  );
  return [...new Set(dates)].sort();
}

/**
 * The affected bookings of an answer.
 *
 * @param bookings the earliest ones; at most 200 are listed.
 * @param total how many there are.
 */
export function listAffected(bookings: readonly BookingRow[], total = bookings.length): AffectedBookings {
  const affected = bookings.slice(0, MAX_LISTED).map(({ start, end, ...booking }) => ({
    id: booking.id,
    stylistUserId: booking.stylistUserId,
    serviceId: booking.serviceId,
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    status: booking.status,
  }));
  return { affectedBookings: affected, affectedBookingsTotal: total };
}

/** 409 `BOOKINGS_AFFECTED` with the list (rules.md §5). */
export function bookingsAffected(bookings: readonly BookingRow[], total = bookings.length): Problem {
  return new Problem('BOOKINGS_AFFECTED', {
    detail: `${total} booking(s) would fall outside the working hours`,
    extra: { ...listAffected(bookings, total) },
  });
}
