import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { addOffer, offer, type TestOffer } from '../support/offers.js';
import { addBranch, addOverride, moveTo } from '../support/stylists.js';

let app: TestApp;
let east: TestOffer;
let west: TestOffer;
let eastId: string;
let westId: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  east = await addOffer(app.owner, { name: 'East' });
  west = await addOffer(app.owner, { name: 'West' });
  await offer(app.owner, west.stylist.id, east.serviceId);
  eastId = await addBranch(app.owner, 'East', [east.stylist]);
  westId = await addBranch(app.owner, 'West', [west.stylist]);
});
afterAll(() => app.close());

const get = (path: string) => app.as(undefined).get(path);
const query = ({ stylist }: TestOffer, offset: number): string =>
  `stylistId=${stylist.id}&serviceId=${east.serviceId}&date=${stylist.day(offset)}`;
const slots = (of: TestOffer, offset: number) => get(`/v1/availability?${query(of, offset)}`).expect(200);
const statusOf = async (of: TestOffer, offset: number): Promise<string> =>
  ((await slots(of, offset)).body as { days: { status: string }[] }).days[0]?.status ?? '';
const isHit = async (of: TestOffer, offset: number): Promise<boolean> =>
  (await slots(of, offset)).headers['cache-status'] === 'service-engine; hit';
const close = (branch: string, offset: number) =>
  addOverride(app.owner, {
    type: 'business_closure',
    branch,
    range: [east.stylist.day(offset), east.stylist.day(offset)],
  });

describe('A closure of a branch (docs/rules.md "Cache")', () => {
  it('is seen by the next read of its stylists, and leaves other dates of others in the cache', async () => {
    for (const offset of [3, 4]) {
      expect(await statusOf(east, offset)).toBe('open');
      expect(await statusOf(west, offset)).toBe('open');
    }
    const id = await close(eastId, 3);
    expect(await statusOf(east, 3)).toBe('closed');
    expect(await isHit(east, 4)).toBe(true);
    expect(await isHit(west, 4)).toBe(true);
    expect(await statusOf(west, 3)).toBe('open');
    await app.owner.query('UPDATE public.schedule_overrides SET branch_id = $2 WHERE id = $1', [id, westId]);
    expect([await statusOf(east, 3), await statusOf(west, 3)]).toEqual(['open', 'closed']);
    await app.owner.query('DELETE FROM public.schedule_overrides WHERE id = $1', [id]);
    expect(await statusOf(west, 3)).toBe('open');
  });

  it('written with one far away in the same statement leaves the dates between in the cache', async () => {
    await slots(west, 20);
    await app.owner.query(
      `INSERT INTO public.schedule_overrides (override_type, branch_id, start_date, end_date, is_closed)
       VALUES ('business_closure', $1, $3, $3, true), ('business_closure', $2, $4, $4, true)`,
      [eastId, westId, east.stylist.day(10), east.stylist.day(40)],
    );
    expect(await isHit(west, 20)).toBe(true);
    expect([await statusOf(east, 10), await statusOf(west, 40)]).toEqual(['closed', 'closed']);
  });

  it('follows a stylist who moves, on every date', async () => {
    await close(westId, 12);
    expect([await statusOf(east, 12), await statusOf(west, 12)]).toEqual(['open', 'closed']);
    await moveTo(app.owner, east.stylist, westId);
    await moveTo(app.owner, west.stylist, null);
    expect([await statusOf(east, 12), await statusOf(west, 12)]).toEqual(['closed', 'open']);
    expect([await statusOf(east, 10), await statusOf(west, 40)]).toEqual(['open', 'open']);
    await moveTo(app.owner, east.stylist, eastId);
    await moveTo(app.owner, west.stylist, westId);
    expect([await statusOf(east, 12), await statusOf(west, 12)]).toEqual(['open', 'closed']);
  });

  it('goes with a branch that is deleted: its stylists are then in none', async () => {
    const third = await addOffer(app.owner);
    const branch = await addBranch(app.owner, 'Third', [third.stylist]);
    const day = () => get(`/v1/availability?${third.query({ date: third.stylist.day(5) })}`).expect(200);
    const statuses = async () => ((await day()).body as { days: { status: string }[] }).days.map((one) => one.status);
    const id = await close(branch, 5);
    expect(await statuses()).toEqual(['closed']);
    const remove = () => app.owner.query('DELETE FROM public.kb_branches WHERE id = $1', [branch]);
    await expect(remove()).rejects.toMatchObject({ code: '23001' });
    expect(await statuses()).toEqual(['closed']);
    await app.owner.query('DELETE FROM public.schedule_overrides WHERE id = $1', [id]);
    await remove();
    expect(await statuses()).toEqual(['open']);
  });
});

describe('A search for a branch', () => {
  const search = async (branchId: string): Promise<string[]> => {
    const date = east.stylist.day(6);
    const path = `/v1/availability/search?serviceId=${east.serviceId}&from=${date}&to=${date}&branchId=${branchId}`;
    const { body } = await get(path).expect(200);
    const { stylists, total } = body as { stylists: { displayName: string }[]; total: number };
    expect(total).toBe(stylists.length);
    return stylists.map(({ displayName }) => displayName);
  };
  const UNKNOWN = '7b1f6f0e-2222-4000-8000-000000000000';

  it('finds its stylists; an unknown one has none', async () => {
    expect([await search(eastId), await search(westId), await search(UNKNOWN)]).toEqual([['East'], ['West'], []]);
  });

  it('for the next slot finds that of its stylists', async () => {
    await close(eastId, 7);
    const after = encodeURIComponent(`${east.stylist.day(7)}T00:00:00+05:45`);
    const next = (more: string) => get(`/v1/availability/next?serviceId=${east.serviceId}&after=${after}${more}`);
    const { body: ofEast } = await next(`&branchId=${eastId}`).expect(200);
    expect(ofEast).toMatchObject({ stylistUserId: east.stylist.id, date: east.stylist.day(8) });
    const { body: ofWest } = await next(`&branchId=${westId}`).expect(200);
    expect(ofWest).toMatchObject({ stylistUserId: west.stylist.id, date: west.stylist.day(7) });
    const { body: none } = await next(`&branchId=${UNKNOWN}`).expect(404);
    expect(none).toMatchObject({ code: 'NO_AVAILABILITY', nextCursor: null });
    await next(`&branchId=${westId}&stylistId=${east.stylist.id}`).expect(404);
  });
});
