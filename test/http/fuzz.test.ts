import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fuzz } from '../proof/fuzz.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

test('Ten random requests of every operation get documented answers that reveal nothing of the inside', async () => {
  const { operations, requests, breaches } = await fuzz(app, 10, 20_261_124);
  expect(breaches).toEqual([]);
  expect(requests).toBeGreaterThanOrEqual(operations * 10);
});
