import type { Found } from './catalog.js';
import { ownTable, UNDO_TABLE, type Step } from './steps.js';

/** The schema of what no client reaches, and what takes the migration back; the schema may be the host's already. */
export function privateSchema(found: Found): Step[] {
  const isMissing = found.schemas['private'] === undefined;
  return [
    ...(isMissing ? [{ sql: 'CREATE SCHEMA private' }] : []),
    { sql: UNDO_TABLE },
    ...ownTable('private.service_engine_undo', { owner: ['SELECT', 'INSERT', 'DELETE'] }),
    // What was created first is removed last, so its undo is kept first.
    ...(isMissing ? [{ sql: 'REVOKE ALL ON SCHEMA private FROM PUBLIC', undo: 'DROP SCHEMA private' }] : []),
    ...(found.engineRights.includes('USAGE ON SCHEMA private')
      ? []
      : [
          {
            sql: 'GRANT USAGE ON SCHEMA private TO service_engine',
            undo: 'REVOKE USAGE ON SCHEMA private FROM service_engine',
          },
        ]),
  ];
}

/** The extension behind exclusion constraints on uuids; Supabase keeps extensions in a schema of their own. */
export function btreeGist(found: Found): Step[] {
  if (found.extensions.includes('btree_gist')) return [];
  const schema = found.schemas['extensions'] === undefined ? 'public' : 'extensions';
  return [{ sql: `CREATE EXTENSION btree_gist WITH SCHEMA ${schema}`, undo: 'DROP EXTENSION btree_gist' }];
}

const MIGRATIONS = 'public.service_engine_migrations';

/** The service looks up which migrations are applied on its own account. */
export const migrationsTable: Step[] = [
  ...ownTable(MIGRATIONS, { owner: ['SELECT', 'INSERT', 'DELETE'], engine: ['SELECT'] }),
  { sql: `COMMENT ON TABLE ${MIGRATIONS} IS 'Which migrations of the service engine are applied'` },
];
