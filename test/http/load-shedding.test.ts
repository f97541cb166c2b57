import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventLoopDelay, ExpectedWait } from '../../src/http/load-shedding.js';
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

describe('The expected wait', () => {
  /** So many calls are answered, and took so many milliseconds in all, a thousand times over. */
  const after = (answered: number, active: number): ExpectedWait => {
    const wait = new ExpectedWait();
    for (let turn = 0; turn < 1_000; turn++) {
      for (let n = 0; n < answered; n++) wait.begin();
      for (let n = 0; n < answered; n++) wait.end();
      wait.tick(active);
    }
    return wait;
  };
  const crowd = (wait: ExpectedWait, calls: number): number => {
    for (let n = 0; n < calls; n++) wait.begin();
    return Math.round(wait.milliseconds);
  };

  test('is the number of calls under way, times what each took lately', () => {
    expect(crowd(after(10, 50), 200)).toBe(1_000);
    expect(crowd(after(1_000, 50), 200)).toBe(10);
  });

  test('is none for a few calls, however long each takes', () => {
    expect(crowd(after(1, 60_000), 19)).toBe(0);
  });

  test('begins with an assumption, and does not count work without answers', () => {
    const wait = new ExpectedWait();
    for (let turn = 0; turn < 1_000; turn++) wait.tick(50);
    expect(crowd(wait, 200)).toBe(1_000);
  });

  test('falls as calls are answered', () => {
    const wait = after(10, 50);
    const full = crowd(wait, 200);
    for (let n = 0; n < 100; n++) wait.end();
    expect(wait.milliseconds).toBeCloseTo(full / 2);
  });
});
