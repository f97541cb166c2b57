import { addDays, instantOf, type LocalDate, todayIn } from '../calendar/wall-clock.js';
import { checkRange, endBeforeStart } from '../http/date-range.js';
import type { SummaryQuery } from './audit.dto.js';

/** Bounds of `created_at`, half open, RFC 3339 as precise as they were given; null: no bound. */
export interface Period {
  from: string | null;
  to: string | null;
}

/** The period of a summary, with its dates in the zone of the business. */
export interface SummaryPeriod extends Period {
  first: LocalDate;
  last: LocalDate;
}

const DEFAULT_SUMMARY_DAYS = 30;
const MAX_SUMMARY_DAYS = 366;

/** The first and last instant that a date `YYYY-MM-DD` can name. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59Z');

/**
 * The period between two bounds: dates of `zone`, the last one included, or instants (docs/api.md "Audit").
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` when it ends before it begins.
 */
export function periodOf({ from, to }: SummaryQuery, zone: string): Period {
  const period = {
    from: from === undefined ? null : isDate(from) ? midnight(zone, from) : from.toUpperCase(),
    to: to === undefined ? null : isDate(to) ? midnight(zone, addDays(to, 1)) : to.toUpperCase(),
  };
  const milliseconds = Date.parse(period.to ?? '') - Date.parse(period.from ?? '');
  // Two instants may be equal: an empty period. A last date is included, so its period cannot be empty.
  if (milliseconds < 0 || (milliseconds === 0 && isDate(to ?? ''))) throw endBeforeStart();
  return period;
}

/**
 * The period of a summary, which has both ends: `to` is today by default, `from` is 30 days up to `to`.
 *
 * @param now epoch milliseconds.
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 366 days.
 */
export function summaryPeriodOf(query: SummaryQuery, zone: string, now: number): SummaryPeriod {
  const upTo = query.to ?? todayIn(zone, now);
  const to = periodOf({ to: upTo }, zone).to ?? new Date(LATEST).toISOString();
  const last = todayIn(zone, Date.parse(to) - 1);
  const since = query.from ?? addDays(last, 1 - DEFAULT_SUMMARY_DAYS);
  const from = periodOf({ from: since, to: upTo }, zone).from ?? new Date(EARLIEST).toISOString();
  const first = todayIn(zone, Date.parse(from));
  // An empty period between two equal instants at midnight has its last date before its first one.
  if (first <= last) checkRange({ from: first, to: last }, MAX_SUMMARY_DAYS);
  return { from, to, first, last };
}

function isDate(bound: string): boolean {
  return bound.length === 'YYYY-MM-DD'.length;
}

/** Null beyond the dates that the API can name: no row is older or newer. */
function midnight(zone: string, date: LocalDate): string | null {
  const instant = instantOf(zone, date, 0);
  return instant < EARLIEST || instant > LATEST ? null : new Date(instant).toISOString();
}
