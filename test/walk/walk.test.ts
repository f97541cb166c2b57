import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { recording } from '../support/promotions.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

const stylist = PERSONAS.customer;
const service = DEMO.services.haircut;
const { patan, thamel } = DEMO.branches;

interface Availability {
  days: { date: string; status: string; availableCount: number; slots: { status: string }[] }[];
}

/** The salon's local date that many days from today. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });
}

/** The status of a date for each stylist of a branch, by name. */
async function statusesIn(branchId: string, date: string): Promise<string[]> {
  const query = `serviceId=${service}&branchId=${branchId}&from=${date}&to=${date}`;
  const { body } = await app.as(undefined).get(`/v1/availability/search?${query}`).expect(200);
  return (body as { stylists: Availability[] }).stylists.map(({ days }) => days[0]?.status ?? '');
}

async function statusOf(date: string): Promise<string | undefined> {
  const query = `stylistId=${stylist}&serviceId=${service}&date=${date}`;
  const { body } = await app.as(undefined).get(`/v1/availability?${query}`).expect(200);
  return (body as Availability).days[0]?.status;
}

test('A customer becomes a stylist with a week, is bookable, closes a day, and the logs show each step', async () => {
  const opened = await app.as('admin').post('/v1/promotions').send({ userId: stylist }).expect(201);
  const promotion = `/v1/promotions/${(opened.body as { id: string }).id}`;
  await app.as('admin').patch(`${promotion}/checks`).send(recording()).expect(200);
  const submitted = await app.as('admin').post(`${promotion}/submit`).expect(200);
  expect(submitted.body).toMatchObject({ status: 'pending_approval', requirements: { due: [] } });

  const refused = await app.as('admin').post(`${promotion}/approve`).expect(403);
  expect(refused.body).toMatchObject({ code: 'FOUR_EYES' });
  const approved = await app
    .as('second-admin')
    .post(`${promotion}/approve`)
    .send({ profile: { displayName: 'Asmita Khadka', title: 'Stylist' }, serviceIds: [service] })
    .expect(200);
  expect(approved.body).toMatchObject({ status: 'approved', approvedBy: PERSONAS['second-admin'] });
  const me = await app.as('customer').get('/v1/me').expect(200);
  expect(me.body).toMatchObject({ stylist: { isActive: true }, roles: expect.arrayContaining(['stylist']) });

  const [closedByStylist, closedBySalon] = [day(3), day(4)];
  expect(await statusOf(closedByStylist)).toBe('no_schedule');
  const days = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, startTime: '10:00', endTime: '18:00' }));
  await app
    .as('admin')
    .put(`/v1/stylists/${stylist}/schedule`)
    .send({ effectiveFrom: day(0), days })
    .expect(200);
  expect(await statusOf(closedByStylist)).toBe('open');
  expect(await statusOf(closedBySalon)).toBe('open');

  const closed = await app.as('customer').put(`/v1/me/availability/${closedByStylist}`).send({ isClosed: true });
  expect(closed.body).toMatchObject({ charged: 'monthly', budget: { monthlyRemaining: 9 }, day: { status: 'closed' } });
  expect(await statusOf(closedByStylist)).toBe('closed');
  expect(await statusOf(closedBySalon)).toBe('open');

  await app
    .as('admin')
    .post('/v1/schedule-overrides')
    .send({
      overrideType: 'business_closure',
      appliesToAllStylists: true,
      startDate: closedBySalon,
      endDate: closedBySalon,
      isClosed: true,
      reason: 'Laxmi Puja',
    })
    .expect(201);
  expect(await statusOf(closedBySalon)).toBe('closed');

  const { body: directory } = await app.as(undefined).get('/v1/branches').expect(200);
  expect(directory).toEqual({
    items: [
      { id: patan, name: 'Patan' },
      { id: thamel, name: 'Thamel' },
    ],
  });
  const closedForOne = day(6);
  const before = await statusesIn(patan, closedForOne);
  expect(before).toContain('open');
  expect(await statusesIn(thamel, closedForOne)).toEqual(['open']);
  await app
    .as('admin')
    .post('/v1/schedule-overrides')
    .send({
      overrideType: 'business_closure',
      branchId: thamel,
      startDate: closedForOne,
      endDate: closedForOne,
      isClosed: true,
      reason: 'New paint',
    })
    .expect(201);
  expect(await statusesIn(thamel, closedForOne)).toEqual(['closed']);
  expect(await statusesIn(patan, closedForOne)).toEqual(before);

  expect(await actionsOnRecord()).toEqual([
    'CREATE_PROMOTION',
    'RECORD_CHECKS',
    'SUBMIT_PROMOTION',
    'REFUSED',
    'APPROVE_PROMOTION',
    'REPLACE_SCHEDULE',
    'CREATE_OVERRIDE',
    'CREATE_OVERRIDE',
  ]);
  const changes = await app.as('super-auditor').get(`/v1/audit/schedule-changes?stylistId=${stylist}`).expect(200);
  expect((changes.body as { items: unknown[] }).items).toMatchObject([
    { changeType: 'availability_override', changeDate: closedByStylist, actorId: stylist },
    { changeType: 'schedule_update', changeDate: day(0), actorId: PERSONAS.admin },
  ]);
});

/** The logged actions since the demo salon was filled, oldest first. */
async function actionsOnRecord(): Promise<string[]> {
  const since = new Date(Date.now() - 60_000).toISOString();
  const { body } = await app.as('super-auditor').get(`/v1/audit/service-log?from=${since}&limit=200`).expect(200);
  const { items } = body as { items: { action: string; requestId: string }[] };
  const own = items.filter(({ requestId }) => !requestId.startsWith('demo-'));
  return own.map(({ action }) => action).toReversed();
}
