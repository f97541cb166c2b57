import type { ShapeProblem } from '../overrides/override-shapes.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { LAST_DATE } from './week-versions.js';

/** A week that an admin asks for: at most one window a weekday, with at most one break. Times `HH:MM`. */
export interface WeekRequest {
  effectiveFrom: LocalDate;
  effectiveUntil?: LocalDate;
  days: readonly {
    dayOfWeek: number;
    startTime: string;
    endTime: string;
    breakStart?: string;
    breakEnd?: string;
  }[];
}

/** Everything wrong with a week, whatever date it is. */
export function checkWeek({ effectiveFrom, effectiveUntil, days }: WeekRequest): ShapeProblem[] {
  return [...checkDates(effectiveFrom, effectiveUntil), ...days.flatMap((day, index) => checkDay(day, index, days))];
}

/** Whether a week begins too early; `today` in the stylist's zone. */
export function checkWeekStart({ effectiveFrom }: WeekRequest, today: LocalDate): ShapeProblem[] {
  const message = 'must not be in the past';
  return effectiveFrom < today ? [{ path: 'effectiveFrom', code: 'DATE_IN_PAST', message }] : [];
}

function checkDates(from: LocalDate, until: LocalDate | undefined): ShapeProblem[] {
  const tooFar = { code: 'DATE_TOO_FAR' as const, message: `must be before ${LAST_DATE}` };
  if (from === LAST_DATE) return [{ path: 'effectiveFrom', ...tooFar }];
  if (until === undefined) return [];
  if (until === LAST_DATE) return [{ path: 'effectiveUntil', ...tooFar }];
  const message = 'must not be before effectiveFrom';
  return until < from ? [{ path: 'effectiveUntil', code: 'END_BEFORE_START', message }] : [];
}

function checkDay(day: WeekRequest['days'][number], index: number, days: WeekRequest['days']): ShapeProblem[] {
  const { dayOfWeek, startTime, endTime } = day;
  const path = (field: string): string => `days.${index}.${field}`;
  const problems: ShapeProblem[] = [];
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
  { startTime, endTime, breakStart, breakEnd }: WeekRequest['days'][number],
  path: (field: string) => string,
): ShapeProblem[] {
  if (breakStart === undefined && breakEnd === undefined) return [];
  const required = { code: 'REQUIRED' as const, message: 'is required beside the other end of the break' };
  if (breakStart === undefined) return [{ path: path('breakStart'), ...required }];
  if (breakEnd === undefined) return [{ path: path('breakEnd'), ...required }];
  const problems: ShapeProblem[] = [];
  const outside = { code: 'OUT_OF_RANGE' as const, message: 'must lie within the hours' };
  if (breakStart < startTime) problems.push({ path: path('breakStart'), ...outside });
  if (breakEnd > endTime) problems.push({ path: path('breakEnd'), ...outside });
  if (breakEnd <= breakStart) {
    problems.push({ path: path('breakEnd'), code: 'END_NOT_AFTER_START', message: 'must be after breakStart' });
  }
  return problems;
}
