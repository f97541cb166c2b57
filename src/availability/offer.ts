import { overlaps } from '../calendar/intervals.js';
import { resolveDay, type ResolvedDay, type Schedule } from '../schedules/layers.js';
import { DAY_MINUTES, instantOf, isZone, type LocalDate, MINUTE } from '../calendar/wall-clock.js';
import { bookingsOf, holdsOf, type Inputs, type StylistInputs } from './inputs.js';
import { type Busy, computeDay, type ComputedDay, type OfferedService, type SlotSettings } from './slots.js';

/** Milliseconds that a computed day lives, unless something covers it with a change (rules.md §7). */
export const LIFE = 5 * 60_000;

/** The zone of a host's row whose own is missing or none. */
const DEFAULT_ZONE = 'Asia/Kathmandu';

/** What of a stylist and a service a reader of a day needs besides the day. */
export interface Terms {
  /** IANA, the stylist's. */
  zone: string;
  durationMinutes: number;
  minAdvanceHours: number;
  maxAdvanceDays: number;
}

/** A computed day, as long as it is good. */
export interface TimedDay {
  terms: Terms;
  day: ComputedDay;
  /** Epoch milliseconds of the database's clock. */
  computedAt: number;
  expiresAt: number;
}

/** Why there is nothing to compute (rules.md §6: stylist before service before offer). */
export type Absence = 'STYLIST_NOT_FOUND' | 'SERVICE_NOT_FOUND' | 'SERVICE_NOT_OFFERED';

/** One stylist's inputs for one service, ready to compute dates. */
export interface Offer {
  stylistId: string;
  displayName: string;
  terms: Terms;
  service: OfferedService;
  schedule: Schedule;
  settings: SlotSettings;
  busy: Busy;
}

/** What a stylist offers, or why nothing: an inactive, an unknown and a non-stylist are one same. */
export function offerOf(inputs: Inputs, stylistId: string, intervalMinutes: number): Offer | Absence {
  const stylist = inputs.stylists.find(({ id }) => id === stylistId);
  const { service, overrides } = inputs;
  if (stylist?.isActive !== true) return 'STYLIST_NOT_FOUND';
  if (service?.isActive !== true) return 'SERVICE_NOT_FOUND';
  if (stylist.offer === null) return 'SERVICE_NOT_OFFERED';
  const durationMinutes = stylist.offer.durationMinutes ?? service.durationMinutes;
  const zone = isZone(stylist.zone) ? stylist.zone : DEFAULT_ZONE;
  const { minAdvanceHours, maxAdvanceDays } = service;
  return {
    stylistId,
    displayName: stylist.displayName,
    terms: { zone, durationMinutes, minAdvanceHours, maxAdvanceDays },
    service: { durationMinutes, priceCents: stylist.offer.priceCents ?? service.priceCents },
    schedule: { stylistUserId: stylistId, week: stylist.week, overrides: [...overrides, ...stylist.overrides] },
    settings: settingsOf(stylist, zone, intervalMinutes),
    busy: { bookings: bookingsOf(stylist), holds: holdsOf(stylist) },
  };
}

/** What the stylist works on the date, and its slots. */
export function computeOffer(
  { schedule, service, busy, settings }: Offer,
  date: LocalDate,
): { resolved: ResolvedDay; computed: ComputedDay } {
  const resolved = resolveDay(schedule, date);
  return { resolved, computed: computeDay(resolved, service, busy, settings) };
}

/** A day with its life: five minutes, or until the first live hold that reaches the date ends (rules.md §7). */
export function timedDay(offer: Offer, date: LocalDate, now: number): TimedDay {
  const { zone, bufferMinutes } = offer.settings;
  const buffer = bufferMinutes * MINUTE;
  const reach = {
    start: instantOf(zone, date, 0) - buffer,
    end: instantOf(zone, date, DAY_MINUTES) + buffer,
  };
  const ends = offer.busy.holds.filter((hold) => overlaps(hold, reach)).map(({ expiresAt }) => expiresAt);
  return {
    terms: offer.terms,
    day: computeOffer(offer, date).computed,
    computedAt: now,
    expiresAt: Math.min(now + LIFE, ...ends),
  };
}

function settingsOf(stylist: StylistInputs, zone: string, intervalMinutes: number): SlotSettings {
  const { bufferMinutes, maxDailyBookings } = stylist;
  return { zone, intervalMinutes, bufferMinutes, maxDailyBookings };
}
