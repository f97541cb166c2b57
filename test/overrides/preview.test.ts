import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OverrideType } from '../../src/schedules/overrides/override-types.js';
import { startApp, type TestApp } from '../support/app.js';
import { countOverrides } from '../support/overrides.js';
import { addBooking, addOverride, addStylist, addUser, type TestStylist } from '../support/stylists.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
});
afterAll(() => app.close());

const preview = (body: object) => app.as(admin).post('/v1/schedule-overrides/preview').send(body);
const closure = (stylist: TestStylist, from: number, to = from) => ({
  overrideType: 'business_closure',
  appliesToAllStylists: true,
  startDate: stylist.day(from),
  endDate: stylist.day(to),
  isClosed: true,
});
const vacation = (stylist: TestStylist, from: number, to = from) => ({
  ...closure(stylist, from, to),
  overrideType: 'stylist_vacation',
  appliesToAllStylists: false,
  stylistUserId: stylist.id,
});

async function clear(): Promise<void> {
  await app.owner.query('DELETE FROM public.schedule_overrides');
  await app.owner.query('DELETE FROM public.stylist_profiles');
}

describe('A preview', () => {
  it('A preview for one stylist shows each date before and after and the bookings, and writes nothing', async () => {
    const stylist = await addStylist(app.owner);
    const booking = await addBooking(app.owner, stylist, stylist.day(4), ['15:00', '16:00']);
    const { body } = await preview({ ...vacation(stylist, 3, 4), startTime: '14:00', endTime: '17:00' }).expect(200);
    expect(body).toMatchObject({
      daysTotal: 2,
      affectedBookings: [{ id: booking }],
      affectedBookingsTotal: 1,
      shadowedBy: [],
    });
    expect(body.days).toMatchObject([
      {
        date: stylist.day(3),
        stylistUserId: stylist.id,
        before: {
          status: 'working',
          windows: [{ start: '10:00', end: '18:00' }],
          source: { layer: 'base' },
          bookings: 0,
        },
        after: {
          windows: [
            { start: '10:00', end: '14:00' },
            { start: '17:00', end: '18:00' },
          ],
        },
      },
      { date: stylist.day(4), before: { bookings: 1 } },
    ]);
    expect(await countOverrides(app.owner)).toBe(0);
  });

  it('A preview for all lists active stylists by date, then name', async () => {
    await clear();
    const c = await addStylist(app.owner, { name: 'Chandra' });
    const a = await addStylist(app.owner, { name: 'Asha' });
    await addStylist(app.owner, { name: 'Bina', isActive: false });
    const { body } = await preview(closure(a, 3, 4)).expect(200);
    expect(body.daysTotal).toBe(4);
    expect(
      body.days.map(({ date, stylistUserId }: { date: string; stylistUserId: string }) => [date, stylistUserId]),
    ).toEqual([
      [a.day(3), a.id],
      [a.day(3), c.id],
      [a.day(4), a.id],
      [a.day(4), c.id],
    ]);
    expect(body.days.every(({ after }: { after: { status: string } }) => after.status === 'closed')).toBe(true);
  });

  it('A preview lists at most 1,000 days and counts all of them', async () => {
    await clear();
    const stylists = await Promise.all([0, 1, 2].map(() => addStylist(app.owner)));
    const { body } = await preview(closure(stylists[0]!, 1, 366)).expect(200);
    expect(body.daysTotal).toBe(3 * 366);
    expect(body.days).toHaveLength(1_000);
    expect(body.days.at(-1).date).toBe(stylists[0]!.day(334));
  });

  it('A preview names the overrides that win over it on some date, and no others', async () => {
    await clear();
    const stylist = await addStylist(app.owner);
    const add = (
      type: OverrideType,
      who: TestStylist | undefined,
      range: [number, number],
      priority: number,
      hours?: [string, string],
    ) =>
      addOverride(app.owner, {
        type,
        ...(who === undefined ? {} : { stylist: who }),
        range: [stylist.day(range[0]), stylist.day(range[1])],
        priority,
        ...(hours === undefined ? {} : { hours }),
      });
    const dashain = await add('business_closure', undefined, [5, 9], 100);
    await add('business_closure', undefined, [6, 6], 100, ['12:00', '13:00']);
    await add('seasonal_hours', undefined, [1, 90], 10, ['11:00', '17:00']);
    await add('business_closure', undefined, [20, 22], 100);
    const one = await preview(vacation(stylist, 3, 8)).expect(200);
    expect(one.body.shadowedBy).toEqual([
      { overrideId: dashain, overrideType: 'business_closure', priority: 100, scope: 'all' },
    ]);
    expect(one.body.days[2]).toMatchObject({
      after: { source: { overrideId: dashain }, shadowed: [{ overrideType: 'stylist_vacation' }, {}] },
    });
    const own = await add('stylist_vacation', stylist, [30, 40], 50);
    const wide = { overrideType: 'seasonal_hours', isClosed: false, startTime: '09:00', endTime: '12:00' };
    const all = await preview({ ...closure(stylist, 8, 35), ...wide, priority: 20 }).expect(200);
    const names = all.body.shadowedBy.map(({ overrideId }: { overrideId: string }) => overrideId);
    expect(names).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining([dashain, own]));
    const block = await preview({ ...vacation(stylist, 3, 8), startTime: '10:00', endTime: '11:00' }).expect(200);
    expect(block.body.shadowedBy).toEqual([]);
  });

  it('A preview with replaces shows the dates of both overrides, without the replaced one', async () => {
    await clear();
    const stylist = await addStylist(app.owner);
    const { body: written } = await app
      .as(admin)
      .post('/v1/schedule-overrides')
      .send(vacation(stylist, 3, 4))
      .expect(201);
    const { body } = await preview({ ...vacation(stylist, 4, 5), replaces: written.id }).expect(200);
    const statuses = body.days.map(
      ({ date, before, after }: { date: string; before: { status: string }; after: { status: string } }) => [
        date,
        before.status,
        after.status,
      ],
    );
    expect(statuses).toEqual([
      [stylist.day(3), 'closed', 'working'],
      [stylist.day(4), 'closed', 'closed'],
      [stylist.day(5), 'working', 'closed'],
    ]);
    expect(body.days[1].after).toMatchObject({ source: { overrideId: written.id }, shadowed: [] });
    const read = await app.as(admin).get(`/v1/schedule-overrides/${written.id}`).expect(200);
    expect(read.body).toMatchObject({ startDate: stylist.day(3), endDate: stylist.day(4) });
  });

  it('A preview of an override that moves far lists the dates of both ranges, not those between', async () => {
    await clear();
    const [stylist, other] = [await addStylist(app.owner), await addStylist(app.owner)];
    const { body: written } = await app
      .as(admin)
      .post('/v1/schedule-overrides')
      .send(vacation(stylist, 3, 4))
      .expect(201);
    const moved = { ...vacation(other, 3), startDate: '9998-12-30', endDate: '9999-01-02', replaces: written.id };
    const { body } = await preview(moved).expect(200);
    expect(body.daysTotal).toBe(6);
    expect(body.days.map(({ stylistUserId }: { stylistUserId: string }) => stylistUserId)).toEqual([
      stylist.id,
      stylist.id,
      ...Array.from({ length: 4 }, () => other.id),
    ]);
  });

  it('A preview of an override that has begun shows today and later', async () => {
    await clear();
    const stylist = await addStylist(app.owner);
    const range: [string, string] = [stylist.day(-5), stylist.day(1)];
    const id = await addOverride(app.owner, { type: 'stylist_vacation', stylist, range });
    const { body } = await preview({ ...vacation(stylist, -5, 3), replaces: id }).expect(200);
    expect(body.days.map(({ date }: { date: string }) => date)).toEqual(
      [0, 1, 2, 3].map((offset) => stylist.day(offset)),
    );
  });

  it('A preview is refused as the change would be, with 400 and 404', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await preview({ ...vacation(stylist, -1, 2), startTime: '10:00' }).expect(400);
    expect(body.errors).toEqual([
      expect.objectContaining({ path: 'endTime', code: 'REQUIRED' }),
      expect.objectContaining({ path: 'startDate', code: 'DATE_IN_PAST' }),
    ]);
    const missing = '7b1f6f0e-2222-4000-8000-000000000000';
    const unknown = await preview({ ...vacation(stylist, 3), stylistUserId: missing }).expect(404);
    expect(unknown.body.code).toBe('STYLIST_NOT_FOUND');
    const replaced = await preview({ ...vacation(stylist, 3), replaces: missing }).expect(404);
    expect(replaced.body.code).toBe('OVERRIDE_NOT_FOUND');
    await app.as(stylist.id).post('/v1/schedule-overrides/preview').send(vacation(stylist, 3)).expect(403);
  });

  it('A preview shows what the change then does', async () => {
    await clear();
    const stylists = await Promise.all(
      ['Europe/London', 'America/New_York', 'Asia/Kathmandu'].map((zone) => addStylist(app.owner, { zone })),
    );
    for (const stylist of stylists) await addBooking(app.owner, stylist, stylist.day(4), ['10:00', '11:00']);
    const body = closure(stylists[2]!, 3, 5);
    const tried = await preview(body).expect(200);
    const done = await app.as(admin).post('/v1/schedule-overrides').send(body).expect(201);
    expect(done.body.affectedBookings).toEqual(tried.body.affectedBookings);
    expect(done.body.affectedBookingsTotal).toBe(3);
    for (const stylist of stylists) {
      const path = `/v1/stylists/${stylist.id}/effective-schedule?from=${body.startDate}&to=${body.endDate}`;
      const effective = await app.as(admin).get(path).expect(200);
      const after = tried.body.days
        .filter(({ stylistUserId }: { stylistUserId: string }) => stylistUserId === stylist.id)
        .map((day: { after: { windows: unknown; status: string } }) => [day.after.status, day.after.windows]);
      expect(
        effective.body.days.map(({ status, windows }: { status: string; windows: unknown }) => [status, windows]),
      ).toEqual(after);
    }
  });
});

describe('The answer and the preview', () => {
  it('The answer to a new or an edited override names what wins over it, as the preview does', async () => {
    const stylist = await addStylist(app.owner);
    const date = stylist.day(300);
    const day = await app
      .as(stylist.id)
      .put(`/v1/me/availability/${date}`)
      .send({ isClosed: false, startTime: '12:00', endTime: '14:00', isEmergency: true })
      .expect(200);
    const body = {
      overrideType: 'stylist_vacation',
      appliesToAllStylists: false,
      stylistUserId: stylist.id,
      startDate: date,
      endDate: stylist.day(301),
      isClosed: true,
    };
    const caller = app.as(admin);
    const shownFirst = await caller.post('/v1/schedule-overrides/preview').send(body).expect(200);
    const written = await caller.post('/v1/schedule-overrides').send(body).expect(201);
    expect(written.body.shadowedBy).toEqual(shownFirst.body.shadowedBy);
    expect(written.body.shadowedBy).toEqual([expect.objectContaining({ overrideId: day.body.override.id })]);
    const path = `/v1/schedule-overrides/${written.body.id}`;
    const raised = await caller.patch(path).send({ priority: 100 }).expect(200);
    expect(raised.body.shadowedBy).toEqual([]);
  });

  it('An admin’s vacation wins over a day that the stylist set, by its default priority', async () => {
    const stylist = await addStylist(app.owner);
    const date = stylist.day(302);
    const hours = { isClosed: false, startTime: '12:00', endTime: '14:00' };
    await app.as(stylist.id).put(`/v1/me/availability/${date}`).send(hours).expect(200);
    const range = { startDate: date, endDate: date, isClosed: true };
    const off = { overrideType: 'stylist_vacation', appliesToAllStylists: false, stylistUserId: stylist.id };
    const { body } = await app
      .as(admin)
      .post('/v1/schedule-overrides')
      .send({ ...off, ...range })
      .expect(201);
    expect(body).toMatchObject({ priority: 70, shadowedBy: [] });
  });

  it('Blocks with the same start come in one order in the preview and in the result', async () => {
    const stylist = await addStylist(app.owner);
    const date = stylist.day(303);
    const shown = (blocks: { start: string; end: string }[]) => blocks.map(({ start, end }) => `${start}-${end}`);
    const block = { overrideType: 'stylist_vacation', appliesToAllStylists: false, isClosed: true };
    for (const endTime of ['12:00', '11:30', '13:00', '11:15']) {
      const times = { startDate: date, endDate: date, startTime: '11:00', endTime };
      const body = { ...block, stylistUserId: stylist.id, ...times };
      const shownFirst = await app.as(admin).post('/v1/schedule-overrides/preview').send(body).expect(200);
      await app.as(admin).post('/v1/schedule-overrides').send(body).expect(201);
      const result = await app.as(stylist.id).get(`/v1/me/effective-schedule?from=${date}&to=${date}`).expect(200);
      expect(shown(result.body.days[0].blocks)).toEqual(shown(shownFirst.body.days[0].after.blocks));
    }
  });

  it('The preview of giving one stylist an event of all affects that stylist, and not one with the same week', async () => {
    const [alone, other] = [await addStylist(app.owner), await addStylist(app.owner)];
    const date = alone.day(304);
    const event = { overrideType: 'special_event', appliesToAllStylists: true, startDate: date, endDate: date };
    const times = { isClosed: false, startTime: '12:00', endTime: '14:00' };
    const written = await app
      .as(admin)
      .post('/v1/schedule-overrides')
      .send({ ...event, ...times })
      .expect(201);
    await addBooking(app.owner, other, date, ['12:30', '13:30']);
    const lost = await addBooking(app.owner, alone, date, ['12:30', '13:30']);
    const { body } = await preview({
      ...event,
      ...times,
      appliesToAllStylists: false,
      stylistUserId: alone.id,
      startTime: '16:00',
      endTime: '17:00',
      replaces: written.body.id,
    }).expect(200);
    expect(body).toMatchObject({ affectedBookings: [{ id: lost }], affectedBookingsTotal: 1 });
  });
});
