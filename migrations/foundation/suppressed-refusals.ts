import { closedFunction, ownTable, type Step } from './steps.js';

/**
 * The refusals that have no row, because their actor had too many in a minute (docs/rules.md "Audit"). The log is
 * append-only, so their number is written when the minute is over. The service can only add to it: the functions run as
 * the owner, and the service has no right to the table.
 */
export const suppressedRefusals: Step[] = [
  {
    sql: `
CREATE TABLE private.suppressed_refusals (
  actor_user_id uuid PRIMARY KEY,
  count bigint NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE private.suppressed_refusals IS 'Refusals of the present minute that have no row in the log'`,
    undo: 'DROP TABLE private.suppressed_refusals',
  },
  ...ownTable('private.suppressed_refusals', { owner: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }),
  {
    sql: `
CREATE FUNCTION private.suppress_refusal(actor uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
  INSERT INTO private.suppressed_refusals AS s (actor_user_id, count)
  VALUES (actor, 1)
  ON CONFLICT (actor_user_id) DO UPDATE SET count = s.count + 1
$$;
CREATE FUNCTION private.record_suppressed_refusals() RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
  WITH over AS (
    DELETE FROM private.suppressed_refusals s
     WHERE s.since <= clock_timestamp() - interval '1 minute'
    RETURNING s.actor_user_id, s.count, s.since
  )
  INSERT INTO private.service_management_log AS l (admin_user_id, action, severity, category, details)
  SELECT over.actor_user_id, 'REFUSALS_SUPPRESSED', 'critical', 'security',
         jsonb_build_object('count', over.count, 'since', over.since)
    FROM over
  RETURNING l.admin_user_id
$$`,
    undo: `
DROP FUNCTION private.suppress_refusal(uuid);
DROP FUNCTION private.record_suppressed_refusals()`,
  },
  ...['suppress_refusal(uuid)', 'record_suppressed_refusals()'].flatMap((name) => [
    { sql: closedFunction(`private.${name}`) },
    { sql: `GRANT EXECUTE ON FUNCTION private.${name} TO service_engine` },
  ]),
];
