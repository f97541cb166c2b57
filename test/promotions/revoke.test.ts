import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { outcomeOf, promotionIn } from '../support/promotions.js';
import { addBooking, type TestStylist } from '../support/stylists.js';
import { addDays, todayIn } from '../../src/calendar/wall-clock.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const ZONE = 'Asia/Kathmandu';
const asStylist = (id: string): TestStylist => ({
  id,
  zone: ZONE,
  day: (offset) => addDays(todayIn(ZONE, Date.now()), offset),
});

describe('Revoking a promotion', () => {
  it('ends role and profile, keeps the approver, and lists the future bookings, which stay', async () => {
    const promotion = await promotionIn(app, 'approved');
    const stylist = asStylist(promotion.userId);
    const later = await addBooking(app.owner, stylist, stylist.day(3), ['12:00', '13:00'], 'pending');
    const sooner = await addBooking(app.owner, stylist, stylist.day(2), ['12:00', '13:00'], 'confirmed');
    await addBooking(app.owner, stylist, stylist.day(4), ['12:00', '13:00'], 'cancelled');
    await addBooking(app.owner, stylist, stylist.day(-4), ['12:00', '13:00'], 'confirmed');
    const reason = { reason: 'Did not come', publicReason: 'Left the salon' };
    const answer = await app.as('admin').post(`${promotion.path}/revoke`).send(reason).expect(200);
    expect(answer.body).toMatchObject({
      status: 'revoked',
      revokedBy: PERSONAS.admin,
      revokedByName: 'Sunita Maharjan',
      revocationReason: 'Did not come',
      publicReason: 'Left the salon',
      approvedBy: PERSONAS['second-admin'],
      approvedAt: expect.any(String),
      allowedTransitions: [],
      futureBookings: [
        { id: sooner, status: 'confirmed', startTime: expect.stringContaining('T06:15:00') },
        { id: later, status: 'pending' },
      ],
      futureBookingsTotal: 2,
    });
    const { futureBookings: _list, futureBookingsTotal: _total, ...body } = answer.body as Record<string, unknown>;
    const shown = await app.as('second-admin').get(promotion.path).expect(200);
    expect(shown.body).toEqual(body);
    expect(versionIn(shown.headers['etag'])).toBe(versionIn(answer.headers['etag']));
    expect(await outcomeOf(app, promotion.userId)).toMatchObject({
      statuses: ['revoked'],
      profiles: 1,
      activeProfiles: 0,
      roles: 1,
      activeRoles: 0,
      actions: { REVOKE_PROMOTION: 1 },
    });
    const { rows } = await app.owner.query<{ status: string; severity: string }>(
      `SELECT b.status, (SELECT severity FROM private.service_management_log WHERE action = 'REVOKE_PROMOTION'
                            AND target_id = $2) AS severity
         FROM public.bookings b WHERE b.id = $1`,
      [sooner, promotion.id],
    );
    expect(rows).toEqual([{ status: 'confirmed', severity: 'critical' }]);
    await app.as(promotion.userId).get('/v1/me/override-budget').expect(403);
  });

  it('counts a booking that is under way, and lists at most 200 of many', async () => {
    const promotion = await promotionIn(app, 'approved');
    const stylist = asStylist(promotion.userId);
    const first = await addBooking(app.owner, stylist, stylist.day(1), ['09:00', '09:10']);
    await app.owner.query(
      `UPDATE public.bookings
          SET status = 'in_progress', start_time = now() - interval '5 minutes', end_time = now() + interval '5 minutes'
        WHERE id = $1`,
      [first],
    );
    await app.owner.query(
      `INSERT INTO public.bookings
              (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
       SELECT customer_user_id, stylist_user_id, service_id, now() + n * interval '1 hour',
              now() + n * interval '1 hour' + interval '30 minutes', 1, 'pending', 'Test Customer'
         FROM public.bookings, generate_series(1, 210) AS n
        WHERE id = $1`,
      [first],
    );
    const answer = await app.as('admin').post(`${promotion.path}/revoke`).send({ reason: 'R' }).expect(200);
    const { futureBookings, futureBookingsTotal } = answer.body as {
      futureBookings: { id: string; startTime: string; status: string }[];
      futureBookingsTotal: number;
    };
    expect(futureBookings[0]).toMatchObject({ id: first, status: 'in_progress' });
    expect({ listed: futureBookings.length, total: futureBookingsTotal }).toEqual({ listed: 200, total: 211 });
    const starts = futureBookings.map(({ startTime }) => startTime);
    expect(starts).toEqual(starts.toSorted());
    for (const booking of futureBookings)
      expect(Object.keys(booking)).toEqual(['id', 'startTime', 'endTime', 'serviceId', 'status']);
  });

  it('needs a reason', async () => {
    const promotion = await promotionIn(app, 'approved');
    for (const body of [undefined, {}, { reason: '  ' }, { reason: null }, { reason: 'x'.repeat(1_001) }]) {
      await app.as('admin').post(`${promotion.path}/revoke`).send(body).expect(400);
    }
    const long = { reason: 'R', publicReason: 'x'.repeat(501) };
    await app.as('admin').post(`${promotion.path}/revoke`).send(long).expect(400);
    expect(await outcomeOf(app, promotion.userId)).toMatchObject({ statuses: ['approved'], activeRoles: 1 });
  });
});
