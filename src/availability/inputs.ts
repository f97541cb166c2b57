import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Prepared, Tx } from '../database/transaction.js';
import type { Interval } from '../calendar/intervals.js';
import type { OverrideLayer, WeekDay } from '../schedules/layers.js';
import type { LocalDate } from '../calendar/wall-clock.js';
import type { Hold } from './slots.js';

/** Everything that slots of a service between two dates are computed from, all of it as of one snapshot. */
export interface Inputs {
  /** Which feed of changes it belongs to; null right after a crash. */
  feed: string | null;
  /** `pg_current_snapshot()` of the statement. */
  snapshot: string;
  /** The database's clock, epoch milliseconds. */
  now: number;
  /** Null: no such service. */
  service: ServiceInputs | null;
  /** The business-wide ones. */
  overrides: OverrideLayer[];
  stylists: StylistInputs[];
}

export interface ServiceInputs {
  isActive: boolean;
  durationMinutes: number;
  priceCents: number;
  minAdvanceHours: number;
  maxAdvanceDays: number;
}

export interface StylistInputs {
  id: string;
  displayName: string;
  isActive: boolean;
  /** As stored; may be no zone at all on a host. */
  zone: string;
  bufferMinutes: number;
  maxDailyBookings: number;
  /** Null: does not offer the service. The own duration and price, null where the service's hold. */
  offer: { durationMinutes: number | null; priceCents: number | null } | null;
  week: WeekDay[];
  /** The own ones. */
  overrides: OverrideLayer[];
  /** Active ones; epoch milliseconds. */
  bookings: [start: number, end: number][];
  /** Live ones. */
  holds: [start: number, end: number, expiresAt: number][];
}

/** Which inputs. */
export interface InputsQuery {
  serviceId: string;
  stylistIds: readonly string[];
  from: LocalDate;
  to: LocalDate;
}

const OVERRIDES = `
  coalesce(json_agg(json_build_object(
    'id', o.id, 'overrideType', o.override_type, 'appliesToAllStylists', o.applies_to_all_stylists,
    'stylistUserId', o.stylist_user_id, 'startDate', o.start_date, 'endDate', o.end_date, 'isClosed', o.is_closed,
    'startTime', left(o.override_start_time::text, 5), 'endTime', left(o.override_end_time::text, 5),
    'priority', o.priority,
    'createdAt', to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))), '[]')
  FROM public.schedule_overrides o
 WHERE o.start_date <= $4 AND o.end_date >= $3`;

/** Epoch milliseconds of an instant that may be infinite on a host. */
const milliseconds = (instant: string): string =>
  `round(extract(epoch FROM greatest(least(${instant}, '9999-01-01Z'), '0001-01-01Z')) * 1000)`;

/**
 * What reaches the dates: no zone is further than 14 hours from UTC, and a buffer counts up to 24. Both ends of the
 * index scan are bounded, so that what a salon has piled up costs nothing; `start_time` is two days wider than
 * `end_time` for what is long.
 */
const reaching = (alias: string): string => `
  ${alias}.start_time >= ($3::date - 4)::timestamp AT TIME ZONE 'UTC'
  AND ${alias}.start_time < ($4::date + 3)::timestamp AT TIME ZONE 'UTC'
  AND ${alias}.end_time > ($3::date - 2)::timestamp AT TIME ZONE 'UTC'`;

const ACTIVE = `coalesce(b.status, 'pending') NOT IN ('cancelled', 'no_show')`;

/** A stylist's active bookings do not overlap, so of those that began still earlier only the last can reach the dates. */
const BOOKINGS = `
  SELECT coalesce(json_agg(json_build_array(${milliseconds('b.start_time')}, ${milliseconds('b.end_time')})), '[]')
    FROM (SELECT b.start_time, b.end_time
            FROM public.bookings b
           WHERE b.stylist_user_id = p.user_id AND ${ACTIVE} AND ${reaching('b')}
          UNION ALL
          (SELECT b.start_time, b.end_time
             FROM public.bookings b
            WHERE b.stylist_user_id = p.user_id AND ${ACTIVE}
              AND b.start_time < ($3::date - 4)::timestamp AT TIME ZONE 'UTC'
              AND b.start_time >= ($3::date - 366)::timestamp AT TIME ZONE 'UTC'
            ORDER BY b.start_time DESC
            LIMIT 1)) AS b`;

const HOLDS = `
  SELECT coalesce(json_agg(json_build_array(
           ${milliseconds('h.start_time')}, ${milliseconds('h.end_time')}, ${milliseconds('h.expires_at')})), '[]')
    FROM public.booking_reservations h
   WHERE h.stylist_user_id = p.user_id AND h.status = 'reserved' AND h.expires_at > clock_timestamp()
     AND ${reaching('h')}`;

/** One statement for one stylist or fifty: `$1` service, `$2` stylists, `$3` and `$4` dates, both included. */
const load = (holds: string): string => `
  SELECT (SELECT born FROM private.availability_feed) AS feed,
         pg_current_snapshot()::text AS snapshot,
         floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
         (SELECT json_build_object(
                   'isActive', coalesce(s.is_active, true),
                   'durationMinutes', s.duration_minutes,
                   'priceCents', s.base_price_cents,
                   'minAdvanceHours', greatest(coalesce(s.min_advance_hours, 2), 0),
                   'maxAdvanceDays', coalesce(s.max_advance_days, 30))
            FROM public.services s
           WHERE s.id = $1) AS service,
         (SELECT ${OVERRIDES} AND o.applies_to_all_stylists) AS overrides,
         (SELECT coalesce(json_agg(json_build_object(
                   'id', p.user_id,
                   'displayName', p.display_name,
                   'isActive', coalesce(p.is_active, true),
                   'zone', coalesce(p.timezone, 'Asia/Kathmandu'),
                   'bufferMinutes', least(greatest(coalesce(p.booking_buffer_minutes, 15), 0), 1440),
                   'maxDailyBookings', coalesce(p.max_daily_bookings, 8),
                   'offer', (SELECT json_build_object('durationMinutes', f.custom_duration_minutes,
                                                      'priceCents', f.custom_price_cents)
                               FROM public.stylist_services f
                              WHERE f.stylist_user_id = p.user_id AND f.service_id = $1
                                AND coalesce(f.is_available, true)
                              LIMIT 1),
                   'week', (SELECT coalesce(json_agg(json_build_object(
                                     'dayOfWeek', w.day_of_week,
                                     'startTime', left(w.start_time_local::text, 5),
                                     'endTime', left(w.end_time_local::text, 5),
                                     'breakStart', left(w.break_start_time_utc::text, 5),
                                     'breakEnd', left(w.break_end_time_utc::text, 5),
                                     'effectiveFrom', w.effective_from,
                                     'effectiveUntil', w.effective_until)), '[]')
                              FROM public.stylist_schedules w
                             WHERE w.stylist_user_id = p.user_id
                               AND coalesce(w.is_active, true)
                               AND w.start_time_local IS NOT NULL AND w.end_time_local IS NOT NULL
                               AND coalesce(w.effective_from, '-infinity') <= $4
                               AND coalesce(w.effective_until, 'infinity') >= $3),
                   'overrides', (SELECT ${OVERRIDES} AND o.stylist_user_id = p.user_id),
                   'bookings', (${BOOKINGS}),
                   'holds', (${holds}))), '[]')
            FROM public.stylist_profiles p
           WHERE p.user_id = ANY($2::uuid[])) AS stylists`;

const LOAD = { name: 'load-availability', text: load(HOLDS) };
/** Reservations may be absent on a host: then there are no holds. */
const LOAD_WITHOUT_HOLDS = { name: 'load-availability-without-holds', text: load(`SELECT '[]'::json`) };

const HAS_HOLDS = {
  name: 'has-reservations',
  text: `SELECT to_regclass('public.booking_reservations') IS NOT NULL AS present`,
};

/** Loads everything that a request needs, in one statement as the engine. */
@Injectable()
export class InputsLoader {
  private statement: typeof LOAD | undefined;

  constructor(private readonly database: Database) {}

  /** @param tx the transaction to load in; without, one of its own. */
  async load({ serviceId, stylistIds, from, to }: InputsQuery, tx?: Tx): Promise<Inputs> {
    this.statement ??= (await this.hasHolds(tx)) ? LOAD : LOAD_WITHOUT_HOLDS;
    const values = [serviceId, stylistIds, from, to];
    const [inputs] = await this.read<Inputs>(this.statement, values, tx);
    if (inputs === undefined) throw new Error('a statement without FROM answers one row');
    return inputs;
  }

  private async hasHolds(tx?: Tx): Promise<boolean> {
    const [answer] = await this.read<{ present: boolean }>(HAS_HOLDS, [], tx);
    return answer?.present === true;
  }

  private read<Row>(sql: Prepared, values: readonly unknown[], tx?: Tx): Promise<Row[]> {
    return tx === undefined ? this.database.readOnce<Row>(sql, values) : tx.engine<Row>(sql, values);
  }
}

/** Rows of bookings as intervals. */
export function bookingsOf({ bookings }: StylistInputs): Interval[] {
  return bookings.map(([start, end]) => ({ start, end }));
}

/** Rows of holds as intervals that end by themselves. */
export function holdsOf({ holds }: StylistInputs): Hold[] {
  return holds.map(([start, end, expiresAt]) => ({ start, end, expiresAt }));
}
