import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { explain } from '../../../src/http/sqlstate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { addOffer, type TestOffer } from '../../support/offers.js';
import { eventually } from '../../support/process.js';
import { type Relay, relayTo } from '../../support/relay.js';

let app: TestApp;
let behind: TestApp;
let relay: Relay;
let one: TestOffer;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  const through = await relayTo(app.database.url);
  relay = through.relay;
  behind = await startApp(
    { DATABASE_URL: through.url, DATABASE_STATEMENT_TIMEOUT_MS: '1000' },
    { database: { ...app.database, url: through.url } },
  );
  one = await addOffer(app.owner);
});
afterAll(async () => {
  await behind.close();
  await relay.close();
  await app.close();
});

const ask = (offset = 3) =>
  behind.as(undefined).get(`/v1/availability?${one.query({ date: one.stylist.day(offset) })}`);

async function recovers(): Promise<void> {
  await eventually(async () => (await ask()).status === 200, 'an answer');
}

describe('Answers when the wire to the database breaks', () => {
  it('a validation whose connection dies is tried once more', async () => {
    await ask().expect(200);
    await eventually(async () => (await ask()).headers['cache-status'] === 'service-engine; hit', 'a hit');
    const release = relay.holdAnswers();
    const sent = relay.sent();
    const answer = ask().then((response) => response.status);
    await eventually(() => relay.sent() > sent, 'the validation');
    relay.cut();
    release();
    expect(await answer).toBe(200);
  });

  it('a request does not wait for the validation of another', async () => {
    await recovers();
    const release = relay.holdAnswers();
    const before = relay.sent();
    const first = ask().then((response) => response.status);
    await eventually(() => relay.sent() > before, 'the first validation');
    const between = relay.sent();
    const second = ask().then((response) => response.status);
    for (let turn = 0; turn < 40 && relay.sent() === between; turn += 1) await sleep(50);
    const after = relay.sent();
    release();
    expect(await Promise.all([first, second])).toEqual([200, 200]);
    expect(after).toBeGreaterThan(between);
  });

  it('a computed day is answered before it is stored', async () => {
    const client = await app.owner.connect();
    await client.query('BEGIN; LOCK TABLE private.availability_cache IN SHARE MODE');
    try {
      await ask(5).expect(200);
      const { rows } = await app.owner.query(
        `SELECT FROM pg_locks WHERE relation = 'private.availability_cache'::regclass AND mode = 'RowExclusiveLock'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND NOT granted`,
      );
      expect(rows).toHaveLength(1);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await recovers();
  });

  it.each<[string, () => void]>([
    ['resets each connection', () => relay.refuse()],
    ['falls silent', () => relay.fallSilent()],
  ])('the answer is 503 with Retry-After, never 500, when the network %s', async (_what, breakIt) => {
    await recovers();
    breakIt();
    try {
      const paths = ['', '/days', '/next', '/search', '/check'].map((path) => {
        const query: Record<string, string> = { serviceId: one.serviceId };
        if (path !== '/search') query['stylistId'] = one.stylist.id;
        if (path === '' || path === '/days') query['date'] = one.stylist.day(4);
        if (path === '/search') Object.assign(query, { from: one.stylist.day(4), to: one.stylist.day(5) });
        if (path === '/check') query['startTime'] = `${one.stylist.day(4)}T10:00:00Z`;
        return `/v1/availability${path}?${new URLSearchParams(query).toString()}`;
      });
      for (let turn = 0; turn < 2; turn += 1) {
        const answers = await Promise.all(paths.map((path) => behind.as(undefined).get(path)));
        expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(
          paths.map(() => [503, '1']),
        );
      }
      await behind.as(undefined).get('/health/ready').expect(503);
    } finally {
      relay.recover();
    }
    await recovers();
  });

  it.each([
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ETIMEDOUT',
    'ECONNRESET',
    'ECONNABORTED',
    'EHOSTDOWN',
    'ENETDOWN',
    'EAI_AGAIN',
  ])('the system’s %s is 503 with Retry-After', (code) => {
    const expected = { status: 503, options: { headers: { 'retry-after': '1' } } };
    const error = Object.assign(new Error(`connect ${code}`), { code });
    expect(explain(error)).toMatchObject(expected);
    expect(explain(new AggregateError([error]))).toMatchObject(expected);
  });

  it('the time-out of a connection of its own is 503', () => {
    expect(explain(new Error('timeout expired'))).toMatchObject({ status: 503 });
  });
});
