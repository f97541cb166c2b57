import { Inject, Injectable } from '@nestjs/common';
import { usableZone } from '../calendar/stylist-zone.js';
import { addDays, countDates, instantOf, isDate, type LocalDate, MINUTE, todayIn } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { UUID } from '../http/uuid.js';
import { pageRequest, writeCursor } from '../http/paging.js';
import { invalid, Problem } from '../http/problem.js';
import type { NextAvailabilityQuery } from './availability-query.dto.js';
import type { NextAvailabilityDto } from './availability.dto.js';
import { readersZone } from './availability.service.js';
import { CachedDays, type StylistDays } from './cache/cached-days.js';
import { affordable, costOf, MAX_COST } from './cost.js';
import { withDeadline } from './deadline.js';
import type { Terms } from './offer.js';
import { slotOf } from './rendering.js';
import { presentDay, type PresentSlot } from './slots.js';
import { type OfferingStylist, StylistsOffering } from './stylists-offering.js';

/** How many dates are searched, from the stylist's date at `after`. */
const DATES = 31;
const STYLISTS_AT_ONCE = 50;
const STYLISTS_OF_A_PAGE = 200;
/** No zone is further ahead of UTC. */
const FURTHEST_AHEAD = 14 * 60 * MINUTE;
/** The clock of the process and that of the database differ by less. */
const CLOCKS_APART = 60 * MINUTE;
/** The calendar ends with the year 9999: a later `after` is read as this. */
const LATEST_START = Date.UTC(9_999, 0);

/** Whose next slot, and after which instant (epoch milliseconds). */
interface Wanted extends Pick<NextAvailabilityQuery, 'serviceId' | 'stylistId' | 'branchId'> {
  after: number;
  bypassMemory: boolean;
  /** The dates in UTC, a day wider on each side. */
  first: LocalDate;
  last: LocalDate;
}

/** How far a search has come: all stylists on the dates before `from`, and on some dates from it those up to `behind`. */
interface Progress {
  from: LocalDate;
  behind: OfferingStylist | undefined;
  earliest: EarliestSlot | undefined;
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
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * The earliest slot within 31 days that can be booked and begins later than `after`. Where several stylists have one at
   * the same instant it is that of the first by display name, then id. A search that would cost too much is answered in
   * part, with a cursor to go on.
   *
   * @param bypassMemory not from the days that this process keeps.
   * @throws {Problem} 400 `INVALID_TIMEZONE`; 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`, `SERVICE_NOT_OFFERED`,
   *   `NO_AVAILABILITY`.
   */
  next(query: NextAvailabilityQuery, bypassMemory: boolean): Promise<NextAvailabilityDto> {
    return withDeadline(this.search(query, bypassMemory));
  }

  private async search(query: NextAvailabilityQuery, bypassMemory: boolean): Promise<NextAvailabilityDto> {
    const { serviceId, stylistId, branchId } = query;
    const zone = readersZone(query.timezone);
    const after = query.after === undefined ? -Infinity : Date.parse(query.after.toUpperCase());
    const first = addDays(todayIn('UTC', Math.min(Math.max(Date.now(), after), LATEST_START)), -1);
    const last = addDays(first, DATES + 1);
    const wanted: Wanted = { serviceId, stylistId, branchId, after, bypassMemory, first, last };
    const request = pageRequest('availability-next', query, ['text', 'text', 'text', 'text', 'text']);
    const { isComplete, ...progress } = await this.earliest(wanted, await this.begin(wanted, request.after));
    const { earliest } = progress;
    const nextCursor = isComplete ? null : writeCursor(cursorKeys(progress), request.scope);
    if (earliest === undefined) {
      throw new Problem('NO_AVAILABILITY', {
        detail: isComplete
          ? `Nothing is available within ${DATES} days`
          : `Nothing is available so far; nextCursor goes on from ${progress.from}`,
        extra: { nextCursor },
      });
    }
    const { stylistId: stylistUserId, date, slot, priceCents, terms } = earliest;
    const timezone = zone ?? terms.zone;
    return { stylistUserId, serviceId, timezone, date, slot: slotOf(slot, priceCents, timezone), nextCursor };
  }

  /** From the first date, or from where a cursor says. The earliest slot so far is looked up anew. */
  private async begin(wanted: Wanted, keys: string[] | undefined): Promise<Progress> {
    if (keys === undefined) return { from: wanted.first, behind: undefined, earliest: undefined };
    const [from = '', displayName = '', id = '', stylistId = '', date = ''] = keys;
    const isReadable =
      isDate(from) && (id === '' || UUID.test(id)) && (stylistId === '' || (UUID.test(stylistId) && isDate(date)));
    if (!isReadable) throw invalid({ path: 'cursor', code: 'INVALID_CURSOR', message: 'is not a cursor of this list' });
    const progress: Progress = {
      from: from < wanted.first ? wanted.first : from,
      behind: id === '' ? undefined : { id, displayName },
      earliest: undefined,
    };
    if (stylistId === '') return progress;
    const { serviceId, bypassMemory, after } = wanted;
    const [days] = await this.days.find({ serviceId, stylistIds: [stylistId], from: date, to: date, bypassMemory });
    if (days === undefined || typeof days === 'string') return progress;
    return { ...progress, earliest: earliestOf(stylistId, days, after) };
  }

  /** Searches some dates of all stylists, until no later date can begin before the earliest slot so far. */
  private async earliest(wanted: Wanted, begun: Progress): Promise<Progress & { isComplete: boolean }> {
    let { from, behind, earliest } = begun;
    let cost = 0;
    let isLast = behind === undefined;
    while (from <= wanted.last) {
      const { total, stylists } = await this.stylists(wanted, behind);
      const lastOfSome = addDays(from, datesAtOnce(total) - 1);
      const to = lastOfSome < wanted.last ? lastOfSome : wanted.last;
      for (let index = 0; index < stylists.length;) {
        const atOnce = affordable(MAX_COST - cost, countDates(from, to), this.config.slotInterval);
        if (atOnce < 1 && cost > 0) return { from, behind, earliest, isComplete: false };
        const some = stylists.slice(index, index + Math.min(Math.max(atOnce, 1), STYLISTS_AT_ONCE));
        const found = await this.earliestOfSome(wanted, some, from, to);
        earliest = earlier(earliest, found.earliest);
        isLast &&= found.isLast;
        cost += found.cost;
        behind = some.at(-1);
        index += some.length;
      }
      if (stylists.length === STYLISTS_OF_A_PAGE) continue;
      from = addDays(to, 1);
      const nextBegins = instantOf('UTC', from, 0) - FURTHEST_AHEAD;
      if (isLast || (earliest !== undefined && earliest.slot.start < nextBegins)) break;
      behind = undefined;
      isLast = true;
    }
    return { from, behind, earliest, isComplete: true };
  }

  private async stylists(
    { serviceId, stylistId, branchId }: Wanted,
    behind: OfferingStylist | undefined,
  ): Promise<{ total: number; stylists: OfferingStylist[] }> {
    if (stylistId !== undefined && branchId === undefined)
      return { total: 1, stylists: [{ id: stylistId, displayName: '' }] };
    const among = stylistId === undefined ? undefined : [stylistId];
    return this.stylistsOffering.find({ serviceId, limit: STYLISTS_OF_A_PAGE, among, branchId, after: behind });
  }

  /** `isLast`: none of these stylists can be booked after the dates. */
  private async earliestOfSome(
    { serviceId, stylistId: only, after, bypassMemory }: Wanted,
    some: readonly OfferingStylist[],
    from: LocalDate,
    to: LocalDate,
  ): Promise<{ earliest: EarliestSlot | undefined; isLast: boolean; cost: number }> {
    let earliest: EarliestSlot | undefined;
    const begun = some.filter(({ zone }) => isReached(zone, to, after));
    // For the others an earlier date than today is no date yet.
    let isLast = begun.length === some.length;
    let cost = 0;
    if (begun.length === 0) return { earliest, isLast, cost };
    const stylistIds = begun.map(({ id }) => id);
    const found = await this.days.find({ serviceId, stylistIds, from, to, bypassMemory });
    for (const [index, stylist] of found.entries()) {
      cost += costOf(stylist);
      if (typeof stylist === 'string') {
        if (only !== undefined) throw new Problem(stylist);
        continue;
      }
      isLast &&= stylist.moment.lastDate <= to;
      earliest = earlier(earliest, earliestOf(stylistIds[index] ?? '', stylist, after));
    }
    return { earliest, isLast, cost };
  }
}

/** Whether the dates up to `to` are not all past where the stylist is: the search begins with the date furthest behind. */
function isReached(zone: string | undefined, to: LocalDate, after: number): boolean {
  if (zone === undefined) return true;
  return todayIn(usableZone(zone), Math.min(Math.max(Date.now() - CLOCKS_APART, after), LATEST_START)) <= to;
}

/** Of many stylists some have a slot soon, so a few dates decide; of one, all dates are some statements. */
function datesAtOnce(stylists: number): number {
  if (stylists === 1) return 8;
  return stylists <= STYLISTS_OF_A_PAGE ? 3 : 1;
}

function cursorKeys({ from, behind, earliest }: Progress): string[] {
  return [from, behind?.displayName ?? '', behind?.id ?? '', earliest?.stylistId ?? '', earliest?.date ?? ''];
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
