import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw.js';

const ORIGIN = 'https://admin.example.com';
let app: TestApp;
let promotion: string;

beforeAll(async () => {
  app = await startApp({ CORS_ORIGINS: ORIGIN });
  const { rows } = await app.owner.query<{ id: string }>(
    `SELECT id FROM public.stylist_promotions WHERE status = 'pending_checks' LIMIT 1`,
  );
  promotion = `/v1/promotions/${rows[0]?.id}`;
});

afterAll(() => app.close());

const note = (text: unknown) => app.as('admin').post(`${promotion}/notes`).send({ note: text });
const draft = (body: object) => app.as('admin').put(`${promotion}/profile-draft`).send(body);

describe('A text that cannot be stored', () => {
  test.each(['a\0b', '\0', 'a\ud800b', '\udc00'])(
    'A text with NUL or half a pair is refused by its path: %j',
    async (text) => {
      const { body } = await note(text).expect(400);
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'note', code: 'INVALID_TEXT' }] });
      const nested = await draft({ specialties: ['Colour', text] }).expect(400);
      expect(nested.body).toMatchObject({ errors: [{ path: 'specialties.1', code: 'INVALID_TEXT' }] });
    },
  );

  test('A query with NUL is refused by its name', async () => {
    const { body } = await app.as('admin').get('/v1/promotions?q=a%00b').expect(400);
    expect(body).toMatchObject({ errors: [{ path: 'q', code: 'INVALID_TEXT' }] });
  });
});

describe('The length of a text', () => {
  test.each<[string, number]>([
    ['👍', 400],
    ['❤️', 400],
    ['é', 400],
  ])('The length of a text counts code points: %s', async (character, status) => {
    const points = Array.from(character).length;
    const longest = character.repeat(Math.floor(80 / points));
    await draft({ displayName: longest }).expect(200);
    const { body } = await draft({ displayName: longest + character }).expect(status);
    expect(body).toMatchObject({ errors: [{ path: 'displayName', code: 'TOO_LONG' }] });
  });

  test.each(['\u200b', '\u2060\u200d', '\ufeff', '\u00ad', '\u3164', ' \u200b '])(
    'A note of characters without width is blank: %j',
    async (text) => {
      const { body } = await note(text).expect(400);
      expect(body).toMatchObject({ errors: [{ path: 'note', code: 'REQUIRED' }] });
    },
  );
});

test.each<[string, number]>([
  ['application/json; charset=utf-16', 415],
  ['application/json;charset="latin1"', 415],
  ['application/json; charset="UTF-8"', 400],
  ['application/json; charset=utf8', 415],
  ['application/json', 400],
])('A body of the type %s is answered with %i', async (type, status) => {
  await app.as('admin').post(`${promotion}/notes`).set('content-type', type).send('{}').expect(status);
});

test('A path that cannot be decoded is answered to the pages of an allowed origin, and to no others', async () => {
  const from = (origin: string) => sendRaw(app.url, ['GET /v1/%zz HTTP/1.1', 'host: salon', `origin: ${origin}`]);
  const { status, headers } = await from(ORIGIN);
  expect({ status, origin: headers['access-control-allow-origin'] }).toEqual({ status: 400, origin: ORIGIN });
  expect(headers['vary']).toMatch(/\borigin\b/i);
  expect((await from('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin');
});
