import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { addHold, addOffer, offer, type TestOffer } from '../support/offers.js';
import { addBooking, addOverride, addService, addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

const get = (path: string, query: Record<string, string>, who?: string) =>
  app.as(who).get(`/v1/availability/${path}?${new URLSearchParams(query).toString()}`);

/** Another stylist who offers the same service. */
async function addAlso(one: TestOffer, name: string): Promise<TestOffer> {
  const stylist = await addStylist(app.owner, { name });
  await app.owner.query(`UPDATE public.stylist_profiles SET booking_buffer_minutes = 0 WHERE user_id = $1`, [
    stylist.id,
  ]);
  await offer(app.owner, stylist.id, one.serviceId);
  return { ...one, stylist };
}

describe('Search over stylists', () => {
  it('a search lists all stylists who offer the service, by display name, or those it names; unknown ones are left out', async () => {
    const one = await addOffer(app.owner, { name: 'Mina' });
    const other = await addAlso(one, 'Asha');
    const gone = await addAlso(one, 'Bina');
    await app.owner.query(`UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1`, [gone.stylist.id]);
    const range = { serviceId: one.serviceId, from: one.stylist.day(2), to: one.stylist.day(3) };
    const all = await get('search', range).expect(200);
    expect(all.body).toMatchObject({
      serviceId: one.serviceId,
      timezone: 'Asia/Kathmandu',
      stylists: [
        { stylistUserId: other.stylist.id, displayName: 'Asha', durationMinutes: 60, days: [{ status: 'open' }, {}] },
        { stylistUserId: one.stylist.id, displayName: 'Mina' },
      ],
    });
    const stylistIds = [one.stylist.id, randomUUID(), gone.stylist.id, one.stylist.id].join(',');
    const some = await get('search', { ...range, stylistIds, status: 'available', timezone: 'UTC' }).expect(200);
    expect((some.body as { stylists: unknown[] }).stylists).toHaveLength(1);
    expect(some.body).toMatchObject({ timezone: 'UTC', stylists: [{ stylistUserId: one.stylist.id }] });
  });

  it('a search shows a booking at once, and the same days as the stylist’s availability', async () => {
    const one = await addOffer(app.owner);
    const date = one.stylist.day(3);
    const range = { serviceId: one.serviceId, from: date, to: date };
    await get('search', range).expect(200);
    await addBooking(app.owner, one.stylist, date, ['10:00', '11:00']);
    const { body } = await get('search', range).expect(200);
    const own = await app
      .as(undefined)
      .get(`/v1/availability?${one.query({ date })}`)
      .expect(200);
    expect((body as { stylists: { days: unknown }[] }).stylists[0]?.days).toEqual((own.body as { days: unknown }).days);
    expect(JSON.stringify(body)).toContain(`"status":"booked"`);
  });

  it('a search is refused past 7 days, past 50 stylists, in an unknown zone and for an unknown service', async () => {
    const one = await addOffer(app.owner);
    const range = { serviceId: one.serviceId, from: one.stylist.day(1), to: one.stylist.day(7) };
    await get('search', range).expect(200);
    const codeOf = async (query: Record<string, string>, status: number): Promise<string> =>
      ((await get('search', query).expect(status)).body as { code: string }).code;
    expect(await codeOf({ ...range, to: one.stylist.day(8) }, 400)).toBe('RANGE_TOO_LONG');
    const many = Array.from({ length: 51 }, () => randomUUID()).join(',');
    expect(await codeOf({ ...range, stylistIds: many }, 400)).toBe('VALIDATION_FAILED');
    expect(await codeOf({ ...range, timezone: 'Nowhere/Else' }, 400)).toBe('INVALID_TIMEZONE');
    expect(await codeOf({ ...range, serviceId: randomUUID() }, 404)).toBe('SERVICE_NOT_FOUND');
  });
});

describe('The next slot', () => {
  it('the next slot is the earliest of all stylists after an instant; ties go by display name', async () => {
    const one = await addOffer(app.owner, { name: 'Mina' });
    const other = await addAlso(one, 'Asha');
    const date = one.stylist.day(3);
    const after = `${date}T09:00:00+05:45`;
    const first = await get('next', { serviceId: one.serviceId, after }).expect(200);
    expect(first.body).toEqual({
      stylistUserId: other.stylist.id,
      serviceId: one.serviceId,
      timezone: 'Asia/Kathmandu',
      date,
      slot: {
        startTime: `${date}T10:00:00+05:45`,
        endTime: `${date}T11:00:00+05:45`,
        status: 'available',
        priceCents: 100_000,
      },
      nextCursor: null,
    });
    await addBooking(app.owner, other.stylist, date, ['10:00', '11:00']);
    const query = { serviceId: one.serviceId, after, timezone: 'UTC' };
    const next = await get('next', query).expect(200);
    expect(next.body).toMatchObject({ stylistUserId: one.stylist.id, slot: { startTime: `${date}T04:15:00+00:00` } });
    const later = await get('next', { ...query, stylistId: other.stylist.id }).expect(200);
    expect(later.body).toMatchObject({ slot: { startTime: `${date}T05:15:00+00:00` } });
    const following = await get('next', { ...query, after: `${date}T10:00:00+05:45`, stylistId: one.stylist.id });
    expect(following.body).toMatchObject({ slot: { startTime: `${date}T04:45:00+00:00` } });
  });

  it('the next slot in two zones is the earlier instant, not the earlier date', async () => {
    const east = await addOffer(app.owner, { zone: 'Pacific/Kiritimati', hours: ['00:00', '01:00'] });
    const stylist = await addStylist(app.owner, { zone: 'Pacific/Pago_Pago', hours: ['22:00', '23:00'] });
    await offer(app.owner, stylist.id, east.serviceId);
    const after = `${east.stylist.day(5)}T12:00:00Z`;
    const { body } = await get('next', { serviceId: east.serviceId, after, timezone: 'UTC' }).expect(200);
    const start = Date.parse((body as { slot: { startTime: string } }).slot.startTime);
    // Kiritimati's midnight is 10:00 UTC, Pago Pago's 22:00 is 09:00 UTC.
    expect(new Date(start).toISOString().slice(11, 16)).toBe('09:00');
    expect(body).toMatchObject({ stylistUserId: stylist.id });
  });

  it('the next slot is searched in 31 days, also behind closures, and not further', async () => {
    const one = await addOffer(app.owner);
    const close = (from: number, to: number) =>
      addOverride(app.owner, {
        type: 'stylist_vacation',
        stylist: one.stylist,
        range: [one.stylist.day(from), one.stylist.day(to)],
        closed: true,
        priority: 50,
      });
    const query = { serviceId: one.serviceId, stylistId: one.stylist.id };
    await close(0, 29);
    expect((await get('next', query).expect(200)).body).toMatchObject({ date: one.stylist.day(30) });
    await close(30, 30);
    expect((await get('next', query).expect(404)).body).toMatchObject({ code: 'NO_AVAILABILITY' });
    await get('next', { ...query, after: '9999-12-31T23:59:59Z' }).expect(404);
    expect((await get('next', { ...query, stylistId: randomUUID() }).expect(404)).body).toMatchObject({
      code: 'STYLIST_NOT_FOUND',
    });
    expect((await get('next', { serviceId: await addService(app.owner) }).expect(404)).body).toMatchObject({
      code: 'NO_AVAILABILITY',
    });
  });
});

describe('Explaining a date', () => {
  it('an explanation shows the stylist the layers, the bookings and holds, and each slot’s reason', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '16:00'] });
    const date = one.stylist.day(3);
    const block = await addOverride(app.owner, {
      type: 'stylist_vacation',
      stylist: one.stylist,
      range: [date, date],
      closed: true,
      hours: ['14:00', '15:00'],
      priority: 50,
    });
    await addBooking(app.owner, one.stylist, date, ['10:00', '11:00']);
    await addHold(app.owner, one, date, ['12:00', '13:00'], 600);
    const query = { stylistId: one.stylist.id, serviceId: one.serviceId, date };
    const { body } = await get('explain', query, one.stylist.id).expect(200);
    expect(body).toMatchObject({
      date,
      status: 'working',
      windows: [
        { start: '10:00', end: '14:00' },
        { start: '15:00', end: '16:00' },
      ],
      bookings: 1,
      layers: [
        { outcome: 'base', overrideId: null, start: '10:00', end: '16:00', isClosed: false },
        { outcome: 'subtracted', overrideId: block, start: '14:00', end: '15:00', isClosed: true },
      ],
      busy: [
        { kind: 'booking', startTime: `${date}T10:00:00+05:45`, endTime: `${date}T11:00:00+05:45` },
        { kind: 'hold', startTime: `${date}T12:00:00+05:45` },
      ],
    });
    const { slots } = body as { slots: { startTime: string; status: string; reason: string | null }[] };
    const reasons = slots.map(({ startTime, status, reason }) => `${startTime.slice(11, 16)} ${status} ${reason}`);
    expect(reasons.filter((text) => text.includes(':00'))).toEqual([
      '10:00 booked booking',
      '11:00 available null',
      '12:00 reserved hold',
      '13:00 available null',
      '14:00 unavailable block',
      '15:00 available null',
    ]);
  });

  it('admins and the stylist get an explanation; another stylist gets 404, others 403', async () => {
    const salon = await startApp();
    const [stylistId, serviceId] = ['00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000201'];
    const path = `/v1/availability/explain?${new URLSearchParams({ stylistId, serviceId, date: '2030-01-01' }).toString()}`;
    try {
      await salon.as('admin').get(path).expect(200);
      await salon.as('stylist').get(path).expect(200);
      const { body } = await salon.as('other-stylist').get(path).expect(404);
      expect(body).toMatchObject({ code: 'STYLIST_NOT_FOUND' });
      await salon.as('customer').get(path).expect(403);
      await salon.as(undefined).get(path).expect(401);
    } finally {
      await salon.close();
    }
  });
});

describe('Odd rows of a host', () => {
  it('unknown zones, missing values and bookings without end in a host’s rows fail no request', async () => {
    const one = await addOffer(app.owner);
    await app.owner.query(
      `ALTER TABLE public.stylist_profiles ALTER booking_buffer_minutes DROP NOT NULL, ALTER is_active DROP NOT NULL,
                                           ALTER max_daily_bookings DROP NOT NULL;
       ALTER TABLE public.services ALTER max_advance_days DROP NOT NULL, ALTER min_advance_hours DROP NOT NULL;
       ALTER TABLE public.stylist_services ALTER is_available DROP NOT NULL;
       ALTER TABLE public.stylist_schedules ALTER start_time_local DROP NOT NULL, ALTER effective_from DROP NOT NULL;
       ALTER TABLE public.bookings DROP CONSTRAINT IF EXISTS bookings_times_check, DROP CONSTRAINT IF EXISTS bookings_no_overlap`,
    );
    const { id } = one.stylist;
    await app.owner.query(
      `UPDATE public.stylist_profiles SET timezone = 'Nepal Time', booking_buffer_minutes = NULL, is_active = NULL,
              max_daily_bookings = NULL WHERE user_id = $1`,
      [id],
    );
    await app.owner.query(`UPDATE public.stylist_services SET is_available = NULL WHERE stylist_user_id = $1`, [id]);
    await app.owner.query(
      `UPDATE public.services SET max_advance_days = NULL, min_advance_hours = NULL WHERE id = $1`,
      [one.serviceId],
    );
    await app.owner.query(
      `UPDATE public.stylist_schedules SET start_time_local = NULL WHERE stylist_user_id = $1 AND day_of_week = 0`,
      [id],
    );
    for (const [start, end] of [
      ['-infinity', 'infinity'],
      [`${one.stylist.day(3)} 12:00Z`, `${one.stylist.day(3)} 11:00Z`],
      [`${one.stylist.day(3)} 05:15Z`, 'infinity'],
    ]) {
      await app.owner.query(
        `INSERT INTO public.bookings (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents,
                                      status, customer_name)
         VALUES ($1, $1, $2, $3, $4, 1, 'confirmed', 'Odd')`,
        [id, one.serviceId, start, end],
      );
    }
    const query = one.query({ from: one.stylist.day(0), to: one.stylist.day(30) });
    const { body } = await app.as(undefined).get(`/v1/availability?${query}`).expect(200);
    expect(body).toMatchObject({ timezone: 'Asia/Kathmandu' });
    expect((body as { days: unknown[] }).days).toHaveLength(31);
  });
});
