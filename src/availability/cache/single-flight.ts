import { Logger } from '@nestjs/common';
import type { Config } from '../../config.js';
import type { Database } from '../../database/database.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { CACHE_METRICS } from './cache-metrics.js';
import { formatOf, keyOf, STORE, type StoredDay, storedRows } from './cache-rows.js';
import { offerOf, timedDay } from '../offer.js';
import type { Inputs, InputsLoader } from '../inputs.js';
import type { CacheValidator } from './cache-validator.js';
import { bookingMoment, isBookable } from '../slots.js';

/** Dates of a stylist that nobody keeps. */
export interface Wanted {
  stylistId: string;
  dates: readonly LocalDate[];
}

/** What one statement loaded, and the days computed of it, by `keyOf`. */
export interface Computation {
  stylistIds: readonly string[];
  inputs: Inputs;
  days: ReadonlyMap<string, StoredDay>;
}

/** A computation under way; `begun` and the turns of {@link SingleFlight.turn} are in one order. */
interface Flight {
  begun: number;
  result: Promise<Computation>;
}

/**
 * Computes what is kept nowhere, and stores it. Concurrent misses of one day compute it once; but what began before a
 * request came is not for it, because a change may have been committed in between (database.md "Cache coherence" 7).
 */
export class SingleFlight {
  private readonly logger = new Logger(SingleFlight.name);
  private readonly flights = new Map<string, Flight>();
  private readonly format: string;
  private turns = 0;

  constructor(
    private readonly database: Database,
    private readonly loader: InputsLoader,
    private readonly looks: CacheValidator,
    private readonly config: Config,
  ) {
    this.format = formatOf(config.slotInterval);
  }

  /** A moment, for {@link of}. */
  turn(): number {
    this.turns += 1;
    return this.turns;
  }

  /**
   * Computes what is wanted, or waits for who does already.
   *
   * @param asked the turn at which the request came.
   * @returns what the request may use; days computed for others are not in it and wait in the cache.
   */
  async of(serviceId: string, wanted: readonly Wanted[], asked: number): Promise<Computation[]> {
    const flights = new Set<Flight>();
    const own: Wanted[] = [];
    for (const { stylistId, dates } of wanted) {
      const free = dates.filter((date) => {
        const flight = this.flights.get(keyOf(stylistId, serviceId, date));
        if (flight !== undefined) flights.add(flight);
        return flight === undefined;
      });
      if (free.length > 0) own.push({ stylistId, dates: free });
    }
    if (own.length > 0) flights.add(this.begin(serviceId, own));
    const waited = await Promise.all(
      [...flights].map(async ({ begun, result }) => ({ begun, computation: await result })),
    );
    return waited.filter(({ begun }) => begun > asked).map(({ computation }) => computation);
  }

  private begin(serviceId: string, wanted: readonly Wanted[]): Flight {
    const flight = { begun: this.turn(), result: this.compute(serviceId, wanted) };
    const keys = wanted.flatMap(({ stylistId, dates }) => dates.map((date) => keyOf(stylistId, serviceId, date)));
    for (const key of keys) this.flights.set(key, flight);
    void this.land(flight, keys);
    return flight;
  }

  /** Until a look has begun and ended since, somebody's look from before the row was stored may still come back without it. */
  private async land({ result }: Flight, keys: readonly string[]): Promise<void> {
    await result.catch(() => undefined);
    await this.looks.next([]).catch(() => undefined);
    for (const key of keys) this.flights.delete(key);
  }

  private async compute(serviceId: string, wanted: readonly Wanted[]): Promise<Computation> {
    const dates = wanted.flatMap((one) => one.dates).sort();
    const stylistIds = wanted.map(({ stylistId }) => stylistId);
    const inputs = await this.loader.load({ serviceId, stylistIds, from: dates.at(0) ?? '', to: dates.at(-1) ?? '' });
    const days = wanted.flatMap((one) => this.daysOf(serviceId, one, inputs));
    CACHE_METRICS.computed.inc(days.length);
    await this.store(inputs, days);
    return {
      stylistIds,
      inputs,
      days: new Map(days.map((day) => [keyOf(day.stylistId, serviceId, day.day.date), day])),
    };
  }

  /** Only real, active pairs, within the booking window (rules.md §7). */
  private daysOf(serviceId: string, { stylistId, dates }: Wanted, inputs: Inputs): StoredDay[] {
    const offer = offerOf(inputs, stylistId, this.config.slotInterval);
    if (typeof offer === 'string') return [];
    const moment = bookingMoment(inputs.now, offer.terms.zone, offer.terms);
    return dates
      .filter((date) => isBookable(date, moment))
      .map((date) => ({ stylistId, serviceId, ...timedDay(offer, date, inputs.now) }));
  }

  /** In a transaction of its own. Without it the answer is as good, so what prevents it is a warning. */
  private async store({ feed, snapshot, now }: Inputs, days: readonly StoredDay[]): Promise<void> {
    if (feed === null || days.length === 0) return;
    try {
      await this.database.asEngine((tx) => tx.engine(STORE, [storedRows(days), feed, snapshot, now, this.format]));
    } catch (error) {
      this.logger.warn(`Computed days cannot be stored: ${String(error)}`);
    }
  }
}
