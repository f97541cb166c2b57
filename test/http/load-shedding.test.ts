import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { CallsUnderWay, EventLoopDelay, ExpectedWait } from '../../src/http/load-shedding.js';
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

describe('The calls under way', () => {
  const calls = new CallsUnderWay();
  const server = createServer(({ socket, url }, response) => {
    calls.begin(socket);
    response.on('finish', () => calls.end(socket));
    if (url === '/answered') response.end();
  });
  let url: string;

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  test('end with their answers, on a connection that stays', async () => {
    for (let n = 0; n < 3; n++) await fetch(`${url}/answered`);
    expect(calls.total).toBe(0);
  });

  test('end with their connection, where no answer has been sent', async () => {
    const client = new AbortController();
    const asked = Promise.allSettled([1, 2, 3].map(() => fetch(`${url}/never`, { signal: client.signal })));
    await eventually(() => calls.total === 3, 'three calls under way');
    await fetch(`${url}/answered`);
    expect(calls.total).toBe(3);
    client.abort();
    await asked;
    await eventually(() => calls.total === 0, 'no call under way');
  });

  test('of one connection may be several', async () => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET /never HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(4));
    await eventually(() => calls.total === 4, 'four calls under way');
    client.destroy();
    await eventually(() => calls.total === 0, 'no call under way');
  });

  test('do not begin on a connection that has ended', async () => {
    const ended = connect((server.address() as AddressInfo).port, '127.0.0.1');
    ended.destroy();
    await once(ended, 'close');
    calls.begin(ended);
    expect(calls.total).toBe(0);
  });
});

describe('The expected wait', () => {
  /** So many calls are answered, and took so many milliseconds in all, a thousand times over. */
  const after = (answered: number, active: number): ExpectedWait => {
    const wait = new ExpectedWait();
    for (let turn = 0; turn < 1_000; turn++) {
      for (let n = 0; n < answered; n++) wait.answer();
      wait.tick(active);
    }
    return wait;
  };

  test('is the number of calls under way, times what each took lately', () => {
    expect(after(10, 50).behind(200)).toBeCloseTo(1_000);
    expect(after(10, 50).behind(100)).toBeCloseTo(500);
    expect(after(1_000, 50).behind(200)).toBeCloseTo(10);
  });

  test('is none for a few calls, however long each takes', () => {
    expect(after(1, 60_000).behind(19)).toBe(0);
  });

  test('begins with an assumption, and does not count work without answers', () => {
    const wait = new ExpectedWait();
    for (let turn = 0; turn < 1_000; turn++) wait.tick(50);
    expect(wait.behind(200)).toBe(1_000);
  });
});
