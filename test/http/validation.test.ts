import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

const BUDGET = `/v1/stylists/${PERSONAS.stylist}/override-budget`;
const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);

interface Invalid {
  code: string;
  errors: { path: string; code: string; message: string }[];
}

async function storedBudget(): Promise<unknown> {
  const { rows } = await app.owner.query(`SELECT * FROM public.stylist_override_budgets WHERE stylist_user_id = $1`, [
    PERSONAS.stylist,
  ]);
  return rows[0];
}

const faults = ({ errors }: Invalid): string[] => errors.map(({ path, code }) => `${path} ${code}`);

describe('A body', () => {
  const good = { monthlyLimit: 12, reason: 'More work' };

  test.each<[string, unknown, string[]]>([
    ['without what is required', { monthlyLimit: 12 }, ['reason REQUIRED']],
    ['with an unknown field', { ...good, monthlylimit: 3 }, ['monthlylimit UNKNOWN_FIELD']],
    ['with two unknown fields', { ...good, a: 1, b: 2 }, ['a UNKNOWN_FIELD', 'b UNKNOWN_FIELD']],
    ['with unknown blank and null fields', { ...good, a: '', b: null }, ['a UNKNOWN_FIELD', 'b UNKNOWN_FIELD']],
    ['with the id of another', { ...good, stylistUserId: PERSONAS.admin }, ['stylistUserId UNKNOWN_FIELD']],
    ['with a method’s name', { ...good, toString: 1 }, ['toString UNKNOWN_FIELD']],
    ['with a constructor', { ...good, constructor: { name: 'x' } }, ['constructor UNKNOWN_FIELD']],
    ['with a number as text', { ...good, monthlyLimit: '12' }, ['monthlyLimit INVALID_TYPE']],
    ['with a number in a list', { ...good, monthlyLimit: [12] }, ['monthlyLimit INVALID_TYPE']],
    ['with half a number', { ...good, monthlyLimit: 12.5 }, ['monthlyLimit INVALID_TYPE']],
    ['with a boolean for a number', { ...good, monthlyLimit: true }, ['monthlyLimit INVALID_TYPE']],
    ['with a number below', { ...good, monthlyLimit: 0 }, ['monthlyLimit OUT_OF_RANGE']],
    ['with a number above', { ...good, monthlyLimit: 1_001 }, ['monthlyLimit OUT_OF_RANGE']],
    ['with a boolean as text', { ...good, resetUsed: 'true' }, ['resetUsed INVALID_TYPE']],
    ['with text that is a number', { ...good, reason: 7 }, ['reason INVALID_TYPE']],
    ['with text that is an object', { ...good, reason: { text: 'x' } }, ['reason INVALID_TYPE']],
    ['with blank text', { ...good, reason: ' \n\t ' }, ['reason REQUIRED']],
    ['with null for what is required', { ...good, reason: null }, ['reason REQUIRED']],
    ['with 1,001 characters', { ...good, reason: 'x'.repeat(1_001) }, ['reason TOO_LONG']],
    ['that is empty', {}, ['reason REQUIRED']],
  ])('A body %s is refused with the field and a code, and changes nothing', async (_, body, expected) => {
    const before = await storedBudget();
    const answer = await app
      .as('admin')
      .patch(BUDGET)
      .send(body as object);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(faults(answer.body as Invalid)).toEqual(expected);
    expect(await storedBudget()).toEqual(before);
  });

  test.each(['?a', '?a=', '?a=%20', '?limit=1&a'])(
    'An unknown query parameter without a value is refused: %s',
    async (query) => {
      const answer = await app.as('admin').get(`/v1/override-budgets${query}`);
      expect(answer.status).toBe(400);
      expect(faults(answer.body as Invalid)).toEqual(['a UNKNOWN_FIELD']);
    },
  );

  test('A nested unknown field without a value is refused', async () => {
    const weekDay = { dayOfWeek: 1, startTime: '10:00', endTime: '18:00', a: null };
    const path = `/v1/stylists/${PERSONAS.stylist}/schedule`;
    const answer = await app
      .as('admin')
      .put(path)
      .send({ effectiveFrom: day, days: [weekDay] });
    expect(answer.status).toBe(400);
    expect(faults(answer.body as Invalid)).toEqual(['days.0.a UNKNOWN_FIELD']);
  });

  test('A body with a prototype is refused', async () => {
    const body = `{"monthlyLimit":12,"reason":"x","__proto__":{"admin":true}}`;
    const answer = await app.as('admin').patch(BUDGET).set('content-type', 'application/json').send(body);
    expect({ status: answer.status, faults: faults(answer.body as Invalid) }).toEqual({
      status: 400,
      faults: ['__proto__ UNKNOWN_FIELD'],
    });
  });

  test('A route without a body refuses every body but an empty object', async () => {
    const refused = await app.as('stylist').delete(`/v1/me/availability/${day}`).send({ reason: 'x' });
    expect({ status: refused.status, faults: faults(refused.body as Invalid) }).toEqual({
      status: 400,
      faults: ['reason UNKNOWN_FIELD'],
    });
    expect((await app.as('stylist').delete(`/v1/me/availability/${day}`).send({})).status).toBe(404);
  });

  test.each([
    ['\u0000 in text', { isClosed: true, reason: 'a\u0000b' }],
    ['a lone surrogate in text', { isClosed: true, reason: 'a\ud800b' }],
  ])('A body with %s does not fail the service', async (_, body) => {
    const { status } = await app.as('stylist').put(`/v1/me/availability/${day}`).send(body);
    expect([200, 400]).toContain(status);
  });

  test('Text of a body is trimmed, and null and blanks are absent', async () => {
    const stylist = await addStylist(app.owner);
    const answer = await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(3)}`)
      .send({ isClosed: true, reason: '  A visit \n', startTime: null, endTime: ' ' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ override: { reason: 'A visit', startTime: null, endTime: null } });
  });
});

describe('A query', () => {
  test.each([
    ['limit=0', 'limit OUT_OF_RANGE'],
    ['limit=201', 'limit OUT_OF_RANGE'],
    ['limit=ten', 'limit INVALID_TYPE'],
    ['limit=1e2', 'limit INVALID_TYPE'],
    ['limit=-1', 'limit INVALID_TYPE'],
    ['limit=5&limit=6', 'limit INVALID_TYPE'],
    ['active=yes', 'active INVALID_TYPE'],
    ['active=1', 'active INVALID_TYPE'],
    ['Active=true', 'Active UNKNOWN_FIELD'],
    ['sort=name', 'sort UNKNOWN_FIELD'],
    ['limit[]=5', 'limit[] UNKNOWN_FIELD'],
    ['__proto__=1', '__proto__ UNKNOWN_FIELD'],
    ['constructor=1', 'constructor UNKNOWN_FIELD'],
    [`q=${'x'.repeat(81)}`, 'q TOO_LONG'],
    ['q=a&q=b', 'q INVALID_TYPE'],
    ['cursor=x', 'cursor INVALID_CURSOR'],
    ['cursor=W10', 'cursor INVALID_CURSOR'],
  ])('The query ?%s is refused', async (query, expected) => {
    const { status, body } = await app.as('admin').get(`/v1/override-budgets?${query}`);
    expect({ status, faults: faults(body as Invalid) }).toEqual({ status: 400, faults: [expected] });
  });

  test.each(['limit=', 'q=', 'q=%20%20', 'active='])('The query ?%s counts as absent', async (query) => {
    const all = await app.as('admin').get('/v1/override-budgets').expect(200);
    expect((await app.as('admin').get(`/v1/override-budgets?${query}`).expect(200)).body).toEqual(all.body);
  });

  test.each(['%', '_', '\\', "'", '"', '%25', "' OR 1=1 --"])(
    'The search text %s is a literal part of the name',
    async (q) => {
      const { body } = await app
        .as('admin')
        .get(`/v1/override-budgets?q=${encodeURIComponent(q)}`)
        .expect(200);
      expect(body).toMatchObject({ items: [], total: 0 });
    },
  );

  test('A cursor is valid only for its own list and filters', async () => {
    const first = await app.as('admin').get('/v1/override-budgets?limit=1').expect(200);
    const { nextCursor } = first.body as { nextCursor: string };
    await app.as('admin').get(`/v1/override-budgets?limit=2&cursor=${nextCursor}`).expect(200);
    const other = await app.as('admin').get(`/v1/override-budgets?active=true&cursor=${nextCursor}`).expect(400);
    expect(faults(other.body as Invalid)).toEqual(['cursor INVALID_CURSOR']);
  });

  test.each(['/v1/me', '/v1/me/override-budget', BUDGET])(
    'A route without a query refuses every query: %s',
    async (path) => {
      const { status, body } = await app.as('stylist').get(`${path}?userId=${PERSONAS.admin}`);
      expect({ status, faults: faults(body as Invalid) }).toEqual({ status: 400, faults: ['userId UNKNOWN_FIELD'] });
    },
  );
});

describe('A path', () => {
  test.each(['1', 'null', `${PERSONAS.stylist}x`, `{${PERSONAS.stylist}}`, "'", 'a'.repeat(2_000)])(
    'A path with a malformed id is refused: %s',
    async (id) => {
      const { status, body } = await app.as('admin').get(`/v1/stylists/${id}/override-budget`);
      expect({ status, faults: faults(body as Invalid) }).toEqual({ status: 400, faults: ['id INVALID_ID'] });
    },
  );

  test('A path may have an id in upper case', async () => {
    await app.as('admin').get(BUDGET.replace(PERSONAS.stylist, PERSONAS.stylist.toUpperCase())).expect(200);
  });

  test.each(['2026-02-30', '2027-02-29', '2026-13-01', '0000-01-01', '26-01-01', '2026-1-1', 'tomorrow', 'infinity'])(
    'A path with a date that does not exist is refused: %s',
    async (date) => {
      const { status, body } = await app.as('stylist').put(`/v1/me/availability/${date}`).send({ isClosed: true });
      expect({ status, faults: faults(body as Invalid) }).toEqual({ status: 400, faults: ['date INVALID_DATE'] });
    },
  );
});
