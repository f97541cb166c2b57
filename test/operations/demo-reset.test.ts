import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EMPTIED, KEPT } from '../../src/demo/reset.js';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/process.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

const slots = (day: string) =>
  `/v1/availability?stylistId=${PERSONAS.stylist}&serviceId=${DEMO.services.haircut}&date=${day}`;
const today = () => new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });

test('A new demo salon has forgotten every change, its logs included, and no answer comes from an old cache', async () => {
  const revoke = `/v1/promotions/${DEMO.promotions.approved}/revoke`;
  const log = '/v1/audit/service-log?limit=200';
  const before = await app.as('super-auditor').get(log).expect(200);
  await app.as(undefined).get(slots(today())).expect(200);
  await app.as('admin').post(revoke).send({ reason: 'A test' }).expect(200);
  await app.as(undefined).get(slots(today())).expect(404);

  await app.as(undefined).post('/dev/reset').expect(204);
  await app.as(undefined).get(slots(today())).expect(200);
  await app.as('admin').post(revoke).send({ reason: 'Again' }).expect(200);
  await app.as(undefined).post('/dev/reset').expect(204);
  const after = await app.as('super-auditor').get(log).expect(200);
  expect((after.body as { total: number }).total).toBe((before.body as { total: number }).total);
});

test('The guards of the logs stand again after a reset', async () => {
  await app.as(undefined).post('/dev/reset').expect(204);
  await expect(app.owner.query('TRUNCATE private.service_management_log')).rejects.toThrow('is append-only');
  const { rows } = await app.owner.query<{ state: string }>(
    `SELECT DISTINCT tgenabled AS state FROM pg_trigger WHERE tgname = 'refuse_truncate'`,
  );
  expect(rows).toEqual([{ state: 'A' }]);
});

test('A reset that loses against another transaction is run again', async () => {
  // Of the two, the reset is the one that looks for a deadlock, once, and so late that there is one on a busy machine too.
  const name = new URL(app.database.ownerUrl).pathname.slice(1);
  await app.owner.query(`ALTER DATABASE ${name} SET deadlock_timeout = '3s'`);
  const other = await app.owner.connect();
  try {
    await other.query(
      `BEGIN; SET LOCAL deadlock_timeout = '1min'; LOCK TABLE private.webhook_deliveries IN SHARE MODE`,
    );
    const reset = app
      .as(undefined)
      .post('/dev/reset')
      .then(({ status }) => status);
    await eventually(async () => {
      const { rowCount } = await app.owner.query(
        `SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND relation = 'private.webhook_deliveries'::regclass`,
      );
      return rowCount === 1;
    }, 'the reset to wait');
    // Now each waits for the other, and the reset is ended.
    await other.query('SELECT FROM auth.users; COMMIT');
    expect(await reset).toBe(204);
  } finally {
    other.release();
  }
});

test('A database that holds somebody else is not emptied: 409, and nothing is changed', async () => {
  const stranger = randomUUID();
  await app.owner.query('INSERT INTO auth.users (id, email) VALUES ($1, $2)', [stranger, 'somebody@example.com']);
  const { body } = await app.as(undefined).post('/dev/reset').expect(409);
  expect(body).toMatchObject({ code: 'CONFLICT' });
  await app.as('admin').get('/v1/me').expect(200);
});

test('Every table of the schema is emptied or kept on purpose', async () => {
  const { rows } = await app.owner.query<{ name: string }>(
    `SELECT relnamespace::regnamespace || '.' || relname AS name FROM pg_class
      WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text IN ('public', 'private', 'auth')`,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual([...EMPTIED, ...KEPT].toSorted());
});
