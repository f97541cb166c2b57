import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deliverer } from '../../src/events/deliverer.js';
import { DeliveryMetrics } from '../../src/events/delivery-metrics.js';
import { startApp, type TestApp } from '../support/app.js';
import { metric } from '../support/metrics.js';
import { eventually } from '../support/process.js';
import { startReceiver, type Receiver } from './receiver.js';

const EVENTS = 3;
const DELIVERED = 'webhook_attempts_total{outcome="delivered"}';
const FAILED = 'webhook_attempts_total{outcome="failed"}';
const GIVEN_UP = 'webhook_deliveries_failed_total';

let app: TestApp;
let receiver: Receiver;

// Without a check of its database the service runs no job by itself, so each turn is one of the test.
beforeAll(async () => {
  app = await startApp({ WEBHOOK_ALLOW_PRIVATE: 'on' });
  receiver = await startReceiver();
});

afterAll(async () => {
  await app.close();
  await receiver.close();
});

const value = (series: string): Promise<number> => metric(app.url, series);

/** What waits, as the job that measures it finds it. */
async function waiting(): Promise<{ pending: number; oldest: number }> {
  await app.app.get(DeliveryMetrics).measure();
  return {
    pending: await value('webhook_deliveries_pending'),
    oldest: await value('webhook_oldest_pending_seconds'),
  };
}

/** Sends what is due until the counter has grown by so many. */
async function deliver(series: string, count: number): Promise<void> {
  const wanted = (await value(series)) + count;
  await app.owner.query(
    `SET ROLE service_engine;
     UPDATE private.webhook_deliveries SET next_attempt_at = now() WHERE status = 'pending' AND claim IS NULL;
     RESET ROLE`,
  );
  await app.app.get(Deliverer).deliverDue();
  await eventually(async () => (await value(series)) >= wanted, `${wanted} of ${series}`);
  expect(await value(series)).toBe(wanted);
}

test('Messages that wait, attempts by outcome, and messages that were given up are counted as they come about', async () => {
  const { body } = await app
    .as('admin')
    .post('/v1/webhooks')
    .send({ url: receiver.url, types: ['stylist.updated'] })
    .expect(201);
  expect(await waiting()).toEqual({ pending: 0, oldest: 0 });
  await app.owner.query(
    `INSERT INTO private.service_management_log (action, target_id, target_type, category)
     SELECT 'UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration' FROM generate_series(1, $1)`,
    [EVENTS],
  );
  const before = await waiting();
  expect(before.pending).toBe(EVENTS);
  expect(before.oldest).toBeGreaterThan(0);
  const delivered = await value(DELIVERED);

  receiver.answer = (response) => void response.writeHead(500).end();
  await deliver(FAILED, EVENTS);
  const after = await waiting();
  expect(after.pending).toBe(EVENTS);
  expect(after.oldest).toBeGreaterThan(before.oldest);
  expect(await value(GIVEN_UP)).toBe(0);

  // One is delivered, then the endpoint says that it is gone: the other two are given up.
  receiver.answer = (response) => void response.writeHead(receiver.received.length === EVENTS + 1 ? 204 : 410).end();
  const [first] = (await app.as('admin').get(`/v1/webhooks/${body.id}/deliveries`)).body.items;
  await app.owner.query(
    `SET ROLE service_engine;
     UPDATE private.webhook_deliveries
        SET next_attempt_at = CASE WHEN id = '${first.id}' THEN now() ELSE now() + interval '1 hour' END
      WHERE status = 'pending';
     RESET ROLE`,
  );
  await app.app.get(Deliverer).deliverDue();
  await eventually(async () => (await value(DELIVERED)) > delivered, 'a delivery');
  expect(await value(DELIVERED)).toBe(delivered + 1);
  expect((await waiting()).pending).toBe(EVENTS - 1);
  await deliver(GIVEN_UP, EVENTS - 1);
  expect(await waiting()).toEqual({ pending: 0, oldest: 0 });
});
