import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  approve,
  openPromotion,
  outcomeOf,
  promotionIn,
  recording,
  type TestPromotion,
} from '../support/promotions.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const END_ROLE = `UPDATE public.user_roles SET is_active = false WHERE user_id = $1`;
const END_PROFILE = `UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1`;

/** An approved run whose role or profile the host ended, and a new run of the same user that can be approved. */
async function twoRuns(sql: string): Promise<[old: TestPromotion, next: TestPromotion]> {
  const old = await promotionIn(app, 'approved');
  await app.owner.query(sql, [old.userId]);
  const next = await openPromotion(app, old.userId);
  await app.as('admin').patch(`${next.path}/checks`).send(recording()).expect(200);
  await app.as('admin').post(`${next.path}/submit`).expect(200);
  return [old, next];
}

const shown = async ({ path }: TestPromotion): Promise<Record<string, unknown>> =>
  (await app.as('admin').get(path).expect(200)).body as Record<string, unknown>;

describe('A user has one approved run', () => {
  it.each([
    ['role', END_ROLE],
    ['profile', END_PROFILE],
  ])('a new approval revokes the former one, whose %s the host ended, in the same transaction', async (_, sql) => {
    const [old, next] = await twoRuns(sql);
    const { body } = await approve(app, next).expect(200);
    expect(body).toMatchObject({ status: 'approved', previousPromotionId: old.id });
    expect(await shown(old)).toMatchObject({
      status: 'revoked',
      revokedBy: PERSONAS['second-admin'],
      revocationReason: 'superseded',
      publicReason: null,
      approvedBy: PERSONAS['second-admin'],
    });
    expect(await outcomeOf(app, old.userId)).toMatchObject({
      statuses: ['revoked', 'approved'],
      activeProfiles: 1,
      activeRoles: 1,
      actions: { APPROVE_PROMOTION: 2, REVOKE_PROMOTION: 1 },
    });
    const { rows } = await app.owner.query<{ details: unknown; admin: string }>(
      `SELECT details, admin_user_id AS admin FROM private.service_management_log
        WHERE target_id = ANY ($1) AND action IN ('REVOKE_PROMOTION', 'APPROVE_PROMOTION') ORDER BY id DESC LIMIT 2`,
      [[old.id, next.id]],
    );
    expect(rows).toMatchObject([
      { details: { superseded: old.id }, admin: PERSONAS['second-admin'] },
      { details: { reason: 'superseded', supersededBy: next.id }, admin: PERSONAS['second-admin'] },
    ]);
  });

  it('revoking the former one afterwards is 409 and leaves the new stylist', async () => {
    const [old, next] = await twoRuns(END_ROLE);
    await approve(app, next).expect(200);
    const { body } = await app.as('admin').post(`${old.path}/revoke`).send({ reason: 'Late' }).expect(409);
    expect(body).toMatchObject({ code: 'INVALID_TRANSITION', currentStatus: 'revoked' });
    expect(await outcomeOf(app, old.userId)).toMatchObject({ activeProfiles: 1, activeRoles: 1 });
  });

  it.each([1, 2, 3])('also when the former one is revoked while the new one is approved (%i)', async () => {
    const [old, next] = await twoRuns(END_ROLE);
    const [approved, revoked] = await Promise.all([
      approve(app, next),
      app.as('admin').post(`${old.path}/revoke`).send({ reason: 'At once' }),
    ]);
    expect(approved.status).toBe(200);
    expect([200, 409]).toContain(revoked.status);
    expect(await outcomeOf(app, old.userId)).toMatchObject({
      statuses: ['revoked', 'approved'],
      activeProfiles: 1,
      activeRoles: 1,
      actions: { REVOKE_PROMOTION: 1 },
    });
  });

  it('a refused approval leaves the former one approved', async () => {
    const [old, next] = await twoRuns(END_ROLE);
    await app.owner.query(`UPDATE public.stylist_profiles SET display_name = ' ' WHERE user_id = $1`, [old.userId]);
    await approve(app, next, {}).expect(422);
    expect((await outcomeOf(app, old.userId)).statuses).toEqual(['approved', 'pending_approval']);
  });

  it('the database takes no second one', async () => {
    const [, next] = await twoRuns(END_ROLE);
    const second = app.owner.query(
      `UPDATE public.stylist_promotions SET status = 'approved', approved_by = $2, approved_at = now() WHERE id = $1`,
      [next.id, PERSONAS['second-admin']],
    );
    await expect(second).rejects.toMatchObject({ code: '23505', constraint: 'stylist_promotions_one_approved' });
  });
});
