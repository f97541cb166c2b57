import type { Tx } from '../database/transaction.js';
import { invalid, Problem } from '../http/problem.js';
import { effectiveDayOf } from './effective-day.js';
import type { EffectiveScheduleDto, EffectiveScheduleQuery } from './effective-day.dto.js';
import { resolveDay } from './layers.js';
import { loadSchedules } from './loading.js';
import { countDates, datesBetween } from './wall-clock.js';

const MAX_DAYS = 92;

/**
 * What a stylist works between two dates, both included, in the stylist's zone (rules.md §4 Layers).
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 92 days, 404 `STYLIST_NOT_FOUND`.
 */
export async function effectiveSchedule(
  tx: Tx,
  stylistUserId: string,
  { from, to }: EffectiveScheduleQuery,
): Promise<EffectiveScheduleDto> {
  if (to < from) throw invalid({ path: 'to', code: 'END_BEFORE_START', message: 'must not be before from' });
  if (countDates(from, to) > MAX_DAYS) {
    throw new Problem('RANGE_TOO_LONG', { detail: `At most ${MAX_DAYS} days, both ends included` });
  }
  const [schedule] = await loadSchedules(tx, [stylistUserId], from, to);
  if (schedule === undefined) throw new Problem('STYLIST_NOT_FOUND');
  const { zone, bookings } = schedule;
  const days = datesBetween(from, to).map((date) => effectiveDayOf(resolveDay(schedule, date), zone, bookings));
  return { timezone: zone, days };
}
