import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { actionsOn, changesOf } from '../support/overrides.js';
import { addBooking, addBranch, addOverride, addStylist, moveTo, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let patan: string;
let boudha: string;
let closedDown: string;
/** Two of Patan, one of Thamel, one of no branch. */
let mina: TestStylist;
let hari: TestStylist;
let gita: TestStylist;
let free: TestStylist;

beforeAll(async () => {
  app = await startApp();
  mina = await addStylist(app.owner, { name: 'Mina' });
  hari = await addStylist(app.owner, { name: 'Hari' });
  gita = await addStylist(app.owner, { name: 'Gita' });
  free = await addStylist(app.owner, { name: 'Free' });
  patan = await addBranch(app.owner, 'Patan Dhoka', [mina, hari]);
  boudha = await addBranch(app.owner, 'Boudha', [gita]);
  closedDown = await addBranch(app.owner, 'Closed down');
  await app.owner.query('UPDATE public.kb_branches SET is_active = false WHERE id = $1', [closedDown]);
});
afterAll(() => app.close());

const PATH = '/v1/schedule-overrides';
const UNKNOWN = '7b1f6f0e-2222-4000-8000-000000000000';
const post = (body: object, path = PATH) => app.as('admin').post(path).send(body);
const closure = (from: number, to = from, more: object = {}) => ({
  overrideType: 'business_closure',
  branchId: patan,
  startDate: mina.day(from),
  endDate: mina.day(to),
  isClosed: true,
  ...more,
});
const hoursOf = (from: number, more: object = {}) => ({
  ...closure(from),
  overrideType: 'special_event',
  isClosed: false,
  startTime: '12:00',
  endTime: '20:00',
  ...more,
});

interface Day {
  status: string;
  source: { scope: string | null; overrideId: string | null };
}
const dayOf = async (stylist: TestStylist, offset: number): Promise<Day> => {
  const date = stylist.day(offset);
  const { body } = await app
    .as('admin')
    .get(`/v1/stylists/${stylist.id}/effective-schedule?from=${date}&to=${date}`)
    .expect(200);
  return (body.days as Day[])[0]!;
};

describe('An override of a branch', () => {
  it('reaches the stylists of the branch, and nobody else', async () => {
    const { body } = await post(closure(10, 11, { reason: 'New walls' })).expect(201);
    expect(body).toMatchObject({
      appliesToAllStylists: false,
      branchId: patan,
      branchName: 'Patan Dhoka',
      stylistUserId: null,
      priority: 100,
      status: 'upcoming',
    });
    for (const stylist of [mina, hari]) {
      const day = await dayOf(stylist, 11);
      expect(day).toMatchObject({ status: 'closed', source: { scope: 'branch', overrideId: body.id } });
    }
    for (const stylist of [gita, free]) {
      expect(await dayOf(stylist, 11)).toMatchObject({ status: 'working', source: { scope: null } });
    }
  });

  it('is read, edited and ended as others are; the reason is on record, and no change log of a stylist has it', async () => {
    const { body } = await post(hoursOf(13)).expect(201);
    const path = `${PATH}/${body.id}`;
    expect((await app.as('admin').get(path).expect(200)).body).toMatchObject({ branchName: 'Patan Dhoka' });
    const { body: edited } = await app.as('admin').patch(path).send({ endTime: '21:00', reason: 'Late' }).expect(200);
    expect(edited).toMatchObject({ branchId: patan, branchName: 'Patan Dhoka', endTime: '21:00', shadowedBy: [] });
    expect(await dayOf(mina, 13)).toMatchObject({ source: { scope: 'branch' } });
    await app.as('admin').delete(path).expect(204);
    expect(await dayOf(mina, 13)).toMatchObject({ source: { scope: null } });
    const actions = await actionsOn(app.owner, body.id);
    expect(actions.map(({ action }) => action)).toEqual(['CREATE_OVERRIDE', 'UPDATE_OVERRIDE', 'DELETE_OVERRIDE']);
    expect(actions[0]?.details).toMatchObject({ newValues: { branchId: patan, stylistUserId: null } });
    expect(await changesOf(app.owner, mina.id)).toEqual([]);
  });

  it('takes another scope only when the former one is taken away', async () => {
    const { body } = await post(hoursOf(15)).expect(201);
    const path = `${PATH}/${body.id}`;
    const patch = (change: object) => app.as('admin').patch(path).send(change);
    const { body: both } = await patch({ stylistUserId: gita.id }).expect(400);
    expect(both.errors).toMatchObject([{ path: 'stylistUserId', code: 'NOT_ALLOWED' }]);
    const { body: none } = await patch({ branchId: null }).expect(400);
    expect(none.errors).toMatchObject([{ path: 'stylistUserId', code: 'REQUIRED' }]);
    const { body: personal } = await patch({ branchId: null, stylistUserId: gita.id }).expect(200);
    expect(personal).toMatchObject({ branchId: null, branchName: null, stylistUserId: gita.id });
    expect((await patch({ appliesToAllStylists: true }).expect(200)).body).toMatchObject({ stylistUserId: null });
    const { body: back } = await patch({ appliesToAllStylists: null, branchId: patan }).expect(200);
    expect(back).toMatchObject({ appliesToAllStylists: false, branchId: patan });
    await app.as('admin').delete(path).expect(204);
  });

  it('is a duplicate of another of the same branch alone', async () => {
    await post(closure(20)).expect(201);
    expect((await post(closure(20)).expect(409)).body).toMatchObject({ code: 'DUPLICATE_OVERRIDE' });
    await post(closure(20, 20, { branchId: undefined, appliesToAllStylists: true })).expect(201);
  });

  it.each([
    ['an unknown branch', UNKNOWN],
    ['one that is switched off', 'closed down'],
  ])('for %s is 404, after the shape', async (_name, given) => {
    const branchId = given === UNKNOWN ? UNKNOWN : closedDown;
    for (const path of [PATH, `${PATH}/preview`]) {
      expect((await post(closure(25, 25, { branchId }), path).expect(404)).body.code).toBe('BRANCH_NOT_FOUND');
      const { body } = await post(closure(25, 24, { branchId }), path).expect(400);
      expect(body.errors).toMatchObject([{ path: 'endDate', code: 'END_BEFORE_START' }]);
    }
  });

  it('stays and can be edited once its branch is switched off', async () => {
    const closing = await addBranch(app.owner, 'Closing', [free]);
    const { body } = await post(hoursOf(26, { branchId: closing })).expect(201);
    await app.owner.query('UPDATE public.kb_branches SET is_active = false WHERE id = $1', [closing]);
    await app.as('admin').patch(`${PATH}/${body.id}`).send({ reason: 'Last days' }).expect(200);
    expect(await dayOf(free, 26)).toMatchObject({ source: { scope: 'branch' } });
    await moveTo(app.owner, free, null);
    expect((await dayOf(free, 26)).source.scope).not.toBe('branch');
  });

  it.each([
    ['no scope', { branchId: undefined }, 'appliesToAllStylists NOT_ALLOWED'],
    ['a branch beside all', { appliesToAllStylists: true }, 'branchId NOT_ALLOWED'],
    ['a malformed branch', { branchId: 'patan' }, 'branchId INVALID_ID'],
    ['a vacation', { overrideType: 'stylist_vacation' }, 'branchId NOT_ALLOWED'],
  ])('with %s is refused', async (_name, change, expected) => {
    const { body } = await post(closure(27, 27, change)).expect(400);
    const errors = body.errors as { path: string; code: string }[];
    expect(errors.map(({ path, code }) => `${path} ${code}`)).toEqual([expected]);
  });
});

describe('The preview of an override of a branch', () => {
  it('lists the days of its stylists, the bookings that it affects, and what wins over it', async () => {
    const booked = await addBooking(app.owner, hari, hari.day(31), ['10:00', '11:00']);
    await addBooking(app.owner, gita, gita.day(31), ['10:00', '11:00']);
    const stronger = { type: 'special_event' as const, hours: ['09:00', '19:00'] as [string, string] };
    const range = (stylist: TestStylist): [string, string] => [stylist.day(32), stylist.day(32)];
    const ofAll = await addOverride(app.owner, { ...stronger, range: range(mina), priority: 90 });
    const ofMina = await addOverride(app.owner, { ...stronger, stylist: mina, range: range(mina) });
    await addOverride(app.owner, { ...stronger, stylist: gita, range: range(gita), priority: 91 });

    const hours = hoursOf(31, { endDate: mina.day(32) });
    const { body } = await post(hours, `${PATH}/preview`).expect(200);
    const days = body.days as { date: string; stylistUserId: string; after: Day }[];
    expect(days.map(({ date, stylistUserId }) => [date, stylistUserId])).toEqual([
      [mina.day(31), hari.id],
      [mina.day(31), mina.id],
      [mina.day(32), hari.id],
      [mina.day(32), mina.id],
    ]);
    expect(days[0]?.after.source).toMatchObject({ scope: 'branch', overrideId: null });
    expect(body.daysTotal).toBe(4);
    expect((body.affectedBookings as { id: string }[]).map(({ id }) => id)).toEqual([booked]);
    expect((body.shadowedBy as { overrideId: string }[]).map(({ overrideId }) => overrideId)).toEqual([ofAll, ofMina]);

    const { body: refused } = await post({ ...hours, conflictPolicy: 'refuse' }).expect(409);
    expect(refused).toMatchObject({ code: 'BOOKINGS_AFFECTED', affectedBookingsTotal: 1 });
    const { body: written } = await post(hours).expect(201);
    expect(written).toMatchObject({ affectedBookingsTotal: 1, shadowedBy: body.shadowedBy });
    // Taken to another branch, they no longer shorten Hari's day, and shorten Gita's.
    const replacing = { ...hours, replaces: written.id, branchId: boudha };
    const { body: moved } = await post(replacing, `${PATH}/preview`).expect(200);
    expect(moved).toMatchObject({ daysTotal: 6, affectedBookings: [{ stylistUserId: gita.id }] });
  });
});

describe('The lists', () => {
  it('of an admin filter by branch and scope; an unknown branch gives an empty list', async () => {
    const list = async (query: string) => {
      const { body } = await app.as('admin').get(`${PATH}?${query}`).expect(200);
      return body as { items: { branchId: string | null; branchName: string | null }[]; total: number };
    };
    const ofPatan = await list(`branchId=${patan}`);
    expect(ofPatan.total).toBeGreaterThan(1);
    expect(new Set(ofPatan.items.map(({ branchName }) => branchName))).toEqual(new Set(['Patan Dhoka']));
    expect((await list('scope=branch')).total).toBeGreaterThanOrEqual(ofPatan.total);
    expect((await list('scope=all')).items.every(({ branchId }) => branchId === null)).toBe(true);
    expect(await list(`scope=stylist&branchId=${patan}`)).toMatchObject({ items: [], total: 0 });
    expect(await list(`branchId=${UNKNOWN}`)).toMatchObject({ items: [], total: 0 });
  });

  it('of everybody name the branch', async () => {
    const { body } = await app.as(undefined).get('/v1/public/schedule-overrides').expect(200);
    expect(body.items).toContainEqual({
      branchId: patan,
      branchName: 'Patan Dhoka',
      overrideType: 'business_closure',
      startDate: mina.day(10),
      endDate: mina.day(11),
      isClosed: true,
      startTime: null,
      endTime: null,
      reason: 'New walls',
    });
  });

  it('of a stylist have those of the present branch', async () => {
    const branchesOf = async (stylist: TestStylist): Promise<Set<string | null>> => {
      const { body } = await app.as(stylist.id).get('/v1/me/overrides').expect(200);
      return new Set((body.items as { branchName: string | null }[]).map(({ branchName }) => branchName));
    };
    expect(await branchesOf(mina)).toEqual(new Set([null, 'Patan Dhoka']));
    expect(await branchesOf(gita)).toEqual(new Set([null]));
  });

  it('of stylists have it as the next override', async () => {
    const ram = await addStylist(app.owner, { name: 'Ram of the valley' });
    const valley = await addBranch(app.owner, 'Valley', [ram]);
    await post(closure(1, 1, { branchId: valley })).expect(201);
    const { body } = await app.as('admin').get('/v1/stylists?q=Ram of the valley').expect(200);
    expect(body.items).toMatchObject([
      { nextOverride: { branchId: valley, branchName: 'Valley', status: 'upcoming' } },
    ]);
  });
});

it('A stylist cannot open a day on which the branch is closed, and nothing is charged', async () => {
  await post(closure(40)).expect(201);
  const { body } = await app
    .as(mina.id)
    .put(`/v1/me/availability/${mina.day(40)}`)
    .send({ isClosed: false, startTime: '10:00', endTime: '12:00' })
    .expect(409);
  expect(body.code).toBe('CLOSED_BY_ADMIN');
  const { body: budget } = await app.as(mina.id).get('/v1/me/override-budget').expect(200);
  expect(budget.monthlyUsed).toBe(0);
});
