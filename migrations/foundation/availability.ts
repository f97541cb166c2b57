import { closedFunction, ownTable, type Step } from './steps.js';

/** A table that slots are computed from. */
interface Source {
  table: string;
  /** The last part of its triggers' names. */
  name: string;
  key: string;
  /** An UPDATE counts only if one of these differs. */
  columns: string[];
  /** The stylist, service and dates that a row `r` touches; null means all. */
  stylist: string;
  service: string;
  from: string;
  to: string;
  /** What keeps rows apart beside stylist and service, so that they get a change each. */
  apart?: string;
  /** A column of hosts with branches. */
  branch?: string;
}

const ALWAYS = { from: `'-infinity'::date`, to: `'infinity'::date` };

/** Clamps instants, so that no arithmetic leaves the range of dates. */
const clamped = (instant: string, missing: string): string =>
  `(greatest(least(coalesce(${instant}, '${missing}'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date`;
const FIRST = clamped('least(r.start_time, r.end_time)', '-infinity');
const LAST = clamped('greatest(r.start_time, r.end_time)', 'infinity');

/** The UTC dates, two days wider on each side: for the zone (at most 14 hours) and the buffer (at most 24). */
const BOOKED = {
  key: 'id',
  stylist: 'r.stylist_user_id',
  service: 'NULL::uuid',
  from: `${FIRST} - 2`,
  to: `${LAST} + 2`,
};

const SOURCES: Source[] = [
  { table: 'bookings', name: 'booking', columns: ['stylist_user_id', 'start_time', 'end_time', 'status'], ...BOOKED },
  {
    table: 'booking_reservations',
    name: 'reservation',
    columns: ['stylist_user_id', 'start_time', 'end_time', 'status', 'expires_at'],
    ...BOOKED,
  },
  {
    table: 'stylist_schedules',
    name: 'schedule',
    key: 'id',
    columns: [
      'stylist_user_id',
      'day_of_week',
      'start_time_local',
      'end_time_local',
      'break_start_time_utc',
      'break_end_time_utc',
      'is_active',
      'effective_from',
      'effective_until',
    ],
    stylist: 'r.stylist_user_id',
    service: 'NULL::uuid',
    from: `coalesce(r.effective_from, '-infinity')`,
    to: `coalesce(r.effective_until, 'infinity')`,
  },
  {
    table: 'schedule_overrides',
    name: 'override',
    key: 'id',
    columns: [
      'applies_to_all_stylists',
      'branch_id',
      'stylist_user_id',
      'start_date',
      'end_date',
      'override_start_time',
      'override_end_time',
      'is_closed',
      'priority',
      'created_at',
    ],
    stylist: 'r.stylist_user_id',
    service: 'NULL::uuid',
    from: 'r.start_date',
    to: 'r.end_date',
    // Null as a stylist: a branch's override changes its dates for all. Branches of one statement may be far apart.
    apart: 'r.branch_id',
  },
  {
    table: 'services',
    name: 'service',
    key: 'id',
    columns: ['duration_minutes', 'base_price_cents', 'max_advance_days', 'min_advance_hours', 'is_active'],
    stylist: 'NULL::uuid',
    service: 'r.id',
    ...ALWAYS,
  },
  {
    table: 'stylist_services',
    name: 'stylist_service',
    key: 'id',
    columns: ['stylist_user_id', 'service_id', 'custom_price_cents', 'custom_duration_minutes', 'is_available'],
    stylist: 'r.stylist_user_id',
    service: 'r.service_id',
    ...ALWAYS,
  },
  {
    table: 'stylist_profiles',
    name: 'profile',
    key: 'user_id',
    columns: ['timezone', 'booking_buffer_minutes', 'max_daily_bookings', 'is_active'],
    branch: 'branch_id',
    stylist: 'r.user_id',
    service: 'NULL::uuid',
    ...ALWAYS,
  },
];

/** Records the span of dates that rows touch, one for each stylist and service: one INSERT a statement. */
function record({ stylist, service, from, to, apart }: Source, rows: string): string {
  return `
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT ${stylist}, ${service}, min(${from}), max(${to})
        FROM ${rows} AS r
       GROUP BY 1, 2${apart === undefined ? '' : `, ${apart}`};`;
}

/** Rows of one side that differ from the other side, or do not exist there. */
function changed({ key, columns }: Source, side: string, other: string): string {
  const of = (alias: string): string => columns.map((column) => `${alias}.${column}`).join(', ');
  return `SELECT s.* FROM ${side} AS s
               WHERE NOT EXISTS (SELECT FROM ${other} AS o WHERE o.${key} = s.${key}
                                    AND (${of('o')})
                                        IS NOT DISTINCT FROM
                                        (${of('s')}))`;
}

function branch(source: Source): string {
  const both = `(${changed(source, 'old_rows', 'new_rows')}
              UNION ALL
              ${changed(source, 'new_rows', 'old_rows')})`;
  return `
    WHEN '${source.table}' THEN
      IF TG_OP = 'INSERT' THEN${record(source, 'new_rows')}
      ELSIF TG_OP = 'DELETE' THEN${record(source, 'old_rows')}
      ELSE${record(source, both)}
      END IF;`;
}

/** A row of a trigger as a row source. */
const rowOf = (side: 'OLD' | 'NEW'): string => `SELECT ${side}.*`;

/** What an apply worker of logical replication changed in one row: the old side and the new one. */
function replicatedBranch(source: Source): string {
  const of = (side: 'OLD' | 'NEW'): string => source.columns.map((column) => `${side}.${column}`).join(', ');
  return `
    WHEN '${source.table}' THEN
      IF TG_OP = 'INSERT' THEN${record(source, `(${rowOf('NEW')})`)}
      ELSIF TG_OP = 'DELETE' THEN${record(source, `(${rowOf('OLD')})`)}
      ELSIF (${of('OLD')})
            IS DISTINCT FROM
            (${of('NEW')}) THEN${record(source, `(${rowOf('OLD')} UNION ALL ${rowOf('NEW')})`)}
      END IF;`;
}

/** The INSERT trigger has the plan's name. PostgreSQL wants one trigger an event for transition tables. */
function triggers({ table, name }: Source): Step[] {
  const trigger = `trigger_invalidate_cache_on_${name}`;
  const make = (suffix: string, event: string, rows: string): string => `
CREATE TRIGGER ${trigger}${suffix} AFTER ${event} ON public.${table}${rows}
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.${table} ENABLE ALWAYS TRIGGER ${trigger}${suffix}`;
  const all = [
    { suffix: '', event: 'INSERT', rows: ' REFERENCING NEW TABLE AS new_rows' },
    { suffix: '_update', event: 'UPDATE', rows: ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows' },
    { suffix: '_delete', event: 'DELETE', rows: ' REFERENCING OLD TABLE AS old_rows' },
    { suffix: '_truncate', event: 'TRUNCATE', rows: '' },
  ];
  return [
    ...all.map(({ suffix, event, rows }) => ({
      sql: make(suffix, event, rows),
      undo: `DROP TRIGGER ${trigger}${suffix} ON public.${table}`,
    })),
    {
      sql: `
CREATE TRIGGER ${trigger}_replicated AFTER INSERT OR UPDATE OR DELETE ON public.${table}
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.${table} ENABLE REPLICA TRIGGER ${trigger}_replicated`,
      undo: `DROP TRIGGER ${trigger}_replicated ON public.${table}`,
    },
  ];
}

/** A trigger that the feed of changes depends on, and when it must fire: `A` always, `R` in an apply worker. */
export interface FeedTrigger {
  table: string;
  name: string;
  enabled: 'A' | 'R';
}

/** The triggers on every source. A host may lack reservations. */
export const FEED_TRIGGERS: readonly FeedTrigger[] = SOURCES.flatMap(({ table, name }) => {
  const trigger = `trigger_invalidate_cache_on_${name}`;
  return [
    ...['', '_update', '_delete', '_truncate'].map((suffix): FeedTrigger => ({
      table: `public.${table}`,
      name: `${trigger}${suffix}`,
      enabled: 'A',
    })),
    { table: `public.${table}`, name: `${trigger}_replicated`, enabled: 'R' },
  ];
});

/**
 * Bookings and holds that last longer than two days, of which there are few. Shorter ones are found by their start alone.
 * The condition is the same text in `src/schedules/load-schedules.ts`, so that the planner uses the index. It guesses that
 * a ninth of all rows are long: only an index with every column that is read is cheaper to it than the one by start, in
 * which it would read all that a stylist ever had (9 ms for 35,000 bookings). The condition fails for no row: text and
 * intervals of timestamps without a zone are immutable, and the start is clamped.
 */
const LONG_ROWS: Record<string, { index: string; covered: string }> = {
  bookings: { index: 'idx_bookings_stylist_long', covered: 'start_time, status' },
  booking_reservations: { index: 'idx_booking_reservations_stylist_long', covered: 'start_time, status, expires_at' },
};

export const isLong = (row: string): string =>
  `(${row}end_time AT TIME ZONE 'UTC') > (least(${row}start_time, '9999-12-01 00:00+00'::timestamptz) AT TIME ZONE 'UTC') + interval '48:00'`;

function longRows(table: string): Step[] {
  const rows = LONG_ROWS[table];
  if (rows === undefined) return [];
  const { index, covered } = rows;
  return [
    {
      sql: `
CREATE INDEX ${index} ON public.${table} (stylist_user_id, end_time) INCLUDE (${covered})
 WHERE ${isLong('')}`,
      undo: `DROP INDEX public.${index}`,
    },
  ];
}

/**
 * A crash empties the feed. A transaction that was prepared before it has lost its changes, and may still commit: a new
 * feed gets a change of everything for each. It is good in no snapshot that does not see the transaction.
 */
const BEGIN_FEED = `
CREATE FUNCTION private.begin_availability_feed() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO private.availability_feed DEFAULT VALUES ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO private.availability_changes (from_date, to_date, xid)
    SELECT '-infinity', 'infinity', running.xid
      FROM pg_catalog.pg_snapshot_xip(pg_catalog.pg_current_snapshot()) AS running(xid)
      JOIN pg_catalog.pg_prepared_xacts prepared ON prepared.transaction = running.xid::pg_catalog.xid
     WHERE prepared.database = pg_catalog.current_database();
  END IF;
END
$$`;

/**
 * The cache of computed days, and the feed of changes that validates it (docs/database.md "Cache coherence"). All tables
 * are UNLOGGED: a crash empties them together.
 *
 * @param isThere whether a table exists or will exist. Reservations may be absent on a host.
 * @param hasBranches whether stylists belong to branches; moving one changes all dates of the stylist.
 */
export function availability(isThere: (table: string) => boolean, hasBranches: boolean): Step[] {
  const sources = SOURCES.filter(({ table }) => isThere(`public.${table}`)).map((source) =>
    hasBranches && source.branch !== undefined ? { ...source, columns: [...source.columns, source.branch] } : source,
  );
  return [
    {
      sql: `
CREATE UNLOGGED TABLE private.availability_cache (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  stylist_user_id uuid NOT NULL,
  service_id uuid NOT NULL,
  cache_date date NOT NULL CONSTRAINT availability_cache_cache_date CHECK (isfinite(cache_date)),
  available_slots jsonb NOT NULL
    CONSTRAINT availability_cache_slots_size CHECK (octet_length(available_slots::text) <= 262144),
  computed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '5 minutes',
  snapshot pg_snapshot NOT NULL,
  format text NOT NULL CONSTRAINT availability_cache_format_size CHECK (char_length(format) <= 100),
  CONSTRAINT idx_availability_cache_lookup UNIQUE (stylist_user_id, service_id, cache_date)
);
CREATE INDEX idx_availability_cache_expiry ON private.availability_cache (expires_at);
COMMENT ON TABLE private.availability_cache IS 'Computed days, good while no later change covers them'`,
      undo: 'DROP TABLE private.availability_cache',
    },
    {
      sql: `
CREATE UNLOGGED TABLE private.availability_changes (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  stylist_user_id uuid,
  service_id uuid,
  from_date date NOT NULL,
  to_date date NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX idx_availability_changes_xid ON private.availability_changes (xid);
CREATE INDEX idx_availability_changes_stylist ON private.availability_changes (stylist_user_id, xid);
COMMENT ON TABLE private.availability_changes IS 'Which slots a transaction touched; null: of everyone, of every service'`,
      undo: 'DROP TABLE private.availability_changes',
    },
    {
      sql: `
CREATE UNLOGGED TABLE private.availability_sweeps (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  swept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  snapshot pg_snapshot NOT NULL DEFAULT pg_current_snapshot()
);
COMMENT ON TABLE private.availability_sweeps IS 'When the feed was swept: a change goes once no row can need it'`,
      undo: 'DROP TABLE private.availability_sweeps',
    },
    {
      sql: `
CREATE UNLOGGED TABLE private.availability_feed (
  born uuid NOT NULL DEFAULT gen_random_uuid(),
  is_present boolean PRIMARY KEY DEFAULT true CONSTRAINT availability_feed_only_one CHECK (is_present)
);
COMMENT ON TABLE private.availability_feed IS 'Which feed of changes this is; a crash empties it together with the feed'`,
      undo: 'DROP TABLE private.availability_feed',
    },
    ...ownTable('private.availability_cache', { engine: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }),
    ...ownTable('private.availability_changes', { owner: ['INSERT'], engine: ['SELECT', 'DELETE'] }),
    ...ownTable('private.availability_sweeps', { engine: ['SELECT', 'INSERT', 'DELETE'] }),
    ...ownTable('private.availability_feed', { owner: ['INSERT'], engine: ['SELECT'] }),
    { sql: BEGIN_FEED, undo: 'DROP FUNCTION private.begin_availability_feed()' },
    { sql: closedFunction('private.begin_availability_feed()') },
    { sql: 'GRANT EXECUTE ON FUNCTION private.begin_availability_feed() TO service_engine' },
    {
      sql: `
CREATE FUNCTION private.invalidate_availability_cache() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO private.availability_changes (from_date, to_date) VALUES ('-infinity', 'infinity');
    RETURN NULL;
  END IF;
  CASE TG_TABLE_NAME${sources.map(branch).join('')}
  END CASE;
  RETURN NULL;
END
$$`,
      undo: 'DROP FUNCTION private.invalidate_availability_cache()',
    },
    { sql: closedFunction('private.invalidate_availability_cache()') },
    {
      sql: `
CREATE FUNCTION private.record_replicated_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  CASE TG_TABLE_NAME${sources.map(replicatedBranch).join('')}
  END CASE;
  RETURN NULL;
END
$$`,
      undo: 'DROP FUNCTION private.record_replicated_change()',
    },
    { sql: closedFunction('private.record_replicated_change()') },
    ...sources.flatMap(triggers),
    ...sources.flatMap(({ table }) => longRows(table)),
  ];
}
