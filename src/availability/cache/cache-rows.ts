import type { LocalDate } from '../../calendar/wall-clock.js';
import { milliseconds } from '../../schedules/load-schedules.js';
import type { Terms, TimedDay } from '../offer.js';
import type { ComputedDay } from '../slots.js';

/** Increase it with every change of what `computeDay` or `resolveDay` return or of a row's shape. */
const RELEASE = 2;

/** The format of the rows that this process writes. A row in another format is a miss. */
export function formatOf(slotInterval: number): string {
  return `${RELEASE}:${slotInterval}`;
}

/** Dates of a stylist and a service, both included. */
export interface DayRange {
  stylistId: string;
  serviceId: string;
  from: LocalDate;
  to: LocalDate;
}

/** A day of a stylist and a service. */
export interface StoredDay extends TimedDay {
  stylistId: string;
  serviceId: string;
}

/** The key of a day in maps. */
export function keyOf(stylistId: string, serviceId: string, date: LocalDate): string {
  return `${stylistId} ${serviceId} ${date}`;
}

/** What a row holds of a day. */
export interface CachedSlots {
  terms: Terms;
  day: ComputedDay;
}

/** A row as {@link GOOD_ROWS} returns it. */
export type CacheRow = [
  stylistId: string,
  serviceId: string,
  slots: CachedSlots,
  computedAt: number,
  expiresAt: number,
];

export function storedDay([stylistId, serviceId, { terms, day }, computedAt, expiresAt]: CacheRow): StoredDay {
  return { stylistId, serviceId, terms, day, computedAt, expiresAt };
}

/**
 * SQL: whether a transaction is not visible in a snapshot, as two conditions that an index answers: it began after the
 * snapshot, or was in progress. `NOT pg_visible_in_snapshot(…)` says the same and would be asked of every change since the
 * oldest open transaction: one that somebody has forgotten made each validation scan 200,000 changes (159 ms).
 */
export const isInvisible = (xid: string, snapshot: string): [began: string, inProgress: string] => [
  `${xid} >= pg_snapshot_xmax(${snapshot})`,
  `${xid} = ANY (ARRAY(SELECT pg_snapshot_xip(${snapshot})))`,
];

/**
 * Whether a change covers the row and is invisible in the snapshot that the row was computed in. OFFSET makes the planner
 * scan only the changes that are newer than the row: as a join it would read all changes.
 */
const isOutdatedBy = (stylist: string, row: string, snapshot: string): string => {
  const covering = (condition: string): string => `
          SELECT
            FROM private.availability_changes change
           WHERE change.stylist_user_id ${stylist}
             AND (change.service_id IS NULL OR change.service_id = ${row}.service_id)
             AND ${row}.cache_date BETWEEN change.from_date AND change.to_date
             AND ${condition}`;
  return `
  EXISTS (SELECT FROM (${isInvisible('change.xid', snapshot).map(covering).join(' UNION ALL ')}) AS newer OFFSET 0)`;
};

/** Whether no change of the stylist or of all stylists outdates the row. */
const isCurrent = (row: string, snapshot: string): string => `
  NOT ${isOutdatedBy(`= ${row}.stylist_user_id`, row, snapshot)}
  AND NOT ${isOutdatedBy('IS NULL', row, snapshot)}`;

/**
 * The good rows of `ranges(stylist_user_id, service_id, from_date, to_date)` in one format, as {@link CacheRow}s: they have
 * not expired, no newer change covers them, and they are not from before a database was restored (docs/database.md "Cache
 * coherence"). OFFSET makes it one index scan a range, also for a planner that believes the table to be empty.
 */
export const GOOD_ROWS = (ranges: string, format: string): string => `
  SELECT json_agg(json_build_array(
           cached.stylist_user_id, cached.service_id, cached.available_slots, ${milliseconds('cached.computed_at')},
           ${milliseconds('cached.expires_at')}))
    FROM ${ranges}
   CROSS JOIN LATERAL (
         SELECT stored.*
           FROM private.availability_cache stored
          WHERE stored.stylist_user_id = ranges.stylist_user_id
            AND stored.service_id = ranges.service_id
            AND stored.cache_date BETWEEN ranges.from_date AND ranges.to_date
         OFFSET 0) AS cached
   WHERE cached.format = ${format}
     AND cached.expires_at > clock_timestamp()
     AND pg_snapshot_xmax(cached.snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
     AND ${isCurrent('cached', 'cached.snapshot')}`;

/**
 * Stores days that were computed in snapshot `$3` at `$4`. The last writer wins, because snapshots have no order. Nothing is
 * stored if a crash has ended the feed `$2` since, nor days that a change has covered since. The rows are sorted, so that
 * two writers never deadlock.
 */
export const STORE = {
  name: 'store-availability',
  text: `
  INSERT INTO private.availability_cache
         (stylist_user_id, service_id, cache_date, available_slots, computed_at, expires_at, snapshot, format)
  SELECT fresh.stylist_user_id, fresh.service_id, fresh.cache_date, fresh.slots, to_timestamp($4::float8 / 1000),
         to_timestamp(fresh.expires_at / 1000), $3::pg_snapshot, $5
    FROM jsonb_to_recordset($1::jsonb)
         AS fresh(stylist_user_id uuid, service_id uuid, cache_date date, slots jsonb, expires_at float8)
   WHERE EXISTS (SELECT FROM private.availability_feed WHERE born = $2)
     AND ${isCurrent('fresh', '$3::pg_snapshot')}
   ORDER BY fresh.stylist_user_id, fresh.service_id, fresh.cache_date
  ON CONFLICT (stylist_user_id, service_id, cache_date) DO UPDATE
     SET available_slots = excluded.available_slots, computed_at = excluded.computed_at,
         expires_at = excluded.expires_at, snapshot = excluded.snapshot, format = excluded.format`,
};

/** `$1` of {@link STORE}. */
export function storedRows(days: readonly StoredDay[]): string {
  return JSON.stringify(
    days.map(({ stylistId, serviceId, terms, day, expiresAt }) => ({
      stylist_user_id: stylistId,
      service_id: serviceId,
      cache_date: day.date,
      slots: { terms, day },
      expires_at: expiresAt,
    })),
  );
}

/** A crash empties the feed of changes, so another feed begins then (docs/database.md "Cache coherence"). */
export const BEGIN_FEED = `SELECT private.begin_availability_feed()`;
