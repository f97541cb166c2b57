import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { PERSONAS } from '../../src/examples/personas.js';
import {
  CHECKS,
  OPEN_STATUSES,
  type PromotionStatus,
  STATUSES,
  TRANSITIONS,
} from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { HELD, openPromotion, promotionIn, recording } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

type Result = { rows: Record<string, unknown>[]; rowCount: number | null };

/** Runs statements as a signed-in user under row level security, as PostgREST would, and takes them back. */
async function under(userId: string | null, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await app.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL ROLE ${userId === null ? 'anon' : 'authenticated'}`);
    const claims = userId === null ? '' : JSON.stringify({ sub: userId, role: 'authenticated' });
    await client.query(`SELECT set_config('request.jwt.claims', $1, true)`, [claims]);
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const asAdmin = (sql: string, values: unknown[] = []): Promise<Result> =>
  under(PERSONAS.admin, (client) => client.query(sql, values));

const COLUMNS: Record<PromotionStatus, string> = {
  draft: '',
  pending_checks: '',
  pending_training: '',
  pending_approval: '',
  approved: `, approved_by = auth.uid(), approved_at = now()`,
  rejected: `, rejected_by = auth.uid(), rejected_at = now(), rejection_reason = 'R'`,
  revoked: `, revoked_by = auth.uid(), revoked_at = now(), revocation_reason = 'R'`,
};

const moveTo = (to: PromotionStatus): string =>
  `UPDATE public.stylist_promotions SET status = '${to}'${COLUMNS[to]} WHERE id = $1`;

describe('The table of transitions in the database', () => {
  it('is that of the code', async () => {
    const { rows } = await app.owner.query<{ from_status: string; to_status: string }>(
      `SELECT from_status, to_status FROM private.promotion_transitions()`,
    );
    const pairs = (moves: { from: string; to: string }[]): string[] => moves.map(({ from, to }) => `${from} ${to}`);
    const stored = rows.map((row) => ({ from: row.from_status, to: row.to_status }));
    expect(pairs(stored).sort()).toEqual(pairs([...TRANSITIONS]).sort());
  });

  it('counts the same states as open', async () => {
    const { rows } = await app.owner.query<{ states: string }>(
      `SELECT pg_get_expr(indpred, indrelid) AS states FROM pg_index
        WHERE indexrelid = 'public.stylist_promotions_one_open'::regclass`,
    );
    const named = [...(rows[0]?.states ?? '').matchAll(/'(\w+)'/g)].map(([, state = '']) => state);
    expect(named.sort()).toEqual([...OPEN_STATUSES].sort());
  });

  const OUTSIDE = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to }))).filter(
    ({ from, to }) => from !== to && !TRANSITIONS.some((move) => move.from === from && move.to === to),
  );
  it.each(OUTSIDE)('admits no direct way from $from to $to, with every check held', async ({ from, to }) => {
    const promotion = await promotionIn(app, from);
    if (OPEN_STATUSES.includes(from)) {
      await app.owner.query(
        `UPDATE public.stylist_promotions
            SET background_check_status = 'passed', id_verification_status = 'verified', training_completed = true,
                mfa_enabled = true
          WHERE id = $1`,
        [promotion.id],
      );
    }
    await expect(asAdmin(moveTo(to), [promotion.id])).rejects.toMatchObject({ code: '23514' });
    const bare = app.owner.query(moveTo(to).replaceAll('auth.uid()', `'${PERSONAS.admin}'`), [promotion.id]);
    await expect(bare).rejects.toMatchObject({ code: '23514' });
  });
});

describe('Direct SQL as an admin under row level security', () => {
  it.each(CHECKS)('cannot approve with %s missing', async (missing) => {
    const { id } = await promotionIn(app, 'pending_approval');
    const lost = recording(CHECKS.filter((code) => code !== missing));
    await app.owner.query(
      `UPDATE public.stylist_promotions
          SET background_check_status = $2, id_verification_status = $3, training_completed = $4, mfa_enabled = $5
        WHERE id = $1`,
      [id, lost['backgroundCheck'], lost['idVerification'], lost['trainingCompleted'], lost['mfaEnabled']],
    );
    await expect(asAdmin(moveTo('approved'), [id])).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    ['pending_training', 'pending_checks'],
    ['pending_approval', 'pending_training'],
    ['pending_approval', 'pending_checks'],
  ] as const)('cannot reach %s with the checks of %s', async (to, from) => {
    const { id } = await promotionIn(app, from);
    expect(HELD[from].length).toBeLessThan(HELD[to].length);
    await expect(asAdmin(moveTo(to), [id])).rejects.toMatchObject({ code: '23514' });
  });

  it('cannot approve without or in another’s name', async () => {
    const { id } = await promotionIn(app, 'pending_approval');
    const by = (approver: string): string => moveTo('approved').replace('auth.uid()', approver);
    await expect(asAdmin(by('NULL'), [id])).rejects.toMatchObject({ code: '23514' });
    await expect(asAdmin(by(`'${PERSONAS['second-admin']}'`), [id])).rejects.toMatchObject({ code: '42501' });
    expect(await asAdmin(by('auth.uid()'), [id])).toMatchObject({ rowCount: 1 });
  });

  it('does nothing to the own promotion', async () => {
    const { id, userId } = await promotionIn(app, 'pending_approval');
    await app.owner.query(
      `INSERT INTO public.user_roles (user_id, role_id, is_active) SELECT $1, id, true FROM public.roles WHERE name = 'admin'`,
      [userId],
    );
    const own = (sql: string): Promise<Result> => under(userId, (client) => client.query(sql, [id]));
    expect(await own('SELECT id FROM public.stylist_promotions WHERE id = $1')).toMatchObject({ rowCount: 1 });
    expect(await own(moveTo('approved'))).toMatchObject({ rowCount: 0 });
    expect(await own('UPDATE public.stylist_promotions SET mfa_enabled = false WHERE id = $1')).toMatchObject({
      rowCount: 0,
    });
    await expect(app.owner.query(moveTo('approved').replace('auth.uid()', 'user_id'), [id])).rejects.toMatchObject({
      code: '23514',
    });
    await app.as('admin').post(`/v1/promotions/${id}/reject`).send({ reason: 'R' }).expect(200);
    const insert = `INSERT INTO public.stylist_promotions (user_id, requested_by) VALUES (auth.uid(), auth.uid())`;
    await expect(under(userId, (client) => client.query(insert))).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot make one that is not a draft, in another’s name, or beside an open one', async () => {
    const userId = await addUser(app.owner, 'By hand');
    const insert = (columns: string, values: string): Promise<Result> =>
      asAdmin(`INSERT INTO public.stylist_promotions (user_id, requested_by${columns}) VALUES ($1, ${values})`, [
        userId,
      ]);
    await expect(insert(', status', `auth.uid(), 'approved'`)).rejects.toMatchObject({ code: '42501' });
    await expect(insert('', `'${PERSONAS['second-admin']}'`)).rejects.toMatchObject({ code: '42501' });
    expect(await insert('', 'auth.uid()')).toMatchObject({ rowCount: 1 });
    await openPromotion(app, userId);
    await expect(insert('', 'auth.uid()')).rejects.toMatchObject({ constraint: 'stylist_promotions_one_open' });
    const born = `INSERT INTO public.stylist_promotions (user_id, status) VALUES ($1, 'pending_approval')`;
    await expect(app.owner.query(born, [await addUser(app.owner, 'Born late')])).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('cannot delete one, nor edit or remove a note', async () => {
    const { id } = await openPromotion(app);
    await expect(asAdmin('DELETE FROM public.stylist_promotions WHERE id = $1', [id])).rejects.toMatchObject({
      code: '42501',
    });
    for (const notes of [`'[]'`, `jsonb_set(notes, '{0,note}', '"edited"')`, `'[{}]' || notes`]) {
      const edit = `UPDATE public.stylist_promotions SET notes = ${notes} WHERE id = $1`;
      await expect(asAdmin(edit, [id])).rejects.toMatchObject({ code: '23514' });
    }
  });
});

describe('Direct SQL as others', () => {
  it('shows nobody but admins the table, and each candidate the own columns of the view', async () => {
    const { id, userId } = await openPromotion(app);
    const select = 'SELECT * FROM public.stylist_promotions';
    expect(await under(userId, (client) => client.query(select))).toMatchObject({ rowCount: 0 });
    expect(await under(PERSONAS.auditor, (client) => client.query(select))).toMatchObject({ rowCount: 0 });
    await expect(under(null, (client) => client.query(select))).rejects.toMatchObject({ code: '42501' });
    const view = await under(userId, (client) => client.query('SELECT * FROM public.my_stylist_promotions'));
    expect(view.rows).toHaveLength(1);
    expect(view.rows[0]).toMatchObject({ id, background_check: false });
    expect(Object.keys(view.rows[0] ?? {}).join()).not.toMatch(
      /note|requested|approved_by|_status|rejection|revocation/,
    );
    expect(
      await under(PERSONAS.customer, (client) => client.query('SELECT * FROM public.my_stylist_promotions')),
    ).toMatchObject({ rowCount: 0 });
    const update = `UPDATE public.stylist_promotions SET mfa_enabled = true WHERE id = $1`;
    expect(await under(userId, (client) => client.query(update, [id]))).toMatchObject({ rowCount: 0 });
  });
});
