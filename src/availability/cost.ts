import type { Absence } from './offer.js';
import type { StylistDays } from './cache/cached-days.js';
import { slotsOfDay } from './slots.js';

/**
 * What one call may cost before it is answered in part, with a cursor. The unit is a day of 16 slots that must be computed
 * and stored: some 80 µs of CPU time of Node and 100 µs of PostgreSQL. So no call costs more than 100 ms of either.
 */
export const MAX_COST = 700;
/** Of each stylist whose rows must be loaded: ten index scans, some 0.8 ms of PostgreSQL. */
const COST_OF_STYLIST = 6;
/** Of a unit that a cache has. */
const COST_OF_KEPT = 0.25;
const SLOTS_OF_UNIT = 16;

/** The cost of the days of one stylist. Rows are also loaded where no date of them can be booked. */
export function costOf(stylist: StylistDays | Absence): number {
  if (typeof stylist === 'string') return COST_OF_STYLIST;
  let units = 0;
  for (const { day } of stylist.days.values()) units += Math.max(1, day.slots.length / SLOTS_OF_UNIT);
  return stylist.isLoaded ? COST_OF_STYLIST + units : COST_OF_KEPT * units;
}

/** How many stylists the rest of a call's cost pays for, however long they work on so many dates. */
export function affordable(rest: number, dates: number, slotInterval: number): number {
  const units = Math.max(1, slotsOfDay(slotInterval) / SLOTS_OF_UNIT);
  return Math.floor(rest / (COST_OF_STYLIST + dates * units));
}
