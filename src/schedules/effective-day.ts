import type { EffectiveDayDto, WindowDto } from './effective-day.dto.js';
import type { Interval } from '../calendar/intervals.js';
import type { ResolvedDay } from './layers.js';
import type { BookingRow } from './load-schedules.js';
import { localOf, timeOf } from '../calendar/wall-clock.js';

/** A decided date as the API shows it; `bookings` are counted on the local date they start. */
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
    blocks: day.blocks.map((block) => ({
      overrideId: idOf(block),
      start: timeOf(block.start),
      end: timeOf(block.end),
    })),
    bookings: bookings.filter((booking) => localOf(zone, booking.start).date === day.date).length,
  };
}

/** What is only tried has no id (rules.md §5). */
function idOf({ overrideId }: { overrideId: string | null }): string | null {
  return overrideId === '' ? null : overrideId;
}

function windowOf({ start, end }: Interval): WindowDto {
  return { start: timeOf(start), end: timeOf(end) };
}
