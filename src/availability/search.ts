import type { Database } from '../database/database.js';
import { Json, ok, type Reply } from '../http/reply.js';
import { datesBetween } from '../calendar/wall-clock.js';
import type { AvailabilitySearchQuery } from './availability-query.dto.js';
import type { AvailabilitySearchDto } from './availability.dto.js';
import { stylistsOffering } from './stylists-offering.js';
import { checkRange } from '../http/date-range.js';
import { readersZone } from './date-range.js';
import type { CachedDays } from './cache/cached-days.js';
import { renderDay } from './rendering.js';

const MAX_DAYS = 7;
const MAX_STYLISTS = 50;

/**
 * The days of everybody who offers a service, or of those among them who are asked for.
 *
 * @param salonZone whose offset times carry unless the reader asks for another.
 * @throws {Problem} 400 `RANGE_TOO_LONG`, `INVALID_TIMEZONE`; 404 `SERVICE_NOT_FOUND`.
 */
export async function searchAvailability(
  database: Database,
  days: CachedDays,
  query: AvailabilitySearchQuery,
  { salonZone, bypassMemory }: { salonZone: string; bypassMemory: boolean },
): Promise<Reply<Json<AvailabilitySearchDto>>> {
  const { serviceId, from, to } = query;
  checkRange(query, MAX_DAYS);
  const timezone = readersZone(query.timezone) ?? salonZone;
  const among = query.stylistIds;
  const candidates = await stylistsOffering(database, serviceId, {
    ...(among === undefined ? {} : { among }),
    limit: MAX_STYLISTS,
  });
  const stylistIds = candidates.map(({ id }) => id);
  const found = await days.find({ serviceId, stylistIds, from, to, bypassMemory });

  const form = { timezone, isMonth: false, onlyAvailable: query.status === 'available' };
  const dates = datesBetween(from, to);
  const stylists = candidates.flatMap(({ id, displayName }, index) => {
    const one = found[index];
    // Who has stopped offering it in this moment is left out.
    if (one === undefined || typeof one === 'string') return [];
    const rendered = dates.map((date) => renderDay(one.days.get(date), date, one.moment, form).json);
    return [
      `{"stylistUserId":"${id}","displayName":${JSON.stringify(displayName)},` +
        `"durationMinutes":${one.terms.durationMinutes},"days":[${rendered.join(',')}]}`,
    ];
  });
  const head = `{"serviceId":"${serviceId}","timezone":${JSON.stringify(timezone)},"stylists":[`;
  return ok(new Json(`${head}${stylists.join(',')}]}`));
}
