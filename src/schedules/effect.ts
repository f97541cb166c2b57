import { addDays, datesBetween, type LocalDate, localOf, todayIn } from '../calendar/wall-clock.js';
import { Problem } from '../http/problem.js';
import { affectedBookings, type WorkedDate } from './affected-bookings.js';
import type { AffectedDto } from './affected-bookings.dto.js';
import { effectiveDayOf } from './effective-day.js';
import type { EffectiveDayDto } from './effective-day.dto.js';
import { type OverrideLayer, resolveDay, type Schedule, type WeekDay } from './layers.js';
import type { BookedSchedule, BookingRow, StylistSchedule } from './load-schedules.js';

/** An answer lists at most so many affected bookings. */
export const MAX_AFFECTED_LISTED = 200;

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

/** The affected bookings as the answers list them. */
export type AffectedBookings = Pick<AffectedDto, keyof AffectedDto>;

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

/** One date before and after a change. */
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
 * @param resolve for many stylists, who work alike.
 */
export function affectedBy(
  schedule: BookedSchedule,
  before: Variant,
  after: Variant,
  isChanged: (date: LocalDate) => boolean,
  resolve: Resolve = resolveDay,
): BookingRow[] {
  const { zone, bookings, now } = schedule;
  const dates = bookedDates(bookings, zone, now).filter(isChanged);
  const worked = (variant: Variant, name: 'before' | 'after') => {
    const changed = variantOf(schedule, variant);
    return dates.map((date) => resolve(changed, date, name));
  };
  return affectedBookings(bookings, zone, worked(before, 'before'), worked(after, 'after'), now);
}

/** Resolves a date as {@link resolveDay}; it may know the answer already. */
export type Resolve = (schedule: Schedule, date: LocalDate, variant: 'before' | 'after') => WorkedDate;

function variantOf({ stylistUserId, branchId, week, overrides }: Schedule, variant: Variant): Schedule {
  return { stylistUserId, branchId, week: variant.week ?? week, overrides: variant.overrides ?? overrides };
}

/** No booking counts on more dates; one of a host may have no end, and millions of dates would stop the process. */
const MAX_BOOKED_DATES = 366;

/** The local dates that bookings touch, from `now` on. */
function bookedDates(bookings: readonly BookingRow[], zone: string, now: number): LocalDate[] {
  const today = todayIn(zone, now);
  const dates = bookings.flatMap(({ start, end }) => {
    const first = localOf(zone, start).date;
    const from = first < today ? addDays(today, -1) : first;
    const last = localOf(zone, end - 1).date;
    const most = addDays(from, MAX_BOOKED_DATES);
    return datesBetween(from, last < most ? last : most);
  });
  return [...new Set(dates)].sort();
}

/**
 * The affected bookings as the answers list them.
 *
 * @param bookings the earliest ones.
 * @param total the number of all of them.
 */
export function listAffected(bookings: readonly BookingRow[], total = bookings.length): AffectedBookings {
  const listed = bookings.slice(0, MAX_AFFECTED_LISTED).map(({ start, end, ...booking }) => ({
    id: booking.id,
    stylistUserId: booking.stylistUserId,
    serviceId: booking.serviceId,
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    status: booking.status,
  }));
  return { affectedBookings: listed, affectedBookingsTotal: total };
}

/** 409 `BOOKINGS_AFFECTED` with the list. */
export function bookingsAffected(bookings: readonly BookingRow[], total = bookings.length): Problem {
  return new Problem('BOOKINGS_AFFECTED', {
    detail: `${total} booking(s) would fall outside the working hours`,
    extra: { ...listAffected(bookings, total) },
  });
}
