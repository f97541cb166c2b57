import { reachingARow } from '../../http/sqlstate.js';
import type { Tx } from '../../database/transaction.js';
import type { WeekDay } from '../layers.js';
import { minutesOf } from '../../calendar/wall-clock.js';
import type { Replacement, WeekRow } from './week-versions.js';

/**
 * A stylist's weekly rows. The host's `_utc` columns hold local wall clock too, and breaks exist only there (database.md
 * "Host schema"): hours are read from `_local` and both are written.
 */
const SELECT = `
  SELECT w.id, w.day_of_week AS "dayOfWeek", left(w.start_time_local::text, 5) AS "startTime",
         left(w.end_time_local::text, 5) AS "endTime", left(w.break_start_time_utc::text, 5) AS "breakStart",
         left(w.break_end_time_utc::text, 5) AS "breakEnd",
         CASE WHEN isfinite(w.effective_from) THEN w.effective_from::text END AS "effectiveFrom",
         CASE WHEN isfinite(w.effective_until) THEN w.effective_until::text END AS "effectiveUntil"
    FROM public.stylist_schedules w
   WHERE w.stylist_user_id = $1
     AND coalesce(w.is_active, true)
   ORDER BY w.effective_from, w.day_of_week, w.id`;

const REMOVE = reachingARow(`DELETE FROM public.stylist_schedules WHERE id = ANY($1::uuid[])`);

/** The unique key of some hosts counts inactive rows too, which would keep a row from its start. */
const CLEAR_STARTS = `
  DELETE FROM public.stylist_schedules w
   USING unnest($2::int[], $3::date[]) AS wanted(day, starts)
   WHERE w.stylist_user_id = $1 AND w.is_active = false AND w.day_of_week = wanted.day
     AND w.effective_from IS NOT DISTINCT FROM wanted.starts`;

const SHORTEN = reachingARow(`
  UPDATE public.stylist_schedules w
     SET effective_from = shorter.effective_from, effective_until = shorter.effective_until
    FROM unnest($1::uuid[], $2::date[], $3::date[]) AS shorter(id, effective_from, effective_until)
   WHERE w.id = shorter.id`);

const INSERT = `
  INSERT INTO public.stylist_schedules
         (stylist_user_id, day_of_week, start_time_local, end_time_local, start_time_utc, end_time_utc,
          break_start_time_utc, break_end_time_utc, break_duration_minutes, is_active, effective_from, effective_until)
  SELECT $1, day, starts, ends, starts, ends, break_starts, break_ends, break_minutes, true, valid_from, valid_until
    FROM unnest($2::int[], $3::time[], $4::time[], $5::time[], $6::time[], $7::int[], $8::date[], $9::date[])
      AS row(day, starts, ends, break_starts, break_ends, break_minutes, valid_from, valid_until)`;

/** The rows of a stylist, by start; as the caller. */
export async function readWeek(tx: Tx, stylistUserId: string): Promise<WeekRow[]> {
  return tx.query<WeekRow>(SELECT, [stylistUserId]);
}

/** Writes a replacement as the caller; sent with what follows. */
export function writeReplacement(tx: Tx, stylistUserId: string, { removed, shortened, added }: Replacement): void {
  if (removed.length > 0) void tx.query(REMOVE, [removed]);
  const starting = [...shortened, ...added];
  if (starting.length > 0) {
    void tx.query(CLEAR_STARTS, [
      stylistUserId,
      starting.map(({ dayOfWeek }) => dayOfWeek),
      starting.map(({ effectiveFrom }) => effectiveFrom),
    ]);
  }
  if (shortened.length > 0) {
    const column = (name: keyof WeekRow) => shortened.map((row) => row[name]);
    void tx.query(SHORTEN, [column('id'), column('effectiveFrom'), column('effectiveUntil')]);
  }
  if (added.length > 0) {
    const column = (name: keyof WeekDay) => added.map((row) => row[name]);
    void tx.query(INSERT, [
      stylistUserId,
      column('dayOfWeek'),
      column('startTime'),
      column('endTime'),
      column('breakStart'),
      column('breakEnd'),
      added.map(breakMinutes),
      column('effectiveFrom'),
      column('effectiveUntil'),
    ]);
  }
}

/** Hosts want more than 0 minutes where there is a break. */
function breakMinutes({ breakStart, breakEnd }: WeekDay): number | null {
  return breakStart === null || breakEnd === null ? null : minutesOf(breakEnd) - minutesOf(breakStart);
}
