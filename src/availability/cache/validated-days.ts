import { LRUCache } from 'lru-cache';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { keyOf, type StoredDay } from './cache-rows.js';

/** A change of the feed: whom and which dates it covers; null: everyone, every service. Dates may be ±infinity. */
export type Change = [stylistId: string | null, serviceId: string | null, from: LocalDate, to: LocalDate];

/** Up to where the feed has been read, for the next look. */
export interface Position {
  feed: string;
  snapshot: string;
}

/** What a look at the database told (database.md "Cache coherence" 6). */
export interface Validation {
  /** Null: no feed yet. */
  position: Position | null;
  /** Whether it goes on from the position before; if not, what is remembered is worth nothing. */
  continues: boolean;
  /** Since the position before. */
  changes: Change[];
  /** Good as of this look. */
  days: StoredDay[];
}

/**
 * Days kept in the process. All of them are good as of one position in the feed of changes: each look moves it on, removes
 * what was covered by a change meanwhile, and adds the rows that it found good itself. So a day may be used by whoever
 * waited for a look, and by nobody else.
 */
export class ValidatedDays {
  private readonly days: LRUCache<string, StoredDay>;
  private readonly keysOfStylist = new Map<string, Set<string>>();
  private reached: Position | null = null;

  /** @param max how many days are kept at most. */
  constructor(max: number) {
    this.days = new LRUCache<string, StoredDay>({
      max,
      dispose: (day, key, reason) => {
        if (reason !== 'set') this.unlist(day.stylistId, key);
      },
    });
  }

  /** Where the next look goes on from; null while nothing is kept. */
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

  /** Goes on to what a look saw; looks must come one after the other. */
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
