import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loggedChanges, setBudget, storedBudget } from '../support/budgets.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { addBooking, addOverride, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const put = (stylist: TestStylist, offset: number, body: object) =>
  app
    .as(stylist.id)
    .put(`/v1/me/availability/${stylist.day(offset)}`)
    .send(body);

const HOURS = { isClosed: false, startTime: '12:00', endTime: '20:00' };
const BLOCK = { isClosed: true, startTime: '11:00', endTime: '12:30' };
const CLOSED = { isClosed: true };

describe('Setting a day', () => {
  it('Setting hours writes a day row, shows the effective day, and costs one change of the month', async () => {
    const stylist = await addStylist(app.owner);
    const { body, headers } = await put(stylist, 3, { ...HOURS, reason: ' Late shift ' }).expect(200);
    expect(body).toMatchObject({
      charged: 'monthly',
      override: {
        overrideType: 'special_event',
        appliesToAllStylists: false,
        stylistUserId: stylist.id,
        startDate: stylist.day(3),
        endDate: stylist.day(3),
        ...HOURS,
        priority: 60,
        reason: 'Late shift',
        origin: 'stylist',
        setForDay: true,
        isEmergency: false,
        createdBy: stylist.id,
        status: 'upcoming',
      },
      day: {
        date: stylist.day(3),
        status: 'working',
        windows: [{ start: '12:00', end: '20:00' }],
        source: { layer: 'override', overrideId: body.override.id, scope: 'stylist' },
      },
      budget: { stylistUserId: stylist.id, monthlyUsed: 1, monthlyRemaining: 9, emergencyRemaining: 3 },
      affectedBookings: [],
      affectedBookingsTotal: 0,
    });
    expect(body.budget.lastOverrideAt).not.toBeNull();
    expect(headers['etag']).toMatch(/^"[^"]+"$/);
  });

  it('Setting a day closes it, or blocks a part of it', async () => {
    const stylist = await addStylist(app.owner);
    const closed = await put(stylist, 3, CLOSED).expect(200);
    expect(closed.body).toMatchObject({
      override: { overrideType: 'stylist_vacation', isClosed: true, startTime: null, endTime: null },
      day: { status: 'closed', windows: [] },
    });
    const blocked = await put(stylist, 4, BLOCK).expect(200);
    expect(blocked.body.day).toMatchObject({
      status: 'working',
      windows: [
        { start: '10:00', end: '11:00' },
        { start: '12:30', end: '18:00' },
      ],
      blocks: [{ overrideId: blocked.body.override.id, start: '11:00', end: '12:30' }],
    });
  });

  it('Setting a day opens a day off, and may end at midnight', async () => {
    const stylist = await addStylist(app.owner, { days: [] });
    const { body } = await put(stylist, 3, { isClosed: false, startTime: '20:00', endTime: '24:00' }).expect(200);
    expect(body.day).toMatchObject({ status: 'working', windows: [{ start: '20:00', end: '24:00' }] });
    expect(body.override).toMatchObject({ startTime: '20:00', endTime: '24:00' });
  });

  it('Setting a day that is set already writes and costs nothing, and ignores the reason', async () => {
    const stylist = await addStylist(app.owner);
    const first = await put(stylist, 3, { ...HOURS, reason: 'First' }).expect(200);
    const again = await put(stylist, 3, { ...HOURS, reason: 'Second' }).expect(200);
    expect(again.body).toMatchObject({
      charged: 'none',
      override: first.body.override,
      day: first.body.day,
      budget: { monthlyUsed: 1 },
    });
    expect(await loggedChanges(app.owner, stylist.id)).toEqual({ monthly: 1, emergency: 0, cancelled: 0 });
  });

  it('Setting a day again as an emergency has no effect and costs no token, and without an emergency costs nothing', async () => {
    const stylist = await addStylist(app.owner);
    await put(stylist, 3, BLOCK).expect(200);
    const urgent = await put(stylist, 3, { ...BLOCK, isEmergency: true }).expect(409);
    expect(urgent.body.code).toBe('NO_EFFECT');
    await put(stylist, 4, { ...BLOCK, isEmergency: true }).expect(200);
    const calm = await put(stylist, 4, BLOCK).expect(200);
    expect(calm.body).toMatchObject({ charged: 'none', override: { isEmergency: true } });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1, tokens: 2 });
  });

  it('Setting a day replaces the earlier one, whose cost stays spent, and leaves blocks', async () => {
    const stylist = await addStylist(app.owner);
    await put(stylist, 3, BLOCK).expect(200);
    await put(stylist, 3, CLOSED).expect(200);
    const { body } = await put(stylist, 3, HOURS).expect(200);
    expect(body).toMatchObject({
      budget: { monthlyUsed: 3 },
      day: { windows: [{ start: '12:30', end: '20:00' }], shadowed: [] },
    });
    const { rows } = await app.owner.query(
      `SELECT is_closed FROM public.schedule_overrides WHERE stylist_user_id = $1 ORDER BY is_closed`,
      [stylist.id],
    );
    expect(rows).toEqual([{ is_closed: false }, { is_closed: true }]);
  });

  it('Setting a day leaves one row in the change log, with old and new values', async () => {
    const stylist = await addStylist(app.owner);
    await put(stylist, 3, CLOSED).expect(200);
    await put(stylist, 3, { ...HOURS, reason: 'Back early' }).expect(200);
    const { rows } = await app.owner.query(
      `SELECT change_date::text AS date, change_type, old_values, new_values, reason, is_emergency, actor_user_id
         FROM private.schedule_change_log WHERE stylist_user_id = $1 ORDER BY id`,
      [stylist.id],
    );
    expect(rows).toMatchObject([
      { date: stylist.day(3), change_type: 'availability_override', old_values: null, new_values: CLOSED },
      { old_values: CLOSED, new_values: HOURS, reason: 'Back early', is_emergency: false, actor_user_id: stylist.id },
    ]);
  });

  it('An emergency spends only a token and is logged as one', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 10, tokens: 1 });
    const { body } = await put(stylist, 0, { ...CLOSED, isEmergency: true }).expect(200);
    expect(body).toMatchObject({ charged: 'emergency', budget: { monthlyUsed: 10, emergencyRemaining: 0 } });
    const { rows } = await app.owner.query(
      `SELECT change_type, is_emergency FROM private.schedule_change_log WHERE stylist_user_id = $1`,
      [stylist.id],
    );
    expect(rows).toEqual([{ change_type: 'emergency_block', is_emergency: true }]);
  });

  it('Setting a day inside time off works, also if the time off is an emergency', async () => {
    const stylist = await addStylist(app.owner);
    const range = { startDate: stylist.day(2), endDate: stylist.day(5), isEmergency: true };
    await app.as(stylist.id).post('/v1/me/time-off').send(range).expect(201);
    const { body } = await put(stylist, 3, HOURS).expect(200);
    expect(body.day).toMatchObject({ status: 'working', windows: [{ start: '12:00', end: '20:00' }] });
  });
});

describe('A day is refused', () => {
  it.each([
    ['one time without the other', 3, { isClosed: true, startTime: '10:00' }, 'endTime', 'REQUIRED'],
    ['open without times', 3, { isClosed: false }, 'startTime', 'REQUIRED'],
    ['an end not after the start', 3, { ...HOURS, endTime: '12:00' }, 'endTime', 'END_NOT_AFTER_START'],
    ['a start at 24:00', 3, { ...HOURS, startTime: '24:00', endTime: '24:00' }, 'startTime', 'INVALID_TIME'],
    ['a past date', -1, CLOSED, 'date', 'DATE_IN_PAST'],
    ['a date too far ahead', 367, CLOSED, 'date', 'DATE_TOO_FAR'],
    ['today without an emergency', 0, CLOSED, 'isEmergency', 'EMERGENCY_REQUIRED'],
    ['a reason over 200 characters', 3, { ...CLOSED, reason: 'x'.repeat(201) }, 'reason', 'TOO_LONG'],
    ['an unknown field', 3, { ...CLOSED, priority: 100 }, 'priority', 'UNKNOWN_FIELD'],
    ['text in place of a boolean', 3, { isClosed: 'true' }, 'isClosed', 'INVALID_TYPE'],
  ])('A day is refused for %s by the field, and costs nothing', async (_name, offset, body, path, code) => {
    const stylist = await addStylist(app.owner);
    const answer = await put(stylist, offset, body).expect(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ path, code }));
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
  });

  it('A day is refused for a date that does not exist', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await app.as(stylist.id).put('/v1/me/availability/2027-02-29').send(CLOSED).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path: 'date', code: 'INVALID_DATE' })]);
  });

  it('A day is refused by the stylist’s today, not by the server’s', async () => {
    const early = await addStylist(app.owner, { zone: 'Pacific/Kiritimati' });
    const late = await addStylist(app.owner, { zone: 'Pacific/Pago_Pago' });
    expect(early.day(0)).not.toBe(late.day(0));
    await put(early, 0, CLOSED).expect(400);
    await put(late, 0, CLOSED).expect(400);
    await put(late, 1, CLOSED).expect(200);
  });

  it('A day that an admin closed for the stylist cannot be opened', async () => {
    const stylist = await addStylist(app.owner);
    const range: [string, string] = [stylist.day(2), stylist.day(4)];
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    const { body } = await put(stylist, 3, HOURS).expect(409);
    expect(body).toMatchObject({ code: 'CLOSED_BY_ADMIN' });
    await put(stylist, 3, { ...HOURS, isEmergency: true }).expect(409);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
    await put(stylist, 3, BLOCK)
      .expect(409)
      .expect(({ body: told }) => expect(told.code).toBe('NO_EFFECT'));
  });

  it('A day that affects bookings is refused with the list; an emergency is written and lists them', async () => {
    const stylist = await addStylist(app.owner);
    const booking = await addBooking(app.owner, stylist, stylist.day(3), ['10:30', '11:30']);
    await addBooking(app.owner, stylist, stylist.day(3), ['15:00', '16:00']);
    await addBooking(app.owner, stylist, stylist.day(3), ['11:30', '12:00'], 'cancelled');
    const refused = await put(stylist, 3, HOURS).expect(409);
    expect(refused.body).toMatchObject({
      code: 'BOOKINGS_AFFECTED',
      affectedBookings: [{ id: booking, stylistUserId: stylist.id, status: 'confirmed' }],
      affectedBookingsTotal: 1,
    });
    expect(await loggedChanges(app.owner, stylist.id)).toEqual({ monthly: 0, emergency: 0, cancelled: 0 });
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0 });
    const { body } = await put(stylist, 3, { ...HOURS, isEmergency: true }).expect(200);
    expect(body).toMatchObject({ affectedBookings: [{ id: booking }], affectedBookingsTotal: 1 });
  });

  it('A day is refused when the month is used up, without Retry-After, and after affected bookings', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { used: 10 });
    const { body, headers } = await put(stylist, 3, CLOSED).expect(429);
    expect(body).toMatchObject({
      code: 'OVERRIDE_BUDGET_EXHAUSTED',
      exhausted: 'monthly',
      budget: { stylistUserId: stylist.id, monthlyUsed: 10, monthlyRemaining: 0, emergencyRemaining: 3 },
    });
    expect(Date.parse(body.budget.resetsAt)).toBeGreaterThan(Date.now());
    expect(headers['retry-after']).toBeUndefined();
    await addBooking(app.owner, stylist, stylist.day(3), ['10:30', '11:30']);
    await put(stylist, 3, CLOSED)
      .expect(409)
      .expect(({ body: told }) => expect(told.code).toBe('BOOKINGS_AFFECTED'));
  });

  it('An emergency is refused without Retry-After when no token is left', async () => {
    const stylist = await addStylist(app.owner);
    await setBudget(app.owner, stylist.id, { tokens: 0 });
    const { body, headers } = await put(stylist, 3, { ...CLOSED, isEmergency: true }).expect(429);
    expect(body).toMatchObject({ exhausted: 'emergency', budget: { monthlyUsed: 0, emergencyRemaining: 0 } });
    expect(headers['retry-after']).toBeUndefined();
    const { rows } = await app.owner.query(
      `SELECT count(*)::int AS n FROM public.schedule_overrides WHERE stylist_user_id = $1`,
      [stylist.id],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('A day that has changed since the read is refused', async () => {
    const stylist = await addStylist(app.owner);
    const first = await put(stylist, 3, CLOSED).expect(200);
    const second = await put(stylist, 3, HOURS)
      .set('if-match', first.headers['etag'] ?? '')
      .expect(200);
    const late = await put(stylist, 3, CLOSED)
      .set('if-match', first.headers['etag'] ?? '')
      .expect(412);
    expect(late.body).toMatchObject({ code: 'VERSION_MISMATCH' });
    await put(stylist, 3, CLOSED)
      .set('if-match', second.headers['etag'] ?? '')
      .expect(200);
    await put(stylist, 4, CLOSED).set('if-match', '"1"').expect(412);
  });

  it('Only an active stylist may set a day', async () => {
    const former = await addStylist(app.owner, { isActive: false });
    await put(former, 3, CLOSED).expect(403);
    await app
      .as('customer')
      .put(`/v1/me/availability/${former.day(3)}`)
      .send(CLOSED)
      .expect(403);
    await app
      .as('admin')
      .put(`/v1/me/availability/${former.day(3)}`)
      .send(CLOSED)
      .expect(403);
    await app
      .as(undefined)
      .put(`/v1/me/availability/${former.day(3)}`)
      .send(CLOSED)
      .expect(401);
  });
});

describe('The tag of a date', () => {
  it('A date has one tag, made of all that is set for it: PUT gives it, PUT and DELETE take it', async () => {
    const stylist = await addStylist(app.owner);
    const hours = await put(stylist, 3, HOURS).expect(200);
    const block = await put(stylist, 3, { ...BLOCK, startTime: '13:00', endTime: '14:00' })
      .set('if-match', hours.headers['etag'] ?? '')
      .expect(200);
    expect(versionIn(block.headers['etag'])).not.toBe(versionIn(hours.headers['etag']));
    const repeated = await put(stylist, 3, HOURS).expect(200);
    expect(versionIn(repeated.headers['etag'])).toBe(versionIn(block.headers['etag']));
    const clear = (tag: string | undefined) =>
      app
        .as(stylist.id)
        .delete(`/v1/me/availability/${stylist.day(3)}`)
        .set('if-match', tag ?? '');
    await clear(hours.headers['etag']).expect(412);
    await clear(block.headers['etag']).expect(200);
  });

  it('If-Match: * passes only for a date for which something is set', async () => {
    const stylist = await addStylist(app.owner);
    await put(stylist, 3, HOURS).set('if-match', '*').expect(412);
    await put(stylist, 3, HOURS).expect(200);
    await put(stylist, 3, CLOSED).set('if-match', '*').expect(200);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 2 });
  });

  it('With the current tag a day that an admin closed answers CLOSED_BY_ADMIN', async () => {
    const stylist = await addStylist(app.owner);
    const { headers } = await put(stylist, 3, BLOCK).expect(200);
    const range: [string, string] = [stylist.day(3), stylist.day(3)];
    await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    const send = (tag: string | undefined) => put(stylist, 3, HOURS).set('if-match', tag ?? '');
    expect((await send(headers['etag']).expect(409)).body.code).toBe('CLOSED_BY_ADMIN');
    await send('"1"').expect(412);
  });
});

describe('A change without effect', () => {
  it.each([
    ['a block on a day off', [], null, BLOCK, 'NO_EFFECT'],
    ['closing a day off', [], null, CLOSED, 'NO_EFFECT'],
    ['closing a day off in an emergency', [], null, { ...CLOSED, isEmergency: true }, 'NO_EFFECT'],
    [
      'a block outside the hours',
      [0, 1, 2, 3, 4, 5, 6],
      null,
      { ...BLOCK, startTime: '18:00', endTime: '20:00' },
      'NO_EFFECT',
    ],
    [
      'the hours that are worked anyway',
      [0, 1, 2, 3, 4, 5, 6],
      null,
      { ...HOURS, startTime: '10:00', endTime: '18:00' },
      'NO_EFFECT',
    ],
    ['closing a day that the salon closed', [0, 1, 2, 3, 4, 5, 6], 100, CLOSED, 'NO_EFFECT'],
    ['hours under a closure of the salon that wins', [0, 1, 2, 3, 4, 5, 6], 100, HOURS, 'CLOSED_BY_ADMIN'],
    ['hours on a day off under a closure of the salon', [], 100, { ...HOURS, isEmergency: true }, 'CLOSED_BY_ADMIN'],
  ])('%s is refused, costs and writes nothing, and the preview says so', async (_name, days, closedAt, body, code) => {
    const stylist = await addStylist(app.owner, { days });
    const date = stylist.day(200);
    if (closedAt !== null) {
      await addOverride(app.owner, { type: 'business_closure', range: [date, date], priority: closedAt });
    }
    const preview = await app
      .as(stylist.id)
      .post('/v1/me/overrides/preview')
      .send({ date, ...body })
      .expect(200);
    expect(preview.body).toMatchObject({ refusal: code, charge: 'none' });
    expect((await put(stylist, 200, body).expect(409)).body.code).toBe(code);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
    expect(await loggedChanges(app.owner, stylist.id)).toEqual({ monthly: 0, emergency: 0, cancelled: 0 });
    await app.owner.query('DELETE FROM public.schedule_overrides WHERE applies_to_all_stylists');
  });

  it('A day under a closure of the salon that the stylist’s hours win over is set', async () => {
    const stylist = await addStylist(app.owner);
    const date = stylist.day(201);
    await addOverride(app.owner, { type: 'business_closure', range: [date, date], priority: 40 });
    await put(stylist, 201, HOURS).expect(200);
  });

  it('A day inside time off that an admin raised to 100 is refused and costs nothing', async () => {
    const stylist = await addStylist(app.owner);
    const range = { startDate: stylist.day(3), endDate: stylist.day(5) };
    const { body } = await app.as(stylist.id).post('/v1/me/time-off').send(range).expect(201);
    const path = `/v1/schedule-overrides/${body.override.id}`;
    await app.as('admin').patch(path).send({ priority: 80 }).expect(200);
    await put(stylist, 3, HOURS).expect(200);
    await app.as('admin').patch(path).send({ priority: 100 }).expect(200);
    expect((await put(stylist, 4, HOURS).expect(409)).body.code).toBe('CLOSED_BY_ADMIN');
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 2, tokens: 3 });
  });
});

describe('A repeated request', () => {
  it('A repeated request under one Idempotency-Key is paid for once', async () => {
    const stylist = await addStylist(app.owner);
    const send = () => put(stylist, 3, HOURS).set('idempotency-key', 'one-day');
    const first = await send().expect(200);
    const again = await send().expect(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 1 });
  });
});
