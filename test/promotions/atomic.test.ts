import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/process.js';
import { approve, openPromotion, outcomeOf, PROFILE, promotionIn } from '../support/promotions.js';
import { addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('A failed write leaves no trace', () => {
  const STEPS = [
    ['public.stylist_promotions', 'UPDATE'],
    ['public.stylist_profiles', 'INSERT'],
    ['public.stylist_profiles', 'UPDATE'],
    ['public.stylist_override_budgets', 'INSERT'],
    ['public.user_roles', 'INSERT'],
    ['public.user_roles', 'UPDATE'],
    ['public.stylist_services', 'INSERT'],
    ['private.service_management_log', 'INSERT'],
  ] as const;

  /** Makes one kind of write fail at the end of its statement. */
  async function whileFailing(table: string, event: string, work: () => Promise<void>): Promise<void> {
    await app.owner.query(`
      CREATE OR REPLACE FUNCTION public.fail_for_test() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'for the test' USING ERRCODE = '40001'; END $$;
      CREATE TRIGGER zz_fail_for_test AFTER ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION public.fail_for_test()`);
    await work().finally(() => app.owner.query(`DROP TRIGGER zz_fail_for_test ON ${table}`));
  }

  it.each(STEPS.filter(([table, event]) => `${table} ${event}` !== 'public.user_roles UPDATE'))(
    'of an approval: %s, %s',
    async (table, event) => {
      const promotion = await promotionIn(app, 'pending_approval');
      const before = await app.as('admin').get(promotion.path).expect(200);
      const outcome = await outcomeOf(app, promotion.userId);
      const body = { profile: PROFILE, serviceIds: [DEMO.services.haircut] };
      await whileFailing(table, event, async () => {
        expect((await approve(app, promotion, body).expect(409)).body).toMatchObject({ code: 'CONFLICT_RETRY' });
      });
      expect((await app.as('admin').get(promotion.path)).body).toEqual(before.body);
      expect(await outcomeOf(app, promotion.userId)).toEqual(outcome);
      const { rowCount } = await app.owner.query('SELECT FROM public.stylist_services WHERE stylist_user_id = $1', [
        promotion.userId,
      ]);
      expect(rowCount).toBe(0);
      await approve(app, promotion, body).expect(200);
    },
  );

  it.each(STEPS.filter(([table, event]) => event === 'UPDATE' || table.endsWith('_log')))(
    'of a revocation: %s, %s',
    async (table, event) => {
      const promotion = await promotionIn(app, 'approved');
      const before = await app.as('admin').get(promotion.path).expect(200);
      const outcome = await outcomeOf(app, promotion.userId);
      const send = () => app.as('admin').post(`${promotion.path}/revoke`).send({ reason: 'R' });
      await whileFailing(table, event, async () => {
        expect((await send().expect(409)).body).toMatchObject({ code: 'CONFLICT_RETRY' });
      });
      expect((await app.as('admin').get(promotion.path)).body).toEqual(before.body);
      expect(await outcomeOf(app, promotion.userId)).toEqual(outcome);
      await send().expect(200);
    },
  );

  it('of any other step when the audit log refuses its row', async () => {
    const promotion = await openPromotion(app);
    const before = await app.as('admin').get(promotion.path).expect(200);
    await whileFailing('private.service_management_log', 'INSERT', async () => {
      const admin = app.as('admin');
      await admin.patch(`${promotion.path}/checks`).send({ mfaEnabled: true }).expect(409);
      await admin.put(`${promotion.path}/profile-draft`).send({ title: 'T' }).expect(409);
      await admin.post(`${promotion.path}/submit`).expect(409);
      await admin.post(`${promotion.path}/notes`).send({ note: 'N' }).expect(409);
      await admin.post(`${promotion.path}/reject`).send({ reason: 'R' }).expect(409);
      await admin.post('/v1/promotions').send({ userId: PERSONAS.customer }).expect(409);
    });
    expect((await app.as('admin').get(promotion.path)).body).toEqual(before.body);
    expect((await outcomeOf(app, PERSONAS.customer)).statuses).toEqual([]);
  });

  it('of an admin whose role ends between lock and write', async () => {
    const promotion = await promotionIn(app, 'pending_approval');
    const admin = await addUser(app.owner, 'Leaving', 'admin');
    await app.owner.query(
      `INSERT INTO public.stylist_profiles (user_id, display_name, title, is_active) VALUES ($1, 'F', 'F', false)`,
      [promotion.userId],
    );
    const holder = await app.owner.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM public.stylist_profiles WHERE user_id = $1 FOR UPDATE', [promotion.userId]);
    const waiting = app
      .as(admin)
      .post(`${promotion.path}/approve`)
      .then((answer) => answer);
    await eventually(async () => {
      const { rows } = await app.owner.query<{ waiting: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting`,
      );
      return rows[0]?.waiting === true;
    }, 'an approval that waits for the profile');
    await app.owner.query(`UPDATE public.user_roles SET is_active = false WHERE user_id = $1`, [admin]);
    await holder.query('COMMIT');
    holder.release();
    expect((await waiting).body).toMatchObject({ code: 'CONFLICT_RETRY' });
    expect(await outcomeOf(app, promotion.userId)).toMatchObject({
      statuses: ['pending_approval'],
      activeProfiles: 0,
      roles: 0,
      actions: { CREATE_PROMOTION: 1, RECORD_CHECKS: 1, SUBMIT_PROMOTION: 1 },
    });
    await app.as(admin).post(`${promotion.path}/approve`).expect(403);
  });
});
