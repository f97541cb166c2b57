import type { Pool } from 'pg';
import { ACTIONS, TARGET_TYPES } from '../../src/audit/record.js';

/** Actors and targets of {@link fillServiceLog}. */
export const actorOf = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const targetOf = (n: number): string => `bbbbbbbb-0000-4000-8000-${String(n).padStart(12, '0')}`;

/**
 * Writes rows into the service management log, one a half-minute up to now: actions, 20 actors, 500 targets and target
 * types in turns that do not coincide.
 */
export async function fillServiceLog(owner: Pool, rows: number): Promise<void> {
  const actions = Object.entries(ACTIONS);
  // Rows of the past set off no events.
  await owner.query('ALTER TABLE private.service_management_log DISABLE TRIGGER tell_action');
  await owner.query(
    `INSERT INTO private.service_management_log
            (admin_user_id, action, target_id, target_type, severity, category, details, ip_address, user_agent,
             request_id, created_at)
     SELECT ('aaaaaaaa-0000-4000-8000-' || lpad((n % 20)::text, 12, '0'))::uuid, ($2::text[])[a],
            ('bbbbbbbb-0000-4000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid, ($5::text[])[n % 7 + 1],
            ($3::text[])[a], ($4::text[])[a], jsonb_build_object('reason', 'row ' || n), '192.0.2.10', 'test', 'r' || n,
            now() - ($1 - n) * interval '30 seconds'
       FROM generate_series(1, $1::int) AS n, LATERAL (SELECT (n * 7919::bigint % ${actions.length} + 1)::int AS a) turn`,
    [
      rows,
      actions.map(([action]) => action),
      actions.map(([, { severity }]) => severity),
      actions.map(([, { category }]) => category),
      TARGET_TYPES,
    ],
  );
  await owner.query('ALTER TABLE private.service_management_log ENABLE ALWAYS TRIGGER tell_action');
}

export interface LoggedAction {
  id: string;
  actor: string | null;
  action: string;
  severity: string;
  category: string;
  targetId: string | null;
  targetType: string | null;
  details: Record<string, unknown>;
  address: string;
  agent: string | null;
  requestId: string;
}

/** The rows of an actor in the service management log, oldest first. */
export async function loggedActions(owner: Pool, actor: string): Promise<LoggedAction[]> {
  const { rows } = await owner.query<LoggedAction>(
    `SELECT id::text, admin_user_id AS actor, action, severity, category, target_id AS "targetId",
            target_type AS "targetType", details, host(ip_address) AS address, user_agent AS agent,
            request_id AS "requestId"
       FROM private.service_management_log WHERE admin_user_id = $1 ORDER BY id`,
    [actor],
  );
  return rows;
}
