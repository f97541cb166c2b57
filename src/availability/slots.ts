import { takenInstants, workedInstants } from '../schedules/affected-bookings.js';
import { type Interval, normalise, overlapSweep, subtract } from '../calendar/intervals.js';
import type { ResolvedDay } from '../schedules/layers.js';
import { addDays, DAY_MINUTES, instantOf, type LocalDate, MINUTE, todayIn } from '../calendar/wall-clock.js';
import { words } from '../http/words.js';

/** The stylist's duration and price of the service if they are set, else the service's. */
export interface OfferedService {
  durationMinutes: number;
  priceCents: number;
}

/** A stylist's bookings and holds, in epoch milliseconds. Rows of other dates do no harm. */
export interface Busy {
  /** Active ones only. */
  bookings: readonly Interval[];
  holds: readonly Hold[];
}

export interface Hold extends Interval {
  /** It is live until then. */
  expiresAt: number;
}

/** What the grid and the slots of a stylist depend on, besides the working hours. */
export interface SlotSettings {
  zone: string;
  intervalMinutes: number;
  /** Widens bookings and holds on both sides. */
  bufferMinutes: number;
  /** Null: no limit. */
  maxDailyBookings: number | null;
}

export const SLOT_STATUSES = words('SlotStatus', ['available', 'booked', 'reserved', 'in_break', 'unavailable']);
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** Why a slot is not available, and the status that the answer shows for it (docs/rules.md "Slots"). */
export const STATUS_OF_REASON = {
  booking: 'booked',
  hold: 'reserved',
  block: 'unavailable',
  past: 'unavailable',
  too_soon: 'unavailable',
  max_daily_bookings: 'unavailable',
  break: 'in_break',
} as const satisfies Record<string, SlotStatus>;

export type SlotReason = keyof typeof STATUS_OF_REASON;
export const SLOT_REASONS = words('SlotReason', Object.keys(STATUS_OF_REASON) as SlotReason[]);

/** The reasons that do not depend on the moment. */
type LastingReason = 'booking' | 'block' | 'max_daily_bookings' | 'break';

/** The part of a slot that does not depend on the moment. Instants in epoch milliseconds. */
export interface ComputedSlot {
  start: number;
  lasting: LastingReason | null;
  /** When the last hold on the slot expires; null: no hold. */
  heldUntil: number | null;
}

/** A day that can be cached: it is the same for every reader, zone and moment (docs/rules.md "Cache"). */
export interface ComputedDay {
  date: LocalDate;
  durationMinutes: number;
  priceCents: number;
  /** Why nothing is available at any moment; null: the moment decides. */
  reason: 'closed' | 'day_off' | 'no_schedule' | 'too_short' | null;
  slots: ComputedSlot[];
}

export const DAY_STATUSES = words('DayStatus', [
  'open',
  'past',
  'beyond_booking_window',
  'no_schedule',
  'closed',
  'day_off',
  'too_short',
  'too_soon',
  'fully_booked',
]);

/** `open`: at least one slot is available; else why none is. */
export type DayAvailability = (typeof DAY_STATUSES)[number];

/** The most slots that a date can have. */
export function slotsOfDay(intervalMinutes: number): number {
  return Math.ceil(DAY_MINUTES / intervalMinutes);
}

/** Why a start cannot be booked: the status of a day without slots, or of the slot, or the grid has no such start. */
export const CHECK_REASONS = words('CheckReason', [
  ...DAY_STATUSES.filter((status) => status !== 'open'),
  'off_grid' as const,
  ...SLOT_STATUSES.filter((status) => status !== 'available'),
]);
export type CheckReason = (typeof CHECK_REASONS)[number];

/** Why a start of the day cannot be booked; null when it can. */
export function reasonAgainst({ status, slots }: PresentDay, start: number): CheckReason | null {
  if (slots.length === 0) return status === 'open' ? 'off_grid' : status;
  const slot = slots.find((one) => one.start === start);
  if (slot === undefined) return 'off_grid';
  return slot.status === 'available' ? null : slot.status;
}

export interface PresentSlot extends Interval {
  status: SlotStatus;
  /** Null for an available slot. */
  reason: SlotReason | null;
}

/** A day at a moment. Every slot costs `priceCents`. */
export interface PresentDay {
  date: LocalDate;
  status: DayAvailability;
  availableCount: number;
  priceCents: number;
  slots: PresentSlot[];
}

/** A moment, in the terms of one stylist and one service. All days of a request have the same one. */
export interface BookingMoment {
  now: number;
  /** IANA, the stylist's. */
  zone: string;
  /** The stylist's today. */
  today: LocalDate;
  /** The last date that may be booked. */
  lastDate: LocalDate;
  /** The first start that keeps the notice. */
  earliest: number;
}

/** A century: more than that, which a host's row may hold, would leave the calendar. */
const MAX_ADVANCE_DAYS = 36_525;

/** `now` in epoch milliseconds; notice and window are the service's. */
export function bookingMoment(
  now: number,
  zone: string,
  service: { minAdvanceHours: number; maxAdvanceDays: number },
): BookingMoment {
  const today = todayIn(zone, now);
  return {
    now,
    zone,
    today,
    lastDate: addDays(today, Math.min(service.maxAdvanceDays, MAX_ADVANCE_DAYS)),
    earliest: now + service.minAdvanceHours * 60 * MINUTE,
  };
}

/** Whether the date is neither past nor beyond the booking window. */
export function isBookable(date: LocalDate, { today, lastDate }: BookingMoment): boolean {
  return today <= date && date <= lastDate;
}

/**
 * The slots of one effective day, without what depends on the moment (docs/rules.md "Slots"). The grid is laid in real
 * time from the window's first instant, so that each instant comes once on the days when clocks change.
 */
export function computeDay(day: ResolvedDay, service: OfferedService, busy: Busy, settings: SlotSettings): ComputedDay {
  const { durationMinutes, priceCents } = service;
  const computed = { date: day.date, durationMinutes, priceCents };
  if (day.status !== 'working' || day.window === null) {
    return { ...computed, reason: day.status === 'working' ? 'closed' : day.status, slots: [] };
  }
  const instants = (interval: Interval): Interval => ({
    start: instantOf(settings.zone, day.date, interval.start),
    end: instantOf(settings.zone, day.date, interval.end),
  });
  const window = instants(day.window);
  const buffer = Math.max(0, settings.bufferMinutes) * MINUTE;
  const holds = nearby(busy.holds, window, buffer);
  const bookings = nearby(busy.bookings, window, buffer);
  const isBooked = overlapSweep(bookings.map(({ start, end }) => ({ start: start - buffer, end: end + buffer })));
  const isBlocked = overlapSweep(normalise(day.blocks).map((block) => takenInstants(settings.zone, day.date, block)));
  const isOff = overlapSweep(subtract([window], workedInstants(settings.zone, [day])));
  const isFull = reachesDailyLimit(day.date, busy, settings);

  const slots: ComputedSlot[] = [];
  let fits = false;
  const step = settings.intervalMinutes * MINUTE;
  const duration = durationMinutes * MINUTE;
  for (let start = window.start; start + duration <= window.end; start += step) {
    const end = start + duration;
    const blocked = isBlocked(start, end);
    const off = isOff(start, end);
    fits ||= !blocked && !off;
    let lasting: LastingReason | null = null;
    if (isBooked(start, end)) lasting = 'booking';
    else if (blocked) lasting = 'block';
    else if (isFull) lasting = 'max_daily_bookings';
    else if (off) lasting = 'break';
    slots.push({ start, lasting, heldUntil: heldUntil(holds, start - buffer, end + buffer) });
  }
  return { ...computed, reason: fits ? null : 'too_short', slots };
}

/** The day at the moment. Past dates and dates beyond the booking window have no slots. */
export function presentDay(day: ComputedDay, moment: BookingMoment): PresentDay {
  const { date, priceCents } = day;
  const nothing = { date, availableCount: 0, priceCents, slots: [] };
  if (date < moment.today) return { ...nothing, status: 'past' };
  if (date > moment.lastDate) return { ...nothing, status: 'beyond_booking_window' };

  const duration = day.durationMinutes * MINUTE;
  const slots = day.slots.map((slot): PresentSlot => {
    const reason = reasonAt(slot, moment);
    const status = reason === null ? 'available' : STATUS_OF_REASON[reason];
    return { start: slot.start, end: slot.start + duration, status, reason };
  });
  const availableCount = slots.reduce((count, { reason }) => (reason === null ? count + 1 : count), 0);
  return { date, status: statusAt(day, slots, availableCount, moment), availableCount, priceCents, slots };
}

/**
 * The last instant at which {@link presentDay} gives the same as at this moment. After it the next slot begins or comes
 * within the notice, a hold expires, or the stylist's date turns. `now` in whole milliseconds.
 */
export function presentUntil({ slots }: ComputedDay, moment: BookingMoment): number {
  const { now, zone, today, earliest } = moment;
  const notice = earliest - now;
  let until = instantOf(zone, addDays(today, 1), 0) - 1;
  const end = (at: number): void => {
    if (now <= at && at < until) until = at;
  };
  for (const { start, heldUntil: held } of slots) {
    end(start);
    end(start - notice);
    if (held !== null) end(held - 1);
  }
  return until;
}

/** The first reason that applies, in this order: booked, reserved, unavailable, in break (docs/rules.md "Slots"). */
function reasonAt(
  { start, lasting, heldUntil: until }: ComputedSlot,
  { now, earliest }: BookingMoment,
): SlotReason | null {
  if (lasting === 'booking') return 'booking';
  if (until !== null && until > now) return 'hold';
  if (lasting === 'block') return 'block';
  if (start < now) return 'past';
  if (start < earliest) return 'too_soon';
  return lasting;
}

/** The first status that applies to a day within the booking window (docs/rules.md "Slots"). */
function statusAt(
  day: ComputedDay,
  slots: readonly PresentSlot[],
  availableCount: number,
  { now }: BookingMoment,
): DayAvailability {
  if (availableCount > 0) return 'open';
  if (day.reason !== null) return day.reason;
  if (slots.every(({ start }) => start < now)) return 'past';
  const isHeldBackByNotice = slots.some(
    ({ reason }, index) => reason === 'too_soon' && day.slots[index]?.lasting === null,
  );
  return isHeldBackByNotice ? 'too_soon' : 'fully_booked';
}

/** The rows that reach the window when they are widened by the buffer on both sides. */
function nearby<T extends Interval>(rows: readonly T[], window: Interval, buffer: number): T[] {
  const from = window.start - buffer;
  const to = window.end + buffer;
  return rows.filter(({ start, end }) => start < to && from < end);
}

/** `max_daily_bookings` counts the active bookings that start on the local date; holds do not count. */
function reachesDailyLimit(date: LocalDate, { bookings }: Busy, { zone, maxDailyBookings }: SlotSettings): boolean {
  if (maxDailyBookings === null) return false;
  const from = instantOf(zone, date, 0);
  const to = instantOf(zone, date, DAY_MINUTES);
  return bookings.filter(({ start }) => from <= start && start < to).length >= maxDailyBookings;
}

/** When the last hold that overlaps `start` to `end` expires. */
function heldUntil(holds: readonly Hold[], start: number, end: number): number | null {
  let until: number | null = null;
  for (const hold of holds) {
    if (hold.start < end && start < hold.end && (until === null || until < hold.expiresAt)) until = hold.expiresAt;
  }
  return until;
}
