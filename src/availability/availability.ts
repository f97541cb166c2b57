import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { entityTag, Json, Reply } from '../http/reply.js';
import { datesBetween } from '../calendar/wall-clock.js';
import type { AvailabilityQuery } from './availability-query.dto.js';
import type { AvailabilityDto, AvailableDaysDto } from './availability.dto.js';
import { datesOf, readersZone } from './date-range.js';
import type { CachedDays, StylistDays } from './cache/cached-days.js';
import { renderDay, tagOf } from './rendering.js';
import { endOfToday } from './slots.js';

const MAX_DAYS = 31;

/** How a query is answered. */
export interface Manner {
  /** Without slots, for the view of a month. */
  isMonth: boolean;
  /** Not from what is kept in the process. */
  bypassMemory: boolean;
}

/** The days of one stylist and service as they are at a moment. */
export interface Answer {
  json: string;
  etag: string;
  /** Epoch milliseconds: the first and the last instant at which it is so, unless a day changes. */
  from: number;
  until: number;
  /** When the oldest of its days was computed, epoch milliseconds; `from` if it has none. */
  computedAt: number;
  found: StylistDays;
}

/**
 * The days of one stylist and service (rules.md §6, §7), rendered as they are at this moment.
 *
 * @throws {Problem} 400 `RANGE_TOO_LONG`, `INVALID_TIMEZONE`; 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`,
 *   `SERVICE_NOT_OFFERED`.
 */
export async function availability(
  days: CachedDays,
  query: AvailabilityQuery,
  { isMonth, bypassMemory }: Manner,
): Promise<Answer> {
  const { stylistId, serviceId } = query;
  const { from, to } = datesOf(query, MAX_DAYS);
  const zone = readersZone(query.timezone);
  const [found] = await days.find({ serviceId, stylistIds: [stylistId], from, to, bypassMemory });
  if (found === undefined || typeof found === 'string') throw new Problem(found ?? 'STYLIST_NOT_FOUND');

  const { terms, moment } = found;
  const timezone = zone ?? terms.zone;
  const form = { timezone, isMonth, onlyAvailable: query.status === 'available' };
  const rendered = datesBetween(from, to).map((date) => renderDay(found.days.get(date), date, moment, form));
  const head =
    `{"stylistUserId":"${stylistId}","serviceId":"${serviceId}","durationMinutes":${terms.durationMinutes},` +
    `"timezone":${JSON.stringify(timezone)},"days":[`;
  return {
    json: `${head}${rendered.map(({ json }) => json).join(',')}]}`,
    etag: entityTag(tagOf(head, rendered)),
    from: moment.now,
    until: Math.min(endOfToday(moment), ...rendered.map(({ until }) => until)),
    computedAt: Math.min(moment.now, ...[...found.days.values()].map(({ computedAt }) => computedAt)),
    found,
  };
}

/**
 * An answer for a reader.
 *
 * @param now the database's clock, epoch milliseconds.
 * @param isHit whether every day that can be stored came from a cache.
 * @param isPrivate asked for with a token: the guard has said who may keep it.
 */
export function replyWith<Body extends AvailabilityDto | AvailableDaysDto>(
  { json, etag, computedAt }: Answer,
  { now, isHit, isPrivate }: { now: number; isHit: boolean; isPrivate: boolean },
): Reply<Json<Body>> {
  return new Reply(200, new Json(json), {
    etag,
    age: String(Math.max(0, Math.floor((now - computedAt) / 1_000))),
    'cache-status': isHit ? 'service-engine; hit' : 'service-engine; fwd=miss',
    ...(isPrivate ? {} : { 'cache-control': 'no-cache' }),
  });
}

/** Whether the request by-passes what is kept in the process (`Cache-Control: no-cache`). */
export function bypassesMemory({ headers }: FastifyRequest): boolean {
  const given = headers['cache-control'];
  return given !== undefined && /(?:^|[\s,])no-cache(?:$|[\s,=])/i.test(given);
}
