import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import { formatInstant, type LocalDate } from '../calendar/wall-clock.js';
import type { SlotChoiceQuery } from './availability-query.dto.js';
import type { AvailableDayDto, AvailableMonthDayDto, SlotDto } from './availability.dto.js';
import type { Terms, TimedDay } from './offer.js';
import { type BookingMoment, type PresentDay, presentDay, type PresentSlot, presentUntil } from './slots.js';

/** Days with their slots, or without them for the view of a month. */
type View = 'slots' | 'month';

/** What a query wants of each field that chooses among the slots; null: all of them. */
export type SlotChoice = Readonly<Record<keyof SlotChoiceQuery, string | null>>;

/** Whether a slot is shown to a reader who wants this: one test for each field. The zone is the stylist's. */
const SHOWS: { [Field in keyof SlotChoice]: (slot: PresentSlot, wanted: string, zone: string) => boolean } = {
  status: ({ reason }, wanted) => wanted !== 'available' || reason === null,
};

const CHOOSING = Object.keys(SHOWS) as (keyof SlotChoice)[];

/** What a query chooses. */
export function choiceOf(query: SlotChoiceQuery): SlotChoice {
  const choice = {} as Record<keyof SlotChoice, string | null>;
  for (const field of CHOOSING) choice[field] = query[field] ?? null;
  return choice;
}

interface FormFields extends SlotChoice {
  readonly view: View;
  /** IANA; `startTime` and `endTime` carry its offset. */
  readonly timezone: string;
}

/** How a reader wants days: everything that a rendering depends on, besides the day and the moment. */
export class Form {
  /** All fields, so that a rendering in one form is never taken for one in another. */
  readonly key: string;
  readonly fields: FormFields;

  constructor(view: View, timezone: string, choice: SlotChoice) {
    this.fields = { view, timezone, ...choice };
    this.key = JSON.stringify(this.fields);
  }
}

/** A day as JSON text, and a tag that tells it from another day and from the same in another form. */
export interface RenderedDay {
  json: string;
  tag: string;
}

interface KeptRendering extends RenderedDay {
  formKey: string;
  /** Epoch milliseconds: the first and the last instant at which the day reads so. */
  from: number;
  until: number;
}

/**
 * Renders days, and keeps the last rendering of each day in each view until the moment changes it: a day of 16 slots costs
 * 27 µs to render and 0.04 µs to find again, so a month saves 0.8 ms of a warm answer.
 */
@Injectable()
export class DayRenderer {
  private readonly kept = new WeakMap<TimedDay, Partial<Record<View, KeptRendering>>>();

  /** @param day undefined: the date is past or beyond the booking window. */
  render(day: TimedDay | undefined, date: LocalDate, moment: BookingMoment, form: Form): RenderedDay {
    if (day === undefined) return rendered(notBookable(date, moment), moment, form);
    const { now } = moment;
    const { view } = form.fields;
    const ofDay = this.kept.get(day);
    const last = ofDay?.[view];
    if (last !== undefined && last.formKey === form.key && last.from <= now && now <= last.until) return last;
    const fresh: KeptRendering = {
      ...rendered(presentDay(day.day, moment), moment, form),
      formKey: form.key,
      from: now,
      until: presentUntil(day.day, moment),
    };
    this.kept.set(day, { ...ofDay, [view]: fresh });
    return fresh;
  }
}

/** What tells an answer from another one at the same address: its days, and the duration, for one without slots. */
export function versionOf({ durationMinutes }: Terms, days: readonly RenderedDay[]): string {
  const tags = days.map(({ tag }) => tag).join('');
  return `${durationMinutes}-${days.length === 1 ? tags : digest(tags)}`;
}

/** A slot as the API shows it, with the offset of the zone. */
export function slotOf(slot: PresentSlot, priceCents: number, timezone: string): SlotDto {
  return {
    startTime: formatInstant(timezone, slot.start),
    endTime: formatInstant(timezone, slot.end),
    status: slot.status,
    priceCents,
  };
}

function notBookable(date: LocalDate, { today }: BookingMoment): PresentDay {
  const status = date < today ? 'past' : 'beyond_booking_window';
  return { date, status, availableCount: 0, priceCents: 0, slots: [] };
}

/** The counts are of the slots that the reader chooses; the status is that of the whole day. */
function rendered({ slots, ...day }: PresentDay, { zone }: BookingMoment, { fields, key }: Form): RenderedDay {
  const shown = slots.filter((slot) => isShown(slot, fields, zone));
  const availableCount = shown.filter(({ reason }) => reason === null).length;
  const chosen = { ...day, availableCount, slots: shown };
  const json = JSON.stringify(fields.view === 'month' ? monthDayOf(chosen, fields) : dayOf(chosen, fields));
  return { json, tag: digest(key + json) };
}

function digest(text: string): string {
  return hash('sha1', text, 'base64url');
}

function dayOf({ date, status, availableCount, priceCents, slots }: PresentDay, fields: FormFields): AvailableDayDto {
  return { date, status, availableCount, slots: slots.map((slot) => slotOf(slot, priceCents, fields.timezone)) };
}

function monthDayOf({ date, status, availableCount, slots }: PresentDay, fields: FormFields): AvailableMonthDayDto {
  const first = slots.find(({ reason }) => reason === null);
  const firstAvailable = first === undefined ? null : formatInstant(fields.timezone, first.start);
  return { date, status, availableCount, firstAvailable };
}

function isShown(slot: PresentSlot, fields: FormFields, zone: string): boolean {
  return CHOOSING.every((field) => {
    const wanted = fields[field];
    return wanted === null || SHOWS[field](slot, wanted, zone);
  });
}
