import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventLoopDelay } from '../../src/http/load-shedding.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/process.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ EVENT_LOOP_DELAY_MAX_MS: '50' });
});

afterAll(() => app.close());

/** Keeps the event loop busy, 250 ms a turn, until the work has ended. */
async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const turn = (): void => {
    const until = performance.now() + 250;
    while (performance.now() < until);
    if (!isDone) setTimeout(turn);
  };
  turn();
  try {
    return await work();
  } finally {
    isDone = true;
  }
}

const workflow = (): Promise<number> => fetch(`${app.url}/v1/promotions/workflow`).then(({ status }) => status);

describe('While the event loop is late', () => {
  test('calls of the API are refused at once, probes and metrics are answered, and it passes', async () => {
    await whileBusy(async () => {
      await eventually(async () => (await workflow()) === 503, 'a refused call');
      const refused = await fetch(`${app.url}/v1/me`, { headers: { authorization: `Bearer ${app.token('admin')}` } });
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(await refused.json()).toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE', status: 503 });
      expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
      const metrics = await (await fetch(`${app.url}/metrics`)).text();
      expect(metrics).toMatch(/http_requests_shed_total [1-9]/);
    });
    await eventually(async () => (await workflow()) === 200, 'an answered call');
  });
});

describe('The delay of the event loop', () => {
  test.each([
    ['nothing is late', [50, 100, 150], 0],
    ['one tick is late', [50, 700, 750], 0],
    ['two ticks in a row are late', [50, 700, 1_150], 400],
    ['timers come early', [40, 80], 0],
  ])('%s', (_name, ticks, sustained) => {
    const delay = new EventLoopDelay(0);
    for (const tick of ticks) delay.tick(tick);
    expect(delay.sustained).toBe(sustained);
  });
});
