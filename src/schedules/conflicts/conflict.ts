import { words } from '../../http/words.js';
import { contains, type Interval, normalise, overlaps, subtract } from '../../calendar/intervals.js';
import { addDays, instantOf, type LocalDate } from '../../calendar/wall-clock.js';
import { bookedDates, takenInstants, workedInstants } from '../affected-bookings.js';
import { type ResolvedDay, resolveDay } from '../layers.js';
import type { BookedGroup } from '../load-booked.js';
import type { BookingRow } from '../load-schedules.js';
import type { OverrideType } from '../overrides/override-types.js';

export const CAUSE_LAYERS = words('ConflictLayer', ['base', 'override', 'inactive']);

/** Why a booking does not fit what its stylist works. */
export type Cause =
  | { layer: 'override'; overrideId: string; overrideType: OverrideType }
  | { layer: 'base' | 'inactive'; overrideId: null; overrideType: null };

export interface Conflict {
  booking: BookingRow;
  /** Of the stylist; null: none. */
  branchId: string | null;
  cause: Cause;
}

const INACTIVE: Cause = { layer: 'inactive', overrideId: null, overrideType: null };
const BASE: Cause = { layer: 'base', overrideId: null, overrideType: null };

/** A resolved date and its working windows as instants. */
interface WorkedDay extends ResolvedDay {
  worked: Interval[];
}

/**
 * The bookings that are in conflict, of those that are loaded (docs/rules.md "Bookings already made"): pending, confirmed
 * or in progress, not yet ended, and not wholly inside what their stylists work now. An inactive stylist works nothing.
 */
export function conflictsOf(group: BookedGroup): Conflict[] {
  const { branchId } = group;
  if (!group.isActive) return group.bookings.map((booking) => ({ booking, branchId, cause: INACTIVE }));
  const days = new Map<LocalDate, WorkedDay>();
  const dayOf = (date: LocalDate): WorkedDay => {
    let day = days.get(date);
    if (day === undefined) {
      const resolved = resolveDay(group, date);
      day = { ...resolved, worked: workedInstants(group.zone, [resolved]) };
      days.set(date, day);
    }
    return day;
  };
  return group.bookings.flatMap((booking) => {
    const booked = bookedDates(group.zone, booking).map(dayOf);
    const worked = booked.length === 1 ? booked[0]!.worked : normalise(booked.flatMap((day) => day.worked));
    if (worked.some((one) => contains(one, booking))) return [];
    return [{ booking, branchId, cause: causeOf(group, booking, booked) }];
  });
}

/** The first that applies: a block that takes some of the booking, the override that decides a date, the base week. */
function causeOf({ zone, overrides }: BookedGroup, booking: BookingRow, days: readonly WorkedDay[]): Cause {
  for (const { date, blocks } of days) {
    const block = blocks.find((one) => overlaps(takenInstants(zone, date, one), booking));
    const override = overrides.find(({ id }) => id === block?.overrideId);
    if (override !== undefined) {
      return { layer: 'override', overrideId: override.id, overrideType: override.overrideType };
    }
  }
  for (const { date, source, worked } of days) {
    if (source.layer === 'base') continue;
    const ofDate = { start: instantOf(zone, date, 0), end: instantOf(zone, addDays(date, 1), 0) };
    const part = { start: Math.max(booking.start, ofDate.start), end: Math.min(booking.end, ofDate.end) };
    if (subtract([part], worked).length === 0) continue;
    return { layer: 'override', overrideId: source.overrideId, overrideType: source.overrideType };
  }
  return BASE;
}
