import { invalid, Problem } from '../http/problem.js';
import { countDates, isZone, type LocalDate } from '../calendar/wall-clock.js';

/** Dates, both included. */
export interface DateRange {
  from: LocalDate;
  to: LocalDate;
}

/**
 * The dates of a query that takes exactly one of `date` and `from` + `to`.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past `maxDays`.
 */
export function datesOf(
  { date, from, to }: { date?: LocalDate; from?: LocalDate; to?: LocalDate },
  maxDays: number,
): DateRange {
  if (date !== undefined) {
    if (from === undefined && to === undefined) return { from: date, to: date };
    throw invalid({ path: 'date', code: 'NOT_ALLOWED', message: 'must not stand beside from and to' });
  }
  if (from === undefined && to === undefined) {
    throw invalid({ path: 'date', code: 'REQUIRED', message: 'is required, or from and to' });
  }
  if (from === undefined) throw invalid({ path: 'from', code: 'REQUIRED', message: 'is required beside to' });
  if (to === undefined) throw invalid({ path: 'to', code: 'REQUIRED', message: 'is required beside from' });
  return rangeOf(from, to, maxDays);
}

/** @throws {Problem} 400 `VALIDATION_FAILED` for an end before the start, 400 `RANGE_TOO_LONG` past `maxDays`. */
export function rangeOf(from: LocalDate, to: LocalDate, maxDays: number): DateRange {
  if (to < from) throw invalid({ path: 'to', code: 'END_BEFORE_START', message: 'must not be before from' });
  if (countDates(from, to) > maxDays) {
    throw new Problem('RANGE_TOO_LONG', { detail: `At most ${maxDays} days, both ends included` });
  }
  return { from, to };
}

/**
 * A zone as the reader spells it.
 *
 * @throws {Problem} 400 `INVALID_TIMEZONE` for what is no IANA name.
 */
export function readersZone(timezone: string | undefined): string | undefined {
  if (timezone !== undefined && !isZone(timezone)) {
    throw new Problem('INVALID_TIMEZONE', { detail: 'timezone must be an IANA name like Asia/Kathmandu' });
  }
  return timezone;
}
