import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { startApp, type TestApp } from '../support/app.js';
import { addBooking, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let second: TestApp;

beforeAll(async () => {
  app = await startApp();
  second = await startApp({}, { database: app.database });
});

afterAll(async () => {
  await second.close();
  await app.close();
});

interface Answer {
  code?: string;
  override?: { id: string };
}

function timeOff(
  stylist: TestStylist,
  key: string,
  { offset = 40, on = app, reason }: { offset?: number; on?: TestApp; reason?: string } = {},
): PromiseLike<Response> {
  const startDate = stylist.day(offset);
  const request = on.as(stylist.id).post('/v1/me/time-off').set('idempotency-key', key);
  return request.send({ startDate, endDate: startDate, ...(reason === undefined ? {} : { reason }) });
}

async function overridesOf({ id }: TestStylist): Promise<number> {
  const { rows } = await app.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM public.schedule_overrides WHERE stylist_user_id = $1`,
    [id],
  );
  return rows[0]?.n ?? 0;
}

const codeOf = ({ body }: Response): string | undefined => (body as Answer).code;

describe('The same request under the same key', () => {
  test('The same request under the same key is done once and gets the first answer again, with its headers', async () => {
    const stylist = await addStylist(app.owner);
    const key = randomUUID();
    const first = await timeOff(stylist, key);
    expect({ status: first.status, replayed: first.headers['idempotency-replayed'] }).toEqual({ status: 201 });
    const again = await timeOff(stylist, key, { on: second });
    expect({ status: again.status, body: again.body as Answer }).toEqual({ status: 201, body: first.body as Answer });
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      etag: first.headers['etag'],
      location: first.headers['location'],
    });
    expect(await overridesOf(stylist)).toBe(1);
  });

  test('A PUT under a key is replayed too', async () => {
    const stylist = await addStylist(app.owner);
    const put = () =>
      app
        .as(stylist.id)
        .put(`/v1/me/availability/${stylist.day(9)}`)
        .set('idempotency-key', 'mine')
        .send({ isClosed: true });
    const first = await put().expect(200);
    expect(first.body).toMatchObject({ charged: 'monthly' });
    const again = await put().expect(200).expect('idempotency-replayed', 'true');
    expect(again.body).toEqual(first.body);
  });

  test('Of twenty simultaneous requests on two instances one is done; the others get its answer or 409', async () => {
    const stylist = await addStylist(app.owner);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => timeOff(stylist, key, { on: n % 2 === 0 ? app : second })),
    );
    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter((answer) => codeOf(answer) === 'IDEMPOTENCY_IN_PROGRESS');
    expect(done.length + waiting.length).toBe(20);
    expect(done.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(new Set(done.map(({ body }) => (body as Answer).override?.id)).size).toBe(1);
    expect(await overridesOf(stylist)).toBe(1);
  });

  test('The same request is 409 while the first one still runs', async () => {
    const stylist = await addStylist(app.owner);
    const holder = await app.owner.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM public.stylist_override_budgets WHERE stylist_user_id = $1 FOR UPDATE', [
      stylist.id,
    ]);
    const running = timeOff(stylist, 'slow').then((answer) => answer);
    await isWaiting();
    const meanwhile = await timeOff(stylist, 'slow', { on: second });
    expect({ status: meanwhile.status, code: codeOf(meanwhile) }).toEqual({
      status: 409,
      code: 'IDEMPOTENCY_IN_PROGRESS',
    });
    await holder.query('ROLLBACK');
    holder.release();
    expect((await running).status).toBe(201);
    expect((await timeOff(stylist, 'slow')).headers['idempotency-replayed']).toBe('true');
  });
});

describe('A key', () => {
  test('A key of another request is 422, whatever differs', async () => {
    const stylist = await addStylist(app.owner);
    await timeOff(stylist, 'key');
    const day = `/v1/me/availability/${stylist.day(50)}`;
    const others = [
      await timeOff(stylist, 'key', { offset: 41 }),
      await timeOff(stylist, 'key', { reason: 'Another body' }),
      await app.as(stylist.id).put(day).set('idempotency-key', 'key').send({ isClosed: true }),
    ];
    for (const answer of others) {
      expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    expect(await overridesOf(stylist)).toBe(1);
  });

  test.each([String.raw`it's \ "quoted"; SELECT 1 --`, '%', '"a", "b"', "''"])('A key may be %j', async (key) => {
    const stylist = await addStylist(app.owner);
    const first = await timeOff(stylist, key);
    const again = await timeOff(stylist, key, { on: second });
    expect({ status: again.status, replayed: again.headers['idempotency-replayed'] }).toEqual({
      status: 201,
      replayed: 'true',
    });
    expect((again.body as Answer).override?.id).toBe((first.body as Answer).override?.id);
    expect(await overridesOf(stylist)).toBe(1);
  });

  test('Two callers may use the same key', async () => {
    const [one, another] = [await addStylist(app.owner), await addStylist(app.owner)];
    const first = await timeOff(one, 'shared');
    const other = await timeOff(another, 'shared');
    expect(other.status).toBe(201);
    expect((other.body as Answer).override?.id).not.toBe((first.body as Answer).override?.id);
  });

  test('A refused request leaves its key unused', async () => {
    const stylist = await addStylist(app.owner);
    const path = '/v1/me/time-off';
    const refused = await app
      .as(stylist.id)
      .post(path)
      .set('idempotency-key', 'k')
      .send({ startDate: stylist.day(-3) });
    expect(refused.status).toBe(400);
    await timeOff(stylist, 'first');
    const duplicate = await timeOff(stylist, 'k');
    expect({ status: duplicate.status, code: codeOf(duplicate) }).toEqual({ status: 409, code: 'DUPLICATE_OVERRIDE' });
    expect((await timeOff(stylist, 'k', { offset: 70 })).status).toBe(201);
  });

  test('A key is valid for 24 hours', async () => {
    const stylist = await addStylist(app.owner);
    const first = await timeOff(stylist, 'day');
    const age = (interval: string) =>
      app.owner.query(`UPDATE private.idempotency_keys SET created_at = now() - $2::interval WHERE caller = $1`, [
        stylist.id,
        interval,
      ]);
    await age('23 hours 59 minutes');
    expect((await timeOff(stylist, 'day')).body).toEqual(first.body);
    await age('24 hours 1 minute');
    expect((await timeOff(stylist, 'day', { offset: 44 })).status).toBe(201);
  });

  test.each([
    ['of no character', ''],
    ['of 256 characters', 'x'.repeat(256)],
  ])('A key %s is refused', async (_, key) => {
    const stylist = await addStylist(app.owner);
    const answer = await timeOff(stylist, key);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await overridesOf(stylist)).toBe(0);
  });

  test('A key of 255 characters is accepted', async () => {
    const stylist = await addStylist(app.owner);
    const key = 'x'.repeat(255);
    expect((await timeOff(stylist, key)).status).toBe(201);
    expect((await timeOff(stylist, key)).headers['idempotency-replayed']).toBe('true');
  });

  test('A caller who has lost the role gets 403, not a replay', async () => {
    const stylist = await addStylist(app.owner);
    await timeOff(stylist, 'mine');
    await app.owner.query('UPDATE public.user_roles SET is_active = false WHERE user_id = $1', [stylist.id]);
    expect((await timeOff(stylist, 'mine')).status).toBe(403);
  });
});

/** Waits until a statement of the service waits for a row. */
async function isWaiting(): Promise<void> {
  for (;;) {
    const { rowCount } = await app.owner.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rowCount === 1) return;
  }
}

test('A preview keeps no answer under a key: it shows what is there now', async () => {
  const stylist = await addStylist(app.owner);
  const key = randomUUID();
  const preview = (offset: number): PromiseLike<Response> =>
    app
      .as('admin')
      .post('/v1/schedule-overrides/preview')
      .set('idempotency-key', key)
      .send({
        overrideType: 'stylist_vacation',
        stylistUserId: stylist.id,
        startDate: stylist.day(offset),
        endDate: stylist.day(offset),
        isClosed: true,
      })
      .expect(200);
  expect((await preview(40)).body).toMatchObject({ affectedBookingsTotal: 0 });
  await addBooking(app.owner, stylist, stylist.day(40), ['10:00', '11:00']);
  const again = await preview(40);
  expect(again.body).toMatchObject({ affectedBookingsTotal: 1 });
  expect(again.headers['idempotency-replayed']).toBeUndefined();
  await preview(41);
  const { rowCount } = await app.owner.query(`SELECT FROM private.idempotency_keys WHERE key = $1`, [key]);
  expect(rowCount).toBe(0);
});
