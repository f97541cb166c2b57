import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { startHostServer, type Host, type HostServer } from '../support/hosts/hosts.js';
import { HOST } from '../support/hosts/marketplace.js';

const TABLES = `
  SELECT c.oid::regclass::text AS name, c.relkind = 'v' AS "isView",
         ARRAY(SELECT quote_ident(a.attname) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  AND pg_column_is_updatable(c.oid, a.attnum, true)) AS columns
    FROM pg_class c
   WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace IN ('public'::regnamespace, to_regnamespace('private'))`;

const CLAIMS = { admin: HOST.admin, stylist: HOST.stylist, candidate: HOST.candidate };
/** The roles that a REST gateway gives a browser, and the one that it gives the marketplace's own servers. */
const GATEWAY_ROLES = ['authenticated', 'service_role'] as const;

interface Relation {
  name: string;
  isView: boolean;
  columns: string[];
}

let server: HostServer;
let host: Host;
/** The tables and views that the service made beside a marketplace. */
let made: Relation[];
let client: PoolClient;

beforeAll(async () => {
  server = await startHostServer();
  host = await server.supabase();
  const { rows: before } = await host.all.query<{ name: string }>(TABLES);
  await migrate(host.ownerUrl);
  const { rows: after } = await host.all.query<Relation>(TABLES);
  made = after.filter(({ name }) => !before.some((one) => one.name === name));
  client = await host.all.connect();
});

afterAll(async () => {
  client.release();
  await host.close();
  await server.stop();
});

/** The SQLSTATE of a statement, which is rolled back. */
async function stateOf(role: string, sub: string, sql: string): Promise<string> {
  try {
    await client.query(
      `BEGIN; SELECT set_config('request.jwt.claims', '{"sub": "${sub}", "role": "${role}"}', true); SET LOCAL ROLE ${role}`,
    );
    const { rowCount } = await client.query(sql);
    return `${rowCount} rows`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query('ROLLBACK');
  }
}

describe.each(GATEWAY_ROLES)('As %s', (role) => {
  test.each(Object.entries(CLAIMS))('the %s writes into no table that the service made', async (_name, sub) => {
    expect(made.length).toBeGreaterThan(12);
    const states: string[] = [];
    for (const { name, isView, columns } of made) {
      const statements = [
        `INSERT INTO ${name} DEFAULT VALUES`,
        ...columns.map((column) => `INSERT INTO ${name} (${column}) VALUES (NULL)`),
        ...columns.map((column) => `UPDATE ${name} SET ${column} = DEFAULT`),
        `DELETE FROM ${name}`,
        ...(isView ? [] : [`TRUNCATE ${name}`]),
      ];
      for (const sql of statements) states.push(`${await stateOf(role, sub, sql)}: ${sql}`);
    }
    expect(states.filter((state) => !state.startsWith('42501'))).toEqual([]);
  });

  test('nobody uses a sequence that the service made', async () => {
    const { rows } = await host.all.query(
      `SELECT d.objid::regclass AS sequence
         FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
        WHERE d.refobjid = ANY ($1::regclass[])
          AND has_sequence_privilege($2, d.objid, 'USAGE, SELECT, UPDATE')`,
      [made.map(({ name }) => name), role],
    );
    expect(rows).toEqual([]);
  });

  test('nobody can become the role that writes for callers', async () => {
    const { rows } = await host.all.query(`SELECT pg_has_role($1, 'service_engine_caller', 'MEMBER') AS can`, [role]);
    expect(rows).toEqual([{ can: false }]);
  });
});

test('The role that writes for callers is the service’s alone, and has what signed-in callers have', async () => {
  const { rows } = await host.all.query(
    `SELECT rolcanlogin AS login, pg_has_role(oid, 'authenticated', 'USAGE') AS inherits,
            ARRAY(SELECT m.rolname::text FROM pg_roles m
                   WHERE m.rolcanlogin AND NOT m.rolsuper AND pg_has_role(m.oid, r.oid, 'SET')) AS logins
       FROM pg_roles r WHERE rolname = 'service_engine_caller'`,
  );
  expect(rows).toEqual([{ login: false, inherits: true, logins: ['service_engine_api'] }]);
});
