import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PERSONAS } from '../../../src/examples/personas.js';
import { SECRET } from '../../support/app.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { eventually, startService } from '../../support/process.js';
import { halfSent } from '../../support/raw.js';
import { claims, hs256 } from '../../support/token.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
});

afterAll(() => database.drop());

test.each(['SIGTERM', 'SIGINT'] as const)(
  'At %s a request under way is answered, new ones find nobody, and the exit code is 0',
  async (signal) => {
    const service = await startService({
      DATABASE_URL: database.url,
      AUTH_JWT_SECRET: SECRET,
      DATABASE_LOCK_TIMEOUT_MS: '7500',
      DATABASE_STATEMENT_TIMEOUT_MS: '7500',
    });
    await service.answers('/health/ready', 200);
    const holder = await database.owner.connect();
    await holder.query('BEGIN; LOCK TABLE public.user_profiles IN ACCESS EXCLUSIVE MODE');
    const authorization = `Bearer ${hs256(claims(PERSONAS.admin), SECRET)}`;
    const underWay = fetch(`${service.url}/v1/me`, { headers: { authorization } });
    await eventually(isWaiting, 'a request that waits for the lock');
    service.kill(signal);
    await eventually(() => refuses(service.url), 'a closed port');
    await holder.query('COMMIT');
    holder.release();
    const response = await underWay;
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ userId: PERSONAS.admin });
    expect(await service.exit).toBe(0);
  },
);

test('While the service closes, a request that still arrives is answered with a problem', async () => {
  const service = await startService({ DATABASE_URL: database.url, AUTH_JWT_SECRET: SECRET });
  await service.answers('/health/ready', 200);
  const late = await halfSent(service.url, ['GET /v1/me HTTP/1.1', 'host: salon']);
  service.kill('SIGTERM');
  await eventually(() => refuses(service.url), 'a closed port');
  const { status, headers, body } = await late.finish();
  expect(status).toBe(503);
  expect(headers).toMatchObject({
    'content-type': expect.stringContaining('application/problem+json'),
    'retry-after': '1',
    'x-request-id': expect.any(String),
    connection: 'close',
  });
  expect(JSON.parse(body)).toMatchObject({ status: 503, code: 'TEMPORARILY_UNAVAILABLE' });
  expect(await service.exit).toBe(0);
});

test('After the signal the service is not ready at once, serves on for the delay, and closes then', async () => {
  const settings = { DATABASE_URL: database.url, AUTH_JWT_SECRET: SECRET, SHUTDOWN_DELAY_SECONDS: '60' };
  const service = await startService(settings);
  await service.answers('/health/ready', 200);
  service.kill('SIGTERM');
  await service.answers('/health/ready', 503);
  const readiness = await fetch(`${service.url}/health/ready`);
  expect(await readiness.json()).toMatchObject({ missing: ['the service is stopping'] });
  const answer = await fetch(`${service.url}/v1/promotions/workflow`);
  expect({ status: answer.status, connection: answer.headers.get('connection') }).toEqual({
    status: 200,
    connection: 'close',
  });
  // The second signal ends the wait.
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
});

/** Whether the caller of the request is looked up. A job of the service may wait for the lock too. */
async function isWaiting(): Promise<boolean> {
  const { rowCount } = await database.owner.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM public.user_profiles p%'`,
  );
  return rowCount === 1;
}

async function refuses(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`, { headers: { connection: 'close' } }).then(
    () => false,
    () => true,
  );
}
