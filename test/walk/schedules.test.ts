import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { type Schemas, Screen } from '../support/screens.js';
import { addBooking, addBranch, addOverride, addStylist, addUser, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let admin: string;
const inPatan: TestStylist[] = [];
let inThamel: TestStylist;
let inBoudha: TestStylist;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  for (const name of ['Asha', 'Bina', 'Chandra']) inPatan.push(await addStylist(app.owner, { name }));
  inThamel = await addStylist(app.owner, { name: 'Deepa' });
  inBoudha = await addStylist(app.owner, { name: 'Elina' });
  await addBranch(app.owner, 'Patan', inPatan);
  await addBranch(app.owner, 'Thamel', [inThamel]);
  await addBranch(app.owner, 'Boudha', [inBoudha]);
});
afterAll(() => app.close());

test('The month of a branch shows every day of its stylists and the bookings that do not fit', async () => {
  const [asha, bina] = [inPatan[0]!, inPatan[1]!];
  await addOverride(app.owner, { type: 'stylist_vacation', stylist: asha, range: [asha.day(4), asha.day(6)] });
  const lost = await addBooking(app.owner, asha, asha.day(5), ['11:00', '12:00']);
  await addBooking(app.owner, bina, bina.day(5), ['11:00', '12:00']);
  const screen = new Screen(app, 'The month of a branch');
  const branches = await screen.call<Schemas['Branches']>(admin, 'GET /v1/branches');
  const patan = branches.items.find(({ name }) => name === 'Patan')!.id;
  const month = `branchId=${patan}&from=${asha.day(0)}&to=${asha.day(30)}`;
  const calendar = await screen.call<Schemas['EffectiveSchedules']>(admin, `GET /v1/effective-schedules?${month}`);
  const conflicts = await screen.call<Schemas['BookingConflictPage']>(admin, `GET /v1/booking-conflicts?${month}`);
  expect(calendar.items.map(({ displayName, days }) => [displayName, days.length])).toEqual([
    ['Asha', 31],
    ['Bina', 31],
    ['Chandra', 31],
  ]);
  expect(calendar.nextCursor).toBeNull();
  const onFifth = calendar.items.map(({ days }) => [days[5]?.status, days[5]?.bookings]);
  expect(onFifth).toEqual([
    ['closed', 1],
    ['working', 1],
    ['working', 0],
  ]);
  expect(conflicts.items.map(({ id, stylistName }) => [id, stylistName])).toEqual([[lost, 'Asha']]);
  expect(screen.end()).toBe(3);
});

test('Dashain is entered for two branches, and the screen says which bookings to call about', async () => {
  const [from, to] = [inThamel.day(40), inThamel.day(44)];
  const called = [
    await addBooking(app.owner, inPatan[2]!, inThamel.day(40), ['11:00', '12:00']),
    await addBooking(app.owner, inThamel, inThamel.day(42), ['12:00', '13:00']),
  ];
  await addBooking(app.owner, inBoudha, inThamel.day(41), ['11:00', '12:00']);
  const screen = new Screen(app, 'Dashain for two branches, and whom to call');
  const { items: branches } = await screen.call<Schemas['Branches']>(admin, 'GET /v1/branches');
  const closing = branches.filter(({ name }) => name === 'Patan' || name === 'Thamel');
  const batch = {
    overrides: closing.map(({ id }) => {
      const range = { startDate: from, endDate: to, isClosed: true, reason: 'Dashain' };
      return { overrideType: 'business_closure', branchId: id, ...range };
    }),
  };
  const preview = await screen.call<Schemas['OverridePreview']>(
    admin,
    'POST /v1/schedule-overrides/batch/preview',
    batch,
  );
  expect(preview.affectedBookings.map(({ id }) => id)).toEqual(called);
  expect(preview.daysTotal).toBe(5 * 4);
  const { items } = await screen.call<Schemas['OverrideBatchCreated']>(
    admin,
    'POST /v1/schedule-overrides/batch',
    batch,
  );
  const toCall: Schemas['BookingConflict'][] = [];
  for (const { id } of items) {
    const page = await screen.call<Schemas['BookingConflictPage']>(
      admin,
      `GET /v1/booking-conflicts?overrideId=${id}&from=${from}&to=${to}`,
    );
    toCall.push(...page.items);
  }
  expect(toCall.map(({ id, stylistName }) => [id, stylistName])).toEqual([
    [called[0], 'Chandra'],
    [called[1], 'Deepa'],
  ]);
  expect(toCall.every(({ serviceName, startTime }) => serviceName !== '' && startTime !== '')).toBe(true);
  expect(screen.end()).toBe(5);
});

test('A stylist sees the week on the phone: hours, time off, what does not fit, and the budget', async () => {
  const stylist = inBoudha;
  const range: [string, string] = [stylist.day(3), stylist.day(3)];
  await addOverride(app.owner, { type: 'special_event', stylist, hours: ['12:00', '16:00'], range });
  const early = await addBooking(app.owner, stylist, stylist.day(3), ['10:00', '11:00']);
  const fits = await addBooking(app.owner, stylist, stylist.day(2), ['10:00', '11:00']);
  const screen = new Screen(app, 'A stylist’s week on the phone');
  const me = await screen.call<Schemas['Me']>(stylist.id, 'GET /v1/me');
  const today = new Date().toLocaleDateString('en-CA', { timeZone: me.stylist?.timezone });
  const week = `from=${today}&to=${stylist.day(6)}`;
  const { days } = await screen.call<Schemas['EffectiveSchedule']>(stylist.id, `GET /v1/me/effective-schedule?${week}`);
  const bookings = await screen.call<Schemas['StylistBookingPage']>(
    stylist.id,
    `GET /v1/stylists/${me.userId}/bookings?${week}`,
  );
  const overrides = await screen.call<Schemas['OverridePage']>(stylist.id, `GET /v1/me/overrides?${week}`);
  const conflicts = await screen.call<Schemas['BookingConflictPage']>(
    stylist.id,
    `GET /v1/me/booking-conflicts?${week}`,
  );
  const budget = await screen.call<Schemas['Budget']>(stylist.id, 'GET /v1/me/override-budget');
  expect(days.map((day) => day.bookings)).toEqual([0, 0, 1, 1, 0, 0, 0]);
  expect(days[3]?.windows).toEqual([{ start: '12:00', end: '16:00' }]);
  expect(bookings.items.map(({ id, inConflict }) => [id, inConflict])).toEqual([
    [fits, false],
    [early, true],
  ]);
  expect(overrides.items.map(({ overrideType }) => overrideType)).toEqual(['special_event']);
  expect(conflicts.items).toMatchObject([{ id: early, cause: { layer: 'override' } }]);
  expect(budget.monthlyRemaining).toBe(10);
  expect(screen.end()).toBe(6);
});
