import { randomUUID } from 'node:crypto';
import type { PromotionStatus } from '../../../src/promotions/promotion.states.js';
import { settingChecks } from '../../support/promotions.js';
import { each, EVERYBODY, SIGNED_IN, type Cell, type Row, type Statement } from './row.js';
import type { World } from './world.js';

/** Reading is for admins, the own one too; candidates have a view of theirs. */
const READING = { own: { admin: 'done' }, "another's": { admin: 'done' }, missing: { admin: 404 } } as const;

/** A write on the own promotion is refused to everybody. */
const WRITING = { own: { admin: 403 }, "another's": { admin: 'done' }, missing: { admin: 404 } } as const;

/** The id of a promotion in a state: the role's own, somebody else's, or of none. */
async function promotion(world: World, { target, userId }: Cell, status: PromotionStatus): Promise<string> {
  if (target === 'missing') return randomUUID();
  const candidate = target === 'own' && userId !== null ? userId : await world.user();
  return world.promotionOf(candidate, status);
}

/** A step of the workflow: the call, and the UPDATE behind it. */
function step(
  call: string,
  status: PromotionStatus,
  body: object,
  update: string,
  values: (cell: Cell) => unknown[] = () => [],
): Row {
  return {
    route: call,
    targets: WRITING,
    play: async (world, cell) => {
      const id = await promotion(world, cell, status);
      const sql = `UPDATE public.stylist_promotions SET ${update} WHERE id = $1`;
      const path = call.split(' ')[1] ?? '';
      return { path: path.replace(':id', id), body, statements: [[sql, id, ...values(cell)]] };
    },
  };
}

const me = ({ userId }: Cell): unknown[] => [userId];

export const PROMOTION_ROWS: Row[] = [
  {
    route: 'POST /v1/promotions',
    targets: { oneself: { admin: 403 }, 'somebody else': { admin: 'done' }, missing: { admin: 404 } },
    play: async (world, { target, userId }) => {
      const candidate = target === 'oneself' ? (userId ?? randomUUID()) : target === 'missing' ? randomUUID() : '';
      const body = { userId: candidate === '' ? await world.user() : candidate };
      const sql = `INSERT INTO public.stylist_promotions (user_id, requested_by, notes) VALUES ($1, $2, '[]')`;
      const statements: Statement[] = target === 'somebody else' ? [[sql, body.userId, userId]] : [];
      return { path: '/v1/promotions', body, statements };
    },
  },
  {
    route: 'GET /v1/promotions',
    targets: { all: { admin: 'done' } },
    play: () => ({ path: '/v1/promotions', statements: [['SELECT FROM public.stylist_promotions']] }),
  },
  {
    route: 'GET /v1/promotions/workflow',
    targets: EVERYBODY,
    play: () => ({ path: '/v1/promotions/workflow' }),
  },
  {
    route: 'GET /v1/promotions/me',
    targets: { own: each(SIGNED_IN) },
    play: async (world, { userId }) => {
      if (userId !== null) await world.promotionOf(userId, 'draft');
      return { path: '/v1/promotions/me', statements: [['SELECT FROM public.my_stylist_promotions']] };
    },
  },
  {
    route: 'GET /v1/promotions/:id',
    targets: READING,
    play: async (world, cell) => {
      const id = await promotion(world, cell, 'draft');
      const statement: Statement = ['SELECT FROM public.stylist_promotions WHERE id = $1', id];
      return { path: `/v1/promotions/${id}`, statements: [statement] };
    },
  },
  {
    route: 'GET /v1/promotions/:id/history',
    targets: {
      own: each(SIGNED_IN),
      "another's": { ...each(SIGNED_IN, 404), admin: 'done' },
      missing: each(SIGNED_IN, 404),
    },
    play: async (world, cell) => {
      const id = await promotion(world, cell, 'draft');
      const sql = `SELECT FROM public.stylist_promotions WHERE id = $1
                    UNION ALL SELECT FROM public.my_stylist_promotions WHERE id = $1`;
      return { path: `/v1/promotions/${id}/history`, statements: [[sql, id]] };
    },
  },
  step('PATCH /v1/promotions/:id/checks', 'draft', { trainingCompleted: true }, settingChecks()),
  step('PUT /v1/promotions/:id/profile-draft', 'draft', { title: 'Stylist' }, `profile_draft = '{}'`),
  step('POST /v1/promotions/:id/submit', 'draft', {}, `status = 'pending_checks'`),
  step(
    'POST /v1/promotions/:id/approve',
    'pending_approval',
    { profile: { displayName: 'Somebody', title: 'Stylist' } },
    `status = 'approved', approved_at = now(), approved_by = $2`,
    me,
  ),
  step(
    'POST /v1/promotions/:id/reject',
    'pending_approval',
    { reason: 'No' },
    `status = 'rejected', rejected_at = now(), rejection_reason = 'No', public_reason = 'No', rejected_by = $2`,
    me,
  ),
  step(
    'POST /v1/promotions/:id/revoke',
    'approved',
    { reason: 'No' },
    `status = 'revoked', revoked_at = now(), revocation_reason = 'No', revoked_by = $2`,
    me,
  ),
  step('POST /v1/promotions/:id/notes', 'approved', { note: 'Called' }, `notes = notes || '[{"note": "Called"}]'`),
];
