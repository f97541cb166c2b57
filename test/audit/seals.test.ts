import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { Seals } from '../../src/audit/seals.js';
import { startApp, type TestApp } from '../support/app.js';
import { fillServiceLog } from '../support/logs.js';
import { eventually } from '../support/process.js';
import { sealedRanges, sealTwice, tamper, verify } from '../support/seals.js';

const SERVICE_LOG = 'service_management_log';
const CHANGE_LOG = 'schedule_change_log';

let app: TestApp;

beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

describe('Verification of logs that nobody changed', () => {
  it('The logs are intact while nobody changes them, whatever the settings of the database are', async () => {
    await sealTwice(app);
    const { rows } = await app.owner.query<{ name: string }>('SELECT current_database() AS name');
    const database = rows[0]?.name ?? '';
    for (const setting of [
      `DateStyle = 'German'`,
      `TimeZone = 'America/New_York'`,
      `IntervalStyle = 'sql_standard'`,
      `bytea_output = 'escape'`,
      `extra_float_digits = -10`,
    ]) {
      await app.owner.query(`ALTER DATABASE ${database} SET ${setting}`);
    }
    const other = await startApp({}, { database: app.database });
    const { body } = await other.as('auditor').get('/v1/audit/verify').expect(200);
    await other.close();
    expect(body).toMatchObject({ intact: true, ranges: 4 });
  });

  it('Verification covers every row committed before the request', async () => {
    await app.as('customer').get('/v1/override-budgets').expect(403);
    const { sealedThrough } = await verify(app);
    const { body } = await app.as('super-auditor').get('/v1/audit/service-log?limit=1').expect(200);
    expect(sealedThrough! >= body.items[0].createdAt).toBe(true);
  });

  it('Verifications of many callers at once are one run at a time, with one connection, and then one more', async () => {
    const holder = await app.owner.connect();
    await holder.query('BEGIN; LOCK TABLE private.audit_seals IN ACCESS EXCLUSIVE MODE');
    const waiting = async (): Promise<number> => {
      const { rows } = await app.owner.query(
        `SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%seal%'`,
      );
      return rows.length;
    };
    const callers = ['auditor', 'super-auditor'];
    const verified = Array.from({ length: 30 }, (_, call) => app.as(callers[call % 2]).get('/v1/audit/verify'));
    const statuses = Promise.all(verified.map(async (one) => (await one).status));
    try {
      await eventually(async () => (await waiting()) > 0, 'a verification that waits');
      for (let call = 0; call < 5; call++) await app.as('admin').get('/v1/me').expect(200);
      // The run of all callers, and the two jobs that seal and verify every 10 seconds.
      expect(await waiting()).toBeLessThanOrEqual(3);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expect(new Set(await statuses)).toEqual(new Set([200]));
  });

  it('Only auditors may verify', async () => {
    await app.as('super-auditor').get('/v1/audit/verify').expect(200);
    await app.as('admin').get('/v1/audit/verify').expect(403);
    await app.as('stylist').get('/v1/audit/verify').expect(403);
    await app.as(undefined).get('/v1/audit/verify').expect(401);
  });
});

describe('Verification of changed logs', () => {
  it.each([
    [SERVICE_LOG, 'admin_user_id', 'gen_random_uuid()'],
    [SERVICE_LOG, 'action', `'ADD_NOTE'`],
    [SERVICE_LOG, 'target_id', 'NULL'],
    [SERVICE_LOG, 'target_type', `'service'`],
    [SERVICE_LOG, 'severity', `CASE severity WHEN 'info' THEN 'warning' ELSE 'info' END`],
    [SERVICE_LOG, 'category', `CASE category WHEN 'security' THEN 'governance' ELSE 'security' END`],
    [SERVICE_LOG, 'details', `details || '{"reason": "another"}'`],
    [SERVICE_LOG, 'ip_address', `'192.0.2.99'`],
    [SERVICE_LOG, 'user_agent', `'another'`],
    [SERVICE_LOG, 'request_id', 'NULL'],
    [SERVICE_LOG, 'created_at', `created_at + interval '1 microsecond'`],
    [CHANGE_LOG, 'stylist_user_id', 'gen_random_uuid()'],
    [CHANGE_LOG, 'change_date', 'change_date + 1'],
    [CHANGE_LOG, 'change_type', `'emergency_block'`],
    [CHANGE_LOG, 'old_values', 'NULL'],
    [CHANGE_LOG, 'new_values', `'{"a": 3}'`],
    [CHANGE_LOG, 'reason', `reason || ' '`],
    [CHANGE_LOG, 'is_emergency', 'NOT is_emergency'],
    [CHANGE_LOG, 'actor_user_id', 'NULL'],
    [CHANGE_LOG, 'ip_address', `'192.0.2.99'`],
    [CHANGE_LOG, 'user_agent', 'NULL'],
    [CHANGE_LOG, 'request_id', `'another'`],
    [CHANGE_LOG, 'created_at', `created_at - interval '1 day'`],
  ])('The range is named when a row of %s has another %s', async (log, column, value) => {
    await sealTwice(app);
    const range = (await sealedRanges(app, log))[1]!;
    expect(await tamper(app, `UPDATE private.${log} SET ${column} = ${value} WHERE id = $1`, [range.fromId])).toBe(1);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });

  it.each([SERVICE_LOG, CHANGE_LOG])(
    'The range is named when a row of %s is deleted, in the middle or at the end',
    async (log) => {
      await sealTwice(app);
      const [first, second] = await sealedRanges(app, log);
      await tamper(app, `DELETE FROM private.${log} WHERE id = $1`, [second!.toId]);
      expect(await verify(app)).toMatchObject({ intact: false, firstBroken: second });
      await tamper(app, `DELETE FROM private.${log} WHERE id = $1`, [first!.fromId]);
      expect(await verify(app)).toMatchObject({ intact: false, firstBroken: first });
    },
  );

  it.each([SERVICE_LOG, CHANGE_LOG])('The first range is named when %s is truncated', async (log) => {
    await sealTwice(app);
    const [first] = await sealedRanges(app, log);
    await tamper(app, `TRUNCATE private.${log}`);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: first });
  });

  it('The range is named when a row is added under an id that was never used', async () => {
    await verify(app);
    const client = await app.owner.connect();
    await client.query('BEGIN');
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO private.service_management_log (action, category) VALUES ('ADD_NOTE', 'governance') RETURNING id`,
    );
    await client.query('ROLLBACK');
    client.release();
    await fillServiceLog(app.owner, 3);
    expect(await verify(app)).toMatchObject({ intact: true });
    const range = (await sealedRanges(app, SERVICE_LOG))[1]!;
    const slipped = `INSERT INTO private.service_management_log (id, action, category) OVERRIDING SYSTEM VALUE
                     VALUES ($1, 'ADD_NOTE', 'governance')`;
    await app.owner.query(slipped, [rows[0]?.id]);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });

  it('The range is named when its seal is changed or removed', async () => {
    await sealTwice(app);
    const [, second] = await sealedRanges(app, SERVICE_LOG);
    await tamper(app, `UPDATE private.audit_seals SET row_count = row_count + 1 WHERE log = $1 AND number = 2`, [
      SERVICE_LOG,
    ]);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: second });
    await tamper(app, `DELETE FROM private.audit_seals WHERE log = $1 AND number = 1`, [SERVICE_LOG]);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: second });
  });

  it('The first of several broken ranges is named, and later rows are still sealed', async () => {
    await sealTwice(app);
    const [first] = await sealedRanges(app, SERVICE_LOG);
    await tamper(app, `UPDATE private.service_management_log SET user_agent = 'another'`);
    await tamper(app, `UPDATE private.schedule_change_log SET user_agent = 'another'`);
    await fillServiceLog(app.owner, 3);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: first });
    expect(await sealedRanges(app, SERVICE_LOG)).toHaveLength(3);
  });
});

describe('Sealing', () => {
  it('Instances that seal at the same time leave one chain without overlap', async () => {
    const others = await Promise.all([1, 2, 3].map(() => startApp({}, { database: app.database })));
    for (let round = 0; round < 5; round++) {
      await fillServiceLog(app.owner, 50);
      await Promise.all([app, ...others].flatMap((one) => [1, 2].map(() => one.app.get(Seals).seal())));
    }
    await Promise.all(others.map((one) => one.close()));
    expect(await verify(app)).toMatchObject({ intact: true });
    const { rows } = await app.owner.query(
      `SELECT (SELECT sum(row_count)::int FROM private.audit_seals) AS sealed,
              (SELECT count(*)::int FROM private.service_management_log)
              + (SELECT count(*)::int FROM private.schedule_change_log) AS written,
              (SELECT count(*)::int FROM private.audit_seals s WHERE log = 'service_management_log')
              = (SELECT max(number) FROM private.audit_seals s WHERE log = 'service_management_log') AS unbroken`,
    );
    expect(rows[0]).toMatchObject({ sealed: rows[0].written, unbroken: true });
  });

  it('The database refuses a second seal of the same range', async () => {
    await verify(app);
    const again = `INSERT INTO private.audit_seals (log, number, first_id, last_id, row_count, newest_at, digest)
                   SELECT log, number + 100, first_id, last_id, row_count, newest_at, digest FROM private.audit_seals`;
    await expect(app.owner.query(again)).rejects.toMatchObject({ code: '23P01' });
  });

  it('An instance that waits for another one to seal goes on after the seal of the other one', async () => {
    await verify(app);
    await fillServiceLog(app.owner, 3);
    const quicker = await app.owner.connect();
    await quicker.query('BEGIN; SELECT * FROM private.seal_audit_logs()');
    await fillServiceLog(app.owner, 3);
    const verified = verify(app);
    await eventually(async () => {
      const { rowCount } = await app.owner.query(`SELECT FROM pg_locks WHERE NOT granted`);
      return rowCount !== 0;
    }, 'an instance that waits for the other seal');
    await quicker.query('COMMIT');
    quicker.release();
    expect(await verified).toMatchObject({ intact: true, unsealed: { rows: 0, since: null } });
    const { rows } = await app.owner.query<{ id: string }>(`SELECT max(id)::text AS id FROM private.${SERVICE_LOG}`);
    expect((await sealedRanges(app, SERVICE_LOG)).at(-1)).toMatchObject({ toId: rows[0]?.id });
  });

  it('A transaction with an old snapshot cannot seal over rows that it does not see', async () => {
    await verify(app);
    const late = await app.owner.connect();
    await insertOpen(late);
    await fillServiceLog(app.owner, 1);
    const old = await app.owner.connect();
    await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM private.service_management_log');
    await late.query('COMMIT');
    late.release();
    await expect(old.query('SELECT * FROM private.seal_audit_logs()')).rejects.toMatchObject({ code: '25001' });
    await old.query('ROLLBACK');
    old.release();
    expect(await verify(app)).toMatchObject({ intact: true });
  });

  it('A row that PostgreSQL cannot read stops neither sealing nor verification, which names it', async () => {
    await verify(app);
    await fillServiceLog(app.owner, 2);
    const { rows } = await app.owner.query<{ id: string; toast: string }>(
      `INSERT INTO private.service_management_log (action, category, details)
       SELECT 'ADD_NOTE', 'governance', jsonb_object_agg(n, gen_random_uuid()) FROM generate_series(1, 1000) n
       RETURNING id::text, (SELECT reltoastrelid::regclass::text FROM pg_class
                             WHERE oid = 'private.service_management_log'::regclass) AS toast`,
    );
    const { id, toast } = rows[0]!;
    await fillServiceLog(app.owner, 2);
    await app.owner.query(`UPDATE pg_class SET relkind = 'r' WHERE oid = '${toast}'::regclass`);
    // Deleted rows of it stay readable until their page is cleaned.
    await app.owner.query(`SET allow_system_table_mods = on; TRUNCATE ${toast}; RESET allow_system_table_mods`);
    await app.owner.query(`UPDATE pg_class SET relkind = 't' WHERE oid = '${toast}'::regclass`);
    expect(await verify(app)).toMatchObject({
      intact: false,
      firstBroken: { log: SERVICE_LOG, fromId: id, toId: id },
      unsealed: { rows: 0, since: null },
    });
    await fillServiceLog(app.owner, 2);
    expect(await verify(app)).toMatchObject({ unsealed: { rows: 0 } });
    expect(await sealedRanges(app, SERVICE_LOG)).toHaveLength(3);
  });

  it('Sealing waits for a row with a smaller id whose transaction is still open', async () => {
    await verify(app);
    const late = await app.owner.connect();
    const id = await insertOpen(late);
    await fillServiceLog(app.owner, 3);
    await app.app.get(Seals).seal();
    expect(await sealedRanges(app, SERVICE_LOG)).toHaveLength(1);
    await late.query('COMMIT');
    late.release();
    expect(await verify(app)).toMatchObject({ intact: true });
    const range = (await sealedRanges(app, SERVICE_LOG))[1]!;
    expect(BigInt(range.fromId)).toBe(BigInt(id));
  });
});

async function insertOpen(client: PoolClient): Promise<string> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO private.service_management_log (action, category) VALUES ('ADD_NOTE', 'governance') RETURNING id`,
  );
  return rows[0]?.id ?? '';
}
