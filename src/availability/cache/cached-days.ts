import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { Database } from '../../database/database.js';
import { datesBetween, type LocalDate } from '../../calendar/wall-clock.js';
import { CACHE_METRICS } from './cache-metrics.js';
import { keyOf, type Range } from './cache-rows.js';
import { type Computation, SingleFlight, type Wanted } from './single-flight.js';
import { type Absence, offerOf, type Terms, type TimedDay } from '../offer.js';
import { InputsLoader } from '../inputs.js';
import { CacheValidator } from './cache-validator.js';
import { bookingMoment, type BookingMoment, isBookable } from '../slots.js';

/** Whose days of one service, which dates. */
export interface DaysQuery {
  serviceId: string;
  stylistIds: readonly string[];
  from: LocalDate;
  /** Included. */
  to: LocalDate;
  /** Not from what is kept in the process. */
  bypassMemory: boolean;
}

/** The days of one stylist. */
export interface StylistDays {
  terms: Terms;
  moment: BookingMoment;
  /** None for dates that are past or beyond the booking window. */
  days: ReadonlyMap<LocalDate, TimedDay>;
  /** Whether every day that can be stored came from a cache. */
  isHit: boolean;
}

/** One stylist's part of a request, while it is filled. */
interface Part {
  stylistId: string;
  days: Map<LocalDate, TimedDay>;
  terms?: Terms;
  absence?: Absence;
  isHit: boolean;
}

/**
 * Days as they are when they are asked for: from the process, from the database's cache, or computed, and never from before
 * a change that was committed when the request came (rules.md §7).
 */
@Injectable()
export class CachedDays {
  private readonly looks: CacheValidator;
  private readonly computations: SingleFlight;

  constructor(
    database: Database,
    loader: InputsLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.looks = new CacheValidator(database, config);
    this.computations = new SingleFlight(database, loader, this.looks, config);
  }

  /**
   * The days of each stylist, or why there are none.
   *
   * @throws {Problem} 503 when the database does not answer.
   */
  async find(query: DaysQuery): Promise<(StylistDays | Absence)[]> {
    const asked = this.computations.turn();
    const dates = datesBetween(query.from, query.to);
    const parts = query.stylistIds.map((stylistId): Part => ({ stylistId, days: new Map(), isHit: true }));
    let now = 0;
    for (;;) {
      now = await this.lookUp(query, parts, dates);
      const wanted = wantedOf(parts, dates, now);
      if (wanted.length === 0) break;
      const computations = await this.computations.of(query.serviceId, wanted, asked);
      now = Math.max(now, ...computations.map(({ inputs }) => inputs.now));
      for (const computation of computations) this.fillIn(parts, wanted, query.serviceId, computation);
      if (wantedOf(parts, dates, now).length === 0) break;
    }
    return parts.map((part) => found(part, now));
  }

  /** Fills in what is kept and good. Returns the database's clock. */
  private async lookUp(query: DaysQuery, parts: readonly Part[], dates: readonly LocalDate[]): Promise<number> {
    const memory = query.bypassMemory ? undefined : this.looks.memory;
    const { now, days } = await this.looks.next(this.notKept(query, parts, dates));
    for (const part of parts) {
      for (const date of dates) {
        const key = keyOf(part.stylistId, query.serviceId, date);
        const read = days.get(key);
        const day = read ?? memory?.get(key);
        if (day === undefined || day.expiresAt <= now || part.days.has(date)) continue;
        part.days.set(date, day);
        part.terms = day.terms;
        (read === undefined ? CACHE_METRICS.process : CACHE_METRICS.database).inc();
      }
    }
    return now;
  }

  /** What must be read because the process does not keep it. */
  private notKept(query: DaysQuery, parts: readonly Part[], dates: readonly LocalDate[]): Range[] {
    const { serviceId, bypassMemory } = query;
    const memory = bypassMemory ? undefined : this.looks.memory;
    const lastNow = this.looks.now;
    return parts.flatMap(({ stylistId, days, terms, absence }): Range[] => {
      if (absence !== undefined) return [];
      const kept = dates.map((date) => days.get(date) ?? memory?.get(keyOf(stylistId, serviceId, date)));
      const known = terms ?? kept.find((day) => day !== undefined)?.terms;
      const moment = known && bookingMoment(lastNow, known.zone, known);
      const absent = dates.filter((date, index) => {
        const day = kept[index];
        return (day === undefined || day.expiresAt <= lastNow) && (moment === undefined || isBookable(date, moment));
      });
      const [from] = absent;
      const to = absent.at(-1);
      return from === undefined || to === undefined ? [] : [{ stylistId, serviceId, from, to }];
    });
  }

  private fillIn(
    parts: readonly Part[],
    wanted: readonly Wanted[],
    serviceId: string,
    { stylistIds, inputs, days }: Computation,
  ): void {
    for (const { stylistId, dates } of wanted) {
      const part = parts.find((one) => one.stylistId === stylistId);
      if (part === undefined || !stylistIds.includes(stylistId)) continue;
      const offer = offerOf(inputs, stylistId, this.config.slotInterval);
      if (typeof offer === 'string') {
        part.absence = offer;
        continue;
      }
      part.terms = offer.terms;
      for (const date of dates) {
        const day = days.get(keyOf(stylistId, serviceId, date));
        if (day === undefined) continue;
        part.days.set(date, day);
        part.isHit = false;
      }
    }
  }
}

/** What is bookable, or may be for all that is known, and not there yet. */
function wantedOf(parts: readonly Part[], dates: readonly LocalDate[], now: number): Wanted[] {
  return parts.flatMap(({ stylistId, days, terms, absence }): Wanted[] => {
    if (absence !== undefined) return [];
    const moment = terms && bookingMoment(now, terms.zone, terms);
    const absent = dates.filter((date) => !days.has(date) && (moment === undefined || isBookable(date, moment)));
    return absent.length === 0 ? [] : [{ stylistId, dates: absent }];
  });
}

function found({ days, terms, absence, isHit }: Part, now: number): StylistDays | Absence {
  if (absence !== undefined) return absence;
  if (terms === undefined) throw new Error('a stylist was neither found nor absent');
  return { terms, moment: bookingMoment(now, terms.zone, terms), days, isHit };
}
