import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver, type Receiver } from '../events/receiver.js';
import { requestsTo, SECRET } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually, startService, type Running } from '../support/process.js';

const EVENTS = 500;

let database: TestDatabase;
let receiver: Receiver;
const running: Running[] = [];

beforeAll(async () => {
  database = await createDatabase({ demo: true });
  receiver = await startReceiver();
});

afterAll(async () => {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all(running.map((one) => one.exit));
  await receiver.close();
  await database.drop();
});

async function start(): Promise<Running> {
  const service = await startService({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: SECRET,
    WEBHOOK_SECRET_KEY: SECRET,
    WEBHOOK_ALLOW_PRIVATE: 'on',
  });
  running.push(service);
  await service.answers('/health/ready', 200);
  return service;
}

/** Tells events in some transactions, of which one in three is rolled back, and returns the ids that remain. */
async function tell(): Promise<Set<string>> {
  const told = new Set<string>();
  while (told.size < EVENTS) {
    const client = await database.owner.connect();
    await client.query('BEGIN');
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO private.service_management_log (action, target_id, target_type, category)
       SELECT 'UPDATE_STYLIST', gen_random_uuid(), 'stylist_profile', 'configuration' FROM generate_series(1, 10)
       RETURNING target_id AS id`,
    );
    const commits = Math.random() < 0.67;
    await client.query(commits ? 'COMMIT' : 'ROLLBACK');
    client.release();
    if (commits) for (const { id } of rows) told.add(id);
    await sleep(20);
  }
  return told;
}

test('Two processes are killed at random during 500 deliveries, and every event arrives', async () => {
  let processes = [await start(), await start()];
  const admin = requestsTo([processes[0]!.url])('admin');
  const { body } = await admin
    .post('/v1/webhooks')
    .send({ url: receiver.url, types: ['stylist.updated'] })
    .expect(201);
  const webhook = body as { id: string; secret: string };
  // Slow enough that some are always under way, and one message in ten fails at first.
  const known = new Set<string>();
  receiver.answer = (response, { id }) => {
    const fails = !known.has(id) && Math.random() < 0.1;
    known.add(id);
    setTimeout(() => response.writeHead(fails ? 500 : 204).end(), Math.random() * 100);
  };
  let isOver = false;
  const telling = tell();
  const killing = (async () => {
    let kills = 0;
    while (!isOver) {
      await sleep(500 + Math.random() * 1_500);
      const victim = processes[Math.floor(Math.random() * 2)]!;
      victim.kill('SIGKILL');
      await victim.exit;
      kills += 1;
      processes = [...processes.filter((one) => one !== victim), await start()];
      if (kills >= 8) isOver = true;
    }
    return kills;
  })();
  const told = await telling;
  const kills = await killing;
  const arrived = () => new Set(receiver.received.map((message) => String(message.body.data['stylistUserId'])));
  // What a killed process had claimed is taken over after half a minute.
  await eventually(() => arrived().size >= told.size, `${told.size} events`);
  expect(arrived()).toEqual(told);
  for (const message of receiver.received) receiver.verify(webhook.secret, message);
  await eventually(async () => {
    const { rowCount } = await database.owner.query(
      `SELECT FROM private.webhook_deliveries WHERE webhook_id = $1 AND status <> 'delivered' LIMIT 1`,
      [webhook.id],
    );
    return rowCount === 0;
  }, 'all to be delivered');
  console.info(`${told.size} events, ${kills} kills, ${receiver.received.length} messages`);
});
