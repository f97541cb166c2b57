import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClientData } from '../../src/audit/client-data.js';
import { ConfigError, readConfig } from '../../src/config.js';
import { Database } from '../../src/database/database.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { sealedRanges, tamper, verify, verifyAfterRestart } from '../support/seals.js';

const LOGS = ['service_management_log', 'schedule_change_log'];

let app: TestApp;

beforeEach(async () => {
  app = await startApp({ AUDIT_CLIENT_DAYS: '100' });
});
afterEach(() => app.close());

/** One row in each log that was written so many days ago. */
async function addRows(days: number): Promise<void> {
  await app.owner.query(
    `INSERT INTO private.service_management_log (action, category, ip_address, user_agent, request_id, created_at)
     VALUES ('ADD_NOTE', 'governance', '192.0.2.1', 'agent', 'days-' || $1::int, now() - $1::int * interval '1 day')`,
    [days],
  );
  await app.owner.query(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, ip_address, user_agent, request_id, created_at)
     VALUES (gen_random_uuid(), '2026-01-05', 'schedule_update', '2001:db8::1', 'agent', 'days-' || $1::int,
             now() - $1::int * interval '1 day')`,
    [days],
  );
}

/** What both logs know of the clients of rows of so many days. */
async function clientsOf(days: number): Promise<unknown[]> {
  const { rows } = await app.owner.query(
    LOGS.map(
      (log) => `SELECT host(ip_address) AS address, user_agent AS agent, client_salt IS NOT NULL AS salt,
                       octet_length(client_digest) AS digest
                  FROM private.${log} WHERE request_id = 'days-${days}'`,
    ).join(' UNION ALL '),
  );
  return rows;
}

const FORGOTTEN = { address: null, agent: null, salt: false, digest: 32 };
const KEPT = { agent: 'agent', salt: true, digest: 32 };

describe('Address and agent of old rows', () => {
  it('They are forgotten after AUDIT_CLIENT_DAYS, and no seal breaks', async () => {
    for (const days of [400, 101, 99, 1]) await addRows(days);
    const { heads } = await verify(app);
    await addRows(102);
    expect(await app.app.get(ClientData).forget()).toBeGreaterThanOrEqual(6);
    for (const days of [400, 102, 101]) expect(await clientsOf(days)).toEqual([FORGOTTEN, FORGOTTEN]);
    for (const days of [99, 1]) {
      expect(await clientsOf(days)).toEqual([
        { ...KEPT, address: '192.0.2.1' },
        { ...KEPT, address: '2001:db8::1' },
      ]);
    }
    expect(await app.app.get(ClientData).forget()).toBe(0);
    for (const { digest } of heads) {
      expect(await verifyAfterRestart(app, digest)).toMatchObject({ intact: true, sinceFound: true });
    }
  });

  it('The service cannot forget those of the last 30 days', async () => {
    await addRows(29);
    const forget = (days: number | null) =>
      app.app.get(Database).asEngine((tx) => tx.engine('SELECT private.forget_clients($1)', [days]));
    for (const days of [29, 0, -1, null]) await expect(forget(days)).rejects.toMatchObject({ status: 400 });
    await forget(30);
    expect(await clientsOf(29)).toEqual([expect.objectContaining(KEPT), expect.objectContaining(KEPT)]);
    expect(() =>
      readConfig({ DATABASE_URL: 'postgres://x@y/z', AUTH_JWT_SECRET: SECRET, AUDIT_CLIENT_DAYS: '29' }),
    ).toThrow(ConfigError);
  });

  it.each(LOGS)('Of a row of %s nothing else can be changed along, by nobody', async (log) => {
    await addRows(400);
    const other = log === 'schedule_change_log' ? `reason = 'another'` : `action = 'another'`;
    for (const change of [
      'ip_address = NULL',
      `ip_address = NULL, user_agent = 'another', client_salt = NULL`,
      'ip_address = NULL, user_agent = NULL, client_salt = NULL, client_digest = NULL',
      `ip_address = NULL, user_agent = NULL, client_salt = NULL, ${other}`,
      'ip_address = NULL, user_agent = NULL, client_salt = NULL, created_at = now()',
    ]) {
      await expect(
        app.owner.query(`UPDATE private.${log} SET ${change} WHERE request_id = 'days-400'`),
      ).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each(LOGS)('The range is named when address or agent of a row of %s is forgotten too early', async (log) => {
    await addRows(10);
    await verify(app);
    const range = (await sealedRanges(app, log)).at(-1);
    await tamper(
      app,
      `UPDATE private.${log} SET ip_address = NULL, user_agent = NULL, client_salt = NULL WHERE request_id = 'days-10'`,
    );
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });
});
