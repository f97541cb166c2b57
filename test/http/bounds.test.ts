import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw.js';

const LARGEST_ERROR = 20_000;
let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

interface ErrorBody {
  errors: { path: string; message: string }[];
  errorsTotal: number;
}

function many(count: number, name: (n: number) => string): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), 1]));
}

describe('An answer that lists what is wrong', () => {
  test('The first 20 of 1,500 unknown parameters are named, and all are counted', async () => {
    const query = Array.from({ length: 1_500 }, (_, n) => `a${n}=1`).join('&');
    const { text, body } = await app.as('admin').get(`/v1/promotions?${query}`).expect(400);
    const { errors, errorsTotal } = body as ErrorBody;
    expect(errors.map(({ path }) => path)).toEqual(Array.from({ length: 20 }, (_, n) => `a${n}`));
    expect(errorsTotal).toBe(1_500);
    expect(Buffer.byteLength(text)).toBeLessThan(LARGEST_ERROR);
  });

  test.each<[string, (n: number) => string]>([
    ['letters', (n) => String(n).padEnd(1_000, 'x')],
    ['control characters', (n) => String(n).padEnd(500, '\u0001')],
    ['characters of three bytes', (n) => String(n).padEnd(1_000, '界')],
    ['pairs', (n) => String(n) + '👍'.repeat(500)],
  ])('Long names of unknown fields are cut: %s', async (_, name) => {
    const { text, body } = await app.as('admin').post('/v1/promotions').send(many(30, name)).expect(400);
    for (const { path, message } of (body as ErrorBody).errors) {
      expect(path.length).toBeLessThanOrEqual(200);
      expect(message.length).toBeLessThanOrEqual(200);
    }
    expect(Buffer.byteLength(text)).toBeLessThan(LARGEST_ERROR);
  });

  test('A few errors are counted too', async () => {
    const { body } = await app.as('admin').get('/v1/promotions?a=1&limit=0').expect(400);
    expect(body).toMatchObject({ errorsTotal: 2 });
  });
});

describe('The head of a request', () => {
  const head = (filler: number) => ['GET /health/live HTTP/1.1', 'host: salon', `x-filler: ${'x'.repeat(filler)}`];

  test('A head of 15 kB is read', async () => {
    expect((await sendRaw(app.url, head(15_000))).status).toBe(200);
  });

  test.each([17_000, 60_000])('A head of %i bytes is refused with a problem', async (filler) => {
    const { status, body } = await sendRaw(app.url, head(filler));
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ code: 'VALIDATION_FAILED', status: 400 });
  });

  test('A URL of 62 kB is refused before it is parsed', async () => {
    const query = Array.from({ length: 15_500 }, (_, n) => `a${n % 100}`)
      .join('&')
      .slice(0, 62_000);
    const { status, body } = await sendRaw(app.url, [`GET /v1/promotions?${query} HTTP/1.1`, 'host: salon']);
    expect({ status, length: body.length < LARGEST_ERROR }).toEqual({ status: 400, length: true });
  });
});
