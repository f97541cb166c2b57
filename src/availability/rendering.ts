import { hash } from 'node:crypto';
import { formatInstant, type LocalDate } from '../calendar/wall-clock.js';
import type { AvailableDayDto, AvailableMonthDayDto, SlotDto } from './availability.dto.js';
import type { TimedDay } from './offer.js';
import { type BookingMoment, endOfToday, type PresentDay, presentDay, presentUntil } from './slots.js';

/** How a reader wants days. */
export interface Form {
  /** Whose offset `startTime` and `endTime` carry. */
  timezone: string;
  /** Without slots, for the view of a month. */
  isMonth: boolean;
  onlyAvailable: boolean;
}

/** A day as JSON text, with what tells its content from another one. */
export interface RenderedDay {
  json: string;
  tag: string;
  /** The last instant at which it is so, unless the day changes. */
  until: number;
}

interface Rendering extends RenderedDay, Form {
  from: number;
}

/** The last rendering of a day in each form, good until the present moment changes it. */
const renderings = new WeakMap<TimedDay, { slots?: Rendering; month?: Rendering }>();

/**
 * The day as it is at the moment, as JSON.
 *
 * @param day undefined: the date is past or beyond the booking window.
 */
export function renderDay(day: TimedDay | undefined, date: LocalDate, moment: BookingMoment, form: Form): RenderedDay {
  if (day === undefined) return { ...rendered(dayNotBookable(date, moment), form), until: endOfToday(moment) };
  const kept = renderings.get(day) ?? {};
  const last = form.isMonth ? kept.month : kept.slots;
  if (last !== undefined && isGood(last, moment, form)) return last;
  const present = presentDay(day.day, moment);
  const fresh = {
    ...rendered(present, form),
    ...form,
    from: moment.now,
    until: presentUntil(day.day, moment),
  };
  renderings.set(day, form.isMonth ? { ...kept, month: fresh } : { ...kept, slots: fresh });
  return fresh;
}

/** A strong entity tag of days under a head. */
export function tagOf(head: string, days: readonly RenderedDay[]): string {
  return hash('sha1', head + days.map(({ tag }) => tag).join(''), 'base64url');
}

/** A slot with the offset of a zone. */
export function slotOf(slot: PresentDay['slots'][number], priceCents: number, timezone: string): SlotDto {
  return {
    startTime: formatInstant(timezone, slot.start),
    endTime: formatInstant(timezone, slot.end),
    status: slot.status,
    priceCents,
  };
}

function isGood({ from, until, timezone, onlyAvailable }: Rendering, { now }: BookingMoment, form: Form): boolean {
  return from <= now && now <= until && timezone === form.timezone && onlyAvailable === form.onlyAvailable;
}

function dayNotBookable(date: LocalDate, { today }: BookingMoment): PresentDay {
  const status = date < today ? 'past' : 'beyond_booking_window';
  return { date, status, availableCount: 0, priceCents: 0, slots: [] };
}

function rendered(present: PresentDay, form: Form): Omit<RenderedDay, 'until'> {
  const json = JSON.stringify(form.isMonth ? monthDayOf(present, form) : dayOf(present, form));
  return { json, tag: hash('sha1', json, 'base64url') };
}

function dayOf({ date, status, availableCount, priceCents, slots }: PresentDay, form: Form): AvailableDayDto {
  const shown = form.onlyAvailable ? slots.filter(({ reason }) => reason === null) : slots;
  return { date, status, availableCount, slots: shown.map((slot) => slotOf(slot, priceCents, form.timezone)) };
}

function monthDayOf({ date, status, availableCount, slots }: PresentDay, { timezone }: Form): AvailableMonthDayDto {
  const first = slots.find(({ reason }) => reason === null);
  return {
    date,
    status,
    availableCount,
    firstAvailable: first === undefined ? null : formatInstant(timezone, first.start),
  };
}
