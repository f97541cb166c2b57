import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type PoolClient } from 'pg';
import { PERSONAS } from '../../src/examples/personas.js';
import { CHECKS, type PromotionStatus } from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import { HELD, promotionIn, settingChecks } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;
let service: Client;

beforeAll(async () => {
  app = await startApp();
  service = new Client({ connectionString: app.database.url });
  await service.connect();
});
afterAll(async () => {
  await service.end();
  await app.close();
});

const OTHER = PERSONAS['second-admin'];

/** Changes that nobody may make, by the state of the promotion; the requester is the persona admin. */
type Forbidden = [name: string, state: PromotionStatus, assignments: string];

const FORBIDDEN: Forbidden[] = [
  ['another requester', 'draft', `requested_by = '${OTHER}'`],
  ['no requester', 'draft', `requested_by = NULL`],
  ['no approver', 'approved', `approved_by = NULL`],
  ['another approver', 'approved', `approved_by = '${PERSONAS.auditor}'`],
  ['another time of approval', 'approved', `approved_at = approved_at - interval '1 day'`],
  ['another rejecter', 'rejected', `rejected_by = '${OTHER}'`],
  ['another time of rejection', 'rejected', `rejected_at = now()`],
  ['another reason of rejection', 'rejected', `rejection_reason = 'Another'`],
  ['a public reason afterwards', 'rejected', `public_reason = 'Another'`],
  ['another revoker', 'revoked', `revoked_by = '${OTHER}'`],
  ['another time of revocation', 'revoked', `revoked_at = now()`],
  ['another reason of revocation', 'revoked', `revocation_reason = 'Another'`],
  ['an approver after a revocation', 'revoked', `approved_by = '${PERSONAS.auditor}'`],
  ['notes removed', 'approved', `notes = '[]'`],
  ['a note edited', 'approved', `notes = jsonb_set(notes, '{0,note}', '"Another"')`],
  ...Object.entries(CHECKS).map(([code, { column, values }]): Forbidden => [
    `a stage whose ${code} holds no more`,
    'pending_approval',
    `${column} = '${values[0]}'`,
  ]),
  ['a stage that is met', 'pending_checks', settingChecks(HELD.pending_training)],
  ['a stage that is not the first unmet', 'draft', `status = 'pending_training'`],
  ['an approval by the requester', 'pending_approval', approvedBy(PERSONAS.admin)],
  ['an approval without an approver', 'pending_approval', `status = 'approved', approved_at = now()`],
];

function approvedBy(admin: string): string {
  return `status = 'approved', approved_at = now(), approved_by = '${admin}'`;
}

/** Runs the work as the owner in a transaction that is rolled back. */
async function undone<T>(setting: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await app.owner.connect();
  try {
    await client.query(`BEGIN; ${setting}`);
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const ROLES = [
  ['origin', ''],
  ['replica', 'SET LOCAL session_replication_role = replica'],
] as const;

describe.each(ROLES)('Under the replication role %s the owner cannot write', (_name, setting) => {
  it.each(FORBIDDEN)('%s', async (_change, state, assignments) => {
    const { id } = await promotionIn(app, state);
    await undone(setting, async (client) => {
      const update = client.query(`UPDATE public.stylist_promotions SET ${assignments} WHERE id = $1`, [id]);
      await expect(update).rejects.toMatchObject({ code: '23514' });
    });
  });

  it('a promotion that is born past draft', async () => {
    const user = await addUser(app.owner, 'Born late');
    await undone(setting, async (client) => {
      const insert = `INSERT INTO public.stylist_promotions (user_id, status) VALUES ($1, 'pending_checks')`;
      await expect(client.query(insert, [user])).rejects.toMatchObject({ code: '23514' });
    });
  });

  it('a version of its own choice', async () => {
    const { id } = await promotionIn(app, 'draft');
    await undone(setting, async (client) => {
      const { rows } = await client.query(
        `UPDATE public.stylist_promotions SET row_version = 99 WHERE id = $1 RETURNING row_version`,
        [id],
      );
      expect(rows).toEqual([{ row_version: '2' }]);
    });
  });
});

describe('The database', () => {
  it('lets an account go that acted, and keeps what it did', async () => {
    const approver = await addUser(app.owner, 'Leaving', 'admin');
    const promotion = await promotionIn(app, 'pending_approval');
    const body = { profile: { displayName: 'Test Candidate', title: 'Stylist' } };
    await app.as(approver).post(`${promotion.path}/approve`).send(body).expect(200);
    await app.owner.query('DELETE FROM auth.users WHERE id = $1', [approver]);
    const { rows } = await app.owner.query(
      `SELECT status, approved_by, approved_at IS NOT NULL AS dated FROM public.stylist_promotions WHERE id = $1`,
      [promotion.id],
    );
    expect(rows).toEqual([{ status: 'approved', approved_by: null, dated: true }]);
    const again = `UPDATE public.stylist_promotions SET approved_by = $2 WHERE id = $1`;
    await expect(app.owner.query(again, [promotion.id, OTHER])).rejects.toMatchObject({ code: '23514' });
  });

  it('takes no note of a caller in the name of another', async () => {
    const { id } = await promotionIn(app, 'draft');
    const add = (by: string): Promise<{ rowCount: number | null }> =>
      undone(
        `SELECT set_config('request.jwt.claims', '{"sub": "${OTHER}"}', true); SET LOCAL ROLE service_engine_caller`,
        (client) =>
          client.query(
            `UPDATE public.stylist_promotions SET notes = notes || jsonb_build_object('admin_id', $2::text) WHERE id = $1`,
            [id, by],
          ),
      );
    await expect(add(PERSONAS.admin)).rejects.toMatchObject({ code: '42501' });
    expect(await add(OTHER)).toMatchObject({ rowCount: 1 });
  });

  it('holds four eyes until its owner says otherwise, which the service’s login cannot', async () => {
    const { id } = await promotionIn(app, 'pending_approval');
    const approve = `UPDATE public.stylist_promotions SET ${approvedBy(PERSONAS.admin)} WHERE id = $1`;
    const off = 'UPDATE private.service_engine_settings SET four_eyes = false';
    for (const role of ['service_engine', 'service_engine_caller']) {
      await service.query(`BEGIN; SET LOCAL ROLE ${role}`);
      await expect(service.query(off)).rejects.toMatchObject({ code: '42501' });
      await service.query('ROLLBACK');
    }
    await undone('', async (client) => {
      await expect(client.query(approve, [id])).rejects.toMatchObject({ code: '23514' });
    });
    expect(await undone(off, (client) => client.query(approve, [id]))).toMatchObject({ rowCount: 1 });
  });
});

/** Runs statements as the service's own role, with an admin's claims, and rolls them back. */
async function asService(...statements: [sql: string, values: unknown[]][]): Promise<unknown> {
  await service.query(
    `BEGIN; SELECT set_config('request.jwt.claims', '{"sub": "${OTHER}"}', true); SET LOCAL ROLE service_engine`,
  );
  try {
    let last: unknown;
    for (const [sql, values] of statements) last = await service.query(sql, values);
    return last;
  } finally {
    await service.query('ROLLBACK');
  }
}

describe('The service’s login alone', () => {
  const GRANT = 'SELECT private.grant_stylist_role($1)';
  const END = 'SELECT private.end_stylist_role($1)';

  it.each([
    `INSERT INTO public.user_roles (user_id, role_id) SELECT $1, id FROM public.roles WHERE name = 'admin'`,
    'UPDATE public.user_roles SET is_active = true WHERE user_id = $1',
    'DELETE FROM public.user_roles WHERE user_id = $1',
    'INSERT INTO private.own_role_changes (user_id) VALUES ($1)',
  ])('writes no role: %s', async (sql) => {
    await expect(asService([sql, [PERSONAS.candidate]])).rejects.toMatchObject({ code: '42501' });
  });

  it('grants no role for a promotion that is not approved, or was approved before', async () => {
    for (const state of ['pending_approval', 'approved', 'revoked'] as const) {
      const { id } = await promotionIn(app, state);
      await expect(asService([GRANT, [id]])).rejects.toMatchObject({ code: '42501' });
      const touch = `UPDATE public.stylist_promotions SET notes = notes || jsonb_build_object('admin_id', $2::text) WHERE id = $1`;
      const touched = asService(
        ['SET LOCAL ROLE service_engine_caller', []],
        [touch, [id, OTHER]],
        ['SET LOCAL ROLE service_engine', []],
        [GRANT, [id]],
      );
      await expect(touched).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('ends no role of a stylist who is active', async () => {
    const { userId } = await promotionIn(app, 'approved');
    await expect(asService([END, [userId]])).rejects.toMatchObject({ code: '42501' });
  });
});

describe('A change of roles', () => {
  const rowsOf = async (userId: string): Promise<unknown[]> => {
    const { rows } = await app.owner.query(
      `SELECT severity, category, details ->> 'role' AS role, details ->> 'change' AS change
         FROM private.service_management_log WHERE action = 'ROLE_CHANGED' AND target_id = $1 ORDER BY id`,
      [userId],
    );
    return rows;
  };

  it('by hand leaves a row each, also in replica mode, and one that changes nothing leaves none', async () => {
    const user = await addUser(app.owner, 'Changed');
    const role = `role_id = (SELECT id FROM public.roles WHERE name = 'admin')`;
    await app.owner.query(
      `INSERT INTO public.user_roles (user_id, role_id) SELECT $1, id FROM public.roles WHERE name = 'admin'`,
      [user],
    );
    await app.owner.query(
      `SET session_replication_role = replica;
       UPDATE public.user_roles SET is_active = false WHERE user_id = '${user}' AND ${role};
       RESET session_replication_role`,
    );
    await app.owner.query(`UPDATE public.user_roles SET assigned_at = now() WHERE user_id = $1`, [user]);
    await app.owner.query(`DELETE FROM public.user_roles WHERE user_id = $1`, [user]);
    const row = { severity: 'warning', category: 'governance', role: 'admin' };
    expect(await rowsOf(user)).toEqual(['insert', 'update', 'delete'].map((change) => ({ ...row, change })));
    const { body } = await app.as('auditor').get('/v1/audit/service-log?action=ROLE_CHANGED').expect(200);
    expect(body.items[0]).toMatchObject({ targetId: user, targetType: null });
  });

  it('by an approval or a revocation leaves the row of the promotion only', async () => {
    const { userId } = await promotionIn(app, 'revoked');
    expect(await rowsOf(userId)).toEqual([]);
  });
});
