import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { datesBetween, type LocalDate } from '../../calendar/wall-clock.js';
import type { OffersQuery } from '../load-offers.js';
import type { Absence, Terms, TimedDay } from '../offer.js';
import { withDeadline } from '../deadline.js';
import { bookingMoment, type BookingMoment, isBookable } from '../slots.js';
import { type DayRange, keyOf } from './cache-rows.js';
import { CacheValidator } from './cache-validator.js';
import { type Computation, type MissingDates, SingleFlight } from './single-flight.js';

const hits = new Counter({
  name: 'availability_cache_hits_total',
  help: 'Days that were kept and good, by where they were kept.',
  labelNames: ['kept_in'],
});
const HITS = { process: hits.labels({ kept_in: 'process' }), database: hits.labels({ kept_in: 'database' }) };

/** Days of one service. */
export interface DaysQuery extends OffersQuery {
  /** Not from the days that this process keeps. */
  bypassMemory: boolean;
}

/** The days of one stylist. */
export interface StylistDays {
  terms: Terms;
  moment: BookingMoment;
  /** Dates that are past or beyond the booking window have none. */
  days: ReadonlyMap<LocalDate, TimedDay>;
  /** Whether every day that can be stored came from a cache. */
  isHit: boolean;
  /** Whether the stylist's rows had to be loaded, also for dates that cannot be booked. */
  isLoaded: boolean;
}

/** The days of one stylist, while a request collects them. */
interface Collected {
  stylistId: string;
  days: Map<LocalDate, TimedDay>;
  terms?: Terms;
  absence?: Absence;
  isHit: boolean;
  isLoaded: boolean;
}

/** What a request has collected of its days after its first validation. */
interface Collection {
  stylists: readonly Collected[];
  dates: readonly LocalDate[];
  requestedAt: number;
  /** The database's clock, epoch milliseconds. */
  now: number;
}

/**
 * Days from the process, from the database's cache, or computed. They contain every change that was committed before the
 * request came (docs/rules.md "Cache").
 */
@Injectable()
export class CachedDays {
  constructor(
    private readonly validator: CacheValidator,
    private readonly singleFlight: SingleFlight,
  ) {}

  /**
   * The days of each stylist, or why there are none.
   *
   * @throws {Problem} 503 when the database does not answer.
   */
  async find(query: DaysQuery): Promise<(StylistDays | Absence)[]> {
    const begun = performance.now();
    const requestedAt = this.singleFlight.tick();
    const dates = datesBetween(query.from, query.to);
    const stylists = query.stylistIds.map((stylistId): Collected => ({
      stylistId,
      days: new Map(),
      isHit: true,
      isLoaded: false,
    }));
    let now = await this.collectCached(query, stylists, dates);
    if (missingDates(stylists, dates, now).length > 0) {
      now = await withDeadline(this.collectMissing(query, { stylists, dates, requestedAt, now }), begun);
    }
    return stylists.map((stylist) => resultOf(stylist, now));
  }

  /** Collects the days that no cache has. Returns the database's clock. */
  private async collectMissing(query: DaysQuery, { stylists, dates, requestedAt, now }: Collection): Promise<number> {
    let latest = now;
    let missing = missingDates(stylists, dates, latest);
    while (missing.length > 0) {
      const computations = await this.singleFlight.compute(query.serviceId, missing, requestedAt);
      latest = Math.max(latest, ...computations.map(({ loaded }) => loaded.now));
      for (const computation of computations) collectComputed(stylists, missing, query.serviceId, computation);
      missing = missingDates(stylists, dates, latest);
      if (missing.length === 0) break;
      latest = await this.collectCached(query, stylists, dates);
      missing = missingDates(stylists, dates, latest);
    }
    return latest;
  }

  /** Collects the days that a cache has. Returns the database's clock. */
  private async collectCached(
    query: DaysQuery,
    stylists: readonly Collected[],
    dates: readonly LocalDate[],
  ): Promise<number> {
    const memory = query.bypassMemory ? undefined : this.validator.memory;
    const { now, days } = await this.validator.validate(this.rangesToRead(query, stylists, dates));
    for (const stylist of stylists) {
      for (const date of dates) {
        const key = keyOf(stylist.stylistId, query.serviceId, date);
        const stored = days.get(key);
        const day = stored ?? memory?.get(key);
        if (day === undefined || day.expiresAt <= now || stylist.days.has(date)) continue;
        stylist.days.set(date, day);
        stylist.terms = day.terms;
        (stored === undefined ? HITS.process : HITS.database).inc();
      }
    }
    return now;
  }

  /** The days that the process does not keep. */
  private rangesToRead(
    { serviceId, bypassMemory }: DaysQuery,
    stylists: readonly Collected[],
    dates: readonly LocalDate[],
  ): DayRange[] {
    const memory = bypassMemory ? undefined : this.validator.memory;
    const lastNow = this.validator.now;
    return stylists.flatMap(({ stylistId, days, terms, absence }): DayRange[] => {
      if (absence !== undefined) return [];
      const kept = dates.map((date) => days.get(date) ?? memory?.get(keyOf(stylistId, serviceId, date)));
      const isKept = (day: TimedDay | undefined): boolean => day !== undefined && day.expiresAt > lastNow;
      if (kept.every(isKept)) return [];
      const known = terms ?? kept.find((day) => day !== undefined)?.terms;
      const moment = known && bookingMoment(lastNow, known.zone, known);
      const absent = dates.filter((date, index) => {
        return !isKept(kept[index]) && (moment === undefined || isBookable(date, moment));
      });
      const [from] = absent;
      const to = absent.at(-1);
      return from === undefined || to === undefined ? [] : [{ stylistId, serviceId, from, to }];
    });
  }
}

function collectComputed(
  stylists: readonly Collected[],
  missing: readonly MissingDates[],
  serviceId: string,
  { loaded, days }: Computation,
): void {
  for (const { stylistId, dates } of missing) {
    const stylist = stylists.find((one) => one.stylistId === stylistId);
    const offer = loaded.offers.get(stylistId);
    if (stylist === undefined || offer === undefined) continue;
    if (typeof offer === 'string') {
      stylist.absence = offer;
      continue;
    }
    stylist.terms = offer.terms;
    stylist.isLoaded = true;
    for (const date of dates) {
      const day = days.get(keyOf(stylistId, serviceId, date));
      if (day === undefined) continue;
      stylist.days.set(date, day);
      stylist.isHit = false;
    }
  }
}

/** The dates that can be booked, or can be as far as is known, and have no day yet. */
function missingDates(stylists: readonly Collected[], dates: readonly LocalDate[], now: number): MissingDates[] {
  return stylists.flatMap(({ stylistId, days, terms, absence }): MissingDates[] => {
    if (absence !== undefined) return [];
    const moment = terms && bookingMoment(now, terms.zone, terms);
    const absent = dates.filter((date) => !days.has(date) && (moment === undefined || isBookable(date, moment)));
    return absent.length === 0 ? [] : [{ stylistId, dates: absent }];
  });
}

function resultOf({ days, terms, absence, isHit, isLoaded }: Collected, now: number): StylistDays | Absence {
  if (absence !== undefined) return absence;
  if (terms === undefined) throw new Error('a stylist was neither found nor absent');
  return { terms, moment: bookingMoment(now, terms.zone, terms), days, isHit, isLoaded };
}
