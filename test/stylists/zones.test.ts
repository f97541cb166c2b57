import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { addBooking, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ BUSINESS_TIMEZONE: 'Europe/London' });
});
afterAll(() => app.close());

const store = (stylist: TestStylist, zone: string) =>
  app.owner.query('UPDATE public.stylist_profiles SET timezone = $2 WHERE user_id = $1', [stylist.id, zone]);

/** `FOO5` is a zone for PostgreSQL alone, and `US/Pacific-New` for Node.js alone. */
const UNKNOWN = ['Mars/Base', 'US/Pacific-New', 'FOO5', '+05:45'];

describe('A zone that is none', () => {
  it.each(UNKNOWN)('The zone %s is read as the business’s, and hides nobody', async (zone) => {
    const stylist = await addStylist(app.owner, { name: `Of ${zone}`, zone: 'Europe/London' });
    const other = await addStylist(app.owner);
    await store(stylist, zone);
    const booked = await addBooking(app.owner, stylist, stylist.day(9), ['10:00', '11:00']);
    const admin = app.as('admin');
    const own = app.as(stylist.id);
    const list = await admin.get('/v1/stylists').query({ limit: 200 }).expect(200);
    expect(list.body.items).toContainEqual(
      expect.objectContaining({ userId: stylist.id, timezone: 'Europe/London', workingDays: [0, 1, 2, 3, 4, 5, 6] }),
    );
    const budgets = await admin.get('/v1/override-budgets').query({ limit: 200, exhausted: false }).expect(200);
    const named = (id: string) =>
      budgets.body.items.find((item: { stylistUserId: string }) => item.stylistUserId === id);
    expect(new Date(named(stylist.id).resetsAt).toISOString()).toMatch(/-01T(?:00:00|23:00):00|-3[01]T23:00:00/);
    expect(named(other.id)).toBeDefined();
    expect((await own.get('/v1/me').expect(200)).body.stylist.timezone).toBe('Europe/London');
    const day = stylist.day(9);
    const shown = await own.get('/v1/me/effective-schedule').query({ from: day, to: day }).expect(200);
    expect(shown.body.timezone).toBe('Europe/London');
    await own
      .put(`/v1/me/availability/${stylist.day(5)}`)
      .send({ isClosed: true })
      .expect(200);
    await own.get('/v1/me/overrides').query({ status: 'upcoming' }).expect(200);
    const upcoming = await admin.get('/v1/schedule-overrides').query({ status: 'upcoming', stylistId: stylist.id });
    expect(upcoming.body).toMatchObject({ total: 1 });
    const closure = { overrideType: 'business_closure', appliesToAllStylists: true, isClosed: true };
    const range = { ...closure, startDate: day, endDate: day };
    const preview = await admin.post('/v1/schedule-overrides/preview').send(range).expect(200);
    expect(preview.body.affectedBookings.map(({ id }: { id: string }) => id)).toContain(booked);
    const written = await admin.post('/v1/schedule-overrides').send(range).expect(201);
    await admin.delete(`/v1/schedule-overrides/${written.body.id}`).expect(204);
  });

  it.each(UNKNOWN)('No draft of a profile takes the zone %s', async (zone) => {
    const { rows } = await app.owner.query<{ id: string }>(
      `SELECT id FROM public.stylist_promotions WHERE status NOT IN ('approved', 'rejected', 'revoked') LIMIT 1`,
    );
    const { body } = await app
      .as('admin')
      .put(`/v1/promotions/${rows[0]?.id}/profile-draft`)
      .send({ timezone: zone })
      .expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path: 'timezone', code: 'INVALID_TIMEZONE' })]);
  });
});

describe('Lists that compute with the zones of stylists', () => {
  it.each(['/v1/stylists', '/v1/schedule-overrides', '/v1/override-budgets'])(
    '%s asks Node.js about no zone again',
    async (path) => {
      const admin = app.as('admin');
      await admin.get(path).expect(200);
      const asked: string[] = [];
      const { DateTimeFormat } = Intl;
      Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
        construct: (target, [locale, options]: [string, Intl.DateTimeFormatOptions]) => {
          asked.push(options.timeZone ?? '');
          return new target(locale, options);
        },
      });
      try {
        await admin.get(path).expect(200);
      } finally {
        Intl.DateTimeFormat = DateTimeFormat;
      }
      expect(asked).toEqual([]);
    },
  );
});

describe('Infinite dates and instants of a host', () => {
  it('Infinite instants of bookings, profiles and budgets fail no call', async () => {
    const stylist = await addStylist(app.owner);
    const id = await addBooking(app.owner, stylist, stylist.day(3), ['10:00', '11:00']);
    await app.owner.query(`UPDATE public.bookings SET end_time = 'infinity' WHERE id = $1`, [id]);
    await app.owner.query(`UPDATE public.stylist_profiles SET created_at = 'infinity' WHERE user_id = $1`, [
      stylist.id,
    ]);
    await app.owner.query(
      `UPDATE public.stylist_override_budgets SET budget_reset_at = 'infinity', last_override_at = '-infinity'
        WHERE stylist_user_id = $1`,
      [stylist.id],
    );
    const admin = app.as('admin');
    for (const path of ['/v1/stylists', '/v1/override-budgets']) {
      const first = await admin.get(path).query({ limit: 1 }).expect(200);
      const second = await admin.get(path).query({ limit: 1, cursor: first.body.nextCursor }).expect(200);
      expect(second.body.items[0]).not.toEqual(first.body.items[0]);
    }
    const range = { startDate: stylist.day(4), endDate: stylist.day(4) };
    const body = { overrideType: 'stylist_vacation', appliesToAllStylists: false, isClosed: true };
    const preview = await admin
      .post('/v1/schedule-overrides/preview')
      .send({ ...body, stylistUserId: stylist.id, ...range })
      .expect(200);
    expect(preview.body).toMatchObject({ affectedBookingsTotal: 1 });
    const own = app.as(stylist.id);
    await own
      .put(`/v1/me/availability/${stylist.day(4)}`)
      .send({ isClosed: true })
      .expect(409);
    await own.get('/v1/me/override-budget').expect(200);
    await app.owner.query(`UPDATE public.bookings SET start_time = '-infinity' WHERE id = $1`, [id]);
    const left = await admin.post(`/v1/stylists/${stylist.id}/deactivate`).send({ reason: 'Away' }).expect(200);
    expect(left.body.futureBookings).toEqual([
      expect.objectContaining({ startTime: '0001-01-01T00:00:00.000000Z', endTime: '9999-01-01T00:00:00.000000Z' }),
    ]);
  });
});
