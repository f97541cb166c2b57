import { invalid } from '../http/problem.js';
import type { LocalDate } from '../calendar/wall-clock.js';

/** Dates of a query, both included; each may be open. */
export interface DateRange {
  from?: LocalDate;
  to?: LocalDate;
}

/** @throws {Problem} 400 `VALIDATION_FAILED` when the range ends before it begins. */
export function refuseInverted({ from, to }: DateRange): void {
  if (from !== undefined && to !== undefined && to < from) {
    throw invalid({ path: 'to', code: 'END_BEFORE_START', message: 'must not be before from' });
  }
}
