import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { sendRaw } from '../support/raw.js';

let database: TestDatabase;
let app: TestApp;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
});

afterEach(() => app.close());

afterAll(() => database.drop());

/** Another start on the same salon: each counts anew. */
async function start(settings: Record<string, string> = {}): Promise<void> {
  app = await startApp(settings, { database });
}

const DAY = `/v1/me/availability/${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}`;

describe('A user', () => {
  test('A user has a number of requests a minute, counted down in every answer, then 429 until the minute is over', async () => {
    await start({ RATE_LIMIT_USER: '3' });
    for (const remaining of ['2', '1', '0']) {
      const { headers } = await app.as('admin').get('/v1/me').expect(200);
      expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': remaining });
      expect(Number(headers['ratelimit-reset'])).toBeGreaterThan(0);
    }
    const { headers, body } = await app.as('admin').get('/v1/me').expect(429);
    expect(body).toMatchObject({ code: 'RATE_LIMITED' });
    expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '0' });
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    await app.as('second-admin').get('/v1/me').expect(200);
  });

  test('A user has a separate number of writes a minute; reads go on', async () => {
    await start({ RATE_LIMIT_WRITES: '2' });
    for (const remaining of ['1', '0']) {
      const { headers } = await app.as('stylist').put(DAY).send({});
      expect(headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': remaining });
    }
    const { body } = await app.as('stylist').delete(DAY).expect(429);
    expect(body).toMatchObject({ code: 'RATE_LIMITED' });
    await app.as('stylist').get('/v1/me').expect(200);
  });

  test('A user is the same one whether the subject is in upper or lower case', async () => {
    await start({ RATE_LIMIT_USER: '1' });
    const id = 'abcdefab-0000-4000-8000-000000000001';
    await app.as(id).get('/v1/me').expect(401);
    await app.as(id.toUpperCase()).get('/v1/me').expect(429);
  });
});

describe('An address', () => {
  test('An address has a number of requests without a token or with a bad one', async () => {
    await start({ RATE_LIMIT_ANONYMOUS: '3' });
    await app.as(undefined).get('/v1/me').expect(401);
    await app.as(undefined).get('/v1/me').set('authorization', 'Bearer x').expect(401);
    await app.as(undefined).get('/v1/me').set('authorization', 'Basic x').expect(401);
    const { body } = await app.as(undefined).get('/v1/me').set('authorization', 'Bearer y').expect(429);
    expect(body).toMatchObject({ code: 'RATE_LIMITED' });
    await app.as('admin').get('/v1/me').expect(200);
  });

  test('Operations do not count an address', async () => {
    await start({ RATE_LIMIT_ANONYMOUS: '1' });
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      await app.as(undefined).get(path).expect(200);
      await app.as(undefined).get(path).expect(200);
    }
  });
});

describe('The cost of a call', () => {
  test('A call costs the points that the document says; what does not fit is 429 and costs nothing', async () => {
    await start({ RATE_LIMIT_USER: '30' });
    const left = async (path: string, status: number) =>
      (await app.as('auditor').get(path).expect(status)).headers['ratelimit-remaining'];
    expect(await left('/v1/audit/verify', 200)).toBe('10');
    expect(await left('/v1/audit/verify', 429)).toBe('10');
    expect(await left('/v1/me', 200)).toBe('9');
    const { body } = await app.as(undefined).get('/openapi.json').expect(200);
    const { paths } = body as { paths: Record<string, { get: Record<string, unknown> }> };
    const points = (path: string) => paths[path]?.get['x-points'];
    expect([points('/v1/audit/verify'), points('/v1/availability/search'), points('/v1/me')]).toEqual([20, 5, 1]);
  });

  test('A call that costs more than a minute has can be made once in it', async () => {
    await start({ RATE_LIMIT_USER: '3' });
    await app.as('auditor').get('/v1/audit/verify').expect(200);
    await app.as('auditor').get('/v1/me').expect(429);
  });

  test('A body is not read of a request over the limit', async () => {
    await start({ RATE_LIMIT_WRITES: '1' });
    await app.as('stylist').put(DAY).send({});
    const { status, body } = await sendRaw(app.url, [
      `PUT ${DAY} HTTP/1.1`,
      'host: salon',
      `authorization: Bearer ${app.token('stylist')}`,
      'content-type: application/json',
      // Nothing of it is ever sent.
      'content-length: 1000',
    ]);
    expect({ status, code: (JSON.parse(body) as { code: string }).code }).toEqual({
      status: 429,
      code: 'RATE_LIMITED',
    });
  });

  test('The document is counted, and is 304 by its tag, plain or compressed', async () => {
    await start({ RATE_LIMIT_ANONYMOUS: '5' });
    const tags = new Set<string | null>();
    for (const encoding of ['identity', 'gzip']) {
      const get = (headers: Record<string, string>) =>
        fetch(`${app.url}/openapi.json`, { headers: { 'accept-encoding': encoding, ...headers } });
      const whole = await get({});
      expect(await whole.json()).toMatchObject({ openapi: expect.stringMatching(/^3/) });
      expect(whole.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
      const tag = whole.headers.get('etag') ?? '';
      const known = await get({ 'if-none-match': tag });
      expect({ status: known.status, tag: known.headers.get('etag') }).toEqual({ status: 304, tag });
      tags.add(tag);
    }
    expect(tags.size).toBe(2);
    await app.as(undefined).get('/openapi.json').expect(200);
    await app.as(undefined).get('/openapi.json').expect(429);
  });
});

describe('The client’s address', () => {
  /** The address that the log remembers of a refused request. */
  async function addressOf(forwarded: string[]): Promise<string | undefined> {
    const authorization = `authorization: Bearer ${app.token('customer')}`;
    const lines = forwarded.map((value) => `x-forwarded-for: ${value}`);
    const answer = await sendRaw(app.url, [
      'GET /v1/override-budgets HTTP/1.1',
      'host: salon',
      authorization,
      ...lines,
    ]);
    expect(answer.status).toBe(403);
    const { rows } = await app.owner.query<{ address: string }>(
      `SELECT host(ip_address) AS address FROM private.service_management_log WHERE admin_user_id = $1
        ORDER BY id DESC LIMIT 1`,
      [PERSONAS.customer],
    );
    return rows[0]?.address;
  }

  test.each<[string, string, string[], string]>([
    ['off', 'what a proxy says is not believed', ['203.0.113.7'], '127.0.0.1'],
    ['1', 'one hop', ['198.51.100.1, 203.0.113.7'], '203.0.113.7'],
    ['1', 'one hop over two headers', ['198.51.100.1', '203.0.113.7'], '203.0.113.7'],
    ['2', 'two hops', ['192.0.2.1, 198.51.100.1, 203.0.113.7'], '198.51.100.1'],
    ['2', 'two hops, one said', ['198.51.100.1'], '198.51.100.1'],
    ['1', 'an IPv6 address', ['2001:db8::7'], '2001:db8::7'],
    ['1', 'nothing said', [], '127.0.0.1'],
    ['1', 'junk', ['evil'], '127.0.0.1'],
    ['1', 'an empty header', [''], '127.0.0.1'],
    ['1', 'SQL', ["127.0.0.1'; DROP TABLE x; --"], '127.0.0.1'],
    ['1', '1,500 hops', [Array.from({ length: 1_500 }, () => '1.2.3.4').join(',')], '1.2.3.4'],
    ['127.0.0.0/8,10.0.0.0/8', 'trusted addresses', ['203.0.113.7, 10.1.1.1'], '203.0.113.7'],
    ['127.0.0.0/8', 'an address that is not trusted', ['203.0.113.7, 10.1.1.1'], '10.1.1.1'],
    ['10.0.0.0/8', 'a socket that is not trusted', ['203.0.113.7'], '127.0.0.1'],
    ['127.0.0.1', 'junk behind a trusted address', ['203.0.113.7, junk'], '127.0.0.1'],
  ])('The address of the client with TRUST_PROXY %s and %s', async (trust, _, forwarded, expected) => {
    await start({ TRUST_PROXY: trust });
    expect(await addressOf(forwarded)).toBe(expected);
  });

  test('Anonymous requests are counted by the address behind the trusted proxy', async () => {
    await start({ TRUST_PROXY: '1', RATE_LIMIT_ANONYMOUS: '1' });
    const from = (address: string) => app.as(undefined).get('/v1/me').set('x-forwarded-for', address);
    await from('203.0.113.1').expect(401);
    await from('203.0.113.2').expect(401);
    await from('203.0.113.1').expect(429);
  });

  test('A user agent of 5,000 characters is cut to 500 and not refused', async () => {
    await start();
    await app.as('customer').get('/v1/override-budgets').set('user-agent', 'x'.repeat(5_000)).expect(403);
    const { rows } = await app.owner.query<{ agent: string }>(
      `SELECT user_agent AS agent FROM private.service_management_log WHERE admin_user_id = $1 ORDER BY id DESC LIMIT 1`,
      [PERSONAS.customer],
    );
    expect(rows[0]?.agent).toBe('x'.repeat(500));
  });
});
