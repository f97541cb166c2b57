import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { loggedChanges, setBudget, storedBudget } from '../support/budgets.js';
import { addBooking, addOverride, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const takeOff = (stylist: TestStylist, from: number, to: number, more: object = {}) =>
  app
    .as(stylist.id)
    .post('/v1/me/time-off')
    .send({ startDate: stylist.day(from), endDate: stylist.day(to), ...more });
const setDay = (stylist: TestStylist, offset: number, body: object) =>
  app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(offset)}`)
    .send(body);

describe('Time off', () => {
  it('Time off closes every date of the range for one change of the month, however long it is', async () => {
    const stylist = await addStylist(app.owner);
    const { body, headers } = await takeOff(stylist, 5, 18, { reason: 'Family visit' }).expect(201);
    expect(body).toMatchObject({
      charged: 'monthly',
      override: {
        overrideType: 'stylist_vacation',
        startDate: stylist.day(5),
        endDate: stylist.day(18),
        isClosed: true,
        startTime: null,
        endTime: null,
        priority: 50,
        origin: 'stylist',
        setForDay: false,
        reason: 'Family visit',
      },
      replaced: [],
      budget: { monthlyUsed: 1 },
      affectedBookingsTotal: 0,
    });
    expect(body.days).toHaveLength(14);
    expect(body.days.every(({ status }: { status: string }) => status === 'closed')).toBe(true);
    expect(headers['location']).toBe(`/v1/me/overrides/${body.override.id}`);
    const shown = await app.as(stylist.id).get(`/v1/me/overrides/${body.override.id}`).expect(200);
    expect(shown.body).toEqual(body.override);
    expect(versionIn(shown.headers['etag'])).toBe(versionIn(headers['etag']));
  });

  it('Time off removes the day rows in its range, gives back their cost and lists them', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 5, { isClosed: true }).expect(200);
    await setDay(stylist, 6, { isClosed: true, startTime: '11:00', endTime: '12:00', isEmergency: true }).expect(200);
    await setDay(stylist, 9, { isClosed: true }).expect(200);
    const { body } = await takeOff(stylist, 5, 7).expect(201);
    expect(body.replaced.map(({ startDate }: { startDate: string }) => startDate).sort()).toEqual([
      stylist.day(5),
      stylist.day(6),
    ]);
    expect(body.budget).toMatchObject({ monthlyUsed: 2, emergencyRemaining: 3 });
    const { rows } = await app.owner.query(
      `SELECT start_date::text AS date FROM public.schedule_overrides WHERE stylist_user_id = $1 ORDER BY 1`,
      [stylist.id],
    );
    expect(rows).toEqual([{ date: stylist.day(5) }, { date: stylist.day(9) }]);
    expect(await loggedChanges(app.owner, stylist.id)).toEqual({ monthly: 3, emergency: 1, cancelled: 0 });
  });

  it('Time off from today spends a token, and removes today’s day rows without giving back their cost', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 0, { isClosed: false, startTime: '12:00', endTime: '20:00', isEmergency: true }).expect(200);
    const { body } = await takeOff(stylist, 0, 1, { isEmergency: true }).expect(201);
    expect(body).toMatchObject({
      charged: 'emergency',
      override: { priority: 90, status: 'active' },
      budget: { emergencyRemaining: 1 },
    });
    expect(body.replaced).toHaveLength(1);
  });

  it('The same time off again is a duplicate and costs nothing, also as an emergency and after an admin’s', async () => {
    const stylist = await addStylist(app.owner);
    await takeOff(stylist, 5, 7).expect(201);
    await takeOff(stylist, 5, 7)
      .expect(409)
      .expect(({ body }) => expect(body.code).toBe('DUPLICATE_OVERRIDE'));
    await takeOff(stylist, 5, 7, { isEmergency: true }).expect(409);
    const range: [string, string] = [stylist.day(10), stylist.day(11)];
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    await takeOff(stylist, 10, 11).expect(409);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1, tokens: 3 });
    await takeOff(stylist, 5, 8).expect(201);
  });

  it('Time off on days that are free anyway is refused and costs nothing; one worked day is enough', async () => {
    const stylist = await addStylist(app.owner, { days: [1] });
    const monday = Array.from({ length: 7 }, (_, index) => index + 5).find(
      (offset) => new Date(stylist.day(offset)).getUTCDay() === 1,
    )!;
    const { body } = await takeOff(stylist, monday + 1, monday + 6).expect(409);
    expect(body.code).toBe('NO_EFFECT');
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
    await takeOff(stylist, monday + 1, monday + 7).expect(201);
  });

  it('One override of mine shows what an admin wrote for me, and not what is for others or for all', async () => {
    const [stylist, other] = [await addStylist(app.owner), await addStylist(app.owner)];
    const range: [string, string] = [stylist.day(30), stylist.day(30)];
    const forMe = await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    const forOther = await addOverride(app.owner, { type: 'stylist_vacation', stylist: other, range });
    const show = (id: string) => app.as(stylist.id).get(`/v1/me/overrides/${id}`);
    expect((await show(forMe).expect(200)).body).toMatchObject({ id: forMe, origin: 'admin' });
    expect((await show(forOther).expect(404)).body.code).toBe('OVERRIDE_NOT_FOUND');
    await app.owner.query('UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1', [stylist.id]);
    await show(forMe).expect(403);
  });

  it('Time off is refused for a duplicate before bookings and budget', async () => {
    const stylist = await addStylist(app.owner);
    await takeOff(stylist, 5, 7).expect(201);
    await addBooking(app.owner, stylist, stylist.day(5), ['11:00', '12:00']);
    await setBudget(app.owner, stylist.id, { used: 10 });
    await takeOff(stylist, 5, 7)
      .expect(409)
      .expect(({ body }) => expect(body.code).toBe('DUPLICATE_OVERRIDE'));
  });

  it('Time off that affects bookings is refused with the list; an emergency is written and lists them', async () => {
    const stylist = await addStylist(app.owner);
    const ids = [
      await addBooking(app.owner, stylist, stylist.day(5), ['11:00', '12:00']),
      await addBooking(app.owner, stylist, stylist.day(6), ['10:00', '11:00'], 'pending'),
    ];
    const refused = await takeOff(stylist, 5, 7).expect(409);
    expect(refused.body).toMatchObject({ code: 'BOOKINGS_AFFECTED', affectedBookingsTotal: 2 });
    expect(refused.body.affectedBookings.map(({ id }: { id: string }) => id)).toEqual(ids);
    const { body } = await takeOff(stylist, 5, 7, { isEmergency: true }).expect(201);
    expect(body).toMatchObject({ affectedBookingsTotal: 2, budget: { monthlyUsed: 0, emergencyRemaining: 2 } });
  });

  it('Time off is paid for before any refund: without budget nothing is removed', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(stylist, 5, { isClosed: true }).expect(200);
    await setBudget(app.owner, stylist.id, { used: 10 });
    await takeOff(stylist, 5, 7).expect(429);
    const { rows } = await app.owner.query(
      `SELECT set_for_day FROM public.schedule_overrides WHERE stylist_user_id = $1`,
      [stylist.id],
    );
    expect(rows).toEqual([{ set_for_day: true }]);
  });

  it.each([
    ['an end before the start', 5, 4, {}, 'endDate', 'END_BEFORE_START'],
    ['more than 14 days', 5, 19, {}, 'endDate', 'RANGE_TOO_LONG'],
    ['a start in the past', -1, 3, { isEmergency: true }, 'startDate', 'DATE_IN_PAST'],
    ['an end more than 366 days ahead', 366, 367, {}, 'endDate', 'DATE_TOO_FAR'],
    ['a start today without an emergency', 0, 3, {}, 'isEmergency', 'EMERGENCY_REQUIRED'],
  ])('Time off is refused for %s', async (_name, from, to, more, path, code) => {
    const stylist = await addStylist(app.owner);
    const { body } = await takeOff(stylist, from, to, more).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path, code }));
  });
});
