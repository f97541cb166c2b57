import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fuzz } from '../proof/fuzz.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

test('At least 10,000 random requests over all operations get documented statuses and bodies, and no 5xx', async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
  const { operations, requests, statuses, breaches } = await fuzz(app, 240, seed);
  const told = Object.entries(statuses).map(([status, number]) => `${status}: ${number}`);
  console.info(`${requests} requests of ${operations} operations (FUZZ_SEED=${seed}); ${told.join(', ')}`);
  expect([...new Set(breaches)].slice(0, 20)).toEqual([]);
  expect(requests).toBeGreaterThanOrEqual(10_000);
});
