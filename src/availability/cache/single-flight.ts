import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
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

interface RunningComputation {
  /** A tick: the order of computations and of requests is one. */
  begun: number;
  keys: readonly string[];
  result: Promise<Computation>;
  /** Resolves once the days are stored, or cannot be. */
  stored: Promise<void>;
  /** Validations that had begun when they were stored: their answers may lack the days. */
  validationsBegun: number;
}

/**
 * Computes the days that no cache has, and stores them. Requests that miss the same day at the same time share one
 * computation. A request does not use a computation that began before it came, because a change may have been committed
 * in between: it waits for the stored row and validates that. Days are stored after the answer.
 */
@Injectable()
export class SingleFlight implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SingleFlight.name);
  private readonly flights = new Map<string, RunningComputation>();
  /** Flights whose days are stored and that are still in the map, in the order of their ends. */
  private readonly unsettled: RunningComputation[] = [];
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
    const flights = new Set<RunningComputation>();
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
      [...flights].map(async ({ begun, result, stored }) => {
        const computation = await result;
        if (begun > requestedAt) return computation;
        await stored;
        return undefined;
      }),
    );
    return ended.filter((computation) => computation !== undefined);
  }

  /** Waits for days that are being stored. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.flights.values()].map(({ stored }) => stored));
  }

  private begin(serviceId: string, missing: readonly MissingDates[]): RunningComputation {
    const keys = missing.flatMap(({ stylistId, dates }) => dates.map((date) => keyOf(stylistId, serviceId, date)));
    const result = this.run(serviceId, missing);
    const flight: RunningComputation = {
      begun: this.tick(),
      keys,
      result,
      stored: this.store(result).finally(() => {
        flight.validationsBegun = this.validator.begun;
        this.unsettled.push(flight);
      }),
      validationsBegun: Infinity,
    };
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
    return { loaded, days: new Map(days.map((day) => [keyOf(day.stylistId, serviceId, day.day.date), day])) };
  }

  /**
   * In its own transaction, while the answer is on its way: that is right also without it, so a failure is a warning. It
   * never rejects.
   */
  private async store(computed: Promise<Computation>): Promise<void> {
    try {
      const { loaded, days } = await computed.catch(() => NOTHING);
      const { feed, snapshot, now } = loaded;
      if (feed === null || days.size === 0) return;
      const rows = storedRows([...days.values()]);
      await this.database.asEngine((tx) => tx.engine(STORE, [rows, feed, snapshot, now, this.format]));
    } catch (error) {
      if (this.database.serves) this.logger.warn(`Computed days cannot be stored: ${String(error)}`);
    }
  }
}

/** The result of a computation that failed; whoever waits for it gets the error. */
const NOTHING: Computation = { loaded: { feed: null, snapshot: '', now: 0, offers: new Map() }, days: new Map() };

/** Only days of an offer, within its booking window, are computed and stored. */
function daysOf(serviceId: string, { stylistId, dates }: MissingDates, { offers, now }: LoadedOffers): StoredDay[] {
  const offer = offers.get(stylistId);
  if (offer === undefined || typeof offer === 'string') return [];
  const moment = bookingMoment(now, offer.terms.zone, offer.terms);
  return dates
    .filter((date) => isBookable(date, moment))
    .map((date) => ({ stylistId, serviceId, ...timedDay(offer, date, now) }));
}
