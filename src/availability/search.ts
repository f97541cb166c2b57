import { Inject, Injectable } from '@nestjs/common';
import { datesBetween, type LocalDate } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { checkRange } from '../http/date-range.js';
import { pageRequest, writeCursor } from '../http/paging.js';
import { Json, ok, type Reply } from '../http/reply.js';
import type { AvailabilitySearchQuery } from './availability-query.dto.js';
import type { AvailabilitySearchDto } from './availability.dto.js';
import { readersZone } from './availability.service.js';
import { CachedDays, type StylistDays } from './cache/cached-days.js';
import { affordable, costOf, MAX_COST } from './cost.js';
import { withDeadline } from './deadline.js';
import { choiceOf, DayRenderer, Form } from './rendering.js';
import { type OfferingStylist, StylistsOffering } from './stylists-offering.js';

const MAX_DAYS = 7;

/** The days of all stylists who offer a service. */
@Injectable()
export class AvailabilitySearch {
  constructor(
    private readonly stylistsOffering: StylistsOffering,
    private readonly days: CachedDays,
    private readonly renderer: DayRenderer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * A page of the stylists, or of those that the query names.
   *
   * @param bypassMemory not from the days that this process keeps.
   * @throws {Problem} 400 `RANGE_TOO_LONG`, `INVALID_TIMEZONE`; 404 `SERVICE_NOT_FOUND`.
   */
  search(query: AvailabilitySearchQuery, bypassMemory: boolean): Promise<Reply<Json<AvailabilitySearchDto>>> {
    return withDeadline(this.page(query, bypassMemory));
  }

  private async page(
    query: AvailabilitySearchQuery,
    bypassMemory: boolean,
  ): Promise<Reply<Json<AvailabilitySearchDto>>> {
    const { serviceId, stylistIds: among, branchId, from, to } = query;
    checkRange(query, MAX_DAYS);
    const timezone = readersZone(query.timezone) ?? this.config.businessTimezone;
    const form = new Form('slots', timezone, choiceOf(query));
    const request = pageRequest('availability-search', query, ['text', 'id']);
    const [displayName = '', id = ''] = request.after ?? [];
    const after = request.after === undefined ? undefined : { id, displayName };
    const wantedStylists = { serviceId, among, branchId, after, limit: request.limit + 1 };
    const { total, stylists } = await this.stylistsOffering.find(wantedStylists);

    const dates = datesBetween(from, to);
    const texts: string[] = [];
    const wanted = stylists.slice(0, request.limit);
    let done = 0;
    let cost = 0;
    while (done < wanted.length) {
      const atOnce = affordable(MAX_COST - cost, dates.length, this.config.slotInterval);
      if (atOnce < 1 && done > 0) break;
      const some = wanted.slice(done, done + Math.max(atOnce, 1));
      const stylistIds = some.map((stylist) => stylist.id);
      const found = await this.days.find({ serviceId, stylistIds, from, to, bypassMemory });
      for (const [index, days] of found.entries()) {
        cost += costOf(days);
        // Stylists who have stopped offering the service since the first statement are left out.
        if (typeof days !== 'string') texts.push(this.render(some[index]!, days, dates, form));
      }
      done += some.length;
    }
    const last = wanted[done - 1];
    const hasMore = done < stylists.length && last !== undefined;
    const nextCursor = hasMore ? writeCursor([last.displayName, last.id], request.scope) : null;
    const head =
      `{"serviceId":"${serviceId}","timezone":${JSON.stringify(timezone)},"nextCursor":${JSON.stringify(nextCursor)},` +
      `"total":${total},"stylists":[`;
    return ok(new Json(`${head}${texts.join(',')}]}`));
  }

  private render(
    { id, displayName }: OfferingStylist,
    { days, moment, terms }: StylistDays,
    dates: readonly LocalDate[],
    form: Form,
  ): string {
    const rendered = dates.map((date) => this.renderer.render(days.get(date), date, moment, form).json);
    return (
      `{"stylistUserId":"${id}","displayName":${JSON.stringify(displayName)},` +
      `"durationMinutes":${terms.durationMinutes},"days":[${rendered.join(',')}]}`
    );
  }
}
