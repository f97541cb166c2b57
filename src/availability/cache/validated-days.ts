import { LRUCache } from 'lru-cache';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { keyOf, type StoredDay } from './cache-rows.js';

/** A change of the feed and the days that it covers; null: all stylists, all services. Dates may be ±infinity. */
export type Change = [stylistId: string | null, serviceId: string | null, from: LocalDate, to: LocalDate];

/** The position in the feed up to which the process has read it. */
export interface Position {
  feed: string;
  snapshot: string;
}

/** The result of one validation. */
export interface Validation {
  /** Null: no feed yet. */
  position: Position | null;
  /** Whether it continues from the position before; if not, no kept day is good. */
  continues: boolean;
  /** The changes since the position before. */
  changes: Change[];
  /** Days that the validation has read, good as of it. */
  days: StoredDay[];
}

/**
 * The days that this process keeps. All of them are good as of one position in the feed of changes. Each validation moves
 * the position, removes the days that a change has covered since, and adds the rows that it has read. So a request may use
 * a day only after it has waited for a validation.
 */
export class ValidatedDays {
  private readonly days: LRUCache<string, StoredDay>;
  private readonly keysOfStylist = new Map<string, Set<string>>();
  private reached: Position | null = null;

  /** @param max the most days that are kept; then the least recently used ones go. */
  constructor(max: number) {
    this.days = new LRUCache<string, StoredDay>({
      max,
      dispose: (day, key, reason) => {
        if (reason !== 'set') this.unlist(day.stylistId, key);
      },
    });
  }

  /** Where the next validation continues; null while no day is kept. */
  get position(): Position | null {
    return this.days.size === 0 ? null : this.reached;
  }

  get size(): number {
    return this.days.size;
  }

  /** @param key of `keyOf`. */
  get(key: string): StoredDay | undefined {
    return this.days.get(key);
  }

  /** Moves to the position of a validation. Validations must come one after the other. */
  moveTo({ position, continues, changes, days }: Validation): void {
    if (continues) changes.forEach((change) => this.remove(change));
    else this.days.clear();
    this.reached = position;
    if (position !== null) days.forEach((day) => this.keep(day));
  }

  private keep(day: StoredDay): void {
    const key = keyOf(day.stylistId, day.serviceId, day.day.date);
    this.days.set(key, day);
    const keys = this.keysOfStylist.get(day.stylistId);
    if (keys === undefined) this.keysOfStylist.set(day.stylistId, new Set([key]));
    else keys.add(key);
  }

  private remove([stylistId, serviceId, from, to]: Change): void {
    const keys = stylistId === null ? this.days.keys() : (this.keysOfStylist.get(stylistId) ?? []);
    for (const key of Array.from(keys)) {
      const day = this.days.peek(key);
      if (day === undefined || (serviceId !== null && serviceId !== day.serviceId)) continue;
      // As text, '-infinity' is before and 'infinity' after every date.
      if (from <= day.day.date && day.day.date <= to) this.days.delete(key);
    }
  }

  private unlist(stylistId: string, key: string): void {
    const keys = this.keysOfStylist.get(stylistId);
    keys?.delete(key);
    if (keys?.size === 0) this.keysOfStylist.delete(stylistId);
  }
}
