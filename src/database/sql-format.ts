import { FIRST_INSTANT, LAST_INSTANT } from '../calendar/wall-clock.js';

/**
 * SQL that shows a `timestamptz` as text: RFC 3339 in UTC, to the microsecond. Lists also sort and page by this text:
 * a cursor with milliseconds only would skip or repeat rows.
 */
export function instantColumn(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** SQL: an instant of a host: an infinite one is of the year 1 or 9999, and null stays null. */
export function finite(instant: string): string {
  return `CASE WHEN ${instant} IS NOT NULL THEN greatest(least(${instant}, '${LAST_INSTANT}'), '${FIRST_INSTANT}') END`;
}

/** The condition of the partial indexes on long bookings and holds, letter by letter, so that the planner uses them. */
export { isLong } from '../../migrations/foundation/availability.js';
