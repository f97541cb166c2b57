import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../../src/database/database.js';
import { Deliverer } from '../../src/events/deliverer.js';
import { DeliveryMetrics } from '../../src/events/delivery-metrics.js';
import { EventFeed } from '../../src/events/event-feed.js';
import { startApp, type TestApp } from '../support/app.js';
import { actionsOn } from '../support/overrides.js';
import { eventually } from '../support/process.js';
import { startReceiver, type Receiver } from './receiver.js';

let app: TestApp;
let receiver: Receiver;

const ALLOWED = { WEBHOOK_ALLOW_PRIVATE: 'on' };

interface Delivery {
  id: string;
  eventId: string;
  status: string;
  attempt: number;
  responseStatus: number | null;
  nextAttemptAt: string | null;
}

beforeAll(async () => {
  app = await startApp(ALLOWED);
  await app.app.get(Database).refuseUnfit();
});

afterAll(() => app.close());

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  const { body } = await app.as('admin').get('/v1/webhooks').expect(200);
  for (const { id } of (body as { items: { id: string }[] }).items) {
    await app.as('admin').delete(`/v1/webhooks/${id}`).expect(204);
  }
  await receiver.close();
});

async function addWebhook(url = receiver.url): Promise<{ id: string; secret: string }> {
  const { body } = await app
    .as('admin')
    .post('/v1/webhooks')
    .send({ url, types: ['stylist.updated'] })
    .expect(201);
  return body as { id: string; secret: string };
}

/** Sets off events. */
async function tell(count = 1): Promise<void> {
  await app.owner.query(
    `INSERT INTO private.service_management_log (action, target_id, target_type, category)
     SELECT 'UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration' FROM generate_series(1, $1)`,
    [count],
  );
}

async function deliveriesOf(id: string, query = ''): Promise<Delivery[]> {
  const { body } = await app.as('admin').get(`/v1/webhooks/${id}/deliveries?limit=200${query}`).expect(200);
  return (body as { items: Delivery[] }).items;
}

async function becomes(id: string, wanted: Partial<Delivery>): Promise<Delivery> {
  let found: Delivery | undefined;
  await eventually(async () => {
    [found] = await deliveriesOf(id);
    return Object.entries(wanted).every(([name, value]) => found?.[name as keyof Delivery] === value);
  }, JSON.stringify(wanted));
  return found!;
}

/** Makes what waits due now. */
async function hurry(): Promise<void> {
  await app.owner.query(
    `SET ROLE service_engine;
     UPDATE private.webhook_deliveries SET next_attempt_at = now() WHERE status = 'pending' AND claim IS NULL;
     RESET ROLE`,
  );
}

describe('A message', () => {
  test('is sent once, with the headers of the specification, and nothing is left to do', async () => {
    const { id, secret } = await addWebhook();
    await tell(40);
    await eventually(async () => (await deliveriesOf(id, '&status=delivered')).length === 40, '40 deliveries');
    expect(receiver.received).toHaveLength(40);
    expect(new Set(receiver.received.map((message) => message.id)).size).toBe(40);
    const [message] = receiver.received;
    receiver.verify(secret, message!);
    expect(() => receiver.verify(secret, { ...message!, text: message!.text.replace('stylist', 'Stylist') })).toThrow(
      'No matching signature found',
    );
    expect(message!.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': message!.id });
    const [delivery] = await deliveriesOf(id);
    expect(delivery).toMatchObject({ attempt: 1, responseStatus: 204, nextAttemptAt: null });
  });

  test('is sent by one of two processes, not by both', async () => {
    const twin = await startApp(ALLOWED, { database: app.database });
    await twin.app.get(Database).refuseUnfit();
    const { id } = await addWebhook();
    await tell(200);
    const both = [app, twin].map((one) => one.app.get(Deliverer));
    await eventually(async () => {
      await Promise.all(both.map((one) => one.deliverDue()));
      return (await deliveriesOf(id, '&status=delivered')).length === 200;
    }, '200 deliveries');
    expect(receiver.received).toHaveLength(200);
    await twin.close();
  });

  test('that fails is tried again by the schedule, ten times in all, and can be retried after that', async () => {
    const { id, secret } = await addWebhook();
    receiver.answer = (response) => void response.writeHead(500).end('the body is not read');
    await tell();
    const waits: number[] = [];
    for (let attempt = 1; attempt < 10; attempt += 1) {
      const delivery = await becomes(id, { attempt, status: 'pending' });
      expect(delivery.responseStatus).toBe(500);
      waits.push(Math.round((Date.parse(delivery.nextAttemptAt!) - Date.now()) / 1_000));
      await hurry();
    }
    const wanted = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const [index, seconds] of wanted.entries()) {
      expect(waits[index]).toBeGreaterThan(seconds - 4);
      expect(waits[index]).toBeLessThanOrEqual(seconds);
    }
    const failed = await becomes(id, { attempt: 10, status: 'failed' });
    expect(failed.nextAttemptAt).toBeNull();
    receiver.answer = (response) => void response.writeHead(200).end();
    const path = `/v1/webhooks/${id}/deliveries`;
    const retried = await app.as('admin').post(`${path}/${failed.id}/retry`).expect(202);
    expect(retried.body).toMatchObject({ id: failed.id, status: 'pending' });
    await becomes(id, { attempt: 11, status: 'delivered' });
    expect(new Set(receiver.received.map((message) => message.id))).toEqual(new Set([failed.eventId]));
    for (const message of receiver.received) receiver.verify(secret, message);
    const unknown = await app.as('admin').post(`${path}/${randomUUID()}/retry`).expect(404);
    expect(unknown.body.code).toBe('DELIVERY_NOT_FOUND');
  });

  test('is not sent to where an answer leads', async () => {
    const other = await startReceiver();
    const { id } = await addWebhook();
    receiver.answer = (response) => void response.writeHead(307, { location: other.url }).end();
    await tell();
    await becomes(id, { attempt: 1, status: 'pending', responseStatus: 307 });
    expect(other.received).toEqual([]);
    await other.close();
  });

  test('has both signatures for a day after a rotation', async () => {
    const { id, secret } = await addWebhook();
    const { body } = await app.as('admin').post(`/v1/webhooks/${id}/rotate-secret`).expect(200);
    const fresh = (body as { secret: string }).secret;
    await tell();
    await eventually(() => receiver.received.length === 1, 'a message');
    for (const one of [secret, fresh]) receiver.verify(one, receiver.received[0]!);
    await app.owner.query(
      `SET ROLE service_engine; UPDATE private.webhooks SET former_until = now() - interval '1 second'; RESET ROLE`,
    );
    await tell();
    await eventually(() => receiver.received.length === 2, 'another message');
    receiver.verify(fresh, receiver.received[1]!);
    expect(() => receiver.verify(secret, receiver.received[1]!)).toThrow('No matching signature found');
  });

  test('whose secret another key has sealed is not sent unsigned', async () => {
    const { id } = await addWebhook();
    await app.owner.query(
      `SET ROLE service_engine; UPDATE private.webhooks SET secret = decode(repeat('00', 60), 'hex'); RESET ROLE`,
    );
    await tell();
    await becomes(id, { attempt: 1, status: 'pending', responseStatus: null });
    expect(receiver.received).toEqual([]);
  });

  test('that is under way when the service stops is handed back, and sent by the next one', async () => {
    const first = await startApp(ALLOWED, { database: app.database });
    const { id } = await addWebhook();
    const held: (() => void)[] = [];
    receiver.answer = (response) => void held.push(() => response.writeHead(204).end());
    await tell();
    await first.app.get(Deliverer).deliverDue();
    await eventually(() => held.length > 0, 'a message');
    const isOfFirst = receiver.received.length === 1;
    await first.close();
    receiver.answer = (response) => void response.writeHead(204).end();
    for (const answer of held) answer();
    await becomes(id, { status: 'delivered', attempt: 1 });
    expect(isOfFirst).toBe(true);
  });
});

describe('An endpoint', () => {
  test('that never answers costs the others nothing', async () => {
    const dead = await startReceiver();
    dead.answer = () => undefined;
    const hung = await addWebhook(dead.url);
    const { id } = await addWebhook();
    await tell(60);
    await eventually(async () => (await deliveriesOf(id, '&status=delivered')).length === 60, '60 deliveries');
    // All 60 have come while the first ones of the dead endpoint, four at a time, still wait for their answer.
    expect(receiver.received).toHaveLength(60);
    expect(dead.received).toHaveLength(4);
    expect(await deliveriesOf(hung.id, '&status=pending')).toHaveLength(60);
    await dead.close();
  });

  test('that is gone (410) is disabled with a row in the log, and what waits has failed', async () => {
    const { id } = await addWebhook();
    receiver.answer = (response) => void response.writeHead(410).end();
    await tell(9);
    await eventually(async () => (await deliveriesOf(id, '&status=failed')).length === 9, '9 failures');
    expect((await app.as('admin').get(`/v1/webhooks/${id}`).expect(200)).body).toMatchObject({ isEnabled: false });
    expect((await actionsOn(app.owner, id)).map(({ action, actor }) => [action, actor])).toEqual([
      ['CREATE_WEBHOOK', expect.any(String)],
      ['UPDATE_WEBHOOK', null],
    ]);
    await tell();
    expect(await deliveriesOf(id)).toHaveLength(9);
  });

  test('that has failed for five days is disabled; a success in between begins anew', async () => {
    const { id } = await addWebhook();
    const failSince = (ago: string) =>
      app.owner.query(
        `SET ROLE service_engine;
         UPDATE private.webhooks SET failing_since = now() - interval '${ago}';
         RESET ROLE`,
      );
    await failSince('6 days');
    await tell();
    await becomes(id, { status: 'delivered' });
    receiver.answer = (response) => void response.writeHead(503).end();
    await tell();
    await becomes(id, { status: 'pending', attempt: 1 });
    expect((await app.as('admin').get(`/v1/webhooks/${id}`)).body).toMatchObject({ isEnabled: true });
    await failSince('121 hours');
    await hurry();
    await becomes(id, { status: 'failed', attempt: 2 });
    expect((await app.as('admin').get(`/v1/webhooks/${id}`)).body).toMatchObject({ isEnabled: false });
  });

  test('that is disabled gets nothing, not later either; what waited before goes on', async () => {
    const { id } = await addWebhook();
    receiver.answer = (response) => void response.writeHead(500).end();
    await tell();
    await becomes(id, { attempt: 1 });
    const enable = (isEnabled: boolean) => app.as('admin').patch(`/v1/webhooks/${id}`).send({ isEnabled }).expect(200);
    await enable(false);
    receiver.answer = (response) => void response.writeHead(204).end();
    await tell(3);
    await hurry();
    await app.app.get(Deliverer).deliverDue();
    await sleep(700);
    expect(receiver.received).toHaveLength(1);
    await enable(true);
    await becomes(id, { attempt: 2, status: 'delivered' });
    expect(await deliveriesOf(id)).toHaveLength(1);
  });
});

test('A change that is rolled back sends nothing, and one that is claimed by a dead process is sent again', async () => {
  const { id } = await addWebhook();
  await app.owner.query(
    `BEGIN;
     INSERT INTO private.service_management_log (action, target_id, target_type, category)
     VALUES ('UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration');
     ROLLBACK`,
  );
  expect(await deliveriesOf(id)).toEqual([]);
  await app.owner.query(
    `BEGIN;
     INSERT INTO private.service_management_log (action, target_id, target_type, category)
     VALUES ('UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration');
     SET LOCAL ROLE service_engine;
     UPDATE private.webhook_deliveries SET claim = gen_random_uuid(), next_attempt_at = now() + interval '1 second';
     COMMIT`,
  );
  await becomes(id, { status: 'delivered', attempt: 1 });
  expect(receiver.received).toHaveLength(1);
});

describe('The jobs of events', () => {
  const text = async (): Promise<string> => (await app.as(undefined).get('/metrics').expect(200)).text;

  test('tell when each last succeeded', async () => {
    await app.app.get(EventFeed).orderRegularly();
    await app.app.get(EventFeed).removeRegularly();
    await app.app.get(Deliverer).deliverDue();
    await app.app.get(DeliveryMetrics).measureRegularly();
    const metrics = await text();
    for (const job of ['order_events', 'remove_events', 'deliver_webhooks', 'measure_deliveries']) {
      expect(metrics).toMatch(
        new RegExp(`service_engine_job_last_success_timestamp_seconds\\{job="${job}"\\} \\d{10}`),
      );
    }
  });

  test('count what fails, and go on', async () => {
    const failures = async (): Promise<number> =>
      Number(/service_engine_job_failures_total\{job="order_events"\} (\d+)/.exec(await text())?.[1]);
    const before = await failures();
    await app.owner.query('ALTER FUNCTION private.order_events() RENAME TO order_events_away');
    await app.app.get(EventFeed).orderRegularly();
    await app.owner.query('ALTER FUNCTION private.order_events_away() RENAME TO order_events');
    expect(await failures()).toBeGreaterThan(before);
  });
});
