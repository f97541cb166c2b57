import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { promotionIn, type TestPromotion } from '../support/promotions.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** The longest note in bytes: JSON writes a control character as six. */
const LONGEST = `repeat(chr(1), 1000)`;
/** A note of 992 characters that compression does not shorten. */
const RANDOM = `(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 31) WHERE n > 0)`;

/** Adds notes of an action, as many calls would. */
async function addNotes({ id }: TestPromotion, action: string, count: number, text: string): Promise<void> {
  await app.owner.query(
    `UPDATE public.stylist_promotions
        SET notes = notes || (SELECT jsonb_agg(jsonb_build_object('timestamp', now(), 'admin_id', $2::text,
                                                                  'action', $3::text, 'note', ${text}))
                                FROM generate_series(1, $4) AS n)
      WHERE id = $1`,
    [id, PERSONAS.admin, action, count],
  );
}

describe('A promotion takes 500 notes by hand', () => {
  it('and answers the next with 409 NOTES_FULL', async () => {
    const promotion = await promotionIn(app, 'draft');
    await addNotes(promotion, 'note', 499, `'A note'`);
    const add = () => app.as('admin').post(`${promotion.path}/notes`).send({ note: 'One more' });
    await add().expect(201);
    const before = await app.as('admin').get(promotion.path).expect(200);
    expect((await add().expect(409)).body).toMatchObject({ code: 'NOTES_FULL', status: 409 });
    expect((await app.as('admin').get(promotion.path)).body).toEqual(before.body);
    await expect(addNotes(promotion, 'note', 1, `'By SQL'`)).rejects.toMatchObject({ code: '23514' });
  });

  it('of which 20 at once leave room for no more', async () => {
    const promotion = await promotionIn(app, 'draft');
    await addNotes(promotion, 'note', 490, `'A note'`);
    const calls = Array.from({ length: 20 }, () => app.as('admin').post(`${promotion.path}/notes`).send({ note: 'N' }));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 409)).toHaveLength(10);
  });

  it('and still every step, however long the notes are', async () => {
    const promotion = await promotionIn(app, 'approved');
    await addNotes(promotion, 'note', 500, LONGEST);
    await addNotes(promotion, 'record_checks', 300, LONGEST);
    // In JSON each control character takes six.
    const reason = `x${'\u0001'.repeat(999)}`;
    await app.as('admin').post(`${promotion.path}/revoke`).send({ reason }).expect(200);
  });
});

describe('The check that notes are only added', () => {
  it('reads twice as much for twice as many notes, and not four times', async () => {
    const pagesRead = async (count: number): Promise<number> => {
      const promotion = await promotionIn(app, 'draft');
      await addNotes(promotion, 'note', count, RANDOM);
      const client = await app.owner.connect();
      // A session that has made six calls plans the check for any notes, and does not count the old ones in advance.
      await client.query('SET plan_cache_mode = force_generic_plan');
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
         UPDATE public.stylist_promotions SET notes = notes || '[{"action": "submit"}]' WHERE id = '${promotion.id}'`,
      );
      client.release(true);
      const plan = rows[0]!['QUERY PLAN'][0].Plan;
      return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
    };
    const [some, twice] = [await pagesRead(200), await pagesRead(400)];
    expect(twice / some).toBeLessThan(3);
  });
});
