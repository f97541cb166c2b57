import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { DEFAULT_ZONE } from '../calendar/stylist-zone.js';
import { datesBetween, isZone, type LocalDate } from '../calendar/wall-clock.js';
import { checkRange, type ClosedDateRange } from '../http/date-range.js';
import { invalid, Problem } from '../http/problem.js';
import { entityTag, Json, Reply } from '../http/reply.js';
import type { AvailabilityQuery } from './availability-query.dto.js';
import type { AvailabilityDto, AvailableDaysDto } from './availability.dto.js';
import { CachedDays, type StylistDays } from './cache/cached-days.js';
import { choiceOf, DayRenderer, Form, versionOf } from './rendering.js';

const MAX_DAYS = 31;

/** The days of one stylist and one service. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly days: CachedDays,
    private readonly renderer: DayRenderer,
  ) {}

  /**
   * The days with their slots.
   *
   * @param bypassMemory not from the days that this process keeps.
   * @throws {Problem} 400 `RANGE_TOO_LONG`, `INVALID_TIMEZONE`; 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`,
   *   `SERVICE_NOT_OFFERED`.
   */
  slots(
    context: RequestContext,
    query: AvailabilityQuery,
    bypassMemory: boolean,
  ): Promise<Reply<Json<AvailabilityDto>>> {
    return this.answer(context, query, 'slots', bypassMemory);
  }

  /** The days without slots, for the view of a month. It throws as {@link slots} does. */
  month(
    context: RequestContext,
    query: AvailabilityQuery,
    bypassMemory: boolean,
  ): Promise<Reply<Json<AvailableDaysDto>>> {
    return this.answer(context, query, 'month', bypassMemory);
  }

  private async answer<Body extends AvailabilityDto | AvailableDaysDto>(
    { caller }: RequestContext,
    query: AvailabilityQuery,
    view: 'slots' | 'month',
    bypassMemory: boolean,
  ): Promise<Reply<Json<Body>>> {
    const { stylistId, serviceId } = query;
    const { from, to } = datesOf(query);
    const zone = readersZone(query.timezone);
    const choice = choiceOf(query);
    const [stylist] = await this.days.find({ serviceId, stylistIds: [stylistId], from, to, bypassMemory });
    if (stylist === undefined || typeof stylist === 'string') throw new Problem(stylist ?? 'STYLIST_NOT_FOUND');

    const { terms, moment, days } = stylist;
    const timezone = zone ?? terms.zone;
    const form = new Form(view, timezone, choice);
    const rendered = datesBetween(from, to).map((date) => this.renderer.render(days.get(date), date, moment, form));
    const head =
      `{"stylistUserId":"${stylistId}","serviceId":"${serviceId}","durationMinutes":${terms.durationMinutes},` +
      `"timezone":${JSON.stringify(timezone)},"days":[`;
    return new Reply(200, new Json(`${head}${rendered.map(({ json }) => json).join(',')}]}`), {
      etag: entityTag(versionOf(terms, rendered)),
      age: String(ageOf(stylist)),
      'cache-status': stylist.isHit ? 'service-engine; hit' : 'service-engine; fwd=miss',
      // With a token the access guard has set a private one.
      ...(caller === null ? { 'cache-control': 'no-cache' } : {}),
    });
  }
}

/**
 * The dates of a query that takes either `date` or `from` and `to`.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 31 days.
 */
function datesOf({ date, from, to }: { date?: LocalDate; from?: LocalDate; to?: LocalDate }): ClosedDateRange {
  if (date !== undefined) {
    if (from === undefined && to === undefined) return { from: date, to: date };
    throw invalid({ path: 'date', code: 'NOT_ALLOWED', message: 'must not stand beside from and to' });
  }
  if (from === undefined && to === undefined) {
    throw invalid({ path: 'date', code: 'REQUIRED', message: 'is required, or from and to' });
  }
  if (from === undefined) throw invalid({ path: 'from', code: 'REQUIRED', message: 'is required beside to' });
  if (to === undefined) throw invalid({ path: 'to', code: 'REQUIRED', message: 'is required beside from' });
  checkRange({ from, to }, MAX_DAYS);
  return { from, to };
}

/**
 * The zone of a query, in the reader's spelling.
 *
 * @throws {Problem} 400 `INVALID_TIMEZONE` for anything but an IANA name.
 */
export function readersZone(timezone: string | undefined): string | undefined {
  if (timezone !== undefined && !isZone(timezone)) {
    throw new Problem('INVALID_TIMEZONE', { detail: `timezone must be an IANA name like ${DEFAULT_ZONE}` });
  }
  return timezone;
}

/** Seconds since the oldest day was computed. */
function ageOf({ moment, days }: StylistDays): number {
  const oldest = Math.min(moment.now, ...[...days.values()].map(({ computedAt }) => computedAt));
  return Math.floor((moment.now - oldest) / 1_000);
}
