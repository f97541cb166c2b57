import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET } from '../../support/app.js';
import { startBalancer, type Balancer } from '../../support/balancer.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { startService, type Running } from '../../support/process.js';

/** Clients that ask without a pause. */
const CLIENTS = 8;
const PATHS = ['/v1/promotions/workflow', '/v1/public/schedule-overrides', '/openapi.json'];

let database: TestDatabase;
let balancer: Balancer;
const started: Running[] = [];

beforeAll(async () => {
  database = await createDatabase({ demo: true });
  balancer = await startBalancer({ probeEvery: 50 });
});

afterAll(async () => {
  for (const service of started) service.kill('SIGKILL');
  await balancer.close();
  await database.drop();
});

async function start(): Promise<Running> {
  const service = await startService({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: SECRET,
    RATE_LIMIT_ANONYMOUS: '1000000',
    SHUTDOWN_DELAY_SECONDS: '2',
  });
  started.push(service);
  await service.answers('/health/ready', 200);
  balancer.add(service.url);
  await balancer.sees(service.url, 'ready');
  return service;
}

test('While two processes are replaced one after the other behind a proxy, no request fails', async () => {
  const old = [await start(), await start()];
  const outcomes = new Map<string, number>();
  const until = new AbortController();
  const client = async (number: number): Promise<void> => {
    for (let sent = number; !until.signal.aborted; sent += 1) {
      const outcome = await fetch(balancer.url + PATHS[sent % PATHS.length]).then(
        async (response) => {
          const text = await response.text();
          return response.status === 200 ? '200' : `${response.status} ${text}`;
        },
        (error: unknown) => String(error),
      );
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  await sleep(500);
  for (const service of old) {
    await start();
    service.kill('SIGTERM');
    expect(await service.exit).toBe(0);
  }
  await sleep(500);
  until.abort();
  await Promise.all(clients);
  expect([...outcomes.keys()]).toEqual(['200']);
  expect(balancer.answeredBy()).toBe(4);
});
