import { Problem } from '../http/problem.js';
import { affectedBookings } from './bookings-affected.js';
import { effectiveDayOf } from './effective-day.js';
import type { EffectiveDayDto } from './effective-day.dto.js';
import { type OverrideLayer, resolveDay, type Schedule } from './layers.js';
import type { BookingRow, StylistSchedule } from './loading.js';
import type { AffectedBookingDto } from './overrides/overrides.dto.js';
import { datesBetween, type LocalDate } from './wall-clock.js';

/** How many affected bookings an answer lists (api.md "Overrides (admin)"). */
const MAX_LISTED = 200;

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

/** What becomes of the dates from `from` to `to` when the stylist's overrides or week are other ones. */
export function effectOf(
  schedule: StylistSchedule,
  after: { overrides?: readonly OverrideLayer[]; week?: Schedule['week'] },
  from: LocalDate,
  to: LocalDate,
): Effect {
  const { zone, bookings, now, stylistUserId } = schedule;
  const changed: Schedule = {
    stylistUserId,
    week: after.week ?? schedule.week,
    overrides: after.overrides ?? schedule.overrides,
  };
  const dates = datesBetween(from, to);
  const old = dates.map((date) => resolveDay(schedule, date));
  const next = dates.map((date) => resolveDay(changed, date));
  const shown = (day: ReturnType<typeof resolveDay>): EffectiveDayDto => effectiveDayOf(day, zone, bookings);
  return {
    days: dates.map((date, index) => ({
      date,
      stylistUserId,
      before: shown(old[index]!),
      after: shown(next[index]!),
    })),
    affected: affectedBookings(bookings, zone, old, next, now),
  };
}

/** At most 200 of them, and how many there are. */
export function listAffected(bookings: readonly BookingRow[]): AffectedBookings {
  const affected = bookings.slice(0, MAX_LISTED).map(({ start, end, ...booking }) => ({
    id: booking.id,
    stylistUserId: booking.stylistUserId,
    serviceId: booking.serviceId,
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    status: booking.status,
  }));
  return { affectedBookings: affected, affectedBookingsTotal: bookings.length };
}

/** 409 `BOOKINGS_AFFECTED` with the list (rules.md §5). */
export function bookingsAffected(bookings: readonly BookingRow[]): Problem {
  return new Problem('BOOKINGS_AFFECTED', {
    detail: `${bookings.length} booking(s) would fall outside the working hours`,
    extra: { ...listAffected(bookings) },
  });
}
