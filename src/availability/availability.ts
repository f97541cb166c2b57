import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { entityTag, Json, Reply } from '../http/reply.js';
import { datesBetween } from '../time/wall-clock.js';
import type { AvailabilityQuery } from './availability-query.dto.js';
import type { AvailabilityDto, AvailableDaysDto } from './availability.dto.js';
import { datesOf, readersZone } from './date-range.js';
import type { Days, StylistDays } from './days.js';
import { renderDay, tagOf } from './rendering.js';

const MAX_DAYS = 31;

/**
 * The days of one stylist and service (rules.md §6, §7), rendered as they are at this moment.
 *
 * @param isMonth without slots, for the view of a month.
 * @param isPrivate asked for with a token: the guard has said who may keep it.
 * @param bypassMemory not from what is kept in the process.
 * @throws {Problem} 400 `RANGE_TOO_LONG`, `INVALID_TIMEZONE`; 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`,
 *   `SERVICE_NOT_OFFERED`.
 */
export async function availability<Body extends AvailabilityDto | AvailableDaysDto>(
  days: Days,
  query: AvailabilityQuery,
  { isMonth, isPrivate, bypassMemory }: { isMonth: boolean; isPrivate: boolean; bypassMemory: boolean },
): Promise<Reply<Json<Body>>> {
  const { stylistId, serviceId } = query;
  const { from, to } = datesOf(query, MAX_DAYS);
  const zone = readersZone(query.timezone);
  const [found] = await days.find({ serviceId, stylistIds: [stylistId], from, to, bypassMemory });
  if (found === undefined || typeof found === 'string') throw new Problem(found ?? 'STYLIST_NOT_FOUND');

  const timezone = zone ?? found.terms.zone;
  const form = { timezone, isMonth, onlyAvailable: query.status === 'available' };
  const rendered = datesBetween(from, to).map((date) => renderDay(found.days.get(date), date, found.moment, form));
  const head =
    `{"stylistUserId":"${stylistId}","serviceId":"${serviceId}","durationMinutes":${found.terms.durationMinutes},` +
    `"timezone":${JSON.stringify(timezone)},"days":[`;
  return new Reply(200, new Json(`${head}${rendered.map(({ json }) => json).join(',')}]}`), {
    etag: entityTag(tagOf(head, rendered)),
    age: ageOf(found),
    'cache-status': found.isHit ? 'service-engine; hit' : 'service-engine; fwd=miss',
    ...(isPrivate ? {} : { 'cache-control': 'no-cache' }),
  });
}

/** Seconds since the oldest day was computed. */
function ageOf({ days, moment }: StylistDays): string {
  let oldest = moment.now;
  for (const { computedAt } of days.values()) oldest = Math.min(oldest, computedAt);
  return String(Math.max(0, Math.floor((moment.now - oldest) / 1_000)));
}

/** Whether the request by-passes what is kept in the process (`Cache-Control: no-cache`). */
export function bypassesMemory({ headers }: FastifyRequest): boolean {
  const given = headers['cache-control'];
  return given !== undefined && /(?:^|[\s,])no-cache(?:$|[\s,=])/i.test(given);
}
