import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { loggedActions } from '../support/logs.js';
import { addOffer, type TestOffer } from '../support/offers.js';
import { outcomeOf, promotionIn } from '../support/promotions.js';
import { addBooking, addStylist, addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const path = (id: string): string => `/v1/stylists/${id}`;
const deactivate = (id: string, body: object = { reason: 'Away' }, who = 'admin') =>
  app
    .as(who)
    .post(`${path(id)}/deactivate`)
    .send(body);
const reactivate = (id: string, body: object = { reason: 'Back' }, who = 'admin') =>
  app
    .as(who)
    .post(`${path(id)}/reactivate`)
    .send(body);
const slotsOf = (one: TestOffer) =>
  app.as(undefined).get(`/v1/availability?${one.query({ date: one.stylist.day(3) })}`);

async function weeksOf(id: string): Promise<unknown[]> {
  const { rows } = await app.owner.query(
    'SELECT w.*, w.ctid FROM public.stylist_schedules w WHERE stylist_user_id = $1 ORDER BY id',
    [id],
  );
  return rows.map(({ updated_at: _stamp, ctid: _place, ...row }: Record<string, unknown>) => row);
}

async function hasRole(id: string): Promise<boolean> {
  const { rows } = await app.owner.query<{ active: boolean }>(
    `SELECT ur.is_active AS active FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id
      WHERE ur.user_id = $1 AND r.name = 'stylist'`,
    [id],
  );
  return rows[0]?.active ?? false;
}

async function bookingsOf(id: string): Promise<unknown[]> {
  const { rows } = await app.owner.query(
    'SELECT b.*, b.xmin FROM public.bookings b WHERE stylist_user_id = $1 ORDER BY id',
    [id],
  );
  return rows;
}

/** Rows of both logs about the stylist, beside refusals. */
async function rowsAbout(id: string) {
  const { rows } = await app.owner.query<{ action: string }>(
    `SELECT action FROM private.service_management_log WHERE target_id = $1 AND category <> 'security'
      UNION ALL
     SELECT change_type FROM private.schedule_change_log WHERE stylist_user_id = $1`,
    [id],
  );
  return rows.map(({ action }) => action).sort();
}

describe('Taking a stylist out and back', () => {
  it('A stylist who was never promoted here goes and comes back; slots, weeks, bookings and log follow', async () => {
    const boss = await addUser(app.owner, 'Boss', 'admin');
    const one = await addOffer(app.owner);
    const { stylist } = one;
    const later = await addBooking(app.owner, stylist, stylist.day(4), ['12:00', '13:00'], 'pending');
    const sooner = await addBooking(app.owner, stylist, stylist.day(3), ['12:00', '13:00']);
    await addBooking(app.owner, stylist, stylist.day(-3), ['12:00', '13:00']);
    await addBooking(app.owner, stylist, stylist.day(5), ['12:00', '13:00'], 'cancelled');
    const [weeks, bookings] = [await weeksOf(stylist.id), await bookingsOf(stylist.id)];
    await slotsOf(one).expect(200);

    const out = await deactivate(stylist.id, { reason: 'A month in Pokhara' }, boss).expect(200);
    expect(out.body).toMatchObject({
      userId: stylist.id,
      isActive: false,
      isFormer: false,
      promotionId: null,
      futureBookings: [
        { id: sooner, status: 'confirmed' },
        { id: later, status: 'pending' },
      ],
      futureBookingsTotal: 2,
    });
    const { futureBookings: _listed, futureBookingsTotal: _total, ...shown } = out.body as Record<string, unknown>;
    expect((await app.as(boss).get(path(stylist.id)).expect(200)).body).toEqual(shown);
    expect((await slotsOf(one).expect(404)).body.code).toBe('STYLIST_NOT_FOUND');
    expect((await app.as(stylist.id).get(path(stylist.id)).expect(403)).body.code).toBe('FORBIDDEN');
    expect(await hasRole(stylist.id)).toBe(true);

    const back = await reactivate(stylist.id, { reason: 'Back' }, boss).expect(200);
    expect(back.body).toMatchObject({ isActive: true, isFormer: false });
    await slotsOf(one).expect(200);
    expect(await weeksOf(stylist.id)).toEqual(weeks);
    expect(await bookingsOf(stylist.id)).toEqual(bookings);
    expect(await rowsAbout(stylist.id)).toEqual(['DEACTIVATE_STYLIST', 'REACTIVATE_STYLIST']);
    const base = { category: 'governance', severity: 'warning', targetType: 'stylist_profile', targetId: stylist.id };
    expect(await loggedActions(app.owner, boss)).toMatchObject([
      {
        ...base,
        action: 'DEACTIVATE_STYLIST',
        details: {
          oldValues: { isActive: true, isFormer: false },
          newValues: { isActive: false, isFormer: false },
          reason: 'A month in Pokhara',
          futureBookings: 2,
        },
      },
      {
        ...base,
        action: 'REACTIVATE_STYLIST',
        details: { oldValues: { isActive: false }, newValues: { isActive: true }, reason: 'Back' },
      },
    ]);
  });

  it('The weeks stay as they are also where a trigger of the marketplace ends them, today’s and those to come', async () => {
    await app.owner.query(`
      CREATE FUNCTION public.end_weeks() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE public.stylist_schedules SET is_active = false, effective_until = CURRENT_DATE
         WHERE stylist_user_id = NEW.user_id AND is_active;
        RETURN NEW;
      END $$;
      CREATE TRIGGER end_weeks AFTER UPDATE OF is_active ON public.stylist_profiles
        FOR EACH ROW WHEN (NOT NEW.is_active) EXECUTE FUNCTION public.end_weeks()`);
    const stylist = await addStylist(app.owner);
    const { id } = stylist;
    const week = { effectiveFrom: stylist.day(10), days: [{ dayOfWeek: 1, startTime: '12:00', endTime: '20:00' }] };
    await app
      .as('admin')
      .put(`${path(id)}/schedule`)
      .send(week)
      .expect(200);
    const weeks = await weeksOf(id);
    for (const body of [{ reason: 'Away' }, { reason: 'Gone', endRole: true }]) {
      await deactivate(id, body).expect(200);
      expect(await weeksOf(id)).toEqual(weeks);
      if (!('endRole' in body)) await reactivate(id).expect(200);
      expect(await weeksOf(id)).toEqual(weeks);
    }
    await app.owner.query('DROP FUNCTION public.end_weeks() CASCADE');
  });

  it('With endRole the role ends too, in the same row of the log, and only a promotion brings the stylist back', async () => {
    const { id } = await addStylist(app.owner);
    const { body } = await deactivate(id, { reason: 'Left', endRole: true }).expect(200);
    expect(body).toMatchObject({ isActive: false, isFormer: true });
    expect(await hasRole(id)).toBe(false);
    expect(await rowsAbout(id)).toEqual(['DEACTIVATE_STYLIST']);
    expect((await reactivate(id).expect(409)).body.code).toBe('NOT_A_STYLIST');
    await app.as('admin').post('/v1/promotions').send({ userId: id }).expect(201);
    expect(await rowsAbout(id)).toEqual(['DEACTIVATE_STYLIST']);
  });

  it('The role of an approved promotion ends with its revocation only', async () => {
    const { userId, id, path: promotion } = await promotionIn(app, 'approved');
    const refused = await deactivate(userId, { reason: 'Left', endRole: true }).expect(409);
    expect(refused.body).toMatchObject({ code: 'HAS_PROMOTION', promotionId: id });
    expect(await outcomeOf(app, userId)).toMatchObject({ activeProfiles: 1, activeRoles: 1 });
    await deactivate(userId).expect(200);
    await reactivate(userId).expect(200);
    await deactivate(userId).expect(200);
    await app.as('admin').post(`${promotion}/revoke`).send({ reason: 'Left' }).expect(200);
    expect(await outcomeOf(app, userId)).toMatchObject({ statuses: ['revoked'], activeProfiles: 0, activeRoles: 0 });
    expect((await reactivate(userId).expect(409)).body.code).toBe('NOT_A_STYLIST');
  });

  it('What is so already is 409, an unknown stylist 404, no reason 400', async () => {
    const { id } = await addStylist(app.owner);
    expect((await reactivate(id).expect(409)).body.code).toBe('ALREADY_ACTIVE');
    await deactivate(id).expect(200);
    expect((await deactivate(id).expect(409)).body.code).toBe('ALREADY_INACTIVE');
    expect((await deactivate(randomUUID()).expect(404)).body.code).toBe('STYLIST_NOT_FOUND');
    expect((await reactivate(randomUUID()).expect(404)).body.code).toBe('STYLIST_NOT_FOUND');
    await deactivate(id, {}).expect(400);
    await deactivate(id, { reason: 'x', endRole: 'false' }).expect(400);
    await reactivate(id, { reason: ' ' }).expect(400);
    expect(await rowsAbout(id)).toEqual(['DEACTIVATE_STYLIST']);
  });

  it('Of twenty at once one is done, and leaves one row', async () => {
    const { id } = await addStylist(app.owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => deactivate(id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await rowsAbout(id)).toEqual(['DEACTIVATE_STYLIST']);
  });

  it('A change that fails at its log row changes nothing', async () => {
    const { id } = await addStylist(app.owner);
    await app.owner.query(`
      CREATE FUNCTION public.no_rows() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER no_rows BEFORE INSERT ON private.service_management_log
        FOR EACH ROW WHEN (NEW.action IN ('DEACTIVATE_STYLIST', 'UPDATE_STYLIST', 'SET_SERVICES'))
        EXECUTE FUNCTION public.no_rows()`);
    await deactivate(id, { reason: 'Left', endRole: true }).expect(503);
    await app.as('admin').patch(path(id)).send({ title: 'No' }).expect(503);
    await app.owner.query('DROP FUNCTION public.no_rows() CASCADE');
    const { body } = await app.as('admin').get(path(id)).expect(200);
    expect(body).toMatchObject({ isActive: true, isFormer: false, title: null });
  });
});

describe('The service’s login alone', () => {
  const asEngine = async (sql: string, values: unknown[]): Promise<unknown> => {
    const client = await app.owner.connect();
    try {
      await client.query('BEGIN; SET LOCAL ROLE service_engine');
      return await client.query(sql, values);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };
  const DEACTIVATE = 'SELECT private.deactivate_stylist($1, NULL, $2)';

  it('ends no role of a stylist who is inactive already, or whose promotion stands', async () => {
    const { id } = await addStylist(app.owner, { isActive: false });
    await expect(asEngine(DEACTIVATE, [id, true])).rejects.toMatchObject({ code: '42501' });
    const { userId } = await promotionIn(app, 'approved');
    await expect(asEngine(DEACTIVATE, [userId, true])).rejects.toMatchObject({ code: '42501' });
    await expect(asEngine(DEACTIVATE, [userId, false])).resolves.toMatchObject({ rowCount: 1 });
    await expect(asEngine('SELECT private.remove_stylist_role($1)', [id])).rejects.toMatchObject({ code: '42501' });
  });
});
