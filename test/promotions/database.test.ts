import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { PERSONAS } from '../../src/examples/personas.js';
import {
  CHECKS,
  OPEN_STATUSES,
  type PromotionStatus,
  REQUIREMENTS,
  STATUSES,
  TRANSITIONS,
} from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { HELD, openPromotion, promotionIn, settingChecks } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

type Result = { rows: Record<string, unknown>[]; rowCount: number | null };

/** Runs statements as the service does for a signed-in user, under row level security, and rolls them back. */
async function under(userId: string | null, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await app.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL ROLE ${userId === null ? 'anon' : 'service_engine_caller'}`);
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

const asSecondAdmin = (sql: string, values: unknown[] = []): Promise<Result> =>
  under(PERSONAS['second-admin'], (client) => client.query(sql, values));

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

describe('The transitions in the database', () => {
  it('are those of the code', async () => {
    const { rows } = await app.owner.query<{ from_status: string; to_status: string }>(
      `SELECT from_status, to_status FROM private.promotion_transitions()`,
    );
    const pairs = (moves: { from: string; to: string }[]): string[] => moves.map(({ from, to }) => `${from} ${to}`);
    const stored = rows.map((row) => ({ from: row.from_status, to: row.to_status }));
    expect(pairs(stored).sort()).toEqual(pairs([...TRANSITIONS]).sort());
  });

  it('name the same states as open', async () => {
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
  it.each(OUTSIDE)('do not lead from $from to $to, even with every check satisfied', async ({ from, to }) => {
    const promotion = await promotionIn(app, from);
    const move = OPEN_STATUSES.includes(from) ? moveTo(to).replace('SET', `SET ${settingChecks()},`) : moveTo(to);
    await expect(asAdmin(move, [promotion.id])).rejects.toMatchObject({ code: '23514' });
    const bare = app.owner.query(move.replaceAll('auth.uid()', `'${PERSONAS.admin}'`), [promotion.id]);
    await expect(bare).rejects.toMatchObject({ code: '23514' });
  });
});

describe('The checks in the database', () => {
  it.each(REQUIREMENTS)('include %s with the values of the code, the first as default', async (code) => {
    const { column, values } = CHECKS[code];
    const { rows } = await app.owner.query<{ first: unknown; type: string; allowed: string | null }>(
      `SELECT pg_get_expr(d.adbin, d.adrelid) AS first, a.atttypid::regtype::text AS type,
              (SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c
                WHERE c.conrelid = a.attrelid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum]) AS allowed
         FROM pg_attribute a
         JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = 'public.stylist_promotions'::regclass AND a.attname = $1`,
      [column],
    );
    const isWord = typeof values[0] === 'string';
    expect(rows).toMatchObject([
      { type: isWord ? 'text' : 'boolean', first: isWord ? `'${values[0]}'::text` : String(values[0]) },
    ]);
    const allowed = [...(rows[0]?.allowed ?? '').matchAll(/'(\w+)'/g)].map(([, value]) => value);
    expect(allowed).toEqual(isWord ? values : []);
  });

  it.each(REQUIREMENTS)('keep a promotion without %s from every later stage', async (missing) => {
    const { id } = await openPromotion(app);
    const others = settingChecks(REQUIREMENTS.filter((code) => code !== missing));
    await app.owner.query(`UPDATE public.stylist_promotions SET ${others} WHERE id = $1`, [id]);
    const stages = ['pending_checks', 'pending_training', 'pending_approval'] as const;
    for (const stage of stages.slice(stages.indexOf(CHECKS[missing].stage) + 1)) {
      await expect(asAdmin(moveTo(stage), [id])).rejects.toMatchObject({ code: '23514' });
    }
    expect(await asAdmin(moveTo(CHECKS[missing].stage), [id])).toMatchObject({ rowCount: 1 });
  });

  it.each(REQUIREMENTS)('hold %s for satisfied with one value only, in the trigger and in the view', async (code) => {
    const { id, userId } = await openPromotion(app);
    const { column, values, satisfiedBy } = CHECKS[code];
    await app.owner.query(`UPDATE public.stylist_promotions SET ${settingChecks()} WHERE id = $1`, [id]);
    for (const value of values) {
      await app.owner.query(`UPDATE public.stylist_promotions SET ${column} = '${value}' WHERE id = $1`, [id]);
      const view = `SELECT ${code} AS holds FROM public.my_stylist_promotions WHERE id = $1`;
      const { rows } = await under(userId, (client) => client.query(view, [id]));
      expect({ value, rows }).toEqual({ value, rows: [{ holds: value === satisfiedBy }] });
      const stage = value === satisfiedBy ? 'pending_approval' : CHECKS[code].stage;
      expect(await asAdmin(moveTo(stage), [id])).toMatchObject({ rowCount: 1 });
    }
  });

  it.each(REQUIREMENTS)('record %s in no promotion that has ended', async (code) => {
    const { id } = await promotionIn(app, 'rejected');
    const { column, satisfiedBy } = CHECKS[code];
    const record = `UPDATE public.stylist_promotions SET ${column} = '${satisfiedBy}' WHERE id = $1`;
    await expect(asAdmin(record, [id])).rejects.toMatchObject({ code: '23514' });
  });
});

describe('Direct SQL as an admin under row level security', () => {
  it.each(REQUIREMENTS)('cannot approve with %s missing', async (missing) => {
    const { id } = await promotionIn(app, 'pending_approval');
    const others = settingChecks(REQUIREMENTS.filter((code) => code !== missing));
    const approval = moveTo('approved').replace('SET', `SET ${others},`);
    await expect(asSecondAdmin(approval, [id])).rejects.toMatchObject({ code: '23514' });
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

  it('cannot approve without an approver or in the name of another admin', async () => {
    const { id } = await promotionIn(app, 'pending_approval');
    const by = (approver: string): string => moveTo('approved').replace('auth.uid()', approver);
    await expect(asAdmin(by('NULL'), [id])).rejects.toMatchObject({ code: '23514' });
    await expect(asAdmin(by(`'${PERSONAS['second-admin']}'`), [id])).rejects.toMatchObject({ code: '42501' });
    expect(await asSecondAdmin(by('auth.uid()'), [id])).toMatchObject({ rowCount: 1 });
  });

  it('changes nothing of the admin’s own promotion', async () => {
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

  it('cannot insert a promotion past draft, in the name of another admin, or beside an open one', async () => {
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

  it('cannot delete a promotion, nor edit or remove a note', async () => {
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

describe('Direct SQL as another user', () => {
  it('shows the table to admins only, and to a candidate the view of their own promotions', async () => {
    const { id, userId } = await openPromotion(app);
    const select = 'SELECT * FROM public.stylist_promotions';
    expect(await under(userId, (client) => client.query(select))).toMatchObject({ rowCount: 0 });
    expect(await under(PERSONAS.auditor, (client) => client.query(select))).toMatchObject({ rowCount: 0 });
    await expect(under(null, (client) => client.query(select))).rejects.toMatchObject({ code: '42501' });
    const view = await under(userId, (client) => client.query('SELECT * FROM public.my_stylist_promotions'));
    expect(view.rows).toHaveLength(1);
    const none = Object.fromEntries(REQUIREMENTS.map((code) => [code, false]));
    expect(view.rows[0]).toMatchObject({ id, ...none });
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
