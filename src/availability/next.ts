import type { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import { addDays, instantOf, type LocalDate, MINUTE, todayIn } from '../calendar/wall-clock.js';
import type { NextAvailabilityQuery } from './availability-query.dto.js';
import type { NextAvailabilityDto } from './availability.dto.js';
import { stylistsOffering } from './stylists-offering.js';
import type { Terms, TimedDay } from './offer.js';
import { readersZone } from './date-range.js';
import type { CachedDays, StylistDays } from './cache/cached-days.js';
import { slotOf } from './rendering.js';
import { type BookingMoment, presentDay, type PresentSlot } from './slots.js';

/** How many dates are looked through, from the stylist's date at `after`. */
const DATES = 31;
const DATES_AT_ONCE = 8;
const STYLISTS_AT_ONCE = 50;
const MAX_STYLISTS = 1_000;
/** No zone is further ahead of UTC. */
const FURTHEST_AHEAD = 14 * 60 * MINUTE;
/** Later instants are as far, and the calendar ends. */
const LATEST_START = Date.UTC(9_999, 0);

interface Best {
  stylistId: string;
  date: LocalDate;
  slot: PresentSlot;
  priceCents: number;
  terms: Terms;
}

/**
 * The earliest slot within 31 days that can be booked and begins later than `after`; of several stylists' at the same
 * instant the first by display name, then id.
 *
 * @throws {Problem} 400 `INVALID_TIMEZONE`; 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`, `SERVICE_NOT_OFFERED`,
 *   `NO_AVAILABILITY`.
 */
export async function nextAvailability(
  database: Database,
  days: CachedDays,
  query: NextAvailabilityQuery,
  bypassMemory: boolean,
): Promise<NextAvailabilityDto> {
  const { serviceId } = query;
  const zone = readersZone(query.timezone);
  const stylistIds =
    query.stylistId === undefined
      ? (await stylistsOffering(database, serviceId, { limit: MAX_STYLISTS })).map(({ id }) => id)
      : [query.stylistId];
  const after = query.after === undefined ? -Infinity : Date.parse(query.after.toUpperCase());
  const best = await earliest(days, { serviceId, stylistIds, bypassMemory }, after);
  if (best === undefined) throw new Problem('NO_AVAILABILITY', { detail: `Nothing is available within ${DATES} days` });
  const { stylistId, date, slot, priceCents, terms } = best;
  const timezone = zone ?? terms.zone;
  return { stylistUserId: stylistId, serviceId, timezone, date, slot: slotOf(slot, priceCents, timezone) };
}

interface Who {
  serviceId: string;
  stylistIds: readonly string[];
  bypassMemory: boolean;
}

/** Looks through the dates a few at a time, until no later date can begin before what was found. */
async function earliest(days: CachedDays, who: Who, after: number): Promise<Best | undefined> {
  const start = Math.min(Math.max(Date.now(), after), LATEST_START);
  let from = addDays(todayIn('UTC', start), -1);
  const last = addDays(from, DATES + 1);
  let best: Best | undefined;
  while (from <= last) {
    const to = addDays(from, DATES_AT_ONCE - 1);
    const { found, isOver } = await earliestWithin(days, who, { from, to: to < last ? to : last }, after);
    if (found !== undefined && (best === undefined || found.slot.start < best.slot.start)) best = found;
    from = addDays(to, 1);
    if (isOver || (best !== undefined && best.slot.start < instantOf('UTC', from, 0) - FURTHEST_AHEAD)) break;
  }
  return best;
}

async function earliestWithin(
  days: CachedDays,
  { serviceId, stylistIds, bypassMemory }: Who,
  range: { from: LocalDate; to: LocalDate },
  after: number,
): Promise<{ found: Best | undefined; isOver: boolean }> {
  let found: Best | undefined;
  let isOver = true;
  for (let first = 0; first < stylistIds.length; first += STYLISTS_AT_ONCE) {
    const some = stylistIds.slice(first, first + STYLISTS_AT_ONCE);
    const answers = await days.find({ serviceId, stylistIds: some, ...range, bypassMemory });
    for (const [index, answer] of answers.entries()) {
      if (typeof answer === 'string') {
        if (stylistIds.length === 1) throw new Problem(answer);
        continue;
      }
      isOver &&= answer.moment.lastDate <= range.to;
      const one = earliestOf(answer, after);
      if (one !== undefined && (found === undefined || one.slot.start < found.slot.start)) {
        found = { stylistId: some[index] ?? '', ...one };
      }
    }
  }
  return { found, isOver };
}

/** Dates are in order, and so are the slots of a date; a date's slots may reach into the next one's only by their end. */
function earliestOf({ terms, moment, days }: StylistDays, after: number): Omit<Best, 'stylistId'> | undefined {
  const first = todayIn(terms.zone, Math.max(moment.now, after));
  const last = addDays(first, DATES - 1);
  for (const date of [...days.keys()].sort()) {
    if (date < first || date > last) continue;
    const slot = firstSlot(days.get(date), moment, after);
    if (slot !== undefined) return { date, terms, ...slot };
  }
  return undefined;
}

function firstSlot(
  kept: TimedDay | undefined,
  moment: BookingMoment,
  after: number,
): { slot: PresentSlot; priceCents: number } | undefined {
  if (kept === undefined) return undefined;
  const { slots, priceCents } = presentDay(kept.day, moment);
  const slot = slots.find(({ reason, start }) => reason === null && start > after);
  return slot === undefined ? undefined : { slot, priceCents };
}
