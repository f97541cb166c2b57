import { closedFunction, openPolicy, ownTable, type Step } from '../foundation/steps.js';

/** Each type of event (docs/events.md). */
export const EVENT_TYPES = [
  'promotion.opened',
  'promotion.submitted',
  'promotion.updated',
  'promotion.approved',
  'promotion.rejected',
  'promotion.revoked',
  'override.created',
  'override.updated',
  'override.ended',
  'schedule.replaced',
  'stylist.updated',
  'stylist.deactivated',
  'stylist.reactivated',
  'budget.changed',
  'budget.exhausted',
  'bookings.affected',
  'audit.critical',
] as const;

/** Nobody removes a younger event: a delivery is tried for more than three days. */
export const YOUNGEST_REMOVED_DAYS = 7;

/** Positions that one call assigns. */
const ORDERED_AT_ONCE = 10_000;
/** The advisory lock of the one that assigns positions ("EVNT" in ASCII). */
const ORDER_LOCK = 0x45564e54;

/**
 * The outbox. An event is written in the transaction of what it tells. Its position in the feed is assigned after the
 * commit, by one transaction after the other: so no event appears before a position that somebody has read already.
 */
export const events: Step[] = [
  {
    sql: `
CREATE TABLE private.events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number bigint GENERATED ALWAYS AS IDENTITY,
  position bigint CONSTRAINT events_position UNIQUE,
  type text NOT NULL CONSTRAINT events_type CHECK (type IN (${EVENT_TYPES.map((type) => `'${type}'`).join(', ')})),
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp() CONSTRAINT events_occurred_at CHECK (isfinite(occurred_at)),
  actor_id uuid,
  request_id text CONSTRAINT events_request_id_size CHECK (char_length(request_id) <= 128),
  data jsonb NOT NULL
    CONSTRAINT events_data_size CHECK (jsonb_typeof(data) = 'object' AND octet_length(data::text) <= 65536)
);
CREATE INDEX idx_events_without_position ON private.events (number) WHERE position IS NULL;
CREATE INDEX idx_events_type ON private.events (type, position);
CREATE INDEX idx_events_occurred ON private.events (occurred_at);
COMMENT ON TABLE private.events IS 'What changes have set off, for GET /v1/events and webhooks'`,
    undo: 'DROP TABLE private.events',
  },
  ...ownTable('private.events', { owner: ['SELECT', 'INSERT', 'UPDATE'], engine: ['SELECT'] }),
  // By column: the database chooses id, time and position.
  { sql: `GRANT INSERT (type, actor_id, request_id, data), DELETE ON private.events TO service_engine` },
  { sql: openPolicy('events_engine_insert', 'private.events', 'INSERT', 'service_engine') },
  {
    sql: `CREATE POLICY events_engine_delete ON private.events FOR DELETE TO service_engine USING (occurred_at < now() - interval '${YOUNGEST_REMOVED_DAYS} days')`,
  },
  {
    // A second statement must see what the former holder of the lock has committed.
    sql: `
CREATE FUNCTION private.order_events() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  last bigint;
  ordered integer;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'events are ordered in a transaction that is read committed' USING ERRCODE = '25001';
  END IF;
  PERFORM pg_advisory_xact_lock(${ORDER_LOCK});
  SELECT coalesce(max(e.position), 0) INTO last FROM private.events e;
  UPDATE private.events e
     SET position = last + fresh.nth
    FROM (SELECT f.id, row_number() OVER (ORDER BY f.number) AS nth
            FROM (SELECT u.id, u.number FROM private.events u WHERE u.position IS NULL
                   ORDER BY u.number LIMIT ${ORDERED_AT_ONCE}) f) fresh
   WHERE e.id = fresh.id;
  GET DIAGNOSTICS ordered = ROW_COUNT;
  RETURN ordered;
END
$$`,
    undo: 'DROP FUNCTION private.order_events()',
  },
  { sql: closedFunction('private.order_events()') },
  { sql: 'GRANT EXECUTE ON FUNCTION private.order_events() TO service_engine' },
];
