import { covers, isAlways, merged, type Span } from './date-spans.js';
import { LRUCache } from 'lru-cache';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { keyOf, type StoredDay } from './cache-rows.js';

/** A change of the feed and the days that it covers; null: all stylists, all services. Dates may be ±infinity. */
export interface Change {
  id: string;
  /** Whether the validation that told it sees its transaction. If not, later validations tell it again. */
  isSettled: boolean;
  stylistId: string | null;
  serviceId: string | null;
  from: LocalDate;
  /** Included. */
  to: LocalDate;
}

/** The position in the feed up to which the process has read it. */
export interface Position {
  feed: string;
  snapshot: string;
}

/** The result of one validation. */
export interface Validation {
  /** Null: no feed yet. */
  position: Position | null;
  /** Whether it continues from a position before; if not, no kept day is good. */
  continues: boolean;
  /** The changes since that position. Some may have been told before. */
  changes: Change[];
  /** Days that the validation has read, good as of it. */
  days: StoredDay[];
}

/** Days with something in common: a day is good only if it came after the last change of all of them. */
interface DaySet {
  size: number;
  /** The validation that told the last change of all of them. */
  changedAt: number;
}

interface DaysOfStylist extends DaySet {
  entries: Set<Entry>;
  dates: Map<LocalDate, DaySet>;
}

interface Entry {
  day: StoredDay;
  date: LocalDate;
  /** The validation that read it. */
  readAt: number;
  stylist: DaysOfStylist;
  service: DaySet;
  offer: DaySet;
  onDate: DaySet;
  /** The stylist's days of the date. */
  ofDate: DaySet;
}

/** Bytes of a day without slots, and of each slot: the objects, and its text in the answers of two views. Measured. */
const BYTES_OF_DAY = 1_500;
const BYTES_OF_SLOT = 150;

/**
 * The days that this process keeps. All of them are good as of one position in the feed of changes. Each validation moves
 * the position, removes the days that a change has covered since, and adds the rows that it has read. So a request may use
 * a day only after it has waited for a validation.
 *
 * A change of all dates (a service, a profile, an offer) costs one number, however many days are kept: the days
 * that it covers are no longer found, and go when they are the least recently used ones. Changes of some dates cost one
 * number a date. Removing 50,000 days one by one would stop the process for half a second.
 */
export class ValidatedDays {
  private days: LRUCache<string, Entry>;
  private stylists = new Map<string, DaysOfStylist>();
  private services = new Map<string, DaySet>();
  private offers = new Map<string, DaySet>();
  private dates = new Map<LocalDate, DaySet>();
  /** Settled changes that were applied, and the validation that told them: {@link forget} says for how long. */
  private readonly applied = new Map<string, number>();
  private validations = 0;
  private reached: Position | null = null;

  /** @param maxBytes of the days together; then the least recently used ones go. */
  constructor(private readonly maxBytes: number) {
    this.days = this.empty();
  }

  /** Where the next validation continues; null before the first one. */
  get position(): Position | null {
    return this.reached;
  }

  /** How many validations have been applied. */
  get moves(): number {
    return this.validations;
  }

  get size(): number {
    return this.days.size;
  }

  /** Estimated bytes. */
  get bytes(): number {
    return this.days.calculatedSize;
  }

  /** @param key of `keyOf`. */
  get(key: string): StoredDay | undefined {
    const entry = this.days.get(key);
    if (entry === undefined) return undefined;
    const { readAt, stylist, service, offer, onDate, ofDate } = entry;
    const changedAt = Math.max(
      stylist.changedAt,
      service.changedAt,
      offer.changedAt,
      onDate.changedAt,
      ofDate.changedAt,
    );
    if (changedAt <= readAt) return entry.day;
    this.days.delete(key);
    return undefined;
  }

  /** Moves to the position of a validation. Validations must come in the order of their snapshots. */
  moveTo({ position, continues, changes, days }: Validation): void {
    this.validations += 1;
    if (continues) this.apply(changes);
    else this.clear();
    this.reached = position;
    if (position !== null) days.forEach((day) => this.keep(day));
  }

  /** Forgets the changes that no later validation can tell again: all those of this move, a {@link moves}, and before. */
  forget(move: number): void {
    for (const [id, at] of this.applied) {
      if (at > move) return;
      this.applied.delete(id);
    }
  }

  private apply(changes: readonly Change[]): void {
    const ofStylists = new Map<string, Map<string | null, Span[]>>();
    const ofServices = new Map<string, Span[]>();
    const ofAll: Span[] = [];
    for (const change of changes) {
      if (this.applied.has(change.id)) continue;
      if (change.isSettled) this.applied.set(change.id, this.validations);
      const { stylistId, serviceId } = change;
      if (isAlways(change)) {
        if (stylistId === null && serviceId === null) return this.clear();
        this.changeSetOf(stylistId, serviceId, (days) => (days.changedAt = this.validations));
      } else if (stylistId !== null) {
        const spans = ofStylists.get(stylistId) ?? new Map<string | null, Span[]>();
        ofStylists.set(stylistId, spans);
        push(spans, serviceId, change);
      } else if (serviceId !== null) push(ofServices, serviceId, change);
      else ofAll.push(change);
    }
    if (ofAll.length > 0) this.changeDates(merged(ofAll));
    for (const [stylistId, spans] of ofStylists) this.changeDatesOf(stylistId, spans);
    if (ofServices.size > 0) this.removeOfServices(ofServices);
  }

  /** The days that a change of all dates covers, if one is kept. */
  private changeSetOf(stylistId: string | null, serviceId: string | null, change: (days: DaySet) => void): void {
    let group: DaySet | undefined;
    if (stylistId === null) group = this.services.get(serviceId ?? '');
    else if (serviceId === null) group = this.stylists.get(stylistId);
    else group = this.offers.get(`${stylistId} ${serviceId}`);
    if (group !== undefined) change(group);
  }

  private changeDates(spans: readonly Span[]): void {
    for (const [date, group] of this.dates) if (covers(spans, date)) group.changedAt = this.validations;
  }

  private changeDatesOf(stylistId: string, spansOf: ReadonlyMap<string | null, Span[]>): void {
    const stylist = this.stylists.get(stylistId);
    if (stylist === undefined) return;
    const ofAll = merged(spansOf.get(null) ?? []);
    for (const [date, days] of stylist.dates) if (covers(ofAll, date)) days.changedAt = this.validations;
    // No trigger writes a change of some dates of one offer.
    for (const [serviceId, spans] of spansOf) {
      if (serviceId === null) continue;
      const ofService = merged(spans);
      for (const { day, date } of stylist.entries) {
        if (day.serviceId === serviceId && covers(ofService, date)) this.remove(day, date);
      }
    }
  }

  /** No trigger writes such a change: those of a service have all dates. */
  private removeOfServices(spansOf: ReadonlyMap<string, Span[]>): void {
    const mergedOf = new Map([...spansOf].map(([serviceId, spans]) => [serviceId, merged(spans)]));
    for (const { entries } of this.stylists.values()) {
      for (const { day, date } of entries) {
        if (covers(mergedOf.get(day.serviceId) ?? [], date)) this.remove(day, date);
      }
    }
  }

  private remove({ stylistId, serviceId }: StoredDay, date: LocalDate): void {
    this.days.delete(keyOf(stylistId, serviceId, date));
  }

  private keep(day: StoredDay): void {
    const { stylistId, serviceId } = day;
    const { date, slots } = day.day;
    const key = keyOf(stylistId, serviceId, date);
    this.days.delete(key);
    const stylist = this.stylists.get(stylistId) ?? {
      size: 0,
      changedAt: 0,
      entries: new Set<Entry>(),
      dates: new Map<LocalDate, DaySet>(),
    };
    this.stylists.set(stylistId, stylist);
    const entry: Entry = {
      day,
      date,
      readAt: this.validations,
      stylist,
      service: joined(this.services, serviceId),
      offer: joined(this.offers, `${stylistId} ${serviceId}`),
      onDate: joined(this.dates, date),
      ofDate: joined(stylist.dates, date),
    };
    stylist.size += 1;
    stylist.entries.add(entry);
    this.days.set(key, entry, { size: BYTES_OF_DAY + BYTES_OF_SLOT * slots.length });
  }

  private unlist({ day: { stylistId, serviceId }, date, ...entry }: Entry, listed: Entry): void {
    entry.stylist.entries.delete(listed);
    left(this.stylists, stylistId, entry.stylist);
    left(this.services, serviceId, entry.service);
    left(this.offers, `${stylistId} ${serviceId}`, entry.offer);
    left(this.dates, date, entry.onDate);
    left(entry.stylist.dates, date, entry.ofDate);
  }

  private clear(): void {
    this.days = this.empty();
    this.stylists = new Map();
    this.services = new Map();
    this.offers = new Map();
    this.dates = new Map();
  }

  private empty(): LRUCache<string, Entry> {
    const days: LRUCache<string, Entry> = new LRUCache<string, Entry>({
      maxSize: this.maxBytes,
      dispose: (entry) => this.unlist(entry, entry),
    });
    return days;
  }
}

function push<Key>(map: Map<Key, Span[]>, key: Key, span: Span): void {
  const spans = map.get(key);
  if (spans === undefined) map.set(key, [span]);
  else spans.push(span);
}

function joined<Key>(groups: Map<Key, DaySet>, key: Key): DaySet {
  const group = groups.get(key) ?? { size: 0, changedAt: 0 };
  group.size += 1;
  groups.set(key, group);
  return group;
}

function left<Key, One extends DaySet>(groups: Map<Key, One>, key: Key, group: One): void {
  group.size -= 1;
  if (group.size === 0 && groups.get(key) === group) groups.delete(key);
}
