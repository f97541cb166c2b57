import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { addBooking, addBranch, addOverride, addStylist, addUser } from '../support/stylists.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
});
afterAll(() => app.close());

const PATH = '/v1/effective-schedules';

describe('The calendar of many stylists', () => {
  it('It has each active stylist by name, with the days that the effective schedule of that stylist has', async () => {
    const zone = 'America/New_York';
    const bina = await addStylist(app.owner, { name: 'Bina', zone, days: [1, 2, 3] });
    const asha = await addStylist(app.owner, { name: 'Asha' });
    await addStylist(app.owner, { name: 'Anita', isActive: false });
    const branch = await addBranch(app.owner, 'Patan', [asha]);
    const [from, to] = [asha.day(2), asha.day(32)];
    await addOverride(app.owner, { type: 'business_closure', branch, range: [asha.day(5), asha.day(6)] });
    await addOverride(app.owner, { type: 'seasonal_hours', range: [from, to], hours: ['11:00', '16:00'] });
    await addOverride(app.owner, { type: 'stylist_vacation', stylist: bina, range: [bina.day(9), bina.day(9)] });
    await addBooking(app.owner, asha, asha.day(3), ['12:00', '13:00']);
    const { body } = await app.as(admin).get(`${PATH}?from=${from}&to=${to}`).expect(200);
    const expected = [];
    for (const [stylist, displayName, branchId] of [
      [asha, 'Asha', branch],
      [bina, 'Bina', null],
    ] as const) {
      const path = `/v1/stylists/${stylist.id}/effective-schedule?from=${from}&to=${to}`;
      const { body: own } = await app.as(admin).get(path).expect(200);
      expected.push({ stylistUserId: stylist.id, displayName, branchId, ...own });
    }
    expect(body).toEqual({ items: expected, nextCursor: null, total: 2 });
    expect(body.items[0].days[1].bookings).toBe(1);
    expect(body.items[0].days[3]).toMatchObject({ status: 'closed', source: { scope: 'branch' } });

    const names = async (query: string) => {
      const { body: found } = await app.as(admin).get(`${PATH}?from=${from}&to=${from}&${query}`).expect(200);
      return found.items.map((item: { displayName: string }) => item.displayName);
    };
    expect(await names(`branchId=${branch}`)).toEqual(['Asha']);
    expect(await names('q=IN')).toEqual(['Bina']);
    expect(await names(`stylistIds=${bina.id},${admin}`)).toEqual(['Bina']);
    expect(await names(`branchId=${branch}&stylistIds=${bina.id}`)).toEqual([]);
    expect(await names(`branchId=${admin}`)).toEqual([]);
  });

  it('Stylists of one name page through without a repetition, at most 50 a page', async () => {
    const many = [];
    for (let n = 0; n < 5; n += 1) many.push((await addStylist(app.owner, { name: 'Maya' })).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const query = `from=2027-01-04&to=2027-01-04&q=maya&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await app.as(admin).get(`${PATH}?${query}`).expect(200);
      expect(body.total).toBe(5);
      seen.push(...body.items.map((item: { stylistUserId: string }) => item.stylistUserId));
      cursor = (body.nextCursor as string | null) ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(many.toSorted());
    const { body } = await app.as(admin).get(`${PATH}?from=2027-01-04&to=2027-01-04&limit=51`).expect(400);
    expect(body.errors).toMatchObject([{ path: 'limit', code: 'OUT_OF_RANGE' }]);
  });

  it('It takes at most 31 dates, and only an admin reads it', async () => {
    const stylist = await addStylist(app.owner);
    const long = await app.as(admin).get(`${PATH}?from=2027-01-01&to=2027-02-01`).expect(400);
    expect(long.body.code).toBe('RANGE_TOO_LONG');
    await app.as(admin).get(`${PATH}?from=2027-01-01`).expect(400);
    await app.as(stylist.id).get(`${PATH}?from=2027-01-01&to=2027-01-31`).expect(403);
  });
});
