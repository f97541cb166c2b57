import { Inject, Injectable } from '@nestjs/common';
import { datesBetween } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { checkRange } from '../http/date-range.js';
import { Json, ok, type Reply } from '../http/reply.js';
import type { AvailabilitySearchQuery } from './availability-query.dto.js';
import type { AvailabilitySearchDto } from './availability.dto.js';
import { readersZone } from './availability.service.js';
import { CachedDays } from './cache/cached-days.js';
import { DayRenderer, Form } from './rendering.js';
import { StylistsOffering } from './stylists-offering.js';

const MAX_DAYS = 7;
const MAX_STYLISTS = 50;

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
   * Of the first 50 stylists, or of those that the query names.
   *
   * @param bypassMemory not from the days that this process keeps.
   * @throws {Problem} 400 `RANGE_TOO_LONG`, `INVALID_TIMEZONE`; 404 `SERVICE_NOT_FOUND`.
   */
  async search(query: AvailabilitySearchQuery, bypassMemory: boolean): Promise<Reply<Json<AvailabilitySearchDto>>> {
    const { serviceId, from, to } = query;
    checkRange(query, MAX_DAYS);
    const timezone = readersZone(query.timezone) ?? this.config.businessTimezone;
    const stylists = await this.stylistsOffering.find(serviceId, MAX_STYLISTS, query.stylistIds);
    const stylistIds = stylists.map(({ id }) => id);
    const stylistsDays = await this.days.find({ serviceId, stylistIds, from, to, bypassMemory });

    const form = new Form({ view: 'slots', timezone, status: query.status ?? null });
    const dates = datesBetween(from, to);
    const texts = stylists.flatMap(({ id, displayName }, index) => {
      const stylist = stylistsDays[index];
      // Stylists who have stopped offering the service since the first statement are left out.
      if (stylist === undefined || typeof stylist === 'string') return [];
      const { days, moment, terms } = stylist;
      const rendered = dates.map((date) => this.renderer.render(days.get(date), date, moment, form).json);
      return [
        `{"stylistUserId":"${id}","displayName":${JSON.stringify(displayName)},` +
          `"durationMinutes":${terms.durationMinutes},"days":[${rendered.join(',')}]}`,
      ];
    });
    const head = `{"serviceId":"${serviceId}","timezone":${JSON.stringify(timezone)},"stylists":[`;
    return ok(new Json(`${head}${texts.join(',')}]}`));
  }
}
