import { ownTable, UNDO_TABLE, type Steps } from './steps.js';

/** The schema of what no client reaches; it may belong to the host already. */
export async function privateSchema(steps: Steps): Promise<void> {
  const isMissing = await missing(steps, `SELECT to_regnamespace('private') IS NULL AS missing`);
  if (isMissing) await steps.run([{ sql: 'CREATE SCHEMA private' }]);
  await steps.run([{ sql: UNDO_TABLE }]);
  await steps.run(ownTable('private.service_engine_undo', { owner: ['SELECT', 'INSERT', 'DELETE'] }));
  await steps.run([
    // What was created first is removed last, so its undo is kept first.
    ...(isMissing ? [{ sql: 'REVOKE ALL ON SCHEMA private FROM PUBLIC', undo: 'DROP SCHEMA private' }] : []),
    {
      sql: 'GRANT USAGE ON SCHEMA private TO service_engine',
      undo: 'REVOKE USAGE ON SCHEMA private FROM service_engine',
    },
  ]);
}

/** The extension behind exclusion constraints on uuids; Supabase keeps extensions in a schema of their own. */
export async function btreeGist(steps: Steps): Promise<void> {
  const isMissing = await missing(
    steps,
    `SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'btree_gist') AS missing`,
  );
  if (!isMissing) return;
  const hasSchema = !(await missing(steps, `SELECT to_regnamespace('extensions') IS NULL AS missing`));
  await steps.run([
    {
      sql: `CREATE EXTENSION btree_gist WITH SCHEMA ${hasSchema ? 'extensions' : 'public'}`,
      undo: 'DROP EXTENSION btree_gist',
    },
  ]);
}

/** The service looks up which migrations are applied on its own account. */
export async function migrationsTable(steps: Steps): Promise<void> {
  const table = 'public.service_engine_migrations';
  const rights = ownTable(table, { owner: ['SELECT', 'INSERT', 'DELETE'], engine: ['SELECT'] });
  const policies = ['owner_select', 'owner_insert', 'owner_delete', 'engine_select'];
  await steps.run([
    ...rights,
    {
      sql: `COMMENT ON TABLE ${table} IS 'Which migrations of the service engine are applied'`,
      undo: [
        `COMMENT ON TABLE ${table} IS NULL`,
        `REVOKE SELECT ON ${table} FROM service_engine`,
        ...policies.map((policy) => `DROP POLICY service_engine_migrations_${policy} ON ${table}`),
        `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
        `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
      ].join('; '),
    },
  ]);
}

async function missing(steps: Steps, question: string): Promise<boolean> {
  const [row] = await steps.query<{ missing: boolean }>(question);
  return row?.missing === true;
}
