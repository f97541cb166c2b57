import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { checkRange } from '../http/date-range.js';
import { effectiveDayOf } from './effective-day.js';
import type { EffectiveScheduleDto, EffectiveScheduleQuery } from './effective-day.dto.js';
import { resolveDay } from './layers.js';
import { loadSchedules } from './load-schedules.js';
import { refuseOthers } from './own-or-admin.js';
import { datesBetween } from '../calendar/wall-clock.js';

const MAX_DAYS = 92;

/**
 * What a stylist works between two dates, both included, in the stylist's zone (rules.md §4 Layers).
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 92 days, 404 `STYLIST_NOT_FOUND`; a stylist who
 * asks for another's gets the same.
 */
export async function effectiveSchedule(
  tx: Tx,
  context: RequestContext,
  stylistUserId: string,
  { from, to }: EffectiveScheduleQuery,
): Promise<EffectiveScheduleDto> {
  checkRange({ from, to }, MAX_DAYS);
  refuseOthers(context, stylistUserId);
  const [schedule] = await loadSchedules(tx, [stylistUserId], from, to);
  if (schedule === undefined) throw new Problem('STYLIST_NOT_FOUND');
  const { zone, bookings } = schedule;
  const days = datesBetween(from, to).map((date) => effectiveDayOf(resolveDay(schedule, date), zone, bookings));
  return { timezone: zone, days };
}
