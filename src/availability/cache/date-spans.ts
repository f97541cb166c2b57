import type { LocalDate } from '../../calendar/wall-clock.js';

/** Dates from the first to the last, as text; '-infinity' is before and 'infinity' after every date. */
export interface Span {
  from: LocalDate;
  to: LocalDate;
}

/** Whether every date is in it. */
export function isAlways({ from, to }: Span): boolean {
  return from === '-infinity' && to === 'infinity';
}

/** The same dates as sorted spans without overlap. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { from, to } of [...spans].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = last.to < to ? to : last.to;
    else result.push({ from, to });
  }
  return result;
}

/** Whether one of the sorted spans holds the date: a binary search. */
export function covers(spans: readonly Span[], date: LocalDate): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? '') < date) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.from ?? 'none') <= date;
}
