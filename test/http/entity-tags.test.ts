import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let promotion: string;

beforeAll(async () => {
  app = await startApp();
  const { rows } = await app.owner.query<{ id: string }>(
    `SELECT id FROM public.stylist_promotions WHERE status = 'pending_checks' LIMIT 1`,
  );
  promotion = `/v1/promotions/${rows[0]?.id}`;
});

afterAll(() => app.close());

const BUDGET = `/v1/stylists/${PERSONAS.stylist}/override-budget`;

function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${app.token('admin')}`;
  return fetch(app.url + path, { method, headers: { authorization, 'accept-encoding': 'identity', ...headers } });
}

async function tagOf(path: string, encoding = 'identity'): Promise<string> {
  const answer = await send('GET', path, { 'accept-encoding': encoding });
  await answer.text();
  return answer.headers.get('etag') ?? '';
}

describe('HEAD', () => {
  test.each([BUDGET, '/v1/promotions', '/v1/me'])('HEAD %s with the current tag is 304, as GET is', async (path) => {
    const tag = await tagOf(path);
    for (const known of [tag, '*']) {
      const answers = await Promise.all(
        ['GET', 'HEAD'].map((method) => send(method, path, { 'if-none-match': known })),
      );
      for (const { status, headers } of answers) {
        expect({ status, tag: headers.get('etag'), length: headers.get('content-length') }).toEqual({
          status: 304,
          tag,
          length: null,
        });
      }
    }
  });

  test('HEAD with another tag is 200 with the tag of GET', async () => {
    const { status, headers } = await send('HEAD', BUDGET, { 'if-none-match': '"another"' });
    expect({ status, tag: headers.get('etag') }).toEqual({ status: 200, tag: await tagOf(BUDGET) });
  });
});

describe('A compressed answer', () => {
  test('A compressed answer has another strong tag than the plain one; each is 304 by its own', async () => {
    const [plain, compressed] = [await tagOf(promotion), await tagOf(promotion, 'gzip')];
    expect(plain).toMatch(/^"[^"]+"$/);
    expect(compressed).toMatch(/^"[^"]+"$/);
    expect(compressed).not.toBe(plain);
    for (const known of [plain, compressed]) {
      const { status, headers } = await send('GET', promotion, { 'if-none-match': known, 'accept-encoding': 'gzip' });
      expect({ status, tag: headers.get('etag') }).toEqual({ status: 304, tag: known });
    }
  });

  test.each(['gzip', 'identity'])('A change under the tag of a %s answer is made', async (encoding) => {
    const tag = await tagOf(promotion, encoding);
    const note = (known: string) =>
      app.as('admin').post(`${promotion}/notes`).set('if-match', known).send({ note: 'Called back' });
    expect((await note(tag)).status).toBeLessThan(300);
    await note(tag).expect(412);
  });
});

describe('The tag of a resource', () => {
  test('The tag of a resource changes with a name that it shows, and passes If-Match all the same', async () => {
    const before = await tagOf(promotion);
    await app.owner.query(
      `UPDATE public.user_profiles SET display_name = display_name || ' the second'
        WHERE id = (SELECT user_id FROM public.stylist_promotions WHERE id = $1)`,
      [promotion.split('/').at(-1)],
    );
    const answer = await send('GET', promotion, { 'if-none-match': before });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('the second');
    const note = app.as('admin').post(`${promotion}/notes`).set('if-match', before).send({ note: 'Renamed' });
    expect((await note).status).toBeLessThan(300);
  });

  test('A list has a weak tag, by which it is 304 until it changes', async () => {
    const tag = await tagOf('/v1/override-budgets');
    expect(tag).toMatch(/^W\/"[^"]+"$/);
    expect((await send('GET', '/v1/override-budgets', { 'if-none-match': tag })).status).toBe(304);
    await app.as('admin').patch(BUDGET).send({ monthlyLimit: 77, reason: 'More work' }).expect(200);
    expect((await send('GET', '/v1/override-budgets', { 'if-none-match': tag })).status).toBe(200);
  });
});
