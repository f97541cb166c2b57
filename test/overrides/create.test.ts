import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { storedBudget } from '../support/budgets.js';
import { actionsOn, changesOf, countOverrides } from '../support/overrides.js';
import { addBooking, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const PATH = '/v1/schedule-overrides';
const post = (body: object, who = 'admin') => app.as(who).post(PATH).send(body);

const vacation = (stylist: TestStylist, from: number, to = from) => ({
  overrideType: 'stylist_vacation',
  appliesToAllStylists: false,
  stylistUserId: stylist.id,
  startDate: stylist.day(from),
  endDate: stylist.day(to),
  isClosed: true,
});

const closure = (stylist: TestStylist, from: number, to = from) => ({
  overrideType: 'business_closure',
  appliesToAllStylists: true,
  startDate: stylist.day(from),
  endDate: stylist.day(to),
  isClosed: true,
});

const event = (stylist: TestStylist, from: number, to = from) => ({
  ...vacation(stylist, from, to),
  overrideType: 'special_event',
  isClosed: false,
  startTime: '12:00',
  endTime: '20:00',
});

describe('An admin adds', () => {
  it('Adding a vacation answers all its fields, its location and its tag', async () => {
    const stylist = await addStylist(app.owner, { name: 'Mina Lama' });
    const { body, headers } = await post({ ...vacation(stylist, 3, 5), reason: 'Pokhara' }).expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      overrideType: 'stylist_vacation',
      appliesToAllStylists: false,
      stylistUserId: stylist.id,
      stylistName: 'Mina Lama',
      startDate: stylist.day(3),
      endDate: stylist.day(5),
      isClosed: true,
      startTime: null,
      endTime: null,
      priority: 70,
      reason: 'Pokhara',
      origin: 'admin',
      setForDay: false,
      isEmergency: false,
      createdBy: PERSONAS.admin,
      createdByName: expect.any(String),
      status: 'upcoming',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      affectedBookings: [],
      affectedBookingsTotal: 0,
      shadowedBy: [],
    });
    expect(headers).toMatchObject({ location: `${PATH}/${body.id}`, etag: expect.stringMatching(/^"/) });
    const { body: read, headers: readHeaders } = await app
      .as('admin')
      .get(headers['location'] ?? '')
      .expect(200);
    const { affectedBookings, affectedBookingsTotal, shadowedBy: _shadowedBy, ...override } = body;
    expect({ affectedBookings, affectedBookingsTotal }).toEqual({ affectedBookings: [], affectedBookingsTotal: 0 });
    expect(read).toEqual(override);
    expect(versionIn(readHeaders['etag'])).toBe(versionIn(headers['etag']));
  });

  it('A closure for all is one row, and is only in the service management log', async () => {
    const stylist = await addStylist(app.owner);
    const before = await countOverrides(app.owner);
    const { body } = await post({ ...closure(stylist, 60, 62), reason: 'Tihar' }).expect(201);
    expect(body).toMatchObject({ appliesToAllStylists: true, stylistUserId: null, stylistName: null, priority: 100 });
    expect(await countOverrides(app.owner)).toBe(before + 1);
    expect(await actionsOn(app.owner, body.id)).toMatchObject([
      {
        action: 'CREATE_OVERRIDE',
        actor: PERSONAS.admin,
        target_type: 'schedule_override',
        category: 'configuration',
        severity: 'info',
        details: { oldValues: null, newValues: { startDate: stylist.day(60), isClosed: true }, reason: 'Tihar' },
      },
    ]);
    const { rows } = await app.owner.query(`SELECT FROM private.schedule_change_log WHERE new_values ->> 'id' = $1`, [
      body.id,
    ]);
    expect(rows).toHaveLength(0);
    await app.as('admin').delete(`${PATH}/${body.id}`).expect(204);
  });

  it('An override for one stylist is in both logs, and costs no budget', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await post({ ...vacation(stylist, 3, 5), reason: 'Training' }).expect(201);
    expect(await actionsOn(app.owner, body.id)).toHaveLength(1);
    expect(await changesOf(app.owner, stylist.id)).toMatchObject([
      {
        date: stylist.day(3),
        change_type: 'availability_override',
        old_values: null,
        new_values: { id: body.id, origin: 'admin' },
        reason: 'Training',
        is_emergency: false,
        actor: PERSONAS.admin,
      },
    ]);
    expect(await storedBudget(app.owner, stylist.id)).toMatchObject({ used: 0, tokens: 3 });
  });

  it.each([
    ['a block', 'stylist_vacation', { startTime: '10:00', endTime: '24:00' }, 70],
    ['seasonal hours', 'seasonal_hours', { isClosed: false, startTime: '11:00', endTime: '17:00' }, 10],
    ['an event', 'special_event', { isClosed: false, startTime: '00:00', endTime: '24:00' }, 30],
    [
      'an event of the highest priority',
      'special_event',
      { isClosed: false, startTime: '08:00', endTime: '09:00', priority: 100 },
      100,
    ],
  ])('An admin adds %s', async (_name, overrideType, fields, priority) => {
    const stylist = await addStylist(app.owner);
    const { body } = await post({ ...vacation(stylist, 3), overrideType, ...fields }).expect(201);
    expect(body).toMatchObject({ overrideType, ...fields, priority });
  });

  it('An override may start today in the stylist’s zone, which may be another date than the server’s', async () => {
    const early = await addStylist(app.owner, { zone: 'Pacific/Kiritimati' });
    const late = await addStylist(app.owner, { zone: 'Pacific/Pago_Pago' });
    await post(vacation(early, 0))
      .expect(201)
      .expect(({ body }) => expect(body.status).toBe('active'));
    await post(vacation(late, 0)).expect(201);
    await post(vacation(early, -1)).expect(400);
    await post(vacation(late, -1)).expect(400);
  });

  it('An override may end on the last date of all', async () => {
    const stylist = await addStylist(app.owner);
    await post({ ...vacation(stylist, 3), startDate: '9999-12-01', endDate: '9999-12-31' }).expect(201);
  });
});

describe('An override outside the table of types', () => {
  it.each<[string, (stylist: TestStylist) => object, string, string]>([
    [
      'a closure for one',
      (s) => ({ ...vacation(s, 3), overrideType: 'business_closure' }),
      'appliesToAllStylists',
      'NOT_ALLOWED',
    ],
    [
      'a vacation for all',
      (s) => ({ ...closure(s, 3), overrideType: 'stylist_vacation' }),
      'appliesToAllStylists',
      'NOT_ALLOWED',
    ],
    ['a stylist beside all', (s) => ({ ...closure(s, 3), stylistUserId: s.id }), 'stylistUserId', 'NOT_ALLOWED'],
    ['one stylist without whom', (s) => ({ ...vacation(s, 3), stylistUserId: undefined }), 'stylistUserId', 'REQUIRED'],
    [
      'hours on a closure',
      (s) => ({ ...closure(s, 3), isClosed: false, startTime: '10:00', endTime: '12:00' }),
      'isClosed',
      'NOT_ALLOWED',
    ],
    ['a closed event', (s) => ({ ...event(s, 3), isClosed: true }), 'isClosed', 'NOT_ALLOWED'],
    [
      'hours without times',
      (s) => ({ ...event(s, 3), startTime: undefined, endTime: undefined }),
      'endTime',
      'REQUIRED',
    ],
    ['one time without the other', (s) => ({ ...vacation(s, 3), startTime: '10:00' }), 'endTime', 'REQUIRED'],
    ['an end not after the start', (s) => ({ ...event(s, 3), endTime: '12:00' }), 'endTime', 'END_NOT_AFTER_START'],
    [
      'a start at 24:00',
      (s) => ({ ...event(s, 3), startTime: '24:00', endTime: '24:00' }),
      'startTime',
      'INVALID_TIME',
    ],
    ['an end before the start', (s) => ({ ...vacation(s, 3), endDate: s.day(2) }), 'endDate', 'END_BEFORE_START'],
    ['more than 366 days', (s) => ({ ...vacation(s, 3), endDate: s.day(369) }), 'endDate', 'RANGE_TOO_LONG'],
    ['a start in the past', (s) => vacation(s, -1, 2), 'startDate', 'DATE_IN_PAST'],
    ['a date that does not exist', (s) => ({ ...vacation(s, 3), endDate: '2027-02-29' }), 'endDate', 'INVALID_DATE'],
    ['a priority over 100', (s) => ({ ...vacation(s, 3), priority: 101 }), 'priority', 'OUT_OF_RANGE'],
    ['a priority that is text', (s) => ({ ...vacation(s, 3), priority: '50' }), 'priority', 'INVALID_TYPE'],
    ['an unknown type', (s) => ({ ...vacation(s, 3), overrideType: 'holiday' }), 'overrideType', 'NOT_ALLOWED'],
    ['an unknown field', (s) => ({ ...vacation(s, 3), origin: 'stylist' }), 'origin', 'UNKNOWN_FIELD'],
    ['a reason over 1,000 characters', (s) => ({ ...vacation(s, 3), reason: 'x'.repeat(1_001) }), 'reason', 'TOO_LONG'],
    ['an unknown policy', (s) => ({ ...vacation(s, 3), conflictPolicy: 'ignore' }), 'conflictPolicy', 'NOT_ALLOWED'],
  ])('Refuses %s by the field, and writes nothing', async (_name, bodyOf, path, code) => {
    const stylist = await addStylist(app.owner);
    const before = await countOverrides(app.owner);
    const { body } = await post(bodyOf(stylist)).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path, code }));
    expect(await countOverrides(app.owner)).toBe(before);
    expect(await changesOf(app.owner, stylist.id)).toEqual([]);
  });

  it('An override may cover exactly 366 days', async () => {
    const stylist = await addStylist(app.owner);
    await post({ ...vacation(stylist, 3), endDate: stylist.day(368) }).expect(201);
  });

  it('An unknown stylist is 404, after wrong fields', async () => {
    const stylist = { ...(await addStylist(app.owner)), id: '7b1f6f0e-2222-4000-8000-000000000000' };
    const { body } = await post(vacation(stylist, 3)).expect(404);
    expect(body.code).toBe('STYLIST_NOT_FOUND');
    await post({ ...vacation(stylist, 3), startTime: '10:00' }).expect(400);
  });

  it('An exact duplicate is 409, under any priority and before affected bookings', async () => {
    const stylist = await addStylist(app.owner);
    await addBooking(app.owner, stylist, stylist.day(3), ['11:00', '12:00']);
    await post(vacation(stylist, 3)).expect(201);
    const { body } = await post({ ...vacation(stylist, 3), priority: 70, conflictPolicy: 'refuse' }).expect(409);
    expect(body.code).toBe('DUPLICATE_OVERRIDE');
    await post({ ...vacation(stylist, 3), startTime: '10:00', endTime: '11:00' }).expect(201);
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(2);
  });

  it('Only an admin may add an override', async () => {
    const stylist = await addStylist(app.owner);
    const before = await countOverrides(app.owner);
    for (const who of ['stylist', 'customer', 'auditor', 'super-auditor', stylist.id]) {
      await post(vacation(stylist, 3), who).expect(403);
    }
    await app.as(undefined).post(PATH).send(vacation(stylist, 3)).expect(401);
    expect(await countOverrides(app.owner)).toBe(before);
  });
});

describe('Bookings that a new override affects', () => {
  it('Affected bookings are listed by default, and refuse the override under conflictPolicy refuse', async () => {
    const stylist = await addStylist(app.owner);
    const booking = await addBooking(app.owner, stylist, stylist.day(3), ['15:00', '16:00']);
    await addBooking(app.owner, stylist, stylist.day(3), ['10:30', '11:30']);
    await addBooking(app.owner, stylist, stylist.day(4), ['15:00', '16:00'], 'cancelled');
    await addBooking(app.owner, stylist, stylist.day(6), ['15:00', '16:00']);
    const block = { ...vacation(stylist, 3, 5), startTime: '14:00', endTime: '17:00' };
    const refused = await post({ ...block, conflictPolicy: 'refuse' }).expect(409);
    const list = {
      affectedBookings: [
        {
          id: booking,
          stylistUserId: stylist.id,
          stylistName: 'Test Stylist',
          serviceName: expect.stringMatching(/^service-/),
          status: 'confirmed',
        },
      ],
      affectedBookingsTotal: 1,
    };
    expect(refused.body).toMatchObject({ code: 'BOOKINGS_AFFECTED', ...list });
    expect(await changesOf(app.owner, stylist.id)).toEqual([]);
    const { body } = await post({ ...block, conflictPolicy: 'warn' }).expect(201);
    expect(body).toMatchObject(list);
    expect(Object.keys(body.affectedBookings[0]).sort()).toEqual([
      'endTime',
      'id',
      'serviceId',
      'serviceName',
      'startTime',
      'status',
      'stylistName',
      'stylistUserId',
    ]);
  });

  it('An override for all lists the bookings of all stylists, but not of one whose hours have more priority', async () => {
    const [one, two, three] = [await addStylist(app.owner), await addStylist(app.owner), await addStylist(app.owner)];
    const late = await addBooking(app.owner, one, one.day(101), ['15:00', '16:00']);
    const early = await addBooking(app.owner, two, two.day(100), ['10:00', '11:00'], 'pending');
    await addBooking(app.owner, three, three.day(100), ['13:00', '14:00']);
    await post({ ...event(three, 100), priority: 100 }).expect(201);
    const { body } = await post(closure(one, 100, 101)).expect(201);
    expect(body.affectedBookings.map(({ id }: { id: string }) => id)).toEqual([early, late]);
    expect(body.affectedBookingsTotal).toBe(2);
    await app.as('admin').delete(`${PATH}/${body.id}`).expect(204);
  });

  it('Bookings inside the new hours, or next to the lost time, are not affected', async () => {
    const stylist = await addStylist(app.owner);
    await addBooking(app.owner, stylist, stylist.day(3), ['12:00', '13:00']);
    await post({ ...event(stylist, 3), conflictPolicy: 'refuse' }).expect(201);
    const block = { ...vacation(stylist, 3), startTime: '13:00', endTime: '14:00', conflictPolicy: 'refuse' };
    await post(block).expect(201);
  });

  it('Bookings on both sides of a clock change are counted', async () => {
    const stylist = await addStylist(app.owner, { zone: 'America/New_York', hours: ['00:00', '24:00'] });
    const booking = await addBooking(app.owner, stylist, stylist.day(3), ['10:00', '11:00']);
    const { body } = await post({ ...vacation(stylist, 2, 300), conflictPolicy: 'refuse' }).expect(409);
    expect(body.affectedBookings).toMatchObject([{ id: booking }]);
  });
});

describe('A repeated request', () => {
  it('A repeated request under one Idempotency-Key writes one override', async () => {
    const stylist = await addStylist(app.owner);
    const send = () => post(vacation(stylist, 3)).set('idempotency-key', 'one-vacation');
    const first = await send().expect(201);
    const again = await send().expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', location: first.headers['location'] });
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(1);
  });
});
