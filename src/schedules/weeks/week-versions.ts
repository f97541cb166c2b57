import type { WeekDay } from '../layers.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';

/** The last date there is; what is valid until then has no end. */
export const LAST_DATE = '9999-12-31';
const FIRST_DATE = '0001-01-01';

/** The hours of one weekday. */
export type DayHours = Omit<WeekDay, 'effectiveFrom' | 'effectiveUntil'>;

/** The weekly hours between two dates, both included; null: open. A version without days is off every day. */
export interface WeekVersion {
  effectiveFrom: LocalDate | null;
  effectiveUntil: LocalDate | null;
  days: DayHours[];
}

/** A stored row of the weekly schedule. */
export interface WeekRow extends WeekDay {
  id: string;
}

/** What is to be done to the stored rows so that another week stands between two dates. */
export interface Replacement {
  removed: string[];
  /** Rows that are valid for a shorter time. */
  shortened: WeekRow[];
  added: WeekDay[];
}

/**
 * The rows of the weekly schedule as versions, by date: one begins wherever a row begins or has ended. They follow one
 * another without gaps from the first date on; what is off every day is a version without days.
 */
export function versionsOf(rows: readonly WeekDay[]): WeekVersion[] {
  const edges = rows.flatMap((row) => {
    const until = lastOf(row);
    return until === LAST_DATE ? [firstOf(row)] : [firstOf(row), addDays(until, 1)];
  });
  const starts = [...new Set(edges)].sort();
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const valid = rows.filter((row) => firstOf(row) <= start && start <= lastOf(row));
    return {
      effectiveFrom: start === FIRST_DATE ? null : start,
      effectiveUntil: next === undefined ? null : addDays(next, -1),
      days: valid.map(hoursOf).sort((a, b) => a.dayOfWeek - b.dayOfWeek),
    };
  });
}

/**
 * Puts a week between its two dates; before and after them the rows stand as they were (rules.md §4). A row that reaches
 * over both ends is cut in two.
 */
export function replaceWeek(rows: readonly WeekRow[], week: WeekVersion): Replacement {
  const from = week.effectiveFrom ?? FIRST_DATE;
  const until = week.effectiveUntil ?? LAST_DATE;
  const replacement: Replacement = { removed: [], shortened: [], added: [] };
  for (const row of rows.filter((one) => firstOf(one) <= until && from <= lastOf(one))) {
    const before = firstOf(row) < from ? { ...row, effectiveUntil: addDays(from, -1) } : null;
    const after = lastOf(row) > until ? { ...row, effectiveFrom: addDays(until, 1) } : null;
    if (before !== null) replacement.shortened.push(before);
    if (before !== null && after !== null) replacement.added.push(withoutId(after));
    else if (after !== null) replacement.shortened.push(after);
    if (before === null && after === null) replacement.removed.push(row.id);
  }
  const { effectiveFrom, effectiveUntil } = week;
  replacement.added.push(...week.days.map((day) => ({ ...day, effectiveFrom, effectiveUntil })));
  return replacement;
}

/** The rows once a replacement is written. */
export function replacedRows(rows: readonly WeekRow[], { removed, shortened, added }: Replacement): WeekDay[] {
  const changed = new Map(shortened.map((row) => [row.id, row]));
  const kept = rows.filter(({ id }) => !removed.includes(id)).map((row) => changed.get(row.id) ?? row);
  return [...kept.map(withoutId), ...added];
}

/** The versions that are valid on a date between two, both included. */
export function versionsBetween(versions: readonly WeekVersion[], from: LocalDate, until: LocalDate): WeekVersion[] {
  return versions.filter((version) => firstOf(version) <= until && from <= lastOf(version));
}

function firstOf({ effectiveFrom }: { effectiveFrom: LocalDate | null }): LocalDate {
  return effectiveFrom ?? FIRST_DATE;
}

function lastOf({ effectiveUntil }: { effectiveUntil: LocalDate | null }): LocalDate {
  return effectiveUntil ?? LAST_DATE;
}

function hoursOf({ dayOfWeek, startTime, endTime, breakStart, breakEnd }: WeekDay): DayHours {
  return { dayOfWeek, startTime, endTime, breakStart, breakEnd };
}

function withoutId({ effectiveFrom, effectiveUntil, ...row }: WeekDay): WeekDay {
  return { ...hoursOf({ ...row, effectiveFrom, effectiveUntil }), effectiveFrom, effectiveUntil };
}
