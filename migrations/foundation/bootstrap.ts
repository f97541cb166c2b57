import type { Catalog } from './catalog.js';
import { ownTable, UNDO_TABLE, type Step } from './steps.js';

/** The schema that no client reaches, and the table of undo statements. The host may have that schema already. */
export function privateSchema(catalog: Catalog): Step[] {
  const isMissing = catalog.schemas['private'] === undefined;
  return [
    ...(isMissing ? [{ sql: 'CREATE SCHEMA private' }] : []),
    { sql: UNDO_TABLE },
    ...ownTable('private.service_engine_undo', { owner: ['SELECT', 'INSERT', 'DELETE'] }),
    // A revert runs the undo statements backwards, so the schema's is stored first, and then that of the table itself.
    ...(isMissing ? [{ sql: 'REVOKE ALL ON SCHEMA private FROM PUBLIC', undo: 'DROP SCHEMA private' }] : []),
    {
      sql: `COMMENT ON TABLE private.service_engine_undo IS 'What a revert of each migration runs, newest first'`,
      undo: 'DROP TABLE private.service_engine_undo',
    },
    ...(catalog.engineRights.includes('USAGE ON SCHEMA private')
      ? []
      : [
          {
            sql: 'GRANT USAGE ON SCHEMA private TO service_engine',
            undo: 'REVOKE USAGE ON SCHEMA private FROM service_engine',
          },
        ]),
  ];
}

/** The extension for exclusion constraints on uuids. Supabase keeps extensions in the schema `extensions`. */
export function btreeGist(catalog: Catalog): Step[] {
  if (catalog.extensions.includes('btree_gist')) return [];
  const schema = catalog.schemas['extensions'] === undefined ? 'public' : 'extensions';
  return [{ sql: `CREATE EXTENSION btree_gist WITH SCHEMA ${schema}`, undo: 'DROP EXTENSION btree_gist' }];
}

const MIGRATIONS = 'public.service_engine_migrations';

/** The service reads the applied migrations as `service_engine`. */
export const migrationsTable: Step[] = [
  ...ownTable(MIGRATIONS, { owner: ['SELECT', 'INSERT', 'DELETE'], engine: ['SELECT'] }),
  { sql: `COMMENT ON TABLE ${MIGRATIONS} IS 'Which migrations of the service engine are applied'` },
];
