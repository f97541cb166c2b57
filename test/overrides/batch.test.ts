import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { actionsOn, changesOf, countOverrides } from '../support/overrides.js';
import { addBooking, addBranch, addStylist, addUser, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
});
afterAll(() => app.close());

const PATH = '/v1/schedule-overrides/batch';
const post = (overrides: object[], more: object = {}) =>
  app
    .as(admin)
    .post(PATH)
    .send({ overrides, ...more });
const preview = (overrides: object[]) => app.as(admin).post(`${PATH}/preview`).send({ overrides });
const off = (stylist: TestStylist, day: number) => ({
  overrideType: 'stylist_vacation',
  stylistUserId: stylist.id,
  startDate: stylist.day(day),
  endDate: stylist.day(day),
  isClosed: true,
});
const NOBODY = '00000000-0000-4000-8000-00000000dead';

describe('A batch of overrides', () => {
  it('A batch is written in its order, with one row in the log for each, and lists the affected bookings of all', async () => {
    const [one, two] = [await addStylist(app.owner, { name: 'Gita' }), await addStylist(app.owner, { name: 'Rita' })];
    const late = await addBooking(app.owner, one, one.day(12), ['11:00', '12:00']);
    const early = await addBooking(app.owner, two, two.day(10), ['11:00', '12:00']);
    const batch = [off(one, 12), off(two, 10), off(two, 11)];
    const affected = [
      { id: early, stylistName: 'Rita' },
      { id: late, stylistName: 'Gita' },
    ];
    const shown = await preview(batch).expect(200);
    expect(shown.body).toMatchObject({
      daysTotal: 3,
      affectedBookings: affected,
      affectedBookingsTotal: 2,
      shadowedBy: [],
    });
    const dates = shown.body.days.map((day: { date: string; after: { status: string } }) => [
      day.date,
      day.after.status,
    ]);
    expect(dates).toEqual([10, 11, 12].map((day) => [one.day(day), 'closed']));
    const { body } = await post(batch).expect(201);
    expect(body).toMatchObject({ affectedBookings: affected, affectedBookingsTotal: 2 });
    expect(body.items).toMatchObject(batch);
    for (const [index, { id }] of body.items.entries()) {
      expect(await actionsOn(app.owner, id)).toMatchObject([{ action: 'CREATE_OVERRIDE', actor: admin }]);
      const { body: item } = await app.as(admin).get(`/v1/schedule-overrides/${id}`).expect(200);
      expect(item).toEqual(body.items[index]);
    }
    expect((await changesOf(app.owner, two.id)).map(({ date }) => date)).toEqual([two.day(10), two.day(11)]);
  });

  it('Errors name the item and its field, the shape of all items comes first, and nothing is written', async () => {
    const stylist = await addStylist(app.owner);
    const before = await countOverrides(app.owner);
    const good = off(stylist, 20);
    const { body } = await post([
      good,
      { ...off(stylist, 21), startDate: 'tomorrow', extra: 1 },
      off(stylist, 22),
      { ...off(stylist, 23), endTime: '24:01' },
    ]).expect(400);
    expect(body.errors.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
      ['overrides[1].extra', 'UNKNOWN_FIELD'],
      ['overrides[1].startDate', 'INVALID_DATE'],
      ['overrides[3].endTime', 'INVALID_TIME'],
    ]);
    const past = await post([good, { ...good, stylistUserId: NOBODY }, good, off(stylist, -1)]).expect(400);
    expect(past.body.errors).toMatchObject([{ path: 'overrides[3].startDate', code: 'DATE_IN_PAST' }]);
    const many = await post(Array.from({ length: 201 }, () => good)).expect(400);
    expect(many.body.errors).toMatchObject([{ path: 'overrides', code: 'TOO_LONG' }]);
    expect((await post([]).expect(400)).body.errors).toMatchObject([{ path: 'overrides', code: 'TOO_SHORT' }]);
    expect((await post([good, 'none' as never]).expect(400)).body.code).toBe('VALIDATION_FAILED');
    await post([{ ...good, conflictPolicy: 'warn' }]).expect(400);
    expect(await countOverrides(app.owner)).toBe(before);
  });

  it('An unknown stylist or branch of any item comes before a duplicate of an earlier one', async () => {
    const stylist = await addStylist(app.owner);
    await post([off(stylist, 30)]).expect(201);
    const before = await countOverrides(app.owner);
    const unknown = await post([off(stylist, 31), off(stylist, 30), { ...off(stylist, 32), stylistUserId: NOBODY }]);
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'STYLIST_NOT_FOUND', index: 2 }]);
    const { stylistUserId: _, ...closure } = {
      ...off(stylist, 33),
      overrideType: 'business_closure',
      branchId: NOBODY,
    };
    for (const ask of [post, preview]) {
      const branch = await ask([off(stylist, 31), closure]).expect(404);
      expect(branch.body).toMatchObject({ code: 'BRANCH_NOT_FOUND', index: 1 });
    }
    const stored = await post([off(stylist, 31), off(stylist, 30), off(stylist, 30)]).expect(409);
    expect(stored.body).toMatchObject({ code: 'DUPLICATE_OVERRIDE', index: 1 });
    const twice = await post([off(stylist, 31), off(stylist, 34), off(stylist, 31)]).expect(409);
    expect(twice.body).toMatchObject({ code: 'DUPLICATE_OVERRIDE', index: 2 });
    expect(await countOverrides(app.owner)).toBe(before);
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(1);
  });

  it('conflictPolicy refuse refuses all of them with the bookings of all', async () => {
    const stylist = await addStylist(app.owner);
    const booking = await addBooking(app.owner, stylist, stylist.day(41), ['11:00', '12:00']);
    const before = await countOverrides(app.owner);
    const { body } = await post([off(stylist, 40), off(stylist, 41)], { conflictPolicy: 'refuse' }).expect(409);
    expect(body).toMatchObject({
      code: 'BOOKINGS_AFFECTED',
      affectedBookings: [{ id: booking }],
      affectedBookingsTotal: 1,
    });
    expect(await countOverrides(app.owner)).toBe(before);
  });

  it('A booking that one item takes and another gives back is not affected, and of equal items the later one wins', async () => {
    const stylist = await addStylist(app.owner);
    await addBooking(app.owner, stylist, stylist.day(50), ['11:00', '12:00']);
    const hours = (startTime: string, endTime: string) => {
      return { ...off(stylist, 50), overrideType: 'special_event', isClosed: false, startTime, endTime };
    };
    const batch = [hours('15:00', '16:00'), hours('10:00', '13:00')];
    for (const [index, items] of [batch, batch.toReversed()].entries()) {
      const shown = await preview(items).expect(200);
      expect(shown.body.affectedBookingsTotal).toBe(index);
      const { body } = await post(items).expect(201);
      expect(body.affectedBookingsTotal).toBe(index);
      const path = `/v1/stylists/${stylist.id}/effective-schedule?from=${stylist.day(50)}&to=${stylist.day(50)}`;
      const { body: effective } = await app.as(admin).get(path).expect(200);
      expect(effective.days[0].windows).toEqual(shown.body.days[0].after.windows);
      expect(shown.body.days[0].after.source).toMatchObject({ layer: 'override', overrideId: null });
      for (const { id } of body.items) await app.as(admin).delete(`/v1/schedule-overrides/${id}`).expect(204);
    }
  });

  it('200 overrides of branches, of all and of stylists are previewed and written in one call', async () => {
    const stylists = [await addStylist(app.owner), await addStylist(app.owner)];
    const branch = await addBranch(app.owner, 'Thamel', stylists);
    const [stylist] = stylists;
    const booking = await addBooking(app.owner, stylist!, stylist!.day(101), ['11:00', '12:00']);
    const batch = Array.from({ length: 200 }, (_, index) => {
      const { stylistUserId, ...day } = off(stylist!, 100 + index);
      if (index % 3 === 0) return { ...day, overrideType: 'business_closure', appliesToAllStylists: true };
      return index % 3 === 1
        ? { ...day, overrideType: 'business_closure', branchId: branch }
        : { ...day, stylistUserId };
    });
    const shown = await preview(batch).expect(200);
    const { body } = await post(batch).expect(201);
    expect(body.items).toHaveLength(200);
    expect(body.affectedBookings).toMatchObject([{ id: booking }]);
    expect(body.affectedBookings).toEqual(shown.body.affectedBookings);
    expect(body.items[1]).toMatchObject({ branchId: branch, branchName: 'Thamel' });
  });

  it('A repeated batch under one Idempotency-Key is written once, and a race of the same batch too', async () => {
    const stylist = await addStylist(app.owner);
    const batch = [off(stylist, 60), off(stylist, 61)];
    const send = () => post(batch).set('idempotency-key', 'one-batch');
    const first = await send().expect(201);
    const again = await send().expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });
    const next = [off(stylist, 62), off(stylist, 63)];
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(next)));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(4);
  });
});
