import { FEED_TRIGGERS } from '../../migrations/foundation/availability.js';
import type { Query } from '../../migrations/foundation/catalog.js';

const FAULTS = `
  SELECT wanted.name, wanted.source AS "table", wanted.enabled, t.tgenabled AS present
    FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted(source, name, enabled)
    JOIN pg_catalog.pg_namespace n ON n.nspname = split_part(wanted.source, '.', 1)
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = split_part(wanted.source, '.', 2)
    LEFT JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid AND t.tgname = wanted.name
   WHERE t.tgenabled IS DISTINCT FROM wanted.enabled::"char"
   ORDER BY 1`;

const MODES = { A: 'ALWAYS', R: 'REPLICA' } as const;

/**
 * The triggers of the feed of changes that are gone, or do not fire as they must, each with what mends it: without them
 * slots would be stale. A trigger that was disabled and enabled again fires in ordinary sessions only.
 */
export async function feedTriggerFaults(query: Query): Promise<string[]> {
  const rows = await query<{ name: string; table: string; enabled: 'A' | 'R'; present: string | null }>(FAULTS, [
    FEED_TRIGGERS.map(({ table }) => table),
    FEED_TRIGGERS.map(({ name }) => name),
    FEED_TRIGGERS.map(({ enabled }) => enabled),
  ]);
  return rows.map(({ name, table, enabled, present }) =>
    present === null
      ? `trigger ${name} on ${table} is missing`
      : `trigger ${name} does not fire as it must: ALTER TABLE ${table} ENABLE ${MODES[enabled]} TRIGGER ${name}`,
  );
}
