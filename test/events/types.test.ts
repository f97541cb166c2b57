import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { Deliverer } from '../../src/events/deliverer.js';
import { EVENT_TYPES, type EventType } from '../../src/events/outbox.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { setBudget } from '../support/budgets.js';
import { eventually } from '../support/process.js';
import { approve, openPromotion, promotionIn, recording } from '../support/promotions.js';
import { addBooking, addBranch, addOverride, addService, addStylist, type TestStylist } from '../support/stylists.js';
import { startReceiver, type Received, type Receiver } from './receiver.js';

let app: TestApp;
let receiver: Receiver;
let secret: string;
let stylist: TestStylist;

/** What a receiver must never see: the texts of these tests hold it. */
const PRIVATE = 'Kept private';
const DAYS = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, startTime: '10:00', endTime: '18:00' }));

beforeAll(async () => {
  app = await startApp({ WEBHOOK_ALLOW_PRIVATE: 'on' });
  receiver = await startReceiver();
  const body = { url: receiver.url, types: EVENT_TYPES };
  const answer = await app.as('admin').post('/v1/webhooks').send(body).expect(201);
  ({ secret } = answer.body as { secret: string });
  stylist = await addStylist(app.owner, { name: PRIVATE });
  await app.app.get(Database).refuseUnfit();
});

afterAll(async () => {
  await app.close();
  await receiver.close();
});

/** Runs the change, and returns the messages of exactly these types that it sets off, each verified. */
async function setOff(types: EventType[], change: () => Promise<unknown>): Promise<Received[]> {
  const latest = await lastEvent();
  await change();
  const feed = await app.as('admin').get(`/v1/events?${latest}`).expect(200);
  const items = (feed.body as { items: { id: string; type: string; data: unknown; occurredAt: string }[] }).items;
  expect(items.map(({ type }) => type).toSorted()).toEqual([...types].toSorted());
  const messages = () => items.flatMap(({ id }) => receiver.received.find((message) => message.id === id) ?? []);
  await eventually(async () => {
    await app.app.get(Deliverer).deliverDue();
    return messages().length === items.length;
  }, types.join(', '));
  for (const [index, message] of messages().entries()) {
    const { type, data, occurredAt } = items[index]!;
    expect(receiver.verify(secret, message)).toEqual({ type, timestamp: occurredAt, data });
    expect(message.text).not.toContain(PRIVATE);
  }
  return messages();
}

async function lastEvent(): Promise<string> {
  for (let after = ''; ;) {
    const { body } = await app.as('admin').get(`/v1/events?limit=200${after}`).expect(200);
    const { items, nextCursor } = body as { items: { id: string }[]; nextCursor: string | null };
    const last = items.at(-1);
    if (nextCursor === null) return last === undefined ? after.slice(1) : `after=${last.id}`;
    after = `&after=${nextCursor}`;
  }
}

function dataOf(messages: Received[], type: EventType): Record<string, unknown> | undefined {
  return messages.find(({ body }) => body.type === type)?.body.data;
}

test('Each step of a promotion sets off its event, and a note alone none', async () => {
  const { id, userId, path } = await openPromotion(app);
  const told = { promotionId: id, userId };
  const patch = (body: object) => () => app.as('admin').patch(`${path}/checks`).send(body).expect(200);
  const opened = await setOff(['promotion.opened'], () => openPromotion(app));
  expect(dataOf(opened, 'promotion.opened')).toMatchObject({ from: null, to: 'draft' });
  const drafted = await setOff(['promotion.updated'], () =>
    app.as('admin').put(`${path}/profile-draft`).send({ displayName: PRIVATE }).expect(200),
  );
  expect(dataOf(drafted, 'promotion.updated')).toEqual({ ...told, from: 'draft', to: 'draft' });
  await setOff(['promotion.submitted'], () =>
    app.as('admin').post(`${path}/submit`).send({ note: PRIVATE }).expect(200),
  );
  await setOff([], () => app.as('admin').post(`${path}/notes`).send({ note: PRIVATE }).expect(201));
  const checked = await setOff(['promotion.updated'], patch(recording()));
  expect(dataOf(checked, 'promotion.updated')).toEqual({ ...told, from: 'pending_checks', to: 'pending_approval' });
  const approved = await setOff(['promotion.approved'], () => approve(app, { id, userId, path }).expect(200));
  expect(dataOf(approved, 'promotion.approved')).toEqual({ ...told, from: 'pending_approval', to: 'approved' });
  await addBooking(app.owner, { ...stylist, id: userId }, stylist.day(3), ['10:00', '11:00']);
  const revoked = await setOff(['promotion.revoked', 'audit.critical', 'bookings.affected'], () =>
    app.as('admin').post(`${path}/revoke`).send({ reason: PRIVATE }).expect(200),
  );
  expect(dataOf(revoked, 'promotion.revoked')).toEqual({ ...told, from: 'approved', to: 'revoked' });
  expect(dataOf(revoked, 'audit.critical')).toMatchObject({ action: 'REVOKE_PROMOTION', targetId: id });
  expect(dataOf(revoked, 'bookings.affected')).toMatchObject({ stylistUserId: userId, total: 1 });
  const open = await promotionIn(app, 'pending_checks');
  await setOff(['promotion.rejected'], () =>
    app.as('admin').post(`${open.path}/reject`).send({ reason: PRIVATE }).expect(200),
  );
});

test('An admin’s override sets off created, updated and ended, each with the bookings that it affects', async () => {
  const booking = await addBooking(app.owner, stylist, stylist.day(9), ['12:00', '13:00']);
  let id = '';
  const times = { startDate: stylist.day(9), endDate: stylist.day(9) };
  const created = await setOff(['override.created', 'bookings.affected'], async () => {
    const body = { overrideType: 'business_closure', appliesToAllStylists: true, isClosed: true, reason: PRIVATE };
    const answer = await app
      .as('admin')
      .post('/v1/schedule-overrides')
      .send({ ...body, ...times })
      .expect(201);
    ({ id } = answer.body as { id: string });
  });
  expect(dataOf(created, 'override.created')).toEqual({
    ...times,
    overrideId: id,
    overrideType: 'business_closure',
    appliesToAllStylists: true,
    branchId: null,
    stylistUserId: null,
    isClosed: true,
    startTime: null,
    endTime: null,
    isEmergency: false,
    origin: 'admin',
  });
  expect(dataOf(created, 'bookings.affected')).toEqual({ overrideId: id, bookingIds: [booking], total: 1 });
  const path = `/v1/schedule-overrides/${id}`;
  const updated = await setOff(['override.updated'], () =>
    app
      .as('admin')
      .patch(path)
      .send({ endDate: stylist.day(10) })
      .expect(200),
  );
  expect(dataOf(updated, 'override.updated')).toMatchObject({ overrideId: id, endDate: stylist.day(10) });
  const ended = await setOff(['override.ended'], () => app.as('admin').delete(path).expect(204));
  expect(dataOf(ended, 'override.ended')).toMatchObject({ overrideId: id, startDate: stylist.day(9) });
});

test('An admin’s override for one stylist sets off one event, although two logs have it', async () => {
  let id = '';
  const body = {
    overrideType: 'stylist_vacation',
    appliesToAllStylists: false,
    stylistUserId: stylist.id,
    isClosed: true,
  };
  await setOff(['override.created'], async () => {
    const range = { startDate: stylist.day(20), endDate: stylist.day(21) };
    const answer = await app
      .as('admin')
      .post('/v1/schedule-overrides')
      .send({ ...body, ...range })
      .expect(201);
    ({ id } = answer.body as { id: string });
  });
  await setOff(['override.ended'], () => app.as('admin').delete(`/v1/schedule-overrides/${id}`).expect(204));
});

test('Removing an override that opened a day affects the bookings of that day', async () => {
  const off = await addStylist(app.owner, { days: [] });
  const range = { startDate: off.day(5), endDate: off.day(5), startTime: '10:00', endTime: '16:00' };
  const body = {
    overrideType: 'special_event',
    appliesToAllStylists: false,
    stylistUserId: off.id,
    isClosed: false,
    ...range,
  };
  const { body: opened } = await app.as('admin').post('/v1/schedule-overrides').send(body).expect(201);
  const booking = await addBooking(app.owner, off, off.day(5), ['12:00', '13:00']);
  const ended = await setOff(['override.ended', 'bookings.affected'], () =>
    app.as('admin').delete(`/v1/schedule-overrides/${opened.id}`).expect(204),
  );
  expect(dataOf(ended, 'bookings.affected')).toEqual({ overrideId: opened.id, bookingIds: [booking], total: 1 });
});

test('A stylist’s own day, block and time off are overrides too, and what they replace or give back ends', async () => {
  const own = await addStylist(app.owner);
  const day = (offset: number) => `/v1/me/availability/${own.day(offset)}`;
  const set = await setOff(['override.created'], () =>
    app.as(own.id).put(day(4)).send({ isClosed: true, reason: PRIVATE }).expect(200),
  );
  expect(dataOf(set, 'override.created')).toMatchObject({
    stylistUserId: own.id,
    startDate: own.day(4),
    origin: 'stylist',
  });
  await setOff(['override.created'], () =>
    app.as(own.id).put(day(5)).send({ isClosed: true, startTime: '12:00', endTime: '13:00' }).expect(200),
  );
  const off = { startDate: own.day(3), endDate: own.day(6) };
  const types: EventType[] = ['override.created', 'override.ended', 'override.ended'];
  const taken = await setOff(types, () => app.as(own.id).post('/v1/me/time-off').send(off).expect(201));
  const first = dataOf(set, 'override.created')!['overrideId'];
  const endedIds = taken
    .filter(({ body }) => body.type === 'override.ended')
    .map(({ body }) => body.data['overrideId']);
  expect(endedIds).toContain(first);
  const { overrideId } = dataOf(taken, 'override.created')!;
  await setOff(['override.ended'], () =>
    app
      .as(own.id)
      .delete(`/v1/me/overrides/${String(overrideId)}`)
      .expect(200),
  );
});

test('A weekly schedule and its bookings', async () => {
  const own = await addStylist(app.owner);
  const booking = await addBooking(app.owner, own, own.day(6), ['17:00', '18:00']);
  const days = DAYS.map((one) => ({ ...one, endTime: '16:00' }));
  const replaced = await setOff(['schedule.replaced', 'bookings.affected'], () =>
    app
      .as('admin')
      .put(`/v1/stylists/${own.id}/schedule`)
      .send({ effectiveFrom: own.day(1), days })
      .expect(200),
  );
  expect(dataOf(replaced, 'schedule.replaced')).toEqual({
    stylistUserId: own.id,
    effectiveFrom: own.day(1),
    effectiveUntil: null,
  });
  expect(dataOf(replaced, 'bookings.affected')).toEqual({ stylistUserId: own.id, bookingIds: [booking], total: 1 });
});

test('A budget is changed by an admin, and exhausted by the change that takes the last unit or token', async () => {
  const own = await addStylist(app.owner);
  const changed = await setOff(['budget.changed'], () =>
    app
      .as('admin')
      .patch(`/v1/stylists/${own.id}/override-budget`)
      .send({ monthlyLimit: 2, reason: PRIVATE })
      .expect(200),
  );
  expect(dataOf(changed, 'budget.changed')).toEqual({
    stylistUserId: own.id,
    monthlyLimit: 2,
    monthlyUsed: 0,
    emergencyRemaining: 3,
  });
  const set = (offset: number, more: object = {}) =>
    app
      .as(own.id)
      .put(`/v1/me/availability/${own.day(offset)}`)
      .send({ isClosed: true, ...more });
  await setOff(['override.created'], () => set(3).expect(200));
  const last = await setOff(['override.created', 'budget.exhausted'], () => set(4).expect(200));
  expect(dataOf(last, 'budget.exhausted')).toMatchObject({ stylistUserId: own.id, exhausted: 'monthly' });
  await setOff([], () => set(5).expect(429));
  await setBudget(app.owner, own.id, { tokens: 1 });
  const token = await setOff(['override.created', 'budget.exhausted'], () => set(6, { isEmergency: true }).expect(200));
  expect(dataOf(token, 'budget.exhausted')).toMatchObject({ exhausted: 'emergency' });
});

test('A role of a stylist that changes by SQL, and refusals that become critical', async () => {
  const former = await addStylist(app.owner);
  const ofRole = await setOff(['stylist.updated'], () =>
    app.owner.query('UPDATE public.user_roles SET is_active = false WHERE user_id = $1', [former.id]),
  );
  expect(dataOf(ofRole, 'stylist.updated')).toEqual({ stylistUserId: former.id });
  await setOff([], () =>
    app.owner.query(
      `UPDATE public.user_roles SET is_active = is_active, expires_at = now() + interval '9 days'
        WHERE user_id = $1 AND role_id = (SELECT id FROM public.roles WHERE name = 'auditor')`,
      [PERSONAS.auditor],
    ),
  );
  const critical = await setOff(['audit.critical'], async () => {
    for (let call = 0; call < 10; call += 1) await app.as(former.id).get('/v1/promotions').expect(403);
  });
  expect(dataOf(critical, 'audit.critical')).toMatchObject({ action: 'REFUSED', category: 'security' });
});

test('Settings, offers and standing of a stylist, with the bookings that a deactivation leaves', async () => {
  const one = await addStylist(app.owner);
  const path = `/v1/stylists/${one.id}`;
  const told = { stylistUserId: one.id };
  const booking = await addBooking(app.owner, one, one.day(4), ['12:00', '13:00']);
  const renamed = await setOff(['stylist.updated'], () =>
    app.as('admin').patch(path).send({ displayName: PRIVATE, reason: PRIVATE }).expect(200),
  );
  expect(dataOf(renamed, 'stylist.updated')).toEqual(told);
  const serviceId = await addService(app.owner);
  await setOff(['stylist.updated'], () =>
    app
      .as('admin')
      .put(`${path}/services`)
      .send({ services: [{ serviceId }] })
      .expect(200),
  );
  const away = await setOff(['stylist.deactivated', 'bookings.affected'], () =>
    app.as('admin').post(`${path}/deactivate`).send({ reason: PRIVATE }).expect(200),
  );
  expect(dataOf(away, 'stylist.deactivated')).toEqual(told);
  expect(dataOf(away, 'bookings.affected')).toEqual({ ...told, bookingIds: [booking], total: 1 });
  const back = await setOff(['stylist.reactivated'], () =>
    app.as('admin').post(`${path}/reactivate`).send({ reason: PRIVATE }).expect(200),
  );
  expect(dataOf(back, 'stylist.reactivated')).toEqual(told);
});

test('A stylist who moves to a branch that is closed leaves bookings outside the hours', async () => {
  const one = await addStylist(app.owner);
  const booking = await addBooking(app.owner, one, one.day(6), ['12:00', '13:00']);
  const branchId = await addBranch(app.owner, 'Closed for repairs');
  await addOverride(app.owner, { type: 'business_closure', branch: branchId, range: [one.day(6), one.day(6)] });
  const moved = await setOff(['stylist.updated', 'bookings.affected'], () =>
    app.as('admin').patch(`/v1/stylists/${one.id}`).send({ branchId }).expect(200),
  );
  expect(dataOf(moved, 'bookings.affected')).toEqual({ stylistUserId: one.id, bookingIds: [booking], total: 1 });
});

test('Every type has come', () => {
  expect(new Set(receiver.received.map(({ body }) => body.type))).toEqual(new Set(EVENT_TYPES));
});
