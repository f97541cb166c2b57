import { countDates, type LocalDate } from '../calendar/wall-clock.js';
import { invalid, Problem } from './problem.js';

/** The dates of a query, both included; an end may be open. */
export interface DateRange {
  from?: LocalDate;
  to?: LocalDate;
}

/** A range with both ends. */
export type ClosedDateRange = Required<DateRange>;

/**
 * The one rule for `from` and `to`: the end is not before the start, and a closed range has at most `maxDays` dates.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG`.
 */
export function checkRange({ from, to }: DateRange, maxDays = Infinity): void {
  if (from === undefined || to === undefined) return;
  const days = countDates(from, to);
  if (days < 1) throw endBeforeStart();
  if (days > maxDays) throw new Problem('RANGE_TOO_LONG', { detail: `At most ${maxDays} days, both ends included` });
}

/** 400 `VALIDATION_FAILED` at `to`; for ranges of instants, which {@link checkRange} does not take. */
export function endBeforeStart(): Problem {
  return invalid({ path: 'to', code: 'END_BEFORE_START', message: 'must not be before from' });
}
