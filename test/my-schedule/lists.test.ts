import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { addBooking, addOverride, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: true });
  await app.owner.query(`DELETE FROM public.schedule_overrides`);
});
afterAll(() => app.close());

const setDay = (stylist: TestStylist, offset: number, body: object = { isClosed: true }) =>
  app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(offset)}`)
    .send(body);
const ids = (items: { id: string }[]): string[] => items.map(({ id }) => id);

describe('My overrides', () => {
  it('My overrides are those that reach me, newest first: mine, an admin’s for me, and business-wide ones', async () => {
    const stylist = await addStylist(app.owner, { name: 'Asmita' });
    const other = await addStylist(app.owner);
    const range: [string, string] = [stylist.day(25), stylist.day(26)];
    const closure = await addOverride(app.owner, { type: 'business_closure', range });
    const byAdmin = await addOverride(app.owner, {
      type: 'stylist_vacation',
      stylist,
      range,
      closed: true,
      priority: 50,
    });
    await setDay(other, 5).expect(200);
    const own = await setDay(stylist, 5).expect(200);
    const { body } = await app.as(stylist.id).get('/v1/me/overrides').expect(200);
    expect(ids(body.items)).toEqual([own.body.override.id, byAdmin, closure]);
    expect(body).toMatchObject({ total: 3, nextCursor: null });
    expect(body.items[0]).toEqual(own.body.override);
    expect(body.items[0]).toMatchObject({ stylistName: 'Asmita', createdByName: 'Asmita', status: 'upcoming' });
  });

  it('My overrides filter by overlap and status, and have pages', async () => {
    const stylist = await addStylist(app.owner);
    const spans = [
      [-9, -7],
      [-1, 1],
      [3, 4],
      [8, 9],
    ] as const;
    const made: string[] = [];
    for (const [from, to] of spans) {
      const range: [string, string] = [stylist.day(from), stylist.day(to)];
      made.push(await addOverride(app.owner, { type: 'stylist_vacation', stylist, range }));
    }
    const [past, active, soon, later] = made;
    const listed = async (query: object): Promise<string[]> => {
      const { body } = await app.as(stylist.id).get('/v1/me/overrides').query(query).expect(200);
      return ids(body.items).filter((id) => made.includes(id));
    };
    expect(await listed({ status: 'past' })).toEqual([past]);
    expect(await listed({ status: 'active' })).toEqual([active]);
    expect(await listed({ status: 'upcoming' })).toEqual([later, soon]);
    expect(await listed({ from: stylist.day(1), to: stylist.day(3) })).toEqual([soon, active]);
    const everything = await app.as(stylist.id).get('/v1/me/overrides').query({ limit: 200 }).expect(200);
    const first = await app.as(stylist.id).get('/v1/me/overrides').query({ limit: 2 }).expect(200);
    const cursor = first.body.nextCursor as string;
    const second = await app.as(stylist.id).get('/v1/me/overrides').query({ limit: 200, cursor }).expect(200);
    expect([...ids(first.body.items), ...ids(second.body.items)]).toEqual(ids(everything.body.items));
    await app.as(stylist.id).get('/v1/me/overrides').query({ limit: 2, cursor, status: 'past' }).expect(400);
    const inverted = { from: stylist.day(3), to: stylist.day(1) };
    const { body } = await app.as(stylist.id).get('/v1/me/overrides').query(inverted).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path: 'to', code: 'END_BEFORE_START' })]);
  });
});

describe('My effective schedule', () => {
  it('My effective schedule shows each date with the layer that decides it and its bookings', async () => {
    const stylist = await addStylist(app.owner, { zone: 'America/New_York' });
    const booked = stylist.day(61);
    await addBooking(app.owner, stylist, booked, ['10:00', '11:00']);
    await addBooking(app.owner, stylist, booked, ['12:00', '13:00'], 'no_show');
    const set = await setDay(stylist, 62).expect(200);
    const query = { from: stylist.day(61), to: stylist.day(62) };
    const { body } = await app.as(stylist.id).get('/v1/me/effective-schedule').query(query).expect(200);
    expect(body).toMatchObject({
      timezone: 'America/New_York',
      days: [
        { date: booked, status: 'working', source: { layer: 'base', overrideId: null }, bookings: 1 },
        { status: 'closed', source: { layer: 'override', overrideId: set.body.override.id }, bookings: 0 },
      ],
    });
  });

  it('My effective schedule covers at most 92 days, from before to', async () => {
    const stylist = await addStylist(app.owner);
    const ask = (from: number, to: number) =>
      app
        .as(stylist.id)
        .get('/v1/me/effective-schedule')
        .query({ from: stylist.day(from), to: stylist.day(to) });
    expect((await ask(0, 91).expect(200)).body.days).toHaveLength(92);
    expect((await ask(0, 92).expect(400)).body.code).toBe('RANGE_TOO_LONG');
    expect((await ask(1, 0).expect(400)).body.code).toBe('VALIDATION_FAILED');
    await app.as(stylist.id).get('/v1/me/effective-schedule').expect(400);
  });
});

describe('The log of my schedule', () => {
  it('The log of my schedule has every change, newest first, without actor id, address and agent', async () => {
    const stylist = await addStylist(app.owner, { name: 'Binita' });
    await setDay(stylist, 3, { isClosed: true, reason: 'Course' }).expect(200);
    await app
      .as(stylist.id)
      .delete(`/v1/me/availability/${stylist.day(3)}`)
      .expect(200);
    const { body } = await app.as(stylist.id).get('/v1/me/schedule-changes').expect(200);
    expect(body).toMatchObject({
      items: [
        { changeDate: stylist.day(3), newValues: null, oldValues: { reason: 'Course' }, actorName: 'Binita' },
        { changeType: 'availability_override', oldValues: null, newValues: { isClosed: true }, reason: 'Course' },
      ],
      nextCursor: null,
      total: 2,
    });
    const told = JSON.stringify(body);
    for (const hidden of ['actorId', 'createdBy', 'ipAddress', 'userAgent']) expect(told).not.toContain(hidden);
  });

  it('The log of my schedule has pages, and no changes of other stylists', async () => {
    const stylist = await addStylist(app.owner);
    await setDay(await addStylist(app.owner), 3).expect(200);
    for (const offset of [3, 4, 5]) await setDay(stylist, offset).expect(200);
    const first = await app.as(stylist.id).get('/v1/me/schedule-changes').query({ limit: 2 }).expect(200);
    const cursor = first.body.nextCursor as string;
    const second = await app.as(stylist.id).get('/v1/me/schedule-changes').query({ limit: 2, cursor }).expect(200);
    const seen = [...first.body.items, ...second.body.items].map(
      ({ changeDate }: { changeDate: string }) => changeDate,
    );
    expect(seen).toEqual([stylist.day(5), stylist.day(4), stylist.day(3)]);
    expect(second.body).toMatchObject({ nextCursor: null, total: 3 });
  });
});
