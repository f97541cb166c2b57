import type { Interval } from '../calendar/intervals.js';
import { type LocalDate, localOf, timeOf } from '../calendar/wall-clock.js';
import type { EffectiveDayDto, EffectiveScheduleDto, WindowDto } from './effective-day.dto.js';
import { isUnwritten, resolveDay, type ResolvedDay } from './layers.js';
import type { BookingRow, StylistSchedule } from './load-schedules.js';

/** What is worked on dates for which the schedule was loaded, as the API shows it. */
export function effectiveScheduleOf(schedule: StylistSchedule, dates: readonly LocalDate[]): EffectiveScheduleDto {
  const { zone, bookings } = schedule;
  return { timezone: zone, days: dates.map((date) => effectiveDayOf(resolveDay(schedule, date), zone, bookings)) };
}

/** A resolved date as the API shows it. A booking counts on the local date on which it starts. */
export function effectiveDayOf(
  day: ResolvedDay,
  zone: string,
  bookings: readonly Pick<BookingRow, 'start'>[],
): EffectiveDayDto {
  return {
    date: day.date,
    status: day.status,
    windows: day.windows.map(windowOf),
    break: day.break === null ? null : windowOf(day.break),
    source: { ...day.source, overrideId: idOf(day.source) },
    shadowed: day.shadowed.map((override) => ({ ...override, overrideId: idOf(override) })),
    blocks: day.blocks.map((block) => Object.assign(windowOf(block), { overrideId: idOf(block) })),
    bookings: bookings.filter((booking) => localOf(zone, booking.start).date === day.date).length,
  };
}

/** An override of a preview is not written yet. */
function idOf({ overrideId }: { overrideId: string | null }): string | null {
  return overrideId === null || isUnwritten(overrideId) ? null : overrideId;
}

function windowOf({ start, end }: Interval): WindowDto {
  return { start: timeOf(start), end: timeOf(end) };
}
