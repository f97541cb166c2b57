import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { isZone } from '../../src/calendar/wall-clock.js';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { approve, openPromotion, outcomeOf, PROFILE, promotionIn, recording } from '../support/promotions.js';
import { addService } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface StoredProfile {
  display_name: string;
  title: string;
  bio: string | null;
  years_experience: number | null;
  specialties: string[];
  timezone: string;
  is_active: boolean;
}

async function profileOf(userId: string): Promise<StoredProfile | undefined> {
  const { rows } = await app.owner.query<StoredProfile>(
    `SELECT display_name, title, bio, years_experience, specialties, timezone, is_active
       FROM public.stylist_profiles WHERE user_id = $1`,
    [userId],
  );
  return rows[0];
}

async function offersOf(userId: string): Promise<Record<string, boolean>> {
  const { rows } = await app.owner.query<{ id: string; offered: boolean }>(
    `SELECT service_id AS id, is_available AS offered FROM public.stylist_services WHERE stylist_user_id = $1`,
    [userId],
  );
  return Object.fromEntries(rows.map(({ id, offered }) => [id, offered]));
}

async function stylistRoleOf(userId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await app.owner.query<Record<string, unknown>>(
    `SELECT ur.is_active, ur.assigned_by, ur.expires_at, u.role_version
       FROM public.user_roles ur
       JOIN public.roles r ON r.id = ur.role_id
       JOIN public.user_profiles u ON u.id = ur.user_id
      WHERE ur.user_id = $1 AND r.name = 'stylist'`,
    [userId],
  );
  return rows[0];
}

async function detailsOf(id: string, action: string): Promise<unknown[]> {
  const { rows } = await app.owner.query<{ details: unknown; severity: string }>(
    `SELECT details, severity FROM private.service_management_log WHERE target_id = $1 AND action = $2`,
    [id, action],
  );
  return rows;
}

describe('Approving', () => {
  it('creates profile, role, services, budget and one audit row, and the stylist can sign in', async () => {
    const promotion = await promotionIn(app, 'pending_approval');
    const service = await addService(app.owner);
    const profile = { ...PROFILE, bio: 'Likes short hair.', yearsExperience: 3, specialties: ['fades'] };
    const body = { profile: { ...profile, timezone: 'Europe/Berlin' }, serviceIds: [service], note: 'Welcome' };
    const answer = await approve(app, promotion, body).expect(200);
    expect(answer.body).toMatchObject({
      status: 'approved',
      approvedBy: PERSONAS['second-admin'],
      approvedByName: 'Bikash Shrestha',
      allowedTransitions: [{ action: 'revoke', to: 'revoked', blockedBy: [] }],
    });
    const shown = await app.as('admin').get(promotion.path).expect(200);
    expect({ body: shown.body, etag: shown.headers['etag'] }).toEqual({
      body: answer.body,
      etag: answer.headers['etag'],
    });
    expect(await profileOf(promotion.userId)).toEqual({
      display_name: 'Test Candidate',
      title: 'Stylist',
      bio: 'Likes short hair.',
      years_experience: 3,
      specialties: ['fades'],
      timezone: 'Europe/Berlin',
      is_active: true,
    });
    expect(await offersOf(promotion.userId)).toEqual({ [service]: true });
    expect(await stylistRoleOf(promotion.userId)).toMatchObject({
      is_active: true,
      assigned_by: PERSONAS['second-admin'],
      expires_at: null,
      role_version: 3,
    });
    expect(await outcomeOf(app, promotion.userId)).toMatchObject({
      profiles: 1,
      activeRoles: 1,
      budgets: 1,
      actions: { APPROVE_PROMOTION: 1 },
    });
    expect(await detailsOf(promotion.id, 'APPROVE_PROMOTION')).toMatchObject([
      { severity: 'warning', details: { role: 'stylist', serviceIds: [service], note: 'Welcome' } },
    ]);
    expect(JSON.stringify(await detailsOf(promotion.id, 'APPROVE_PROMOTION'))).not.toContain('short hair');
    const me = await app.as(promotion.userId).get('/v1/me').expect(200);
    expect(me.body).toMatchObject({ stylist: { isActive: true, timezone: 'Europe/Berlin' } });
    await app.as(promotion.userId).get('/v1/me/override-budget').expect(200);
  });

  it('without a body takes the draft and the salon’s zone', async () => {
    const promotion = await promotionIn(app, 'pending_approval');
    const service = await addService(app.owner);
    const draft = { displayName: 'Drafted', title: 'Junior', serviceIds: [service] };
    await app.as('admin').put(`${promotion.path}/profile-draft`).send(draft).expect(200);
    await app.as('second-admin').post(`${promotion.path}/approve`).expect(200);
    expect(await profileOf(promotion.userId)).toMatchObject({
      display_name: 'Drafted',
      title: 'Junior',
      bio: null,
      specialties: [],
      timezone: 'Asia/Kathmandu',
    });
    expect(await offersOf(promotion.userId)).toEqual({ [service]: true });
  });

  it('reactivates a former stylist: body over draft over former profile, offering only the named services', async () => {
    const first = await promotionIn(app, 'pending_approval');
    const [former, kept, added] = [
      await addService(app.owner),
      await addService(app.owner),
      await addService(app.owner),
    ];
    const profile = {
      displayName: 'Former',
      title: 'Former',
      bio: 'Former',
      yearsExperience: 1,
      timezone: 'Asia/Tokyo',
    };
    await approve(app, first, { profile, serviceIds: [former, kept] }).expect(200);
    await app.owner.query(`UPDATE public.stylist_services SET custom_price_cents = 777 WHERE stylist_user_id = $1`, [
      first.userId,
    ]);
    await app.owner.query(
      `UPDATE public.stylist_override_budgets SET monthly_override_limit = 7 WHERE stylist_user_id = $1`,
      [first.userId],
    );
    await app.as('admin').post(`${first.path}/revoke`).send({ reason: 'Left' }).expect(200);
    expect(await stylistRoleOf(first.userId)).toMatchObject({ is_active: false });
    await app.owner.query(`UPDATE public.user_roles SET expires_at = now() - interval '1 day' WHERE user_id = $1`, [
      first.userId,
    ]);

    const second = await openPromotion(app, first.userId);
    await app.as('admin').patch(`${second.path}/checks`).send(recording()).expect(200);
    await app.as('admin').put(`${second.path}/profile-draft`).send({ title: 'Draft', bio: 'Draft' }).expect(200);
    await app.as('admin').post(`${second.path}/submit`).expect(200);
    await approve(app, second, { profile: { title: 'Body' }, serviceIds: [kept, added] }).expect(200);

    expect(await profileOf(first.userId)).toMatchObject({
      display_name: 'Former',
      title: 'Body',
      bio: 'Draft',
      years_experience: 1,
      timezone: 'Asia/Tokyo',
      is_active: true,
    });
    expect(await offersOf(first.userId)).toEqual({ [former]: false, [kept]: true, [added]: true });
    expect(await stylistRoleOf(first.userId)).toMatchObject({ is_active: true, expires_at: null });
    expect(await outcomeOf(app, first.userId)).toMatchObject({
      statuses: ['revoked', 'approved'],
      profiles: 1,
      roles: 1,
      budgets: 1,
    });
    const { rows } = await app.owner.query(
      `SELECT s.custom_price_cents AS price, b.monthly_override_limit AS "limit"
         FROM public.stylist_services s
         JOIN public.stylist_override_budgets b ON b.stylist_user_id = s.stylist_user_id
        WHERE s.service_id = $1`,
      [kept],
    );
    expect(rows).toEqual([{ price: 777, limit: 7 }]);
  });

  it('needs a display name and nothing else', async () => {
    const promotion = await promotionIn(app, 'pending_approval');
    await approve(app, promotion, { profile: { displayName: 'Only a name' } }).expect(200);
    const { rows } = await app.owner.query('SELECT title FROM public.stylist_profiles WHERE user_id = $1', [
      promotion.userId,
    ]);
    expect(rows).toEqual([{ title: null }]);
  });

  it('keeps the services of an active profile without the role', async () => {
    const promotion = await promotionIn(app, 'pending_approval');
    const [own, named] = [await addService(app.owner), await addService(app.owner)];
    await app.owner.query(`INSERT INTO public.stylist_profiles (user_id, display_name, title) VALUES ($1, 'A', 'B')`, [
      promotion.userId,
    ]);
    await app.owner.query(`INSERT INTO public.stylist_services (stylist_user_id, service_id) VALUES ($1, $2)`, [
      promotion.userId,
      own,
    ]);
    await approve(app, promotion, { serviceIds: [named] }).expect(200);
    expect(await offersOf(promotion.userId)).toEqual({ [own]: true, [named]: true });
  });
});

describe('Refused approvals change nothing:', () => {
  async function expectRefused(body: object, status: number, problem: object): Promise<void> {
    const promotion = await promotionIn(app, 'pending_approval');
    const before = await app.as('admin').get(promotion.path).expect(200);
    const outcome = await outcomeOf(app, promotion.userId);
    expect((await approve(app, promotion, body).expect(status)).body).toMatchObject(problem);
    expect((await app.as('admin').get(promotion.path)).body).toEqual(before.body);
    expect(await outcomeOf(app, promotion.userId)).toEqual(outcome);
  }

  it.each([
    [{}, ['displayName']],
    [{ profile: { title: 'Stylist' } }, ['displayName']],
    [{ profile: { displayName: '  ' } }, ['displayName']],
  ])('the body %j leaves the profile incomplete', (body, missing) =>
    expectRefused(body, 422, { code: 'PROFILE_INCOMPLETE', missing }),
  );

  it.each([
    ['an unknown', randomUUID()],
    ['an inactive', DEMO.services.perm],
  ])('%s service', (_, id) =>
    expectRefused({ profile: PROFILE, serviceIds: [DEMO.services.haircut, id] }, 422, { code: 'SERVICE_NOT_FOUND' }),
  );

  it.each([
    [{ profile: { timezone: 'Mars/Olympus' } }, 'profile.timezone', 'INVALID_TIMEZONE'],
    [{ profile: 'none' }, 'profile', 'INVALID_TYPE'],
    [{ profile: { isActive: true } }, 'profile.isActive', 'UNKNOWN_FIELD'],
    [{ role: 'admin' }, 'role', 'UNKNOWN_FIELD'],
    [{ serviceIds: [DEMO.services.haircut, DEMO.services.haircut] }, 'serviceIds', 'NOT_UNIQUE'],
  ])('the body %j is not valid', (body, path, code) => expectRefused(body, 400, { errors: [{ path, code }] }));

  it('a zone that Node knows and PostgreSQL does not', async () => {
    const { rows } = await app.owner.query<{ name: string }>('SELECT lower(name) AS name FROM pg_timezone_names');
    const stored = new Set(rows.map(({ name }) => name));
    const timezone = ['US/Pacific-New', 'SystemV/PST8PDT', 'America/Punta_Arenas'].find(
      (name) => isZone(name) && !stored.has(name.toLowerCase()),
    );
    expect(timezone).toBeDefined();
    const errors = (path: string) => ({ errors: [{ path, code: 'INVALID_TIMEZONE' }] });
    await expectRefused({ profile: { ...PROFILE, timezone } }, 400, errors('profile.timezone'));
    const { path, userId } = await promotionIn(app, 'pending_approval');
    const draft = await app.as('admin').put(`${path}/profile-draft`).send({ timezone }).expect(400);
    expect(draft.body).toMatchObject(errors('timezone'));
    await app.owner.query(
      `INSERT INTO public.stylist_profiles (user_id, display_name, timezone, is_active) VALUES ($1, 'F', $2, false)`,
      [userId, timezone],
    );
    const former = await app.as('second-admin').post(`${path}/approve`).send({ profile: PROFILE }).expect(400);
    expect(former.body).toMatchObject(errors('profile.timezone'));
    const mended = { ...PROFILE, timezone: 'Asia/Tokyo' };
    await app.as('second-admin').post(`${path}/approve`).send({ profile: mended }).expect(200);
  });

  it('the requester cannot approve, unless PROMOTION_FOUR_EYES is off', async () => {
    const single = await startApp({ PROMOTION_FOUR_EYES: 'off' }, { database: app.database });
    const promotion = await promotionIn(app, 'pending_approval');
    const send = (on: TestApp, who: string) => on.as(who).post(`${promotion.path}/approve`).send({ profile: PROFILE });
    expect((await send(app, 'admin').expect(403)).body).toMatchObject({ code: 'FOUR_EYES' });
    const shown = await single.as('admin').get(promotion.path).expect(200);
    expect(shown.body).toMatchObject({ allowedTransitions: [{ action: 'approve', blockedBy: [] }, {}] });
    await send(single, 'admin').expect(200);
    await single.close();
  });

  it('a stored run that waits for approval although a check is due', async () => {
    const promotion = await promotionIn(app, 'pending_approval');
    // As a host may have left it, or as a new check finds it.
    await app.owner.query(`
      ALTER TABLE public.stylist_promotions DISABLE TRIGGER guard_stylist_promotion;
      UPDATE public.stylist_promotions SET mfa_enabled = false WHERE id = '${promotion.id}';
      ALTER TABLE public.stylist_promotions ENABLE ALWAYS TRIGGER guard_stylist_promotion`);
    const { body } = await approve(app, promotion).expect(409);
    expect(body).toMatchObject({ code: 'CHECKS_INCOMPLETE', missing: ['mfa'] });
    await app.as('admin').patch(`${promotion.path}/checks`).send(recording()).expect(200);
    await approve(app, promotion).expect(200);
  });

  it('the candidate cannot approve under any setting', async () => {
    const single = await startApp({ PROMOTION_FOUR_EYES: 'off' }, { database: app.database });
    const promotion = await promotionIn(app, 'pending_approval');
    await app.owner.query(
      `INSERT INTO public.user_roles (user_id, role_id, is_active) SELECT $1, id, true FROM public.roles WHERE name = 'admin'`,
      [promotion.userId],
    );
    for (const on of [app, single]) {
      const body = { profile: PROFILE };
      const answer = await on.as(promotion.userId).post(`${promotion.path}/approve`).send(body).expect(403);
      expect(answer.body).toMatchObject({ code: 'SELF_PROMOTION' });
    }
    await single.close();
    expect(await outcomeOf(app, promotion.userId)).toMatchObject({ statuses: ['pending_approval'], profiles: 0 });
  });
});
