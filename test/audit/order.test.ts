import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { openPromotion } from '../support/promotions.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Row {
  id: string;
  createdAt: string;
  details: Record<string, unknown>;
}

/** The newest rows of an action, in the order of the API turned round. */
async function newestRows(action: string, targetId: string, limit: number): Promise<Row[]> {
  const path = `/v1/audit/service-log?action=${action}&targetId=${targetId}&limit=${limit}`;
  const { body } = await app.as('super-auditor').get(path).expect(200);
  return (body.items as Row[]).toReversed();
}

const ROUNDS = 10;
const AT_ONCE = 16;

it('Changes of one budget at the same time are read in the order in which they happened', async () => {
  const path = `/v1/stylists/${PERSONAS.stylist}/override-budget`;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        app
          .as('admin')
          .patch(path)
          .send({ monthlyLimit: 100 + round * AT_ONCE + n, reason: 'Race' })
          .expect(200),
      ),
    );
    const rows = await newestRows('UPDATE_BUDGET', PERSONAS.stylist, AT_ONCE);
    const limits = rows.map(({ details }) => [
      (details['oldValues'] as { monthlyLimit: number }).monthlyLimit,
      (details['newValues'] as { monthlyLimit: number }).monthlyLimit,
    ]);
    for (let n = 1; n < AT_ONCE; n++) expect(limits[n]?.[0]).toBe(limits[n - 1]?.[1]);
  }
});

it('Steps of one promotion at the same time are read in the order in which they happened', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { id, path } = await openPromotion(app);
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        app
          .as(n % 2 ? 'admin' : 'second-admin')
          .post(`${path}/notes`)
          .send({ note: `Note ${n}` })
          .expect(201),
      ),
    );
    const { body } = await app.as('admin').get(path).expect(200);
    const notes = (body.notes as { note: string }[]).map(({ note }) => note).slice(-AT_ONCE);
    const rows = await newestRows('ADD_NOTE', id, AT_ONCE);
    expect(rows.map(({ details }) => details['note'])).toEqual(notes);
    const times = rows.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted());
    const ids = rows.map((row) => BigInt(row.id));
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
  }
});
