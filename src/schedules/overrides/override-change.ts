import type { OverrideLayer } from '../layers.js';
import { countDates, datesBetween, type LocalDate } from '../../calendar/wall-clock.js';

/** What happens to one override: what is new was nothing before, what is removed is nothing after. */
export interface OverrideChange {
  before: OverrideLayer | null;
  after: OverrideLayer | null;
}

/** Whom a change reaches on a date. */
export type Reach = 'all' | readonly string[];

/** The first and the last date that the change covers, before or after. */
export function spanOf(change: OverrideChange): { from: LocalDate; to: LocalDate } {
  const rows = rowsOf(change);
  const starts = rows.map(({ startDate }) => startDate).sort();
  const ends = rows.map(({ endDate }) => endDate).sort();
  return { from: starts[0]!, to: ends.at(-1)! };
}

/** The dates from `first` on that the change covers, before or after; what lies between two ranges is none of them. */
export function datesOf(change: OverrideChange, first: LocalDate): LocalDate[] {
  const dates = rowsOf(change).flatMap(({ startDate, endDate }) => {
    const from = startDate < first ? first : startDate;
    return countDates(from, endDate) > 0 ? datesBetween(from, endDate) : [];
  });
  return [...new Set(dates)].sort();
}

/** Whether the change covers the date, before or after. */
export function coversDate(change: OverrideChange, date: LocalDate): boolean {
  return rowsOf(change).some((row) => covers(row, date));
}

/** Whom the change reaches on the date, before or after; without a date, on any. */
export function reachOf(change: OverrideChange, date?: LocalDate): Reach {
  const rows = rowsOf(change).filter((row) => date === undefined || covers(row, date));
  if (rows.some(({ appliesToAllStylists }) => appliesToAllStylists)) return 'all';
  return [...new Set(rows.flatMap(({ stylistUserId }) => stylistUserId ?? []))];
}

/** The overrides of a schedule as they were before the change and as they are after it, whether it is written or not. */
export function variantsOf(
  change: OverrideChange,
  loaded: readonly OverrideLayer[],
): Record<'before' | 'after', { overrides: OverrideLayer[] }> {
  const ids = rowsOf(change).map(({ id }) => id);
  const others = loaded.filter(({ id }) => !ids.includes(id));
  const variant = (row: OverrideLayer | null) => ({ overrides: row === null ? others : [...others, row] });
  return { before: variant(change.before), after: variant(change.after) };
}

function rowsOf({ before, after }: OverrideChange): OverrideLayer[] {
  return [before, after].filter((row) => row !== null);
}

function covers({ startDate, endDate }: OverrideLayer, date: LocalDate): boolean {
  return startDate <= date && date <= endDate;
}
