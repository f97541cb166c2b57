import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { verify } from '../support/seals.js';
import { addUser } from '../support/stylists.js';

const ROLES = ['anon', 'authenticated', 'service_engine'];
const LOGS = ['private.service_management_log', 'private.schedule_change_log'];
const SERVICE_LOG = LOGS[0]!;
const ROW = `(action, category) VALUES ('ADD_NOTE', 'governance')`;

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ DATABASE_LOCK_TIMEOUT_MS: '500' });
  await verify(app);
});
afterAll(() => app.close());

const open: Client[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.end()));
});

/** A connection with the service's own login, as one of its roles. */
async function steal(role: string): Promise<Client> {
  const client = new Client({ connectionString: app.database.url });
  await client.connect();
  open.push(client);
  await client.query(`SET ROLE ${role}`);
  await client.query(`SELECT set_config('request.jwt.claims', $1, false)`, [
    JSON.stringify({ sub: PERSONAS.admin, role: 'authenticated' }),
  ]);
  return client;
}

/** Tables and functions that hold and seal the logs, as the owner sees them. */
async function stateOf(): Promise<unknown> {
  const { rows } = await app.owner.query(
    `SELECT (SELECT json_agg(l ORDER BY id) FROM private.service_management_log l) AS service,
            (SELECT json_agg(l ORDER BY id) FROM private.schedule_change_log l) AS changes,
            (SELECT json_agg(p.prosrc ORDER BY p.oid) FROM pg_proc p WHERE p.pronamespace = 'private'::regnamespace) AS functions,
            (SELECT json_agg(t.tgname::text || t.tgenabled::text ORDER BY t.oid) FROM pg_trigger t
              WHERE t.tgrelid IN ('private.service_management_log'::regclass, 'private.schedule_change_log'::regclass,
                                  'private.audit_seals'::regclass)) AS triggers,
            (SELECT json_agg(c.relacl ORDER BY c.oid) FROM pg_class c WHERE c.relnamespace = 'private'::regnamespace) AS rights,
            (SELECT json_agg(p.polname::text || pg_get_expr(p.polqual, p.polrelid) ORDER BY p.oid) FROM pg_policy p) AS policies`,
  );
  return rows[0];
}

/** Lists, totals, export and verification are what a plain scan shows. */
async function expectPlainScan(): Promise<void> {
  const { rows: scanned } = await app.owner.query<{ id: string }>(
    `SELECT id::text FROM ${SERVICE_LOG} l ORDER BY created_at DESC, l.id DESC`,
  );
  const ids = scanned.map(({ id }) => id);
  const listed: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { body } = await app.as('super-auditor').get(`/v1/audit/service-log?limit=200${query}`).expect(200);
    expect(body.total).toBe(ids.length);
    listed.push(...(body.items as { id: string }[]).map(({ id }) => id));
    cursor = body.nextCursor as string | null;
  } while (cursor !== null);
  expect(listed).toEqual(ids);
  const changes = await app.as('super-auditor').get('/v1/audit/schedule-changes').expect(200);
  const { rows: counted } = await app.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${LOGS[1]}`);
  expect(changes.body.total).toBe(counted[0]?.n);
  const { rows: recent } = await app.owner.query<{ action: string; n: number }>(
    `SELECT action, count(*)::int AS n FROM ${SERVICE_LOG} WHERE created_at > now() - interval '300 days'
      GROUP BY action ORDER BY action`,
  );
  const from = new Date(Date.now() - 300 * 86_400_000).toISOString();
  const summary = await app.as('super-auditor').get(`/v1/audit/summary?from=${from}`).expect(200);
  expect(new Map(Object.entries(summary.body.byAction as object))).toEqual(
    new Map(recent.map(({ action, n }) => [action, n])),
  );
  const exported = await app.as('super-auditor').get('/v1/audit/service-log/export?format=ndjson').expect(200);
  const lines = exported.text.trim().split('\n');
  const [, ...rest] = lines.map((line) => (JSON.parse(line) as { id: string }).id);
  expect(rest).toEqual(ids);
}

describe('Whoever holds only the service’s own login', () => {
  it.each(ROLES)('As %s it can neither change, forge, hide nor block', async (role) => {
    const client = await steal(role);
    const before = await stateOf();
    const statements = [
      ...[...LOGS, 'private.audit_seals'].flatMap((table) => [
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `DROP TABLE ${table}`,
        `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
        `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
        `DROP TRIGGER refuse_change ON ${table}`,
        `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`,
        `LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`,
        `LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`,
        `SELECT FROM ${table} FOR UPDATE`,
        `SELECT FROM ${table} FOR KEY SHARE`,
        `CREATE INDEX broken ON ${table} ((1 / 0))`,
        `CREATE POLICY hide ON ${table} AS RESTRICTIVE USING (false)`,
        `COPY ${table} FROM PROGRAM 'echo'`,
      ]),
      ...LOGS.flatMap((log) => [
        `UPDATE ${log} SET request_id = 'x'`,
        `UPDATE ${log} SET ip_address = NULL, user_agent = NULL, client_salt = NULL`,
        `INSERT INTO ${log} (id) OVERRIDING SYSTEM VALUE VALUES (9223372036854775807)`,
        `INSERT INTO ${log} (created_at) VALUES ('infinity')`,
        `INSERT INTO ${log} (client_salt, client_digest) VALUES ('', '')`,
        `SELECT setval(pg_get_serial_sequence('${log}', 'id'), 1)`,
        `SELECT nextval(pg_get_serial_sequence('${log}', 'id'))`,
      ]),
      `INSERT INTO ${SERVICE_LOG} (id, action, category) OVERRIDING SYSTEM VALUE VALUES (1, 'ADD_NOTE', 'governance')`,
      `INSERT INTO ${SERVICE_LOG} (created_at, action, category) VALUES ('2000-01-01', 'ADD_NOTE', 'governance')`,
      `INSERT INTO private.audit_seals (log, number, first_id, last_id, row_count, newest_at, digest)
       VALUES ('service_management_log', 1000, 1000000, 2000000, 1, now(), sha256('x'))`,
      `UPDATE private.audit_seals SET last_id = last_id + 1000000`,
      `DELETE FROM private.suppressed_refusals`,
      `UPDATE private.suppressed_refusals SET count = 0`,
      `SELECT private.forget_clients(29)`,
      `SET session_replication_role = replica`,
      `CREATE OR REPLACE FUNCTION private.seal_audit_logs() RETURNS void LANGUAGE sql AS 'SELECT'`,
      `CREATE OR REPLACE FUNCTION private.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      `CREATE FUNCTION private.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'`,
      `CREATE FUNCTION public.count(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'`,
      `CREATE EVENT TRIGGER stop ON ddl_command_start EXECUTE FUNCTION private.refuse_change()`,
      `GRANT ALL ON ALL TABLES IN SCHEMA private TO PUBLIC`,
      `BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM private.seal_audit_logs()`,
      `SET row_security = off; SELECT FROM ${SERVICE_LOG}`,
    ];
    const passed: string[] = [];
    for (const sql of statements) {
      await client.query(sql).then(
        () => passed.push(sql),
        () => undefined,
      );
      await client.query('ROLLBACK');
      await client.query('RESET row_security');
    }
    // Without BEGIN a GRANT of rights that one does not hold is a warning and not an error.
    expect(passed.filter((sql) => !sql.startsWith('GRANT'))).toEqual([]);
    expect(await stateOf()).toEqual(before);
  });

  it('Whatever rows it adds, lists, totals, export and verification show them', async () => {
    const client = await steal('service_engine');
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const strange = ['__proto__', 'constructor', 'toString', '', "=1+1'", '\u202e', 'x'.repeat(100)];
    for (const action of strange) {
      await client.query(
        `INSERT INTO ${SERVICE_LOG} (action, category, details, ip_address, user_agent)
         VALUES ($1, 'security', $2, '::1', $1)`,
        [action, JSON.stringify({ ['__proto__']: 1, toJSON: 'x', constructor: null, n: 1e300, text: action })],
      );
    }
    await client.query(`INSERT INTO ${SERVICE_LOG} (action, category, details) VALUES ('DEEP', 'security', $1)`, [
      nested(99),
    ]);
    for (const levels of [102, 1_000, 5_000]) {
      await expect(
        client.query(`INSERT INTO ${SERVICE_LOG} (action, category, details) VALUES ('DEEP', 'security', $1)`, [
          nested(levels),
        ]),
      ).rejects.toMatchObject({ code: '23514' });
    }
    await client.query(`INSERT INTO ${SERVICE_LOG} (action, category, details) VALUES ('N', 'security', '1e400')`);
    await client.query(`INSERT INTO ${LOGS[1]} (stylist_user_id, change_date, change_type, reason)
                        VALUES (gen_random_uuid(), '5874897-12-31', 'schedule_update', ''),
                               (gen_random_uuid(), '4713-01-01 BC', 'schedule_update', NULL)`);
    expect(await verify(app)).toMatchObject({ intact: true, unsealed: { rows: 0 } });
    await expectPlainScan();
  });

  it('A transaction that it holds open blocks no reader and no writer, and verification tells what is not sealed', async () => {
    await verify(app);
    const writer = await steal('service_engine');
    await writer.query(`BEGIN; INSERT INTO ${SERVICE_LOG} ${ROW}`);
    await app.as('customer').get('/v1/override-budgets').expect(403);
    expect(await verify(app)).toMatchObject({ intact: true, unsealed: { rows: 1, since: expect.any(String) } });
    await expectPlainScan();
    await writer.query('ROLLBACK');
    const sealer = await steal('service_engine');
    await sealer.query('BEGIN; SELECT * FROM private.seal_audit_logs()');
    await app.as('customer').get('/v1/override-budgets').expect(403);
    const { unsealed, intact } = await verify(app);
    expect(intact).toBe(true);
    expect(unsealed.rows).toBeGreaterThanOrEqual(1);
    await sealer.query('ROLLBACK');
    expect(await verify(app)).toMatchObject({ intact: true, unsealed: { rows: 0, since: null } });
  });

  it('Settings that it leaves to its role stop neither sealing nor the log', async () => {
    const thief = await steal('service_engine');
    await thief.query('RESET ROLE');
    const { rows } = await thief.query<{ database: string; login: string }>(
      'SELECT current_database() AS database, session_user AS login',
    );
    const { database, login } = rows[0]!;
    const role = `ALTER ROLE ${login} IN DATABASE ${database}`;
    for (const setting of [
      `default_transaction_isolation = 'repeatable read'`,
      `search_path = pg_temp`,
      `DateStyle = 'German'`,
    ]) {
      await thief.query(`${role} SET ${setting}`);
    }
    const later = await startApp({}, { database: app.database });
    await later.as('customer').get('/v1/override-budgets').expect(403);
    expect(await verify(later)).toMatchObject({ intact: true, unsealed: { rows: 0 } });
    await later.close();
    await app.owner.query(`${role} RESET ALL`);
    await expectPlainScan();
  });
});

describe("With the service's own login", () => {
  it('e-mails are readable only of accounts that the service log names', async () => {
    const quiet = await addUser(app.owner, 'Quiet');
    const engine = await steal('service_engine');
    const { rows } = await engine.query<{ id: string }>(`SELECT id FROM private.emails_of($1) ORDER BY id`, [
      [PERSONAS.admin, quiet],
    ]);
    expect(rows).toEqual([{ id: PERSONAS.admin }]);
  });
});
