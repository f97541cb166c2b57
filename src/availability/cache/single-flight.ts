import { Inject, Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import { Database } from '../../database/database.js';
import { type LoadedOffers, OfferLoader } from '../load-offers.js';
import { timedDay } from '../offer.js';
import { bookingMoment, isBookable } from '../slots.js';
import { formatOf, keyOf, STORE, type StoredDay, storedRows } from './cache-rows.js';
import { CacheValidator } from './cache-validator.js';

const misses = new Counter({
  name: 'availability_cache_misses_total',
  help: 'Days that had to be computed.',
});

/** Dates of a stylist that no cache has. */
export interface MissingDates {
  stylistId: string;
  dates: readonly LocalDate[];
}

/** What one statement loaded, and the days computed from it, by `keyOf`. */
export interface Computation {
  loaded: LoadedOffers;
  days: ReadonlyMap<string, StoredDay>;
}

interface Flight {
  /** A tick: the order of computations and of requests is one. */
  begun: number;
  keys: readonly string[];
  result: Promise<Computation>;
  /** Validations that had begun when it ended: their answers may lack the days that it stored. */
  validationsBegun: number;
}

/**
 * Computes the days that no cache has, and stores them. Requests that miss the same day at the same time share one
 * computation. A request does not use a computation that began before it came, because a change may have been committed
 * in between: it waits for the stored row and validates that.
 */
@Injectable()
export class SingleFlight {
  private readonly logger = new Logger(SingleFlight.name);
  private readonly flights = new Map<string, Flight>();
  /** Flights that have ended and are still in the map, in the order of their ends. */
  private readonly unsettled: Flight[] = [];
  private readonly format: string;
  private ticks = 0;

  constructor(
    private readonly database: Database,
    private readonly loader: OfferLoader,
    private readonly validator: CacheValidator,
    @Inject(CONFIG) { slotInterval }: Config,
  ) {
    this.format = formatOf(slotInterval);
  }

  /** The moment at which a request came, for {@link compute}. */
  tick(): number {
    this.ticks += 1;
    return this.ticks;
  }

  /**
   * Computes missing days, or waits for computations of them that run already.
   *
   * @param requestedAt the {@link tick} at which the request came.
   * @returns the computations that the request may use. Days of the others are in the cache now.
   */
  async compute(serviceId: string, missing: readonly MissingDates[], requestedAt: number): Promise<Computation[]> {
    this.settle();
    const flights = new Set<Flight>();
    const unclaimed: MissingDates[] = [];
    for (const { stylistId, dates } of missing) {
      const free = dates.filter((date) => {
        const flight = this.flights.get(keyOf(stylistId, serviceId, date));
        if (flight !== undefined) flights.add(flight);
        return flight === undefined;
      });
      if (free.length > 0) unclaimed.push({ stylistId, dates: free });
    }
    if (unclaimed.length > 0) flights.add(this.begin(serviceId, unclaimed));
    const ended = await Promise.all(
      [...flights].map(async ({ begun, result }) => ({ begun, computation: await result })),
    );
    return ended.filter(({ begun }) => begun > requestedAt).map(({ computation }) => computation);
  }

  private begin(serviceId: string, missing: readonly MissingDates[]): Flight {
    const keys = missing.flatMap(({ stylistId, dates }) => dates.map((date) => keyOf(stylistId, serviceId, date)));
    const result = this.run(serviceId, missing).finally(() => {
      flight.validationsBegun = this.validator.begun;
      this.unsettled.push(flight);
    });
    const flight: Flight = { begun: this.tick(), keys, result, validationsBegun: Infinity };
    for (const key of keys) this.flights.set(key, flight);
    return flight;
  }

  /**
   * Forgets the flights that ended before the last validation began. A request whose validation began earlier may not have
   * read the stored rows; until then it must find the flight, or it would compute the same days again.
   */
  private settle(): void {
    for (;;) {
      const [flight] = this.unsettled;
      if (flight === undefined || this.validator.ended <= flight.validationsBegun) return;
      this.unsettled.shift();
      for (const key of flight.keys) this.flights.delete(key);
    }
  }

  private async run(serviceId: string, missing: readonly MissingDates[]): Promise<Computation> {
    const dates = missing.flatMap((one) => one.dates).sort();
    const stylistIds = missing.map(({ stylistId }) => stylistId);
    const loaded = await this.loader.load({ serviceId, stylistIds, from: dates.at(0) ?? '', to: dates.at(-1) ?? '' });
    const days = missing.flatMap((one) => daysOf(serviceId, one, loaded));
    misses.inc(days.length);
    await this.store(loaded, days);
    return { loaded, days: new Map(days.map((day) => [keyOf(day.stylistId, serviceId, day.day.date), day])) };
  }

  /** In its own transaction. The answer is right also without it, so a failure is a warning. */
  private async store({ feed, snapshot, now }: LoadedOffers, days: readonly StoredDay[]): Promise<void> {
    if (feed === null || days.length === 0) return;
    try {
      await this.database.asEngine((tx) => tx.engine(STORE, [storedRows(days), feed, snapshot, now, this.format]));
    } catch (error) {
      this.logger.warn(`Computed days cannot be stored: ${String(error)}`);
    }
  }
}

/** Only days of an offer, within its booking window, are computed and stored. */
function daysOf(serviceId: string, { stylistId, dates }: MissingDates, { offers, now }: LoadedOffers): StoredDay[] {
  const offer = offers.get(stylistId);
  if (offer === undefined || typeof offer === 'string') return [];
  const moment = bookingMoment(now, offer.terms.zone, offer.terms);
  return dates
    .filter((date) => isBookable(date, moment))
    .map((date) => ({ stylistId, serviceId, ...timedDay(offer, date, now) }));
}
