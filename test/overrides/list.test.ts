import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isOpenType, type OverrideType } from '../../src/schedules/overrides/override-types.js';
import { startApp, type TestApp } from '../support/app.js';
import { addOverride, addStylist, addUser, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let admin: string;
let stylist: TestStylist;
let far: TestStylist;
const ids: Record<string, string> = {};

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  stylist = await addStylist(app.owner, { name: 'Mina Lama' });
  far = await addStylist(app.owner, { zone: 'Pacific/Pago_Pago' });
  const add = async (name: string, type: OverrideType, range: [number, number], who?: TestStylist) => {
    ids[name] = await addOverride(app.owner, {
      type,
      ...(who === undefined ? {} : { stylist: who }),
      range: [stylist.day(range[0]), stylist.day(range[1])],
      ...(isOpenType(type) ? { hours: ['10:00', '24:00'] } : {}),
    });
  };
  await add('over', 'business_closure', [-20, -10]);
  await add('now', 'seasonal_hours', [-5, 5]);
  await add('dashain', 'business_closure', [30, 34]);
  await add('vacation', 'stylist_vacation', [32, 40], stylist);
  await add('event', 'special_event', [-3, -2], stylist);
  await add('other', 'stylist_vacation', [1, 2], far);
  const { body } = await app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(10)}`)
    .send({ isClosed: true, reason: 'Private matter' });
  ids['own'] = body.override.id;
});
afterAll(() => app.close());

async function names(query: string): Promise<string[]> {
  const { body } = await app.as(admin).get(`/v1/schedule-overrides${query}`).expect(200);
  expect(body.total).toBe(body.items.length);
  return body.items.map((item: { id: string }) => Object.keys(ids).find((name) => ids[name] === item.id));
}

describe('The list of overrides', () => {
  it('The list of overrides is newest first, with names, origin and status', async () => {
    expect(await names('')).toEqual(['own', 'other', 'event', 'vacation', 'dashain', 'now', 'over']);
    const { body } = await app.as(admin).get('/v1/schedule-overrides?limit=1').expect(200);
    expect(body).toMatchObject({
      total: 7,
      items: [
        {
          id: ids['own'],
          stylistName: 'Mina Lama',
          createdByName: 'Mina Lama',
          origin: 'stylist',
          setForDay: true,
          status: 'upcoming',
          reason: 'Private matter',
        },
      ],
    });
  });

  it.each<[string, () => string, string[]]>([
    ['type', () => '?type=business_closure', ['dashain', 'over']],
    ['stylist, without the business-wide ones', () => `?stylistId=${stylist.id}`, ['own', 'event', 'vacation']],
    ['scope all', () => '?scope=all', ['dashain', 'now', 'over']],
    ['scope stylist', () => '?scope=stylist', ['own', 'other', 'event', 'vacation']],
    ['origin', () => '?origin=stylist', ['own']],
    ['upcoming', () => '?status=upcoming&scope=all', ['dashain']],
    ['active', () => '?status=active', ['now']],
    ['past', () => '?status=past', ['event', 'over']],
    ['from', () => `?from=${stylist.day(33)}`, ['vacation', 'dashain']],
    ['to', () => `?to=${stylist.day(-10)}`, ['over']],
    ['overlap, ends included', () => `?from=${stylist.day(34)}&to=${stylist.day(34)}`, ['vacation', 'dashain']],
    ['several at once', () => `?type=stylist_vacation&origin=admin&from=${stylist.day(3)}`, ['vacation']],
  ])('The list of overrides filters by %s', async (_name, query, expected) => {
    expect(await names(query())).toEqual(expected);
  });

  it('The list of overrides pages without loss or repetition, and binds a cursor to its filters', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 4; page += 1) {
      const { body } = await app.as(admin).get(`/v1/schedule-overrides?limit=2${cursor}`).expect(200);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = `&cursor=${body.nextCursor}`;
      expect(body.nextCursor === null).toBe(page === 3);
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    const { body } = await app.as(admin).get('/v1/schedule-overrides?limit=2').expect(200);
    await app.as(admin).get(`/v1/schedule-overrides?limit=2&scope=all&cursor=${body.nextCursor}`).expect(400);
  });

  it.each([
    ['type=holiday', 'type', 'NOT_ALLOWED'],
    ['stylistId=me', 'stylistId', 'INVALID_ID'],
    ['scope=some', 'scope', 'NOT_ALLOWED'],
    ['from=2026-02-30', 'from', 'INVALID_DATE'],
    ['from=2026-03-02&to=2026-03-01', 'to', 'END_BEFORE_START'],
    ['limit=0', 'limit', 'OUT_OF_RANGE'],
    ['limit=201', 'limit', 'OUT_OF_RANGE'],
    ['reason=x', 'reason', 'UNKNOWN_FIELD'],
  ])('The list of overrides refuses %s', async (query, path, code) => {
    const { body } = await app.as(admin).get(`/v1/schedule-overrides?${query}`).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path, code }));
  });

  it('Only an admin may read overrides; a malformed id is 400 and an unknown one 404', async () => {
    await app.as(stylist.id).get('/v1/schedule-overrides').expect(403);
    await app.as(undefined).get('/v1/schedule-overrides').expect(401);
    await app.as(admin).get('/v1/schedule-overrides/42').expect(400);
    await app.as(admin).get('/v1/schedule-overrides/7b1f6f0e-2222-4000-8000-000000000000').expect(404);
  });
});

describe('The public list', () => {
  it('The public list has the business-wide overrides that are active or to come, by start, and nothing else', async () => {
    const expected = [
      {
        branchId: null,
        branchName: null,
        overrideType: 'seasonal_hours',
        startDate: stylist.day(-5),
        endDate: stylist.day(5),
        isClosed: false,
        startTime: '10:00',
        endTime: '24:00',
        reason: null,
      },
      {
        branchId: null,
        branchName: null,
        overrideType: 'business_closure',
        startDate: stylist.day(30),
        endDate: stylist.day(34),
        isClosed: true,
        startTime: null,
        endTime: null,
        reason: null,
      },
    ];
    for (const who of [undefined, stylist.id, far.id, admin]) {
      const { body } = await app.as(who).get('/v1/public/schedule-overrides').expect(200);
      expect(body).toEqual({ items: expected });
    }
  });

  it('The public list filters by overlap', async () => {
    const items = async (query: string) =>
      (await app.as(undefined).get(`/v1/public/schedule-overrides?${query}`).expect(200)).body.items;
    expect(await items(`from=${stylist.day(6)}`)).toMatchObject([{ overrideType: 'business_closure' }]);
    expect(await items(`to=${stylist.day(29)}`)).toMatchObject([{ overrideType: 'seasonal_hours' }]);
    expect(await items(`from=${stylist.day(-30)}&to=${stylist.day(-6)}`)).toEqual([]);
    await app.as(undefined).get('/v1/public/schedule-overrides?from=2026-03-02&to=2026-03-01').expect(400);
    await app.as(undefined).get('/v1/public/schedule-overrides?stylistId=x').expect(400);
  });
});
