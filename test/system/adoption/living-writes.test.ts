import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../../src/database/migrate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { LIVING } from '../../support/hosts/living.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { recording } from '../../support/promotions.js';
import { addStylist } from '../../support/stylists.js';
import { revertAll, revertWithLogs } from '../../support/revert.js';

let server: HostServer;
let host: Host;
let app: TestApp;
/** What was written, by name. */
const written = new Set<string>();
let today: string;

beforeAll(async () => {
  server = await startHostServer();
  host = await server.living();
  await migrate(host.ownerUrl);
  await server.openForService();
  app = await startApp(
    { DEMO_DATA: 'off' },
    { database: { url: host.apiUrl, ownerUrl: host.ownerUrl, owner: host.all, drop: () => Promise.resolve() } },
  );
  const { rows } = await host.all.query<{ today: string }>(
    `SELECT (now() AT TIME ZONE 'Asia/Kathmandu')::date::text AS today`,
  );
  today = rows[0]!.today;
});

afterAll(async () => {
  await host.close();
  await server.stop();
});

function day(ahead: number): string {
  return new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
}

type Method = 'post' | 'put' | 'patch' | 'delete';

/** One write, which must succeed; gives the answer's body. */
async function write(
  name: string,
  who: string,
  [method, path]: [Method, string],
  body: object = {},
): Promise<Record<string, unknown>> {
  const request = app.as(who)[method](path);
  const answer = await request.send(method === 'delete' ? undefined : body);
  expect({ name, status: answer.status, body: answer.status < 300 ? {} : answer.body }).toEqual({
    name,
    status: expect.any(Number),
    body: {},
  });
  expect(written.has(name)).toBe(false);
  written.add(name);
  return answer.body as Record<string, unknown>;
}

const CHECKS = recording();

test('The README’s walk passes', async () => {
  const { id } = await write('walk: opens', HOST.admin, ['post', '/v1/promotions'], { userId: HOST.customer });
  const path = `/v1/promotions/${String(id)}`;
  await write('walk: records all checks', HOST.admin, ['patch', `${path}/checks`], CHECKS);
  await write('walk: submits', HOST.admin, ['post', `${path}/submit`]);
  const profile = { displayName: 'Asmita', title: 'Stylist' };
  await write('walk: approves', HOST.secondAdmin, ['post', `${path}/approve`], { profile, serviceIds: [HOST.service] });
  const days = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, startTime: '10:00', endTime: '18:00' }));
  const week = { effectiveFrom: day(0), days };
  await write('walk: a week', HOST.admin, ['put', `/v1/stylists/${HOST.customer}/schedule`], week);
  const slots = async (): Promise<string[]> => {
    const range = `from=${day(3)}&to=${day(5)}`;
    const { body } = await app
      .as(undefined)
      .get(`/v1/availability/days?stylistId=${HOST.customer}&serviceId=${HOST.service}&${range}`)
      .expect(200);
    return body.days.map(({ status }: { status: string }) => status);
  };
  expect(await slots()).toEqual(['open', 'open', 'open']);
  await write('walk: closes a day', HOST.customer, ['put', `/v1/me/availability/${day(3)}`], {
    isClosed: true,
    reason: 'A wedding in the family',
  });
  await write('walk: closes the salon', HOST.admin, ['post', '/v1/schedule-overrides'], {
    overrideType: 'business_closure',
    appliesToAllStylists: true,
    startDate: day(4),
    endDate: day(4),
    isClosed: true,
  });
  expect(await slots()).toEqual(['closed', 'closed', 'open']);
});

test('Every other way to write passes: weeks', async () => {
  const path: [Method, string] = ['put', `/v1/stylists/${HOST.stylist}/schedule`];
  const hours = { dayOfWeek: 2, startTime: '09:00', endTime: '17:00' };
  const rest = { breakStart: '12:00', breakEnd: '12:45' };
  await write('a week with a break', HOST.admin, path, { effectiveFrom: day(80), days: [{ ...hours, ...rest }] });
  await write('a week of one day', HOST.admin, path, {
    effectiveFrom: day(70),
    effectiveUntil: day(70),
    days: [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ ...hours, dayOfWeek })),
  });
  await write('a week until a date', HOST.admin, path, {
    effectiveFrom: day(91),
    effectiveUntil: day(97),
    days: [hours],
  });
  await write('a week off', HOST.admin, path, { effectiveFrom: day(100), effectiveUntil: day(106), days: [] });
  await write('a week over others', HOST.admin, path, { effectiveFrom: day(85), days: [hours] });
  await write('a week for who begins later', HOST.admin, ['put', `/v1/stylists/${LIVING.laterStylist}/schedule`], {
    effectiveFrom: day(20),
    days: [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ ...hours, dayOfWeek })),
  });
});

test('Every other way to write passes: an admin’s overrides and budgets', async () => {
  const post: [Method, string] = ['post', '/v1/schedule-overrides'];
  const all = { appliesToAllStylists: true };
  const one = { appliesToAllStylists: false, stylistUserId: HOST.stylist };
  const on = (from: number, to = from): object => ({ startDate: day(from), endDate: day(to) });
  const times = { startTime: '12:00', endTime: '15:00' };
  const create = async (name: string, body: object): Promise<string> =>
    `/v1/schedule-overrides/${String((await write(name, HOST.admin, post, body))['id'])}`;
  const closure = { overrideType: 'business_closure', isClosed: true, ...all };
  const vacation = { overrideType: 'stylist_vacation', isClosed: true, ...one };
  const shut = await create('a closure of days', { ...closure, ...on(120, 122) });
  const part = await create('a closure of hours', { ...closure, ...times, ...on(123) });
  const away = await create('a vacation', { ...vacation, ...on(124, 130) });
  await create('a block of one', { ...vacation, ...times, ...on(131) });
  const event = await create('an event of all', {
    overrideType: 'special_event',
    isClosed: false,
    ...times,
    ...all,
    ...on(132),
  });
  await create('an event of one', { overrideType: 'special_event', isClosed: false, ...times, ...one, ...on(133) });
  await create('a season of all', {
    overrideType: 'seasonal_hours',
    isClosed: false,
    ...times,
    ...all,
    ...on(134, 160),
  });
  await create('a season of one', {
    overrideType: 'seasonal_hours',
    isClosed: false,
    ...times,
    ...one,
    ...on(134, 160),
  });
  await write('a preview', HOST.admin, ['post', '/v1/schedule-overrides/preview'], { ...closure, ...on(170) });
  await write('a reason', HOST.admin, ['patch', shut], { reason: 'Tihar' });
  await write('other dates', HOST.admin, ['patch', away], { endDate: day(128) });
  await write('other times', HOST.admin, ['patch', event], { endTime: '16:00' });
  await write('another priority', HOST.admin, ['patch', part], { priority: 80 });
  await write('an override from before changed', HOST.admin, ['patch', `/v1/schedule-overrides/${LIVING.teaBreak}`], {
    reason: 'Guests',
  });
  await write('an override removed', HOST.admin, ['delete', part]);
  await write('a stylist’s own from before removed', HOST.admin, ['delete', `/v1/schedule-overrides/${LIVING.dayOff}`]);
  const budget: [Method, string] = ['patch', `/v1/stylists/${HOST.stylist}/override-budget`];
  await write('a limit', HOST.admin, budget, { monthlyLimit: 20, reason: 'A season of weddings' });
  await write('tokens', HOST.admin, budget, { emergencyRemaining: 5, reason: 'Winter' });
});

test('Every other way to write passes: a stylist’s own days', async () => {
  const set = (name: string, ahead: number, body: object): Promise<Record<string, unknown>> =>
    write(name, HOST.stylist, ['put', `/v1/me/availability/${day(ahead)}`], body);
  const times = { startTime: '13:00', endTime: '15:00' };
  await set('a day off', 40, { isClosed: true });
  await set('hours of a day', 41, { isClosed: false, ...times });
  await set('hours over a day off', 40, { isClosed: false, ...times });
  await set('a block of my own', 42, { isClosed: true, ...times });
  await set('an emergency', 43, { isClosed: true, isEmergency: true });
  await set('an emergency from before opened', 13, { isClosed: false, ...times });
  const own = await write('time off', HOST.stylist, ['post', '/v1/me/time-off'], {
    startDate: day(50),
    endDate: day(52),
  });
  await set('a day inside time off', 51, { isClosed: false, ...times });
  await write('a preview of my own', HOST.stylist, ['post', '/v1/me/overrides/preview'], {
    startDate: day(60),
    endDate: day(61),
  });
  await write('a day given back', HOST.stylist, ['delete', `/v1/me/availability/${day(42)}`]);
  const { override = own } = own as { override?: Record<string, unknown> };
  await write('time off given back', HOST.stylist, ['delete', `/v1/me/overrides/${String(override['id'])}`]);
});

test('Every other way to write passes: stylists', async () => {
  const path = `/v1/stylists/${HOST.stylist}`;
  const weeks = async (): Promise<unknown[]> => {
    const { rows } = await host.all.query(
      `SELECT to_jsonb(w) - 'updated_at' AS week FROM public.stylist_schedules w WHERE stylist_user_id = $1 ORDER BY id`,
      [HOST.stylist],
    );
    return rows;
  };
  const before = await weeks();
  const changed = await write('settings', HOST.admin, ['patch', path], {
    title: 'Senior stylist',
    bookingBufferMinutes: 30,
    maxDailyBookings: 5,
    branchId: LIVING.branch,
    reason: 'Agreed',
  });
  expect(changed).toMatchObject({ bookingBufferMinutes: 30, branchName: 'Patan' });
  const services = [{ serviceId: HOST.service, customPriceCents: 99_000 }, { serviceId: HOST.otherService }];
  await write('offers', HOST.admin, ['put', `${path}/services`], { services });
  await write('fewer offers', HOST.admin, ['put', `${path}/services`], { services: services.slice(0, 1) });
  await write('out', HOST.admin, ['post', `${path}/deactivate`], { reason: 'Away' });
  await write('back', HOST.admin, ['post', `${path}/reactivate`], { reason: 'Back' });
  expect(before.length).toBeGreaterThan(0);
  expect(await weeks()).toEqual(before);
  const neverPromoted = await addStylist(host.all, { name: 'From before' });
  const left = await write('out, with the role', HOST.admin, ['post', `/v1/stylists/${neverPromoted.id}/deactivate`], {
    reason: 'Left',
    endRole: true,
  });
  expect(left).toMatchObject({ isActive: false, isFormer: true, promotionId: null });
  const shown = await app.as(HOST.stylist).get(path).expect(200);
  expect(shown.body).toMatchObject({ isActive: true, isFormer: false, services: [{ priceCents: 99_000 }] });
  const listed = await app.as(undefined).get(`/v1/public/stylists?branchId=${LIVING.branch}`).expect(200);
  expect((listed.body.items as { stylistUserId: string }[]).map(({ stylistUserId }) => stylistUserId)).toContain(
    HOST.stylist,
  );
  expect((await app.as(undefined).get('/v1/services').expect(200)).body.total).toBeGreaterThan(0);
  expect((await app.as(HOST.stylist).get(`${path}/bookings`).expect(200)).body.total).toBeGreaterThanOrEqual(0);
  const { rows } = await host.all.query<{ email: string }>('SELECT email FROM auth.users WHERE id = $1', [
    HOST.customer,
  ]);
  const query = new URLSearchParams({ q: rows[0]!.email }).toString();
  const found = await app.as(HOST.admin).get(`/v1/candidates?${query}`).expect(200);
  expect(found.body.items).toEqual([
    expect.objectContaining({ userId: HOST.customer, maskedEmail: expect.any(String) }),
  ]);
});

test('Every other way to write passes: promotions', async () => {
  const pathOf = async (user: string): Promise<string> => {
    const { rows } = await host.all.query<{ id: string }>(
      `SELECT id FROM public.stylist_promotions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [user],
    );
    return `/v1/promotions/${rows[0]!.id}`;
  };
  const begun = await pathOf(LIVING.begun);
  await write('a note on one begun before', HOST.admin, ['post', `${begun}/notes`], { note: 'Has called' });
  await write('a draft on it', HOST.admin, ['put', `${begun}/profile-draft`], {
    displayName: 'Hari',
    title: 'Stylist',
  });
  await write('a check on it', HOST.admin, ['patch', `${begun}/checks`], { backgroundCheck: 'in_progress' });
  await write('it is rejected', HOST.admin, ['post', `${begun}/reject`], { reason: 'No time' });
  await write('and opened anew', HOST.admin, ['post', '/v1/promotions'], { userId: LIVING.begun });
  const done = await pathOf(LIVING.nearlyDone);
  // Old functions know the checks of their time.
  await write('one that old functions checked has all checks', HOST.admin, ['patch', `${done}/checks`], CHECKS);
  await write('one that old functions checked is approved', HOST.secondAdmin, ['post', `${done}/approve`], {
    profile: { displayName: 'Nima', title: 'Stylist' },
    serviceIds: [HOST.service, HOST.otherService],
  });
  await write('and revoked', HOST.admin, ['post', `${done}/revoke`], { reason: 'Moved', publicReason: 'Moved' });
  await write('one from before is revoked', HOST.admin, ['post', `/v1/promotions/${LIVING.approved}/revoke`], {
    reason: 'Moved away',
  });
  const again = await write('a former stylist again', HOST.admin, ['post', '/v1/promotions'], {
    userId: HOST.formerStylist,
  });
  await write('a submission without checks', HOST.admin, ['post', `/v1/promotions/${String(again['id'])}/submit`]);
});

test('They were at least 45, and a revert tells all that stands in its way with the statements that mend it', async () => {
  expect(written.size).toBeGreaterThanOrEqual(45);
  await app.close();
  const error = await revertAll(host.ownerUrl).catch((reason: unknown) => reason as Error);
  const lines = (error as Error).message.split('\n  - ').slice(1);
  expect(lines.filter((line) => line.includes('ALLOW_AUDIT_LOSS=yes'))).toHaveLength(2);
  expect(lines.length).toBeGreaterThan(3);
  const revoked = `SELECT id FROM public.stylist_promotions WHERE status = 'revoked' ORDER BY id`;
  const { rows: before } = await host.all.query(revoked);
  expect(before.length).toBeGreaterThanOrEqual(3);
  for (const line of lines.slice(2)) await server.runAsOwner(host, /to mend: (.*)/s.exec(line)![1]!);
  await revertWithLogs(host.ownerUrl);
  const { rows: after } = await host.all.query(revoked);
  expect(after).toEqual(before);
});
