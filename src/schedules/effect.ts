import { addDays, datesBetween, type LocalDate, todayIn } from '../calendar/wall-clock.js';
import { affectedBookings, bookedDates } from './affected-bookings.js';
import { effectiveDayOf } from './effective-day.js';
import type { EffectiveDayDto } from './effective-day.dto.js';
import { type OverrideLayer, resolveDay, type Schedule, type WeekDay } from './layers.js';
import type { BookedSchedule, BookingRow, StylistSchedule } from './load-schedules.js';

export interface ChangedDay {
  date: LocalDate;
  stylistUserId: string;
  before: EffectiveDayDto;
  after: EffectiveDayDto;
}

/** The effect of a change on a stylist's dates and bookings. */
export interface Effect {
  days: ChangedDay[];
  affected: BookingRow[];
}

/** Overrides or a week that replace the loaded ones. */
export interface Variant {
  overrides?: readonly OverrideLayer[];
  week?: readonly WeekDay[];
}

/** The effect on the dates from `from` to `to` when `after` replaces the loaded overrides or week. */
export function effectOf(schedule: StylistSchedule, after: Variant, from: LocalDate, to: LocalDate): Effect {
  return {
    days: datesBetween(from, to).map((date) => changedDay(schedule, {}, after, date)),
    affected: affectedBy(schedule, {}, after, (date) => from <= date && date <= to),
  };
}

export function changedDay(schedule: StylistSchedule, before: Variant, after: Variant, date: LocalDate): ChangedDay {
  const { zone, bookings, stylistUserId } = schedule;
  const shown = (variant: Variant): EffectiveDayDto =>
    effectiveDayOf(resolveDay(variantOf(schedule, variant), date), zone, bookings);
  return { date, stylistUserId, before: shown(before), after: shown(after) };
}

/**
 * The bookings that a change affects, earliest first. It resolves only dates with bookings, because a change may have
 * no end.
 *
 * @param isChanged whether the change covers a date.
 */
export function affectedBy(
  schedule: BookedSchedule,
  before: Variant,
  after: Variant,
  isChanged: (date: LocalDate) => boolean,
): BookingRow[] {
  const { zone, bookings, now } = schedule;
  const yesterday = addDays(todayIn(zone, now), -1);
  const booked = new Set(bookings.flatMap((booking) => bookedDates(zone, booking, yesterday)));
  const dates = [...booked].sort().filter(isChanged);
  const worked = (variant: Variant) => {
    const changed = variantOf(schedule, variant);
    return dates.map((date) => resolveDay(changed, date));
  };
  return affectedBookings(bookings, zone, worked(before), worked(after), now);
}

function variantOf({ stylistUserId, branchId, week, overrides }: Schedule, variant: Variant): Schedule {
  return { stylistUserId, branchId, week: variant.week ?? week, overrides: variant.overrides ?? overrides };
}
