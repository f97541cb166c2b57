import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { storedBudget } from '../support/budgets.js';
import { actionsOn, changesOf } from '../support/overrides.js';
import { addBooking, addOverride, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  await app.owner.query('DELETE FROM public.schedule_overrides');
});
afterAll(() => app.close());

const PATH = '/v1/schedule-overrides';
const MISSING = '7b1f6f0e-2222-4000-8000-000000000000';
const patch = (id: string, body: object, who = 'admin') => app.as(who).patch(`${PATH}/${id}`).send(body);
const read = async (id: string) => (await app.as('admin').get(`${PATH}/${id}`).expect(200)).body;

/** A vacation of a new stylist, made by an admin. */
async function vacation(from: number, to: number): Promise<{ stylist: TestStylist; id: string }> {
  const stylist = await addStylist(app.owner);
  const range: [string, string] = [stylist.day(from), stylist.day(to)];
  const id = await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
  return { stylist, id };
}

async function special(from: number, to: number): Promise<{ stylist: TestStylist; id: string }> {
  const stylist = await addStylist(app.owner);
  const { body } = await app
    .as('admin')
    .post(PATH)
    .send({
      overrideType: 'special_event',
      appliesToAllStylists: false,
      stylistUserId: stylist.id,
      startDate: stylist.day(from),
      endDate: stylist.day(to),
      isClosed: false,
      startTime: '12:00',
      endTime: '20:00',
      reason: 'Wedding',
    })
    .expect(201);
  return { stylist, id: body.id };
}

describe('An override to come', () => {
  it('An override to come changes in any field, with a new tag and old and new values in both logs', async () => {
    const { stylist, id } = await vacation(5, 6);
    const before = await app.as('admin').get(`${PATH}/${id}`).expect(200);
    const change = {
      startDate: stylist.day(4),
      endDate: stylist.day(8),
      startTime: '14:00',
      endTime: '16:00',
      priority: 70,
      reason: 'Dentist',
    };
    const { body, headers } = await patch(id, change).expect(200);
    expect(body).toMatchObject({ id, ...change, affectedBookings: [], affectedBookingsTotal: 0 });
    expect(headers['etag']).not.toBe(before.headers['etag']);
    expect(await read(id)).toMatchObject(change);
    const [oldValues, newValues] = [{ startDate: stylist.day(5), startTime: null }, change];
    expect(await actionsOn(app.owner, id)).toMatchObject([
      { action: 'UPDATE_OVERRIDE', actor: PERSONAS.admin, details: { oldValues, newValues, reason: 'Dentist' } },
    ]);
    expect(await changesOf(app.owner, stylist.id)).toMatchObject([
      { date: stylist.day(4), change_type: 'availability_override', old_values: oldValues, new_values: newValues },
    ]);
  });

  it('Null clears fields: without times it is a closure, and the priority is that of the type again', async () => {
    const { id } = await vacation(5, 6);
    await patch(id, { startTime: '14:00', endTime: '16:00', priority: 70, reason: 'Dentist' }).expect(200);
    const { body } = await patch(id, { startTime: null, endTime: null, priority: null, reason: null }).expect(200);
    expect(body).toMatchObject({ startTime: null, endTime: null, priority: 70, reason: null });
  });

  it('An override that moves to another stylist, or to all, is in the log of each stylist', async () => {
    const { stylist, id } = await special(5, 6);
    const other = await addStylist(app.owner, { name: 'Other' });
    const { body } = await patch(id, { stylistUserId: other.id }).expect(200);
    expect(body).toMatchObject({ stylistUserId: other.id, stylistName: 'Other' });
    expect((await changesOf(app.owner, stylist.id)).at(-1)).toMatchObject({ old_values: { id }, new_values: null });
    expect((await changesOf(app.owner, other.id)).at(-1)).toMatchObject({ old_values: null, new_values: { id } });
    const all = await patch(id, { appliesToAllStylists: true }).expect(200);
    expect(all.body).toMatchObject({ appliesToAllStylists: true, stylistUserId: null });
    expect((await changesOf(app.owner, other.id)).at(-1)).toMatchObject({ old_values: { id }, new_values: null });
    await app.as('admin').delete(`${PATH}/${id}`).expect(204);
  });

  it('An edit without a difference writes and logs nothing', async () => {
    const { stylist, id } = await vacation(5, 6);
    const { body } = await patch(id, { startDate: stylist.day(5), isClosed: true, priority: 70 }).expect(200);
    expect(body).toMatchObject({ id, affectedBookingsTotal: 0 });
    expect(await actionsOn(app.owner, id)).toEqual([]);
    expect((await read(id)).updatedAt).toBe(body.updatedAt);
  });

  it('An edit lists the bookings that it affects, also where it gives up hours, or is refused', async () => {
    const { stylist, id } = await special(5, 6);
    const evening = await addBooking(app.owner, stylist, stylist.day(5), ['18:30', '19:30']);
    const morning = await addBooking(app.owner, stylist, stylist.day(15), ['10:00', '11:00']);
    const moved = { startDate: stylist.day(15), endDate: stylist.day(16) };
    const refused = await patch(id, { ...moved, conflictPolicy: 'refuse' }).expect(409);
    const list = { affectedBookings: [{ id: evening }, { id: morning }], affectedBookingsTotal: 2 };
    expect(refused.body).toMatchObject({ code: 'BOOKINGS_AFFECTED', ...list });
    expect((await read(id)).startDate).toBe(stylist.day(5));
    expect((await patch(id, moved).expect(200)).body).toMatchObject(list);
  });

  it('An edit cannot make a duplicate', async () => {
    const { stylist, id } = await vacation(5, 6);
    const range: [string, string] = [stylist.day(9), stylist.day(9)];
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    const { body } = await patch(id, { startDate: range[0], endDate: range[1] }).expect(409);
    expect(body.code).toBe('DUPLICATE_OVERRIDE');
  });

  it.each<[string, (stylist: TestStylist) => object, string, string]>([
    ['a start in the past', (s) => ({ startDate: s.day(-1) }), 'startDate', 'DATE_IN_PAST'],
    ['an end before the start', (s) => ({ endDate: s.day(4) }), 'endDate', 'END_BEFORE_START'],
    ['more than 366 days', (s) => ({ endDate: s.day(371) }), 'endDate', 'RANGE_TOO_LONG'],
    ['one time without the other', () => ({ startTime: '10:00' }), 'endTime', 'REQUIRED'],
    [
      'hours on a vacation',
      () => ({ isClosed: false, startTime: '10:00', endTime: '12:00' }),
      'isClosed',
      'NOT_ALLOWED',
    ],
    ['a vacation for all', () => ({ appliesToAllStylists: true }), 'appliesToAllStylists', 'NOT_ALLOWED'],
    ['no stylist', () => ({ stylistUserId: null }), 'stylistUserId', 'REQUIRED'],
    ['a date cleared', () => ({ endDate: null }), 'endDate', 'REQUIRED'],
    ['nothing', () => ({}), '', 'REQUIRED'],
    ['only a policy', () => ({ conflictPolicy: 'refuse' }), '', 'REQUIRED'],
    ['an unknown field', () => ({ origin: 'admin' }), 'origin', 'UNKNOWN_FIELD'],
  ])('An edit to %s is refused by the field, and writes nothing', async (_name, bodyOf, path, code) => {
    const { stylist, id } = await vacation(5, 6);
    const { body } = await patch(id, bodyOf(stylist)).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path, code }));
    expect(await read(id)).toMatchObject({ startDate: stylist.day(5), endDate: stylist.day(6), isClosed: true });
    expect(await actionsOn(app.owner, id)).toEqual([]);
  });

  it('An edit honours If-Match, after 404', async () => {
    const { id } = await vacation(5, 6);
    const { headers } = await app.as('admin').get(`${PATH}/${id}`).expect(200);
    const tag = headers['etag'] ?? '';
    await patch(id, { priority: 60 }).set('if-match', tag).expect(200);
    const { body } = await patch(id, { priority: 70 }).set('if-match', tag).expect(412);
    expect(body.code).toBe('VERSION_MISMATCH');
    await app.as('admin').delete(`${PATH}/${id}`).set('if-match', tag).expect(412);
    await patch(MISSING, { priority: 70 }).set('if-match', tag).expect(404);
    await patch(id, { stylistUserId: MISSING })
      .expect(404)
      .expect(({ body: told }) => expect(told.code).toBe('STYLIST_NOT_FOUND'));
  });

  it('Only an admin may edit an override', async () => {
    const { stylist, id } = await vacation(5, 6);
    for (const who of [stylist.id, 'stylist', 'customer', 'auditor']) {
      await patch(id, { priority: 1 }, who).expect(403);
      await app.as(who).get(`${PATH}/${id}`).expect(403);
      await app.as(who).delete(`${PATH}/${id}`).expect(403);
    }
    expect((await read(id)).priority).toBe(70);
  });
});

describe('An override that has begun', () => {
  it('An override that has begun may change its reason, and its end to yesterday or later', async () => {
    const { stylist, id } = await vacation(-3, 3);
    expect((await patch(id, { endDate: stylist.day(9), reason: 'Longer' }).expect(200)).body).toMatchObject({
      status: 'active',
    });
    expect((await changesOf(app.owner, stylist.id)).at(-1)).toMatchObject({ date: stylist.day(0) });
    await patch(id, { endDate: stylist.day(5) }).expect(200);
    expect((await changesOf(app.owner, stylist.id)).at(-1)).toMatchObject({ date: stylist.day(6) });
    const { body } = await patch(id, { endDate: stylist.day(-2) }).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path: 'endDate', code: 'DATE_IN_PAST' })]);
    expect((await patch(id, { endDate: stylist.day(-1) }).expect(200)).body).toMatchObject({ status: 'past' });
    expect((await patch(id, { reason: 'Late' }).expect(409)).body.code).toBe('OVERRIDE_IN_PAST');
  });

  it.each<[string, (stylist: TestStylist) => object]>([
    ['start', (s) => ({ startDate: s.day(0) })],
    ['times', () => ({ startTime: '10:00', endTime: '12:00' })],
    ['priority', () => ({ priority: 99 })],
    ['stylist', () => ({ stylistUserId: PERSONAS.stylist })],
  ])('An override that has begun may not change its %s', async (_name, bodyOf) => {
    const { stylist, id } = await vacation(-3, 3);
    const { body } = await patch(id, bodyOf(stylist)).expect(409);
    expect(body.code).toBe('OVERRIDE_STARTED');
    expect(await actionsOn(app.owner, id)).toEqual([]);
  });

  it('An override that has begun may be sent whole with another end', async () => {
    const { stylist, id } = await vacation(-3, 3);
    const { overrideType, stylistUserId, startDate, isClosed, priority } = await read(id);
    const whole = { overrideType, appliesToAllStylists: false, stylistUserId, startDate, isClosed, priority };
    await patch(id, { ...whole, endDate: stylist.day(4) }).expect(200);
  });

  it('An override that began today cannot end yesterday by a PATCH', async () => {
    const { stylist, id } = await vacation(0, 3);
    const { body } = await patch(id, { endDate: stylist.day(-1) }).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path: 'endDate', code: 'END_BEFORE_START' }));
    await patch(id, { endDate: stylist.day(0) }).expect(200);
  });
});

describe('An override that a stylist made', () => {
  async function ownDay(): Promise<{ stylist: TestStylist; id: string }> {
    const stylist = await addStylist(app.owner);
    const path = `/v1/me/availability/${stylist.day(5)}`;
    const { body } = await app.as(stylist.id).put(path).send({ isClosed: true }).expect(200);
    return { stylist, id: body.override.id };
  }

  it('An override that a stylist made keeps its type, its stylist and its one day', async () => {
    const { stylist, id } = await ownDay();
    for (const [change, path] of [
      [{ overrideType: 'special_event', isClosed: false, startTime: '10:00', endTime: '12:00' }, 'overrideType'],
      [{ stylistUserId: PERSONAS.stylist }, 'stylistUserId'],
      [{ endDate: stylist.day(6) }, 'endDate'],
    ] as const) {
      const { body } = await patch(id, change).expect(400);
      expect(body.errors).toContainEqual(expect.objectContaining({ path, code: 'NOT_ALLOWED' }));
    }
  });

  it('An admin may move a stylist’s override, and its cost stays spent until it is cancelled', async () => {
    const { stylist, id } = await ownDay();
    await patch(id, { startDate: stylist.day(7), endDate: stylist.day(7) }).expect(200);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1 });
    await app.as('admin').delete(`${PATH}/${id}`).expect(204);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0 });
  });

  it('An admin cannot move a stylist’s day onto another day that the stylist has set', async () => {
    const { stylist, id } = await ownDay();
    await app
      .as(stylist.id)
      .put(`/v1/me/availability/${stylist.day(8)}`)
      .send({ isClosed: true })
      .expect(200);
    const { body } = await patch(id, { startDate: stylist.day(8), endDate: stylist.day(8) }).expect(409);
    expect(body.code).toBe('DUPLICATE_OVERRIDE');
  });
});
