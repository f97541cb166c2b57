import { Injectable } from '@nestjs/common';
import { addDays, instantOf, type LocalDate, MINUTE, todayIn } from '../calendar/wall-clock.js';
import { Problem } from '../http/problem.js';
import type { NextAvailabilityQuery } from './availability-query.dto.js';
import type { NextAvailabilityDto } from './availability.dto.js';
import { readersZone } from './availability.service.js';
import { CachedDays, type StylistDays } from './cache/cached-days.js';
import type { Terms } from './offer.js';
import { slotOf } from './rendering.js';
import { presentDay, type PresentSlot } from './slots.js';
import { StylistsOffering } from './stylists-offering.js';

/** How many dates are searched, from the stylist's date at `after`. */
const DATES = 31;
const DATES_AT_ONCE = 8;
const STYLISTS_AT_ONCE = 50;
const MAX_STYLISTS = 1_000;
/** No zone is further ahead of UTC. */
const FURTHEST_AHEAD = 14 * 60 * MINUTE;
/** The calendar ends with the year 9999: a later `after` is read as this. */
const LATEST_START = Date.UTC(9_999, 0);

/** Whose next slot, and after which instant (epoch milliseconds). */
interface Wanted {
  serviceId: string;
  stylistIds: readonly string[];
  after: number;
  bypassMemory: boolean;
}

interface EarliestSlot {
  stylistId: string;
  date: LocalDate;
  slot: PresentSlot;
  priceCents: number;
  terms: Terms;
}

/** The next slot that can be booked. */
@Injectable()
export class NextAvailability {
  constructor(
    private readonly stylistsOffering: StylistsOffering,
    private readonly days: CachedDays,
  ) {}

  /**
   * The earliest slot within 31 days that can be booked and begins later than `after`. Where several stylists have one at
   * the same instant it is that of the first by display name, then id.
   *
   * @param bypassMemory not from the days that this process keeps.
   * @throws {Problem} 400 `INVALID_TIMEZONE`; 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`, `SERVICE_NOT_OFFERED`,
   *   `NO_AVAILABILITY`.
   */
  async next(query: NextAvailabilityQuery, bypassMemory: boolean): Promise<NextAvailabilityDto> {
    const { serviceId } = query;
    const zone = readersZone(query.timezone);
    const stylistIds =
      query.stylistId === undefined
        ? (await this.stylistsOffering.find(serviceId, MAX_STYLISTS)).map(({ id }) => id)
        : [query.stylistId];
    const after = query.after === undefined ? -Infinity : Date.parse(query.after.toUpperCase());
    const earliest = await this.earliest({ serviceId, stylistIds, after, bypassMemory });
    if (earliest === undefined) {
      throw new Problem('NO_AVAILABILITY', { detail: `Nothing is available within ${DATES} days` });
    }
    const { stylistId, date, slot, priceCents, terms } = earliest;
    const timezone = zone ?? terms.zone;
    return { stylistUserId: stylistId, serviceId, timezone, date, slot: slotOf(slot, priceCents, timezone) };
  }

  /** Searches a few dates at a time, until no later date can begin before the earliest slot so far. */
  private async earliest(wanted: Wanted): Promise<EarliestSlot | undefined> {
    const start = Math.min(Math.max(Date.now(), wanted.after), LATEST_START);
    let from = addDays(todayIn('UTC', start), -1);
    const last = addDays(from, DATES + 1);
    let earliest: EarliestSlot | undefined;
    while (from <= last) {
      const to = addDays(from, DATES_AT_ONCE - 1);
      const within = await this.earliestWithin(wanted, from, to < last ? to : last);
      earliest = earlier(earliest, within.earliest);
      from = addDays(to, 1);
      const nextBegins = instantOf('UTC', from, 0) - FURTHEST_AHEAD;
      if (within.isLast || (earliest !== undefined && earliest.slot.start < nextBegins)) break;
    }
    return earliest;
  }

  /** `isLast`: no stylist can be booked after these dates. */
  private async earliestWithin(
    { serviceId, stylistIds, after, bypassMemory }: Wanted,
    from: LocalDate,
    to: LocalDate,
  ): Promise<{ earliest: EarliestSlot | undefined; isLast: boolean }> {
    let earliest: EarliestSlot | undefined;
    let isLast = true;
    for (let first = 0; first < stylistIds.length; first += STYLISTS_AT_ONCE) {
      const some = stylistIds.slice(first, first + STYLISTS_AT_ONCE);
      const days = await this.days.find({ serviceId, stylistIds: some, from, to, bypassMemory });
      for (const [index, stylist] of days.entries()) {
        if (typeof stylist === 'string') {
          if (stylistIds.length === 1) throw new Problem(stylist);
          continue;
        }
        isLast &&= stylist.moment.lastDate <= to;
        earliest = earlier(earliest, earliestOf(some[index] ?? '', stylist, after));
      }
    }
    return { earliest, isLast };
  }
}

/** At the same instant the first one. */
function earlier(one: EarliestSlot | undefined, other: EarliestSlot | undefined): EarliestSlot | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.slot.start < one.slot.start ? other : one;
}

/** Slots of an earlier date begin before those of a later one, so the first date that has one decides. */
function earliestOf(stylistId: string, { terms, moment, days }: StylistDays, after: number): EarliestSlot | undefined {
  const first = todayIn(terms.zone, Math.max(moment.now, after));
  const last = addDays(first, DATES - 1);
  for (const date of [...days.keys()].sort()) {
    const timed = days.get(date);
    if (timed === undefined || date < first || date > last) continue;
    const { slots, priceCents } = presentDay(timed.day, moment);
    const slot = slots.find(({ reason, start }) => reason === null && start > after);
    if (slot !== undefined) return { stylistId, date, slot, priceCents, terms };
  }
  return undefined;
}
