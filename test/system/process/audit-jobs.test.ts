import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRET, startApp, type TestApp } from '../../support/app.js';
import { fillServiceLog } from '../../support/logs.js';
import { eventually, startService, type Running } from '../../support/process.js';
import { sealedRanges, sealTwice, tamper, verify } from '../../support/seals.js';

const SERVICE_LOG = 'service_management_log';

let app: TestApp;
let service: Running;

beforeAll(async () => {
  app = await startApp();
  await app.owner.query(
    `INSERT INTO private.${SERVICE_LOG} (action, category, ip_address, user_agent, request_id, created_at)
     VALUES ('ADD_NOTE', 'governance', '192.0.2.1', 'agent', 'old', now() - interval '366 days')`,
  );
  await sealTwice(app);
  service = await start({ AUDIT_SEAL_KEY: 'a key for the heads, longer than 32 bytes', LOG_LEVEL: 'info' });
});

afterAll(async () => {
  service.kill('SIGTERM');
  await service.exit;
  await app.close();
});

function start(more: Record<string, string>): Promise<Running> {
  return startService({ DATABASE_URL: app.database.url, AUTH_JWT_SECRET: SECRET, ...more });
}

async function gauge(name: string): Promise<string | undefined> {
  const text = await fetch(`${service.url}/metrics`).then((answer) => answer.text());
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
}

async function untilGauge(name: string, value: string): Promise<void> {
  await eventually(async () => (await gauge(name)) === value, `${name} of ${value}`);
}

test('The service verifies the logs by itself, and writes their signed heads to its log', async () => {
  await service.answers('/health/ready', 200);
  expect(await gauge('audit_log_intact')).toBe('Nan');
  const { rows } = await app.owner.query<{ digest: string }>(
    `SELECT encode(digest, 'hex') AS digest FROM private.audit_seals WHERE number = 2`,
  );
  for (const { digest } of rows) await service.says(`"digest":"${digest}"`);
  await service.says('"signature":"');
  await untilGauge('audit_log_intact', '1');
  await untilGauge('audit_unsealed_rows', '0');
  expect(Number(await gauge('audit_sealed_through_timestamp_seconds'))).toBeGreaterThan(1_700_000_000);
});

test('It seals new rows by itself, and warns of a writer that holds the seals up', async () => {
  const writer = await app.owner.connect();
  await writer.query(`BEGIN; INSERT INTO private.${SERVICE_LOG} (action, category) VALUES ('ADD_NOTE', 'governance')`);
  const { rows: pids } = await writer.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await fillServiceLog(app.owner, 3);
  await service.says(`may hold the seals up: ${pids[0]?.pid}`);
  expect(await gauge('audit_unsealed_rows')).toBe('3');
  expect(await verify(app)).toMatchObject({ intact: true, unsealed: { rows: 3, since: expect.any(String) } });
  await writer.query('COMMIT');
  writer.release();
  await untilGauge('audit_unsealed_rows', '0');
});

test('It forgets the addresses and agents of old rows by itself', async () => {
  await eventually(async () => {
    const { rows } = await app.owner.query(
      `SELECT FROM private.${SERVICE_LOG}
        WHERE request_id = 'old' AND ip_address IS NULL AND user_agent IS NULL AND client_salt IS NULL`,
    );
    return rows.length === 1;
  }, 'an address that is forgotten');
});

test('It finds a changed row by itself: an error line and the gauge tell', async () => {
  const [, , third] = await sealedRanges(app, SERVICE_LOG);
  await tamper(app, `UPDATE private.${SERVICE_LOG} SET action = 'APPROVE_PROMOTION' WHERE id >= $1`, [third!.fromId]);
  service.kill('SIGTERM');
  await service.exit;
  service = await start({ LOG_LEVEL: 'error' });
  await service.says(`The audit log is not intact: rows ${third!.fromId} to ${third!.toId} of ${SERVICE_LOG}`);
  expect(await gauge('audit_log_intact')).toBe('0');
});
