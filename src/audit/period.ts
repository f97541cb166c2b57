import { invalid, Problem } from '../http/problem.js';
import { addDays, countDates, instantOf, type LocalDate, todayIn } from '../calendar/wall-clock.js';

/** Bounds as a query gives them: dates with the last one included, or instants with `to` excluded. */
export interface PeriodQuery {
  from?: string;
  to?: string;
}

/** Half open, RFC 3339 in whatever precision it was given; null: no bound. */
export interface Period {
  from: string | null;
  to: string | null;
}

/** Days that a summary covers: when nothing is said, and at most. */
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

/** Where dates `YYYY-MM-DD` begin and end, in UTC. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59Z');

/**
 * The period between two bounds; dates are those of `zone` (api.md "Audit").
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` when it ends before it begins.
 */
export function periodOf({ from, to }: PeriodQuery, zone: string): Period {
  const period = {
    from: from === undefined ? null : isDate(from) ? midnight(zone, from) : from.toUpperCase(),
    to: to === undefined ? null : isDate(to) ? midnight(zone, addDays(to, 1)) : to.toUpperCase(),
  };
  const milliseconds = Date.parse(period.to ?? '') - Date.parse(period.from ?? '');
  // Between instants nothing may lie; a last date that is included spans some time.
  if (milliseconds < 0 || (milliseconds === 0 && isDate(to ?? ''))) {
    throw invalid({ path: 'to', code: 'END_BEFORE_START', message: 'must not be before from' });
  }
  return period;
}

/**
 * The period of a summary, bounded on both sides, with its dates in `zone`: without `to` up to the end of today, without
 * `from` the 30 days up to `to`.
 *
 * @param now epoch milliseconds.
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 366 days.
 */
export function summaryPeriodOf(
  query: PeriodQuery,
  zone: string,
  now: number,
): { from: string; to: string; first: LocalDate; last: LocalDate } {
  const upTo = query.to ?? todayIn(zone, now);
  const end = periodOf({ to: upTo }, zone).to ?? new Date(LATEST).toISOString();
  const last = todayIn(zone, Date.parse(end) - 1);
  const since = query.from ?? addDays(last, 1 - DEFAULT_DAYS);
  const start = periodOf({ from: since, to: upTo }, zone).from ?? new Date(EARLIEST).toISOString();
  const first = todayIn(zone, Date.parse(start));
  if (countDates(first, last) > MAX_DAYS) {
    throw new Problem('RANGE_TOO_LONG', { detail: `At most ${MAX_DAYS} days, both ends included` });
  }
  return { from: start, to: end, first, last };
}

function isDate(bound: string): boolean {
  return bound.length === 'YYYY-MM-DD'.length;
}

/** Null where the calendar of the API ends: nothing was written beyond. */
function midnight(zone: string, date: LocalDate): string | null {
  const instant = instantOf(zone, date, 0);
  return instant < EARLIEST || instant > LATEST ? null : new Date(instant).toISOString();
}
