import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Test } from 'supertest';
import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

const UUID = '00000000-0000-4000-8000-0000000000ff';
const DAY = '/v1/me/availability/2040-01-01';
const FREE_DAY = `/v1/me/availability/${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}`;
const LARGE = JSON.stringify({ reason: 'x'.repeat(100_001) });

/** The answer as a problem: status, code, and what every problem has. */
async function problemOf(request: Test): Promise<{ status: number; code: string; body: Record<string, unknown> }> {
  const { status, headers, body } = await request;
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/^urn:kb-stylish:problem:[a-z-]+$/),
    title: expect.any(String),
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    status,
    requestId: headers['x-request-id'],
  });
  return { status, code: (body as { code: string }).code, body: body as Record<string, unknown> };
}

const json = (request: Test, body: string): Test => request.set('content-type', 'application/json').send(body);

describe('Each general code', () => {
  test.each<[number, string, () => Test]>([
    [400, 'VALIDATION_FAILED', () => app.as('admin').get('/v1/override-budgets?limit=0')],
    [400, 'VALIDATION_FAILED', () => app.as(undefined).get('/v1/%zz')],
    [401, 'UNAUTHENTICATED', () => app.as(undefined).get('/v1/me')],
    [403, 'FORBIDDEN', () => app.as('customer').get('/v1/override-budgets')],
    [404, 'NOT_FOUND', () => app.as('admin').get('/v1/nothing')],
    [404, 'NOT_FOUND', () => app.as('admin').get('/v1/me/')],
    [404, 'NOT_FOUND', () => app.as('admin').get('/v1')],
    [404, 'STYLIST_NOT_FOUND', () => app.as('admin').get(`/v1/stylists/${UUID}/override-budget`)],
    [405, 'METHOD_NOT_ALLOWED', () => app.as('admin').delete('/v1/me')],
    [412, 'VERSION_MISMATCH', () => app.as('stylist').put(FREE_DAY).set('if-match', '"x"').send({ isClosed: true })],
    [413, 'PAYLOAD_TOO_LARGE', () => json(app.as('stylist').put(DAY), LARGE)],
    [415, 'UNSUPPORTED_MEDIA_TYPE', () => app.as('stylist').put(DAY).type('text/plain').send('{"isClosed":true}')],
  ])('%i %s is answered as a problem with the id of its request', async (status, code, request) => {
    expect(await problemOf(request())).toMatchObject({ status, code });
  });

  test('A problem names its path without the query', async () => {
    const { body } = await problemOf(app.as('admin').get('/v1/override-budgets?limit=secret'));
    expect(body).toMatchObject({ instance: '/v1/override-budgets' });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});

describe('A wrong method', () => {
  test.each([
    ['POST', '/v1/me', 'GET, HEAD'],
    ['GET', '/v1/me/time-off', 'POST'],
    ['PATCH', DAY, 'DELETE, PUT'],
    ['OPTIONS', '/v1/me', 'GET, HEAD'],
    ['PROPFIND', '/v1/me', 'GET, HEAD'],
    ['TRACE', '/v1/me', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('%s %s is 405 and lists the supported methods, also without sign-in', async (method, path, allow) => {
    const { status, headers, body } = await sendRaw(app.url, [`${method} ${path} HTTP/1.1`, 'host: salon']);
    expect({ status, allow: headers['allow'] }).toEqual({ status: 405, allow });
    expect(JSON.parse(body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  test('HEAD is answered like GET, without a body', async () => {
    const [whole, head] = [await app.as('admin').get('/v1/me'), await fetchHead('/v1/me', 'admin')];
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(whole.headers['content-length']);
    expect(await head.text()).toBe('');
    expect((await fetchHead('/v1/override-budgets', 'customer')).status).toBe(403);
  });

  function fetchHead(path: string, who: string): Promise<Response> {
    return fetch(app.url + path, { method: 'HEAD', headers: { authorization: `Bearer ${app.token(who)}` } });
  }
});

describe('The order of deciding', () => {
  test.each<[string, string, () => Test]>([
    ['an unknown path before sign-in', 'NOT_FOUND', () => app.as(undefined).post('/v1/nothing').send('x')],
    ['a wrong method before sign-in', 'METHOD_NOT_ALLOWED', () => app.as(undefined).put('/v1/me').send('x')],
    ['401 before a large body', 'UNAUTHENTICATED', () => json(app.as(undefined).put(DAY), LARGE)],
    ['401 before the type of a body', 'UNAUTHENTICATED', () => app.as(undefined).put(DAY).type('text/plain').send('x')],
    ['401 before a malformed type', 'UNAUTHENTICATED', () => app.as(undefined).put(DAY).type(';').send('x')],
    ['401 before JSON', 'UNAUTHENTICATED', () => json(app.as(undefined).put(DAY), '{')],
    ['401 before a malformed id', 'UNAUTHENTICATED', () => app.as(undefined).get('/v1/stylists/x/override-budget')],
    ['403 before a large body', 'FORBIDDEN', () => json(app.as('customer').put(DAY), LARGE)],
    ['403 before the type of a body', 'FORBIDDEN', () => app.as('customer').put(DAY).type('text/plain').send('x')],
    ['403 before JSON', 'FORBIDDEN', () => json(app.as('customer').put(DAY), '{')],
    ['403 before fields', 'FORBIDDEN', () => app.as('customer').put(DAY).send({ unknown: 1 })],
    ['403 before a malformed id', 'FORBIDDEN', () => app.as('customer').get('/v1/stylists/x/override-budget')],
    ['413 before 415', 'PAYLOAD_TOO_LARGE', () => app.as('stylist').put(DAY).type('text/plain').send(LARGE)],
    ['415 before fields', 'UNSUPPORTED_MEDIA_TYPE', () => app.as('stylist').put(DAY).type('text/plain').send('{}')],
    [
      '400 before 404',
      'VALIDATION_FAILED',
      () => app.as('admin').patch(`/v1/stylists/${UUID}/override-budget`).send({ monthlyLimit: 0 }),
    ],
    [
      '404 before 412',
      'STYLIST_NOT_FOUND',
      () =>
        app
          .as('admin')
          .patch(`/v1/stylists/${UUID}/override-budget`)
          .set('if-match', '"x"')
          .send({ monthlyLimit: 3, reason: 'Why not' }),
    ],
  ])('A request is refused in order: %s', async (_, code, request) => {
    expect((await problemOf(request())).code).toBe(code);
  });
});

describe('A body', () => {
  test.each<[string, string | Buffer, Record<string, string>, string]>([
    ['of no type', '{"isClosed":true}', {}, 'UNSUPPORTED_MEDIA_TYPE'],
    ['of a malformed type', '{"isClosed":true}', { 'content-type': 'json' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['of a form', 'isClosed=true', { 'content-type': 'application/x-www-form-urlencoded' }, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'that is compressed',
      '{"isClosed":true}',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['of half an object', '{"isClosed":true', { 'content-type': 'application/json' }, 'VALIDATION_FAILED'],
    ['of two objects', '{"isClosed":true}{}', { 'content-type': 'application/json' }, 'VALIDATION_FAILED'],
    ['in Latin-1', Buffer.from([0x22, 0xe9, 0x22]), { 'content-type': 'application/json' }, 'VALIDATION_FAILED'],
    ['that is a list', '[]', { 'content-type': 'application/json' }, 'VALIDATION_FAILED'],
    ['that is text', '"x"', { 'content-type': 'application/json' }, 'VALIDATION_FAILED'],
    ['of one byte too many', 'x'.repeat(100_001), { 'content-type': 'application/json' }, 'PAYLOAD_TOO_LARGE'],
    ['of 5 MB', Buffer.alloc(5_000_000, 'x'), { 'content-type': 'application/json' }, 'PAYLOAD_TOO_LARGE'],
    [
      'nested 9,000 levels deep',
      `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
      { 'content-type': 'application/json' },
      'VALIDATION_FAILED',
    ],
  ])('A body %s is refused', async (_, body, headers, code) => {
    const answer = await sendRaw(
      app.url,
      [
        `PUT ${DAY} HTTP/1.1`,
        'host: salon',
        `authorization: Bearer ${app.token('stylist')}`,
        `content-length: ${Buffer.byteLength(body)}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ],
      body,
    );
    expect(JSON.parse(answer.body)).toMatchObject({ code, status: answer.status });
  });

  test('A body of exactly 100,000 bytes, with a charset, is read', async () => {
    const body = JSON.stringify({ isClosed: true }).padEnd(100_000, ' ');
    const request = app
      .as('stylist')
      .post('/v1/me/overrides/preview')
      .set('content-type', 'Application/JSON;charset=utf-8');
    expect(await problemOf(request.send(body))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});

describe('Bytes that are no request', () => {
  test.each<[string, string[]]>([
    ['text', ['hello']],
    ['another protocol', ['GET /v1/me HTTP/9.9', 'host: salon']],
    ['two lengths', ['POST /v1/me HTTP/1.1', 'host: salon', 'content-length: 1', 'content-length: 2']],
    ['a length and chunks', ['POST /v1/me HTTP/1.1', 'host: salon', 'content-length: 1', 'transfer-encoding: chunked']],
    ['a head of 70 kB', ['GET /v1/me HTTP/1.1', 'host: salon', `x-filler: ${'x'.repeat(70_000)}`]],
    ['a path that cannot be decoded', ['GET /v1/%zz HTTP/1.1', 'host: salon']],
  ])(
    'Bytes that are no HTTP request are answered with a problem, an id and the security headers: %s',
    async (_, lines) => {
      const { status, headers, body } = await sendRaw(app.url, lines);
      expect({ status, ...(JSON.parse(body) as object) }).toMatchObject({
        status: 400,
        code: 'VALIDATION_FAILED',
        requestId: headers['x-request-id'],
      });
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    },
  );
});

describe('A request’s id', () => {
  test.each(['a', 'req-1_2.3', 'A'.repeat(128)])('A well-formed request id of the client is kept: %s', async (id) => {
    const { headers } = await app.as('admin').get('/v1/me').set('x-request-id', id);
    expect(headers['x-request-id']).toBe(id);
  });

  test.each(['', 'with space', 'ümlaut', 'A'.repeat(129), 'a/b', "'; DROP TABLE x; --"])(
    'A malformed request id is replaced by a new one: %j',
    async (id) => {
      const { headers } = await sendRaw(app.url, ['GET /health/live HTTP/1.1', 'host: salon', `x-request-id: ${id}`]);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    },
  );
});
