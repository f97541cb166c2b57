import type { Tx } from '../database/transaction.js';
import type { Schedule, WeekDay } from './layers.js';
import { OVERRIDE_COLUMNS, type OverrideRow } from './overrides/override-rows.js';
import { type LocalDate, todayIn } from '../calendar/wall-clock.js';

/** A booking that is neither cancelled nor a no-show; `start` and `end` in epoch milliseconds. */
export interface BookingRow {
  id: string;
  stylistUserId: string;
  serviceId: string;
  status: string;
  start: number;
  end: number;
}

/** Everything that decides what a stylist works between two dates, and the bookings there. */
export interface StylistSchedule extends Schedule {
  /** IANA. */
  zone: string;
  /** The beginning of the transaction, epoch milliseconds. */
  now: number;
  /** The stylist's date at `now`. */
  today: LocalDate;
  overrides: OverrideRow[];
  bookings: BookingRow[];
}

/**
 * Bookings are looked for a day wider on both sides: no zone is further from UTC. Business-wide overrides come once, in
 * the first row.
 */
export const LOAD_SCHEDULES = {
  name: 'load-schedules',
  text: `
  SELECT p.user_id AS "stylistUserId", coalesce(p.timezone, 'Asia/Kathmandu') AS zone,
         extract(epoch FROM now())::float8 * 1000 AS now,
         (SELECT coalesce(json_agg(json_build_object(
                   'dayOfWeek', w.day_of_week,
                   'startTime', left(w.start_time_local::text, 5), 'endTime', left(w.end_time_local::text, 5),
                   'breakStart', left(w.break_start_time_utc::text, 5), 'breakEnd', left(w.break_end_time_utc::text, 5),
                   'effectiveFrom', w.effective_from, 'effectiveUntil', w.effective_until)), '[]')
            FROM public.stylist_schedules w
           WHERE w.stylist_user_id = p.user_id
             AND coalesce(w.is_active, true)
             AND coalesce(w.effective_from, '-infinity') <= $3
             AND coalesce(w.effective_until, 'infinity') >= $2) AS week,
         (SELECT coalesce(json_agg(own), '[]')
            FROM (SELECT ${OVERRIDE_COLUMNS}
                    FROM public.schedule_overrides o
                   WHERE o.stylist_user_id = p.user_id AND o.start_date <= $3 AND o.end_date >= $2) AS own
         ) AS "ownOverrides",
         CASE WHEN row_number() OVER () = 1
              THEN (SELECT coalesce(json_agg(business), '[]')
                      FROM (SELECT ${OVERRIDE_COLUMNS}
                              FROM public.schedule_overrides o
                             WHERE o.applies_to_all_stylists AND o.start_date <= $3 AND o.end_date >= $2) AS business)
         END AS "businessOverrides",
         (SELECT coalesce(json_agg(json_build_object(
                   'id', b.id, 'stylistUserId', b.stylist_user_id, 'serviceId', b.service_id, 'status', b.status,
                   'start', round(extract(epoch FROM b.start_time) * 1000),
                   'end', round(extract(epoch FROM b.end_time) * 1000)) ORDER BY b.start_time, b.id), '[]')
            FROM public.bookings b
           WHERE b.stylist_user_id = p.user_id
             AND b.status NOT IN ('cancelled', 'no_show')
             AND b.start_time < ($3::date + 2)::timestamp AT TIME ZONE 'UTC'
             AND b.end_time > ($2::date - 1)::timestamp AT TIME ZONE 'UTC') AS bookings
    FROM public.stylist_profiles p
   WHERE p.user_id = ANY($1::uuid[])`,
};

interface LoadedRow {
  stylistUserId: string;
  zone: string;
  now: number;
  week: WeekDay[];
  ownOverrides: OverrideRow[];
  /** Of all of them; null but in the first row. */
  businessOverrides: OverrideRow[] | null;
  bookings: BookingRow[];
}

/** Loads the schedules of stylists between two dates, both included, in one statement as the engine. */
export async function loadSchedules(
  tx: Tx,
  stylistUserIds: readonly string[],
  from: LocalDate,
  to: LocalDate,
): Promise<StylistSchedule[]> {
  const rows = await tx.engine<LoadedRow>(LOAD_SCHEDULES, [stylistUserIds, from, to]);
  const businessOverrides = rows.flatMap((row) => row.businessOverrides ?? []);
  return rows.map(({ stylistUserId, zone, now, week, ownOverrides, bookings }) => ({
    stylistUserId,
    zone,
    now,
    today: todayIn(zone, now),
    week,
    overrides: [...ownOverrides, ...businessOverrides],
    bookings,
  }));
}
