import { stylistZone, usableZone } from '../calendar/stylist-zone.js';
import { type LocalDate, todayIn } from '../calendar/wall-clock.js';
import { finite, isLong } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { branchOf } from './branches.js';
import { reaches, type Schedule } from './layers.js';
import { OVERRIDE_COLUMNS, type OverrideRow } from './overrides/override-rows.js';

/** An active booking; `start` and `end` in epoch milliseconds. */
export interface BookingRow {
  id: string;
  stylistUserId: string;
  serviceId: string;
  status: string;
  start: number;
  end: number;
}

/** What decides which bookings of a stylist a change affects. */
export interface BookedSchedule extends Schedule {
  /** IANA. */
  zone: string;
  /** The beginning of the transaction, epoch milliseconds. */
  now: number;
  bookings: BookingRow[];
}

/** Everything that decides what a stylist works between two dates, and the active bookings there. */
export interface StylistSchedule extends BookedSchedule {
  /** The stylist's date at `now`. */
  today: LocalDate;
  overrides: OverrideRow[];
  /** By start, then id. Some of the days around the dates are among them. */
  bookings: BookingRow[];
}

/**
 * What the fragments below select for, in SQL: the stylist's id, the first and the last date, both included. They are the
 * only statements that read what decides a stylist's days; {@link loadSchedules} and the availability compose them.
 */
export interface ScheduleBounds {
  stylist: string;
  from: string;
  to: string;
}

/** SQL: a weekly row `w` as JSON of {@link WeekDay}. */
export const WEEK_DAY = `json_build_object(
           'dayOfWeek', w.day_of_week,
           'startTime', left(w.start_time_local::text, 5), 'endTime', left(w.end_time_local::text, 5),
           'breakStart', left(w.break_start_time_utc::text, 5), 'breakEnd', left(w.break_end_time_utc::text, 5),
           'effectiveFrom', w.effective_from, 'effectiveUntil', w.effective_until)`;

/** SQL: the stylist's weekly rows that are valid between the dates, as JSON of {@link WeekDay}. */
export function weekRows({ stylist, from, to }: ScheduleBounds): string {
  return `
  SELECT coalesce(json_agg(${WEEK_DAY}), '[]')
    FROM public.stylist_schedules w
   WHERE w.stylist_user_id = ${stylist}
     AND ${isValidBetween(from, to)}`;
}

/** SQL: whether the weekly row `w` is valid on a date between the two. */
export function isValidBetween(from: string, to: string): string {
  return `coalesce(w.is_active, true)
     AND w.start_time_local IS NOT NULL AND w.end_time_local IS NOT NULL
     AND coalesce(w.effective_from, '-infinity') <= ${to}
     AND coalesce(w.effective_until, 'infinity') >= ${from}`;
}

/** SQL: the stylist's own overrides that cover one of the dates, as JSON; `columns` of `o`. */
export function ownOverrides({ stylist, from, to }: ScheduleBounds, columns: string): string {
  return `
  SELECT coalesce(json_agg(override), '[]')
    FROM (${covering(columns, `o.stylist_user_id = ${stylist}`, from, to)}) AS override`;
}

/**
 * SQL: the overrides for all stylists and for the branches of some that cover one of the dates, as JSON; `columns` of `o`.
 *
 * @param stylists an array of the stylists' ids.
 */
export function sharedOverrides(stylists: string, { from, to }: ScheduleBounds, columns: string): string {
  const branches = `ARRAY(SELECT member.branch_id FROM private.stylist_branches member
                           WHERE member.stylist_user_id = ANY(${stylists}))`;
  return `
  SELECT coalesce(json_agg(override), '[]')
    FROM (${covering(columns, 'o.applies_to_all_stylists', from, to)}
           UNION ALL
          ${covering(columns, `o.branch_id = ANY(${branches})`, from, to)}) AS override`;
}

function covering(columns: string, reach: string, from: string, to: string): string {
  return `SELECT ${columns}
            FROM public.schedule_overrides o
           WHERE ${reach} AND o.start_date <= ${to} AND o.end_date >= ${from}`;
}

/**
 * SQL: the stylist's active bookings that reach the dates; `columns` of `b`. A booking is active unless it is cancelled or
 * a no-show. What a salon has piled up in years is not read.
 */
export function activeBookings(bounds: ScheduleBounds, columns: string): string {
  return reachingRows('public.bookings b', 'b', bounds, {
    columns,
    condition: `coalesce(b.status, 'pending') NOT IN ('cancelled', 'no_show')`,
  });
}

/**
 * SQL: the bookings or holds of the stylist that may reach the dates, however long they are, and also where they overlap.
 * No zone is further than 14 hours from UTC, and a buffer has up to 24, so a row reaches the dates if it ends later than
 * two days before them. One that lasts two days or less then begins later than four days before them: an index scan by the
 * start finds it. Longer ones that began earlier are found by their end, through an index of long rows alone.
 */
export function reachingRows(
  table: string,
  row: string,
  { stylist, from, to }: ScheduleBounds,
  { columns, condition }: { columns: string; condition: string },
): string {
  const ends = `${row}.end_time > (${from} - 2)::timestamp AT TIME ZONE 'UTC'`;
  const early = `(${from} - 4)::timestamp AT TIME ZONE 'UTC'`;
  return `
  SELECT ${columns}
    FROM ${table}
   WHERE ${row}.stylist_user_id = ${stylist} AND ${condition}
     AND ${row}.start_time >= ${early}
     AND ${row}.start_time < (${to} + 3)::timestamp AT TIME ZONE 'UTC'
     AND ${ends}
  UNION ALL
  SELECT ${columns}
    FROM ${table}
   WHERE ${row}.stylist_user_id = ${stylist} AND ${condition}
     AND ${row}.start_time < ${early}
     AND ${isLong(`${row}.`)}
     AND ${ends}`;
}

/**
 * SQL: whole epoch milliseconds of an instant, which may be infinite on a host. `extract` would compute with decimals,
 * which takes longer than reading the row.
 */
export function milliseconds(instant: string): string {
  return `round(date_part('epoch', ${finite(instant)}) * 1000)`;
}

const BOUNDS: ScheduleBounds = { stylist: 'p.user_id', from: '$2::date', to: '$3::date' };

/** The engine's role may read these columns of bookings, not all of them. */
const BOOKING_COLUMNS = 'b.id, b.stylist_user_id, b.service_id, b.status, b.start_time, b.end_time';

/** Overrides that several stylists share come once, in the first row. */
export const LOAD_SCHEDULES = {
  name: 'load-schedules',
  text: `
  SELECT p.user_id AS "stylistUserId", ${stylistZone('p')} AS zone, extract(epoch FROM now())::float8 * 1000 AS now,
         ${branchOf('p.user_id')} AS "branchId", (${weekRows(BOUNDS)}) AS week,
         (${ownOverrides(BOUNDS, OVERRIDE_COLUMNS)}) AS "ownOverrides",
         CASE WHEN row_number() OVER () = 1
              THEN (${sharedOverrides('$1::uuid[]', BOUNDS, OVERRIDE_COLUMNS)}) END AS "sharedOverrides",
         (SELECT coalesce(json_agg(json_build_object(
                   'id', b.id, 'stylistUserId', b.stylist_user_id, 'serviceId', b.service_id,
                   'status', coalesce(b.status, 'pending'),
                   'start', ${milliseconds('b.start_time')}, 'end', ${milliseconds('b.end_time')})
                   ORDER BY b.start_time, b.id), '[]')
            FROM (${activeBookings(BOUNDS, BOOKING_COLUMNS)}) AS b) AS bookings
    FROM public.stylist_profiles p
   WHERE p.user_id = ANY($1::uuid[])`,
};

interface LoadedRow extends Omit<StylistSchedule, 'today' | 'overrides'> {
  ownOverrides: OverrideRow[];
  /** For all stylists, or for the branch of one of these; null but in the first row. */
  sharedOverrides: OverrideRow[] | null;
}

/**
 * Loads the schedule of one stylist between two dates, both included, as the engine.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`.
 */
export async function loadSchedule(
  tx: Tx,
  stylistUserId: string,
  from: LocalDate,
  to: LocalDate,
): Promise<StylistSchedule> {
  const [schedule] = await loadSchedules(tx, [stylistUserId], from, to);
  if (schedule === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return schedule;
}

/** Loads the schedules of stylists between two dates, both included, in one statement as the engine. */
export async function loadSchedules(
  tx: Tx,
  stylistUserIds: readonly string[],
  from: LocalDate,
  to: LocalDate,
): Promise<StylistSchedule[]> {
  const rows = await tx.engine<LoadedRow>(LOAD_SCHEDULES, [stylistUserIds, from, to]);
  const shared = rows.flatMap((row) => row.sharedOverrides ?? []);
  return rows.map(({ zone: stored, ownOverrides: own, sharedOverrides: _shared, ...row }) => {
    const zone = usableZone(stored);
    const overrides = [...own, ...shared.filter((override) => reaches(override, row))];
    return { ...row, zone, today: todayIn(zone, row.now), overrides };
  });
}
