import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instantOf, instantText } from '../../src/calendar/wall-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { addBooking, addBranch, addOverride, addStylist, addUser, moveTo } from '../support/stylists.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
});
afterAll(() => app.close());

const PATH = '/v1/booking-conflicts';
const list = async (query = '') => (await app.as(admin).get(`${PATH}?${query}`).expect(200)).body;
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

describe('Bookings that do not fit what is worked now', () => {
  it('A booking is listed with the names and the cause, and nothing of the customer', async () => {
    const stylist = await addStylist(app.owner, { name: 'Gita Rana' });
    const id = await addBooking(app.owner, stylist, stylist.day(3), ['08:00', '09:00']);
    await addBooking(app.owner, stylist, stylist.day(3), ['10:00', '11:00']);
    const body = await list(`stylistId=${stylist.id}`);
    const { rows } = await app.owner.query<{ service: string; name: string }>(
      'SELECT s.id AS service, s.name FROM public.bookings b JOIN public.services s ON s.id = b.service_id WHERE b.id = $1',
      [id],
    );
    expect(body).toEqual({
      items: [
        {
          id,
          stylistUserId: stylist.id,
          stylistName: 'Gita Rana',
          serviceId: rows[0]?.service,
          serviceName: rows[0]?.name,
          startTime: instantText(instantOf(stylist.zone, stylist.day(3), 480)),
          endTime: instantText(instantOf(stylist.zone, stylist.day(3), 540)),
          status: 'confirmed',
          cause: { layer: 'base', overrideId: null, overrideType: null },
        },
      ],
      nextCursor: null,
      total: 1,
    });
  });

  it('The cause is the first of an inactive stylist, a block, the override that decides the date, the week', async () => {
    const stylist = await addStylist(app.owner, { days: [0, 1, 2, 3, 4, 5, 6], hours: ['10:00', '18:00'] });
    const date = stylist.day(20);
    const booking = await addBooking(app.owner, stylist, date, ['17:30', '18:30']);
    const cause = async () => {
      const { items } = await list(`stylistId=${stylist.id}`);
      return items.map((item: { id: string; cause: object }) => [item.id, item.cause]);
    };
    const own = { stylist, range: [date, date] as [string, string] };
    expect(await cause()).toEqual([[booking, { layer: 'base', overrideId: null, overrideType: null }]]);
    const hours = await addOverride(app.owner, { ...own, type: 'special_event', hours: ['10:00', '18:00'] });
    expect(await cause()).toEqual([[booking, { layer: 'override', overrideId: hours, overrideType: 'special_event' }]]);
    const block = await addOverride(app.owner, { ...own, type: 'stylist_vacation', hours: ['17:00', '18:00'] });
    expect(await cause()).toEqual([
      [booking, { layer: 'override', overrideId: block, overrideType: 'stylist_vacation' }],
    ]);
    const closure = await addOverride(app.owner, { ...own, type: 'stylist_vacation', priority: 90 });
    expect(await cause()).toMatchObject([[booking, { overrideId: block }]]);
    expect((await list(`overrideId=${closure}`)).total).toBe(0);
    await app.owner.query('UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1', [stylist.id]);
    expect(await cause()).toEqual([[booking, { layer: 'inactive', overrideId: null, overrideType: null }]]);
  });

  it('A closure answers which bookings it puts in conflict, and none once it is deleted', async () => {
    const [one, two] = [await addStylist(app.owner), await addStylist(app.owner)];
    const date = one.day(200);
    const booked = [
      await addBooking(app.owner, one, date, ['11:00', '12:00']),
      await addBooking(app.owner, two, date, ['12:00', '13:00'], 'pending'),
      await addBooking(app.owner, one, one.day(201), ['10:00', '11:00'], 'in_progress'),
    ];
    for (const status of ['cancelled', 'completed', 'no_show']) {
      await addBooking(app.owner, two, one.day(201), ['10:00', '11:00'], status);
    }
    const { body: closure } = await app
      .as(admin)
      .post('/v1/schedule-overrides')
      .send({
        overrideType: 'business_closure',
        appliesToAllStylists: true,
        startDate: date,
        endDate: one.day(201),
        isClosed: true,
      })
      .expect(201);
    expect(ids({ items: closure.affectedBookings })).toEqual(booked);
    const page = await list(`overrideId=${closure.id}`);
    expect([ids(page), page.total]).toEqual([booked, 3]);
    expect(ids(await list(`overrideId=${closure.id}&stylistId=${two.id}`))).toEqual([booked[1]]);
    await app.as(admin).delete(`/v1/schedule-overrides/${closure.id}`).expect(204);
    expect(await list(`overrideId=${closure.id}`)).toMatchObject({ items: [], total: 0 });
  });

  it('A branch lists the conflicts of its present stylists, also beside other filters', async () => {
    const [one, two] = [await addStylist(app.owner), await addStylist(app.owner)];
    const branch = await addBranch(app.owner, 'Patan', [one]);
    const closure = await addOverride(app.owner, {
      type: 'business_closure',
      branch,
      range: [one.day(210), one.day(210)],
    });
    const booking = await addBooking(app.owner, one, one.day(210), ['11:00', '12:00']);
    const moved = await addBooking(app.owner, two, two.day(210), ['11:00', '12:00']);
    expect(ids(await list(`branchId=${branch}`))).toEqual([booking]);
    expect(ids(await list(`branchId=${branch}&stylistId=${two.id}`))).toEqual([]);
    await moveTo(app.owner, two, branch);
    await moveTo(app.owner, one, null);
    expect(await list(`branchId=${branch}`)).toMatchObject({
      items: [{ id: moved, cause: { layer: 'override', overrideId: closure, overrideType: 'business_closure' } }],
    });
  });

  it('from and to take bookings that overlap the dates of the business, and 366 dates from today unless given', async () => {
    const stylist = await addStylist(app.owner, { hours: ['10:00', '11:00'] });
    const at = (day: number) => addBooking(app.owner, stylist, stylist.day(day), ['20:00', '21:00']);
    const today = await addBooking(app.owner, stylist, stylist.day(0), ['00:00', '24:00']);
    const [near, last, far] = [await at(5), await at(365), await at(366)];
    const of = (query: string) => list(`stylistId=${stylist.id}&${query}`).then(ids);
    expect(await of('')).toEqual([today, near, last]);
    expect(await of(`from=${stylist.day(5)}&to=${stylist.day(5)}`)).toEqual([near]);
    expect(await of(`from=${stylist.day(6)}`)).toEqual([last, far]);
    expect(await of(`to=${stylist.day(4)}`)).toEqual([today]);
    expect(await of(`to=${stylist.day(-4)}`)).toEqual([]);
    expect(await of('from=9999-12-31')).toEqual([]);
    const long = await app
      .as(admin)
      .get(`${PATH}?from=${stylist.day(0)}&to=${stylist.day(366)}`)
      .expect(400);
    expect(long.body).toMatchObject({ code: 'RANGE_TOO_LONG' });
    const turned = await app
      .as(admin)
      .get(`${PATH}?from=${stylist.day(2)}&to=${stylist.day(1)}`)
      .expect(400);
    expect(turned.body).toMatchObject({ errors: [{ path: 'to', code: 'END_BEFORE_START' }] });
  });

  it('A booking that a host wrote without an end is in conflict', async () => {
    const stylist = await addStylist(app.owner, { hours: ['00:00', '24:00'] });
    const endless = await addBooking(app.owner, stylist, stylist.day(3), ['10:00', '11:00']);
    await app.owner.query(`UPDATE public.bookings SET end_time = 'infinity' WHERE id = $1`, [endless]);
    const across = await addBooking(app.owner, stylist, stylist.day(2), ['22:00', '24:00']);
    await app.owner.query(`UPDATE public.bookings SET end_time = end_time + interval '1 hour' WHERE id = $1`, [across]);
    expect(ids(await list(`stylistId=${stylist.id}`))).toEqual([endless]);
  });

  it('A stylist reads their own conflicts, on dates of their zone', async () => {
    const [stylist, other] = [await addStylist(app.owner, { zone: 'America/New_York' }), await addStylist(app.owner)];
    const late = await addBooking(app.owner, stylist, stylist.day(4), ['20:00', '21:00']);
    await addBooking(app.owner, stylist, stylist.day(5), ['20:00', '21:00']);
    await addBooking(app.owner, other, other.day(4), ['20:00', '21:00']);
    const path = `/v1/me/booking-conflicts?from=${stylist.day(4)}&to=${stylist.day(4)}`;
    const { body } = await app.as(stylist.id).get(path).expect(200);
    expect([ids(body), body.total]).toEqual([[late], 1]);
    await app.as(stylist.id).get(`${path}&stylistId=${other.id}`).expect(400);
    await app.as(admin).get(path).expect(403);
    await app.as(stylist.id).get(PATH).expect(403);
  });

  it('A cursor belongs to its filters, and pages of one item hold every conflict once', async () => {
    const all = await list('limit=200');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list(`limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...ids(page));
      expect(page.total).toBe(all.total);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids(all));
    expect(seen.length).toBeGreaterThan(5);
    const { nextCursor } = await list('limit=1');
    await app.as(admin).get(`${PATH}?limit=1&to=2090-01-01&cursor=${nextCursor}`).expect(400);
  });
});
