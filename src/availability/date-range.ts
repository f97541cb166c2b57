import { invalid, Problem } from '../http/problem.js';
import { checkRange, type ClosedDateRange } from '../http/date-range.js';
import { isZone, type LocalDate } from '../calendar/wall-clock.js';

/**
 * The dates of a query that takes exactly one of `date` and `from` + `to`.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past `maxDays`.
 */
export function datesOf(
  { date, from, to }: { date?: LocalDate; from?: LocalDate; to?: LocalDate },
  maxDays: number,
): ClosedDateRange {
  if (date !== undefined) {
    if (from === undefined && to === undefined) return { from: date, to: date };
    throw invalid({ path: 'date', code: 'NOT_ALLOWED', message: 'must not stand beside from and to' });
  }
  if (from === undefined && to === undefined) {
    throw invalid({ path: 'date', code: 'REQUIRED', message: 'is required, or from and to' });
  }
  if (from === undefined) throw invalid({ path: 'from', code: 'REQUIRED', message: 'is required beside to' });
  if (to === undefined) throw invalid({ path: 'to', code: 'REQUIRED', message: 'is required beside from' });
  checkRange({ from, to }, maxDays);
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
