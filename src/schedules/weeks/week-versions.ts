import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import type { FieldError } from '../../http/problem.js';
import type { WeekDay } from '../layers.js';
import { inPast } from '../overrides/override-types.js';
import type { ReplaceWeekDto, WeekDayDto } from './weeks.dto.js';

/** The last date of all. A row that is valid until then has no end. */
export const LAST_DATE = '9999-12-31';
const FIRST_DATE = '0001-01-01';

/** The hours of one weekday. */
export type DayHours = Omit<WeekDay, 'effectiveFrom' | 'effectiveUntil'>;

/** The weekly hours between two dates, both included; null: open. A version without days has every day off. */
export interface WeekVersion {
  effectiveFrom: LocalDate | null;
  effectiveUntil: LocalDate | null;
  days: DayHours[];
}

/** A stored row of the weekly schedule. */
export interface WeekRow extends WeekDay {
  id: string;
}

/** The changes of the stored rows that put another week between two dates. */
export interface Replacement {
  removed: string[];
  /** Rows with their shorter validity. */
  shortened: WeekRow[];
  added: WeekDay[];
}

/**
 * The rows of the weekly schedule as versions, by date. A version begins where a row begins, and on the date after a row
 * ends. Versions follow one another without gaps; a version without days has every day off.
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
 * Puts a week between its two dates (docs/rules.md "Layers"). Before and after them the rows stay as they are. A row that
 * reaches over both ends becomes two.
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

export function replacedRows(rows: readonly WeekRow[], { removed, shortened, added }: Replacement): WeekDay[] {
  const changed = new Map(shortened.map((row) => [row.id, row]));
  const kept = rows.filter(({ id }) => !removed.includes(id)).map((row) => changed.get(row.id) ?? row);
  return [...kept.map(withoutId), ...added];
}

/** The versions that are valid on a date between two, both included. */
export function versionsBetween(versions: readonly WeekVersion[], from: LocalDate, until: LocalDate): WeekVersion[] {
  return versions.filter((version) => firstOf(version) <= until && from <= lastOf(version));
}

/** All wrong fields of a week that do not depend on today. */
export function checkWeek({ effectiveFrom, effectiveUntil, days }: ReplaceWeekDto): FieldError[] {
  return [...checkDates(effectiveFrom, effectiveUntil), ...days.flatMap((day, index) => checkDay(day, index, days))];
}

/** The wrong start of a week in the past; `today` in the stylist's zone. */
export function checkWeekStart({ effectiveFrom }: ReplaceWeekDto, today: LocalDate): FieldError[] {
  return effectiveFrom < today ? [inPast('effectiveFrom')] : [];
}

function checkDates(from: LocalDate, until: LocalDate | undefined): FieldError[] {
  const tooFar = { code: 'DATE_TOO_FAR', message: `must be before ${LAST_DATE}` };
  if (from === LAST_DATE) return [{ path: 'effectiveFrom', ...tooFar }];
  if (until === undefined) return [];
  if (until === LAST_DATE) return [{ path: 'effectiveUntil', ...tooFar }];
  const message = 'must not be before effectiveFrom';
  return until < from ? [{ path: 'effectiveUntil', code: 'END_BEFORE_START', message }] : [];
}

function checkDay(day: WeekDayDto, index: number, days: readonly WeekDayDto[]): FieldError[] {
  const { dayOfWeek, startTime, endTime } = day;
  const path = (field: string): string => `days.${index}.${field}`;
  const problems: FieldError[] = [];
  if (days.findIndex((other) => other.dayOfWeek === dayOfWeek) !== index) {
    problems.push({ path: path('dayOfWeek'), code: 'NOT_UNIQUE', message: 'must not repeat a weekday' });
  }
  if (endTime <= startTime) {
    const message = 'must be after startTime; 24:00 is the end of the day';
    return [...problems, { path: path('endTime'), code: 'END_NOT_AFTER_START', message }];
  }
  return [...problems, ...checkBreak(day, path)];
}

function checkBreak(
  { startTime, endTime, breakStart, breakEnd }: WeekDayDto,
  path: (field: string) => string,
): FieldError[] {
  if (breakStart === undefined && breakEnd === undefined) return [];
  const required = { code: 'REQUIRED', message: 'is required beside the other end of the break' };
  if (breakStart === undefined) return [{ path: path('breakStart'), ...required }];
  if (breakEnd === undefined) return [{ path: path('breakEnd'), ...required }];
  const problems: FieldError[] = [];
  const outside = { code: 'OUT_OF_RANGE', message: 'must lie within the hours' };
  if (breakStart < startTime) problems.push({ path: path('breakStart'), ...outside });
  if (breakEnd > endTime) problems.push({ path: path('breakEnd'), ...outside });
  if (breakEnd <= breakStart) {
    problems.push({ path: path('breakEnd'), code: 'END_NOT_AFTER_START', message: 'must be after breakStart' });
  }
  return problems;
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

function withoutId({ id: _id, ...row }: WeekRow): WeekDay {
  return row;
}
