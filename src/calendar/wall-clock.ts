/**
 * Wall clock and instants (docs/rules.md "Slots"): the one place where a date and a time of day in a zone become
 * an instant, and back. Instants are epoch milliseconds, dates `YYYY-MM-DD`, times of day minutes since local midnight
 * (24:00 = 1440), zones IANA names. Offsets are looked up once per zone and UTC day and kept, within bounds: a lookup
 * costs microseconds, and a month of slots must not cost more than half a millisecond.
 */
export type LocalDate = string;

export const MINUTE = 60_000;
export const DAY_MINUTES = 1440;

const DAY = DAY_MINUTES * MINUTE;
/** What answers show of an infinite instant: UTC. */
export const FIRST_INSTANT = '0001-01-01T00:00:00Z';
export const LAST_INSTANT = '9999-01-01T00:00:00Z';
const MAX_ZONES = 200;
const MAX_DAYS = 1000;
const TIMES = Array.from({ length: DAY_MINUTES }, (_, m) => new Date(m * MINUTE).toISOString().slice(11, 16));
TIMES.push('24:00');

interface OffsetDay {
  before: number;
  after: number;
  changesAt: number;
}

/** The UTC offsets of one zone, in milliseconds east. */
class ZoneOffsets {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, OffsetDay>();

  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  at(instant: number): number {
    const day = this.#day(Math.floor(instant / DAY));
    return instant < day.changesAt ? day.before : day.after;
  }

  /** The instant at which the offset changes, at or before `instant` and at most a UTC day earlier. */
  changeBefore(instant: number): number {
    const day = Math.floor(instant / DAY);
    const { changesAt } = this.#day(day);
    return changesAt <= instant ? changesAt : Math.min(this.#day(day - 1).changesAt, instant);
  }

  #day(number: number): OffsetDay {
    const kept = this.#days.get(number);
    if (kept !== undefined) return kept;
    const start = number * DAY;
    const before = this.#lookUp(start);
    const after = this.#lookUp(start + DAY);
    const day = { before, after, changesAt: before === after ? Infinity : this.#change(start, start + DAY, before) };
    return keep(this.#days, MAX_DAYS, number, day);
  }

  #change(from: number, to: number, before: number): number {
    let low = from / 1000;
    let high = to / 1000;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#lookUp(middle * 1000) === before) low = middle;
      else high = middle;
    }
    return high * 1000;
  }

  #lookUp(instant: number): number {
    const parts = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(this.#format.format(instant));
    if (parts === null) return 0;
    const [, sign, hours, minutes, seconds] = parts;
    const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
    return sign === '-' ? -offset : offset;
  }
}

const zones = new Map<string, ZoneOffsets>();
const dates = new Map<number, LocalDate>();
const dayNumbers = new Map<LocalDate, number>();

/** Three-letter names that IANA has; Intl also takes old Java ones, where BST is Dhaka and IST Kolkata. */
const SHORT_NAMES = /^(?:CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/i;

/** Whether `zone` is an IANA name; offsets such as `+05:45` are not. Case does not matter, so echo the caller's spelling. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,49}$/.test(zone)) return false;
  if (zone.length === 3 && !SHORT_NAMES.test(zone)) return false;
  try {
    offsetsOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant of a wall-clock time: one that does not exist moves forward by the gap, one that occurs twice is the first.
 * A zone that is none throws RangeError.
 */
export function instantOf(zone: string, date: LocalDate, minutes: number): number {
  const offsets = offsetsOf(zone);
  const wall = dayNumber(date) * DAY + minutes * MINUTE;
  const before = offsets.at(wall - DAY);
  const after = offsets.at(wall + DAY);
  const first = wall - before;
  if (before === after || offsets.at(first) === before) return first;
  const second = wall - after;
  return offsets.at(second) === after ? second : first;
}

/** The first instant at which the wall clock shows this time or a later one: for a skipped time, when the clocks change. */
export function firstInstantFrom(zone: string, date: LocalDate, minutes: number): number {
  const instant = instantOf(zone, date, minutes);
  const shown = localOf(zone, instant);
  const isSkipped = dayNumber(shown.date) * DAY_MINUTES + shown.minutes !== dayNumber(date) * DAY_MINUTES + minutes;
  return isSkipped ? offsetsOf(zone).changeBefore(instant) : instant;
}

/** The date and the minutes of the day (whole, rounded down) that the wall clock of `zone` shows at `instant`. */
export function localOf(zone: string, instant: number): { date: LocalDate; minutes: number } {
  const local = instant + offsetsOf(zone).at(instant);
  const day = Math.floor(local / DAY);
  return { date: dateOf(day), minutes: Math.floor((local - day * DAY) / MINUTE) };
}

/** The date in `zone` at the instant `now`. */
export function todayIn(zone: string, now: number): LocalDate {
  return localOf(zone, now).date;
}

/** The first instant of the month after the one that `zone` is in at `now` (docs/rules.md "Budgets"). */
export function firstOfNextMonth(zone: string, now: number): number {
  const first = `${todayIn(zone, now).slice(0, 7)}-01`;
  // The 32nd day since then lies in the next month.
  const next = addDays(first, 31);
  return instantOf(zone, `${next.slice(0, 7)}-01`, 0);
}

/** RFC 3339 with the offset of `zone`: `2026-01-05T09:00:00+05:45`; fractions of a second only where there are any. */
export function formatInstant(zone: string, instant: number): string {
  const minutesEast = Math.trunc(offsetsOf(zone).at(instant) / MINUTE);
  const local = instant + minutesEast * MINUTE;
  const day = Math.floor(local / DAY);
  const ofDay = local - day * DAY;
  const minutes = Math.floor(ofDay / MINUTE);
  const rest = ofDay - minutes * MINUTE;
  const seconds = rest === 0 ? '00' : new Date(rest).toISOString().slice(17, rest % 1000 === 0 ? 19 : 23);
  const offset = `${minutesEast < 0 ? '-' : '+'}${TIMES[Math.abs(minutesEast)]}`;
  return `${dateOf(day)}T${TIMES[minutes]}:${seconds}${offset}`;
}

/** Whether the text is a date of the calendar, `YYYY-MM-DD` from the year 1. */
export function isDate(text: string): text is LocalDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const day = dayNumber(text);
  return !Number.isNaN(day) && dateOf(day) === text;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether the text is an instant of a date that exists, with its offset: `2026-01-05T09:00:00+05:45`. */
export function isInstant(text: string): boolean {
  return isDate(INSTANT.exec(text)?.[1] ?? '');
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(date: LocalDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOf(dayNumber(date) + days);
}

/** How many dates `from` to `to` are, both included; 0 or less when `to` is before `from`. */
export function countDates(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

/** The dates from `from` to `to`, both included. */
export function datesBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  if (from === to) return [from];
  return Array.from({ length: Math.max(0, countDates(from, to)) }, (_, index) => addDays(from, index));
}

/** The minutes of `HH:MM`, seconds left out: `24:00` is 1440. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** `HH:MM` of minutes from 0 to 1440. */
export function timeOf(minutes: number): string {
  const time = TIMES[minutes];
  if (time === undefined) throw new RangeError(`${minutes} is not a minute of the day`);
  return time;
}

/**
 * RFC 3339 in UTC, to the microsecond, as `instantColumn` shows what PostgreSQL holds.
 *
 * @param at an instant of PostgreSQL, which may be infinite, or epoch milliseconds.
 */
export function instantText(at: Date | number): string;
export function instantText(at: Date | number | null): string | null;
export function instantText(at: Date | number | null): string | null {
  if (at === null) return null;
  const finite = Math.min(Math.max(at.valueOf(), Date.parse(FIRST_INSTANT)), Date.parse(LAST_INSTANT));
  return new Date(finite).toISOString().replace('Z', '000Z');
}

function offsetsOf(zone: string): ZoneOffsets {
  return zones.get(zone) ?? keep(zones, MAX_ZONES, zone, new ZoneOffsets(zone));
}

function dayNumber(date: LocalDate): number {
  return dayNumbers.get(date) ?? keep(dayNumbers, MAX_DAYS, date, Date.parse(date) / DAY);
}

function dateOf(day: number): LocalDate {
  const kept = dates.get(day);
  if (kept !== undefined) return kept;
  const text = new Date(day * DAY).toISOString();
  return keep(dates, MAX_DAYS, day, text.slice(0, text.indexOf('T')));
}

function keep<K, V>(map: Map<K, V>, max: number, key: K, value: V): V {
  if (map.size >= max) map.clear();
  map.set(key, value);
  return value;
}
