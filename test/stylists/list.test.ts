import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { weekdayOf } from '../../src/calendar/wall-clock.js';
import type { OverrideType } from '../../src/schedules/overrides/override-types.js';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget } from '../support/budgets.js';
import { addOverride, addStylist, addUser, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
});
afterAll(() => app.close());

const list = (query = '') => app.as(admin).get(`/v1/stylists${query}`).expect(200);

async function listed({ id }: TestStylist) {
  const { body } = await list('?limit=200');
  return body.items.find(({ userId }: { userId: string }) => userId === id);
}

describe('The list of stylists', () => {
  it('The list of stylists shows zone, weekdays as of today, budget and next override', async () => {
    const stylist = await addStylist(app.owner, { name: 'Rekha Shah', days: [0, 2, 4], zone: 'Europe/London' });
    await setBudget(app.owner, stylist.id, { used: 4 });
    expect(await listed(stylist)).toEqual({
      userId: stylist.id,
      displayName: 'Rekha Shah',
      timezone: 'Europe/London',
      isActive: true,
      workingDays: [0, 2, 4],
      budget: expect.objectContaining({ stylistUserId: stylist.id, monthlyUsed: 4, monthlyRemaining: 6 }),
      nextOverride: null,
    });
  });

  it('The list of stylists shows the weekdays of the version that is valid today', async () => {
    const stylist = await addStylist(app.owner);
    const weekday = weekdayOf(stylist.day(0));
    const days = [{ dayOfWeek: weekday, startTime: '10:00', endTime: '12:00' }];
    const path = `/v1/stylists/${stylist.id}/schedule`;
    await app
      .as(admin)
      .put(path)
      .send({ effectiveFrom: stylist.day(1), days: [] })
      .expect(200);
    expect((await listed(stylist)).workingDays).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await app
      .as(admin)
      .put(path)
      .send({ effectiveFrom: stylist.day(0), effectiveUntil: stylist.day(0), days })
      .expect(200);
    expect((await listed(stylist)).workingDays).toEqual([weekday]);
  });

  it('The list of stylists shows the present or next override, for one or for all, and none that is over', async () => {
    const stylist = await addStylist(app.owner);
    const closed = (from: number, to: number, who?: TestStylist) =>
      addOverride(app.owner, {
        type: who === undefined ? 'business_closure' : 'stylist_vacation',
        ...(who === undefined ? {} : { stylist: who }),
        range: [stylist.day(from), stylist.day(to)],
        closed: true,
        priority: 50,
      });
    const other = await addStylist(app.owner);
    await closed(-9, -1, stylist);
    await closed(1, 1, other);
    const far = await closed(30, 31, stylist);
    expect(await listed(stylist)).toMatchObject({
      nextOverride: { id: far, status: 'upcoming', startDate: stylist.day(30) },
    });
    const all = await closed(20, 21);
    expect(await listed(stylist)).toMatchObject({ nextOverride: { id: all, appliesToAllStylists: true } });
    const now = await closed(-2, 3, stylist);
    expect(await listed(stylist)).toMatchObject({
      nextOverride: { id: now, status: 'active', stylistName: 'Test Stylist' },
    });
    await app.owner.query('DELETE FROM public.schedule_overrides');
  });

  it('The list of stylists filters by a part of the name and by activity, and has pages with a total', async () => {
    for (const name of ['Zeta One', 'zeta two', 'Zeta 100%']) await addStylist(app.owner, { name });
    await addStylist(app.owner, { name: 'Zeta Former', isActive: false });
    expect((await list('?q=ZETA')).body).toMatchObject({ total: 4 });
    expect((await list('?q=zeta&active=true')).body).toMatchObject({ total: 3 });
    expect((await list('?q=zeta&active=false')).body.items).toMatchObject([
      { displayName: 'Zeta Former', isActive: false },
    ]);
    expect((await list('?q=0%25')).body.items).toMatchObject([{ displayName: 'Zeta 100%' }]);
    const first = (await list('?q=zeta&limit=3')).body;
    const second = (await list(`?q=zeta&limit=3&cursor=${first.nextCursor}`)).body;
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 1, null]);
    const ids = [...first.items, ...second.items].map(({ userId }: { userId: string }) => userId);
    expect(new Set(ids).size).toBe(4);
    await app.as(admin).get(`/v1/stylists?limit=3&cursor=${first.nextCursor}`).expect(400);
  });

  it('Only an admin may list stylists', async () => {
    const stylist = await addStylist(app.owner);
    await app.as(stylist.id).get('/v1/stylists').expect(403);
    await app.as(undefined).get('/v1/stylists').expect(401);
  });
});

describe('The effective schedule', () => {
  const between = (stylist: TestStylist, from: number, to: number, who = admin) =>
    app.as(who).get(`/v1/stylists/${stylist.id}/effective-schedule?from=${stylist.day(from)}&to=${stylist.day(to)}`);

  it('The effective schedule shows for each date the winning layer, the shadowed ones and the blocks', async () => {
    const stylist = await addStylist(app.owner, { hours: ['10:00', '18:00'] });
    const add = (type: OverrideType, own: boolean, closed: boolean, priority: number, hours?: [string, string]) =>
      addOverride(app.owner, {
        type,
        ...(own ? { stylist } : {}),
        range: [stylist.day(4), stylist.day(4)],
        closed,
        priority,
        ...(hours === undefined ? {} : { hours }),
      });
    const winter = await add('seasonal_hours', false, false, 10, ['11:00', '17:00']);
    const event = await add('special_event', true, false, 30, ['12:00', '20:00']);
    const block = await add('stylist_vacation', true, true, 50, ['15:00', '16:00']);
    const { body } = await between(stylist, 3, 4).expect(200);
    expect(body).toMatchObject({
      timezone: 'Asia/Kathmandu',
      days: [{ status: 'working', source: { layer: 'base', overrideId: null } }, {}],
    });
    expect(body.days[1]).toEqual({
      date: stylist.day(4),
      status: 'working',
      windows: [
        { start: '12:00', end: '15:00' },
        { start: '16:00', end: '20:00' },
      ],
      break: null,
      source: { layer: 'override', overrideId: event, overrideType: 'special_event', priority: 30, scope: 'stylist' },
      shadowed: [{ overrideId: winter, overrideType: 'seasonal_hours', priority: 10, scope: 'all' }],
      blocks: [{ overrideId: block, start: '15:00', end: '16:00' }],
      bookings: 0,
    });
    await app.owner.query('DELETE FROM public.schedule_overrides');
  });

  it('The effective schedule covers up to 92 days, both ends included', async () => {
    const stylist = await addStylist(app.owner);
    expect((await between(stylist, 0, 91).expect(200)).body.days).toHaveLength(92);
    expect((await between(stylist, 0, 92).expect(400)).body.code).toBe('RANGE_TOO_LONG');
    const inverted = await between(stylist, 1, 0).expect(400);
    expect(inverted.body.errors).toEqual([expect.objectContaining({ path: 'to', code: 'END_BEFORE_START' })]);
  });

  it('A stylist reads the same effective schedule under both paths; another’s is 404', async () => {
    const [stylist, other] = [await addStylist(app.owner), await addStylist(app.owner)];
    const byId = await between(stylist, 0, 6, stylist.id).expect(200);
    const own = await app.as(stylist.id).get(`/v1/me/effective-schedule?from=${stylist.day(0)}&to=${stylist.day(6)}`);
    expect(own.body).toEqual(byId.body);
    await between(stylist, 0, 6, other.id).expect(404);
    await app.as(admin).get(`/v1/stylists/${admin}/effective-schedule?from=2026-01-01&to=2026-01-02`).expect(404);
  });
});
