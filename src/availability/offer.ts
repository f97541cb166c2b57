import { overlaps } from '../calendar/intervals.js';
import { DAY_MINUTES, instantOf, type LocalDate, MINUTE } from '../calendar/wall-clock.js';
import { resolveDay, type ResolvedDay, type Schedule } from '../schedules/layers.js';
import { type Busy, computeDay, type ComputedDay, type OfferedService, type SlotSettings } from './slots.js';

/** Milliseconds that a computed day lives, unless a change covers it earlier (docs/rules.md "Cache"). */
export const DAY_LIFE = 5 * 60_000;

/** What a reader of a day needs of its stylist and service, besides the day. */
export interface Terms {
  /** IANA, the stylist's. */
  zone: string;
  durationMinutes: number;
  minAdvanceHours: number;
  maxAdvanceDays: number;
}

/** A computed day and how long it is good. */
export interface TimedDay {
  terms: Terms;
  day: ComputedDay;
  /** Epoch milliseconds of the database's clock. */
  computedAt: number;
  expiresAt: number;
}

/** Why a stylist and a service have no days (docs/rules.md "Slots": stylist before service before offer). */
export type Absence = 'STYLIST_NOT_FOUND' | 'SERVICE_NOT_FOUND' | 'SERVICE_NOT_OFFERED';

/** One service of one stylist, with everything that its days are computed from. */
export interface Offer {
  terms: Terms;
  service: OfferedService;
  schedule: Schedule;
  settings: SlotSettings;
  busy: Busy;
}

/** What the stylist works on the date, and the slots of it. */
export function computeOffer(
  { schedule, service, busy, settings }: Offer,
  date: LocalDate,
): { resolved: ResolvedDay; computed: ComputedDay } {
  const resolved = resolveDay(schedule, date);
  return { resolved, computed: computeDay(resolved, service, busy, settings) };
}

/** The computed day. It lives until the first live hold that reaches the date (with the buffer) ends, if that is sooner. */
export function timedDay(offer: Offer, date: LocalDate, now: number): TimedDay {
  const reach = reachOf(offer, date);
  const ends = offer.busy.holds.filter((hold) => overlaps(hold, reach)).map(({ expiresAt }) => expiresAt);
  return {
    terms: offer.terms,
    day: computeOffer(offer, date).computed,
    computedAt: now,
    expiresAt: Math.min(now + DAY_LIFE, ...ends),
  };
}

/** The instants at which a booking or a hold can take a slot of the date: the local day, widened by the buffer. */
export function reachOf({ settings: { zone, bufferMinutes } }: Offer, date: LocalDate): { start: number; end: number } {
  const buffer = bufferMinutes * MINUTE;
  return { start: instantOf(zone, date, 0) - buffer, end: instantOf(zone, date, DAY_MINUTES) + buffer };
}
