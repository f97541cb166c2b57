import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw.js';

const ORIGIN = 'https://admin.kbstylish.example';

let app: TestApp;
let closed: TestApp;

beforeAll(async () => {
  app = await startApp({ CORS_ORIGINS: `${ORIGIN},https://app.kbstylish.example` });
  closed = await startApp({}, { database: app.database });
});

afterAll(async () => {
  await closed.close();
  await app.close();
});

const list = (header: string | undefined): string[] => (header ?? '').split(/, */).sort();

describe('Every answer', () => {
  test.each([
    ['200', ['GET /health/live HTTP/1.1', 'host: salon']],
    ['the document', ['GET /openapi.json HTTP/1.1', 'host: salon']],
    ['metrics', ['GET /metrics HTTP/1.1', 'host: salon']],
    ['401', ['GET /v1/me HTTP/1.1', 'host: salon']],
    ['404', ['GET /nothing HTTP/1.1', 'host: salon']],
    ['405', ['PUT /v1/me HTTP/1.1', 'host: salon']],
    [
      'a preflight',
      ['OPTIONS /v1/me HTTP/1.1', 'host: salon', `origin: ${ORIGIN}`, 'access-control-request-method: PUT'],
    ],
    ['a path that cannot be decoded', ['GET /%zz HTTP/1.1', 'host: salon']],
    ['no request at all', ['hello']],
  ])('Every answer has the security headers and the id of its request: %s', async (_, lines) => {
    const { headers } = await sendRaw(app.url, lines);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-request-id': expect.stringMatching(/./),
    });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-powered-by']));
    expect(headers['server']).toBeUndefined();
  });

  test('A page may load nothing, and a page of the documentation only parts of its own origin', async () => {
    const answer = await app.as(undefined).get('/health/live');
    expect(answer.headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
    const { headers } = await app.as(undefined).get('/docs');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/(^|;)script-src 'self'(;|$)/);
    expect(policy).toContain("object-src 'none'");
  });

  test('An answer to a token may be stored for its bearer only', async () => {
    for (const path of ['/v1/me', '/v1/override-budgets', '/v1/stylists/x/override-budget']) {
      const { headers } = await app.as('customer').get(path);
      expect(headers).toMatchObject({ 'cache-control': 'private, no-cache' });
      expect(list(headers['vary'])).toContain('Authorization');
    }
  });

  test('An answer that contains a token is not stored', async () => {
    const { headers } = await app.as(undefined).post('/dev/token').send({ persona: 'admin' }).expect(200);
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('Pages of another origin', () => {
  const preflight = (origin: string, method: string, on = app) =>
    sendRaw(on.url, [
      'OPTIONS /v1/me HTTP/1.1',
      'host: salon',
      `origin: ${origin}`,
      `access-control-request-method: ${method}`,
      'access-control-request-headers: authorization, content-type, if-match, idempotency-key',
    ]);

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'A page of a listed origin may send %s with the headers of the API',
    async (method) => {
      const { status, headers } = await preflight(ORIGIN, method);
      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(list(headers['access-control-allow-methods'])).toContain(method);
      expect(list(headers['access-control-allow-headers'])).toEqual(
        expect.arrayContaining(['authorization', 'if-match', 'idempotency-key']),
      );
    },
  );

  test('A page of a listed origin reads the headers that clients need, also of a failure, and never with cookies', async () => {
    for (const who of ['admin', undefined]) {
      const { headers } = await app.as(who).get('/v1/me').set('origin', ORIGIN);
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(list(headers['vary'])).toContain('Origin');
      expect(list(headers['access-control-expose-headers'])).toEqual(
        expect.arrayContaining(['ETag', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotency-Replayed']),
      );
    }
    const { headers } = await app.as('admin').get('/v1/me').set('origin', ORIGIN);
    expect(list(headers['vary'])).toEqual(expect.arrayContaining(['Authorization', 'Origin']));
  });

  test.each([
    'https://evil.example',
    `${ORIGIN}.evil.example`,
    `${ORIGIN}:444`,
    'http://admin.kbstylish.example',
    'null',
  ])('A page of another origin gets no CORS headers: %s', async (origin) => {
    expect((await preflight(origin, 'PUT')).headers['access-control-allow-origin']).toBeUndefined();
    const { headers } = await app.as('admin').get('/v1/me').set('origin', origin);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('No page gets CORS headers when no origin is listed', async () => {
    expect((await preflight(ORIGIN, 'PUT', closed)).status).toBe(405);
    const { headers } = await closed.as('admin').get('/v1/me').set('origin', ORIGIN);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('Compression', () => {
  const get = (path: string, encodings: string) =>
    fetchRaw(path, { 'accept-encoding': encodings, authorization: `Bearer ${app.token('admin')}` });

  test.each(['gzip', 'br, gzip', '*'])(
    'A long answer is compressed with gzip for Accept-Encoding %s',
    async (encodings) => {
      const { headers, body } = await get('/openapi.json', encodings);
      expect(headers['content-encoding']).toBe('gzip');
      expect(list(headers['vary'])).toContain('accept-encoding');
      expect(JSON.parse(gunzipSync(body).toString())).toMatchObject({ openapi: expect.any(String) });
    },
  );

  test.each(['identity', 'br', 'gzip;q=0'])(
    'A long answer is not compressed for Accept-Encoding %s',
    async (encodings) => {
      const { headers, body } = await get('/openapi.json', encodings);
      expect(headers['content-encoding']).toBeUndefined();
      expect(JSON.parse(body.toString())).toMatchObject({ openapi: expect.any(String) });
    },
  );

  test('A short answer is not compressed', async () => {
    expect((await get('/v1/me', 'gzip')).headers['content-encoding']).toBeUndefined();
  });

  async function fetchRaw(
    path: string,
    headers: Record<string, string>,
  ): Promise<{ headers: Record<string, string>; body: Buffer }> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    // HTTP/1.0 has no chunks, so that the body is what follows the head.
    const answer = await sendRaw(app.url, [`GET ${path} HTTP/1.0`, 'host: salon', ...lines]);
    return { headers: answer.headers, body: Buffer.from(answer.body, 'latin1') };
  }
});
