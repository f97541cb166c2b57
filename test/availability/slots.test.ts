import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { addDays, localOf } from '../../src/calendar/wall-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { addHold, addOffer, offer, type TestOffer } from '../support/offers.js';
import { addBooking, addOverride, addService, addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

const get = (path: string) => app.as(undefined).get(path);

interface Day {
  date: string;
  status: string;
  availableCount: number;
  slots: { startTime: string; endTime: string; status: string; priceCents: number }[];
}

async function day(of: TestOffer, offset: number): Promise<Day> {
  const { body } = await get(`/v1/availability?${of.query({ date: of.stylist.day(offset) })}`).expect(200);
  return (body as { days: [Day] }).days[0];
}

/** `10:00 available`, … */
const words = ({ slots }: Day): string[] =>
  slots.map(({ startTime, status }) => `${startTime.slice(11, 16)} ${status}`);

async function setProfile(of: TestOffer, set: string): Promise<void> {
  await app.owner.query(`UPDATE public.stylist_profiles SET ${set} WHERE user_id = $1`, [of.stylist.id]);
}
async function setService(of: TestOffer, set: string): Promise<void> {
  await app.owner.query(`UPDATE public.services SET ${set} WHERE id = $1`, [of.serviceId]);
}

describe('Slots of a day', () => {
  it('slots lie on the grid from the start of the window, with the offset of the stylist’s zone', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '12:00'] });
    const date = one.stylist.day(3);
    const { body } = await get(`/v1/availability?${one.query({ date })}`).expect(200);
    const slot = (start: string, end: string) => ({
      startTime: `${date}T${start}:00+05:45`,
      endTime: `${date}T${end}:00+05:45`,
      status: 'available',
      priceCents: 100_000,
    });
    expect(body).toEqual({
      stylistUserId: one.stylist.id,
      serviceId: one.serviceId,
      durationMinutes: 60,
      timezone: 'Asia/Kathmandu',
      days: [
        {
          date,
          status: 'open',
          availableCount: 3,
          slots: [slot('10:00', '11:00'), slot('10:30', '11:30'), slot('11:00', '12:00')],
        },
      ],
    });
  });

  it('a slot has the first status that applies: booked, reserved, unavailable, in break', async () => {
    const one = await addOffer(app.owner, { hours: ['09:00', '18:00'] });
    const date = one.stylist.day(3);
    await app.owner.query(
      `UPDATE public.stylist_schedules SET break_start_time_utc = '16:00', break_end_time_utc = '17:00'
        WHERE stylist_user_id = $1`,
      [one.stylist.id],
    );
    await addBooking(app.owner, one.stylist, date, ['09:00', '10:00']);
    await addBooking(app.owner, one.stylist, date, ['17:00', '18:00'], 'cancelled');
    await addHold(app.owner, one, date, ['11:00', '12:00'], 600);
    await addHold(app.owner, one, date, ['17:00', '18:00'], -1);
    await addOverride(app.owner, {
      type: 'stylist_vacation',
      stylist: one.stylist,
      range: [date, date],
      closed: true,
      hours: ['13:00', '14:00'],
      priority: 50,
    });
    expect(words(await day(one, 3)).filter((word) => word.includes(':00'))).toEqual([
      '09:00 booked',
      '10:00 available',
      '11:00 reserved',
      '12:00 available',
      '13:00 unavailable',
      '14:00 available',
      '15:00 available',
      '16:00 in_break',
      '17:00 available',
    ]);
  });

  it('slots keep the stylist’s buffer from bookings and holds', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '15:00'] });
    await setProfile(one, 'booking_buffer_minutes = 15');
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['12:00', '13:00']);
    expect(words(await day(one, 3)).filter((word) => word.endsWith('available'))).toEqual([
      '10:00 available',
      '10:30 available',
      '13:30 available',
      '14:00 available',
    ]);
  });

  it('no slot is available at the daily limit, which counts bookings that start on the local date, and no holds', async () => {
    const one = await addOffer(app.owner);
    await setProfile(one, 'max_daily_bookings = 2');
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    await addHold(app.owner, one, one.stylist.day(3), ['12:00', '13:00'], 600);
    expect(await day(one, 3)).toMatchObject({ status: 'open' });
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['14:00', '15:00']);
    const full = await day(one, 3);
    expect(full).toMatchObject({ status: 'fully_booked', availableCount: 0 });
    expect(new Set(full.slots.map(({ status }) => status))).toEqual(new Set(['booked', 'reserved', 'unavailable']));
  });

  it('slots have the stylist’s duration and price of the service, if they are set', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '12:00'] });
    await app.owner.query(
      `UPDATE public.stylist_services SET custom_duration_minutes = 90, custom_price_cents = 0 WHERE service_id = $1`,
      [one.serviceId],
    );
    const { body } = await get(`/v1/availability?${one.query({ date: one.stylist.day(3) })}`).expect(200);
    expect(body).toMatchObject({ durationMinutes: 90, days: [{ slots: [{ priceCents: 0 }, { priceCents: 0 }] }] });
  });

  it('a booking that began days before, and one before midnight whose buffer reaches the day, take slots', async () => {
    const one = await addOffer(app.owner, { hours: ['00:00', '03:00'] });
    await setProfile(one, 'booking_buffer_minutes = 60');
    const { id, zone } = one.stylist;
    const service = await addService(app.owner);
    await app.owner.query(
      `INSERT INTO public.bookings
              (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
       VALUES ($1, $1, $2, ($3::date - 9 + time '10:00') AT TIME ZONE $5, ($3::date + time '00:30') AT TIME ZONE $5,
               1, 'confirmed', 'Long'),
              ($1, $1, $2, ($4::date - 1 + time '23:00') AT TIME ZONE $5, ($4::date - 1 + time '23:45') AT TIME ZONE $5,
               1, 'pending', 'Late')`,
      [id, service, one.stylist.day(12), one.stylist.day(14), zone],
    );
    expect(words(await day(one, 12))).toEqual([
      '00:00 booked',
      '00:30 booked',
      '01:00 booked',
      '01:30 available',
      '02:00 available',
    ]);
    expect(words(await day(one, 14)).slice(0, 3)).toEqual(['00:00 booked', '00:30 booked', '01:00 available']);
  });
});

describe('The status of a day', () => {
  it('a past date and one beyond the booking window say so and have no slots', async () => {
    const one = await addOffer(app.owner);
    await setService(one, 'max_advance_days = 5');
    expect(await day(one, -1)).toEqual({ date: one.stylist.day(-1), status: 'past', availableCount: 0, slots: [] });
    expect(await day(one, 5)).toMatchObject({ status: 'open' });
    expect(await day(one, 6)).toEqual({
      date: one.stylist.day(6),
      status: 'beyond_booking_window',
      availableCount: 0,
      slots: [],
    });
    const { body } = await get(`/v1/availability?${one.query({ date: '9999-12-31' })}`).expect(200);
    expect(body).toMatchObject({ days: [{ status: 'beyond_booking_window' }] });
    const first = await get(`/v1/availability?${one.query({ date: '0001-01-01' })}`).expect(200);
    expect(first.body).toMatchObject({ days: [{ status: 'past' }] });
  });

  it('a day is closed by a closure, and when blocks leave nothing', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '12:00'] });
    const close = (offset: number, hours?: [string, string]) =>
      addOverride(app.owner, {
        type: 'stylist_vacation',
        stylist: one.stylist,
        range: [one.stylist.day(offset), one.stylist.day(offset)],
        closed: true,
        ...(hours === undefined ? {} : { hours }),
        priority: 50,
      });
    await close(3);
    await close(4, ['09:00', '13:00']);
    expect(await day(one, 3)).toMatchObject({ status: 'closed', slots: [] });
    expect(await day(one, 4)).toMatchObject({ status: 'closed' });
  });

  it('a free weekday is day_off, and no_schedule where no weekly row is valid', async () => {
    const off = await addOffer(app.owner, { days: [] });
    expect(await day(off, 3)).toMatchObject({ status: 'no_schedule' });
    const some = await addOffer(app.owner);
    await app.owner.query(
      `DELETE FROM public.stylist_schedules
        WHERE stylist_user_id = $1 AND day_of_week = extract(dow FROM $2::date)`,
      [some.stylist.id, some.stylist.day(3)],
    );
    expect(await day(some, 3)).toMatchObject({ status: 'day_off' });
    await app.owner.query(`UPDATE public.stylist_schedules SET effective_until = $2 WHERE stylist_user_id = $1`, [
      some.stylist.id,
      some.stylist.day(9),
    ]);
    expect(await day(some, 9)).toMatchObject({ status: 'open' });
    expect(await day(some, 11)).toMatchObject({ status: 'no_schedule' });
  });

  it('a day is too_short, too_soon or fully_booked', async () => {
    const short = await addOffer(app.owner, { hours: ['10:00', '10:45'] });
    expect(await day(short, 3)).toMatchObject({ status: 'too_short', slots: [] });
    const soon = await addOffer(app.owner);
    await setService(soon, 'min_advance_hours = 240');
    expect(await day(soon, 3)).toMatchObject({ status: 'too_soon', availableCount: 0 });
    const full = await addOffer(app.owner, { hours: ['10:00', '12:00'] });
    await addBooking(app.owner, full.stylist, full.stylist.day(3), ['10:30', '11:30']);
    expect(await day(full, 3)).toMatchObject({ status: 'fully_booked', availableCount: 0 });
  });

  it('today is past when every start has passed', async () => {
    const zone = ['Asia/Kathmandu', 'America/Lima'].find((some) => localOf(some, Date.now()).minutes > 60) ?? '';
    const one = await addOffer(app.owner, { zone, hours: ['00:00', '00:30'] });
    await setService(one, 'duration_minutes = 30');
    expect(await day(one, 0)).toMatchObject({ status: 'past', slots: [{ status: 'unavailable' }] });
  });
});

describe('A query for availability', () => {
  it('a query may ask for 31 days, the view of a month, available slots only, and another zone', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '12:00'] });
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    const range = { from: one.stylist.day(0), to: one.stylist.day(30) };
    const { body } = await get(`/v1/availability?${one.query(range)}`).expect(200);
    expect((body as { days: Day[] }).days.map(({ date }) => date)).toEqual(
      Array.from({ length: 31 }, (_, index) => addDays(range.from, index)),
    );
    const month = await get(`/v1/availability/days?${one.query({ ...range, timezone: 'utc' })}`).expect(200);
    expect(month.body).toMatchObject({ timezone: 'utc' });
    expect((month.body as { days: unknown[] }).days[3]).toEqual({
      date: one.stylist.day(3),
      status: 'open',
      availableCount: 1,
      firstAvailable: `${one.stylist.day(3)}T05:15:00+00:00`,
    });
    const query = one.query({ date: one.stylist.day(3), status: 'available', timezone: 'America/New_York' });
    const { body: available } = await get(`/v1/availability?${query}`).expect(200);
    const [only] = (available as { days: [Day] }).days;
    expect(only.slots).toHaveLength(1);
    expect(Date.parse(only.slots[0]?.startTime ?? '')).toBe(Date.parse(`${one.stylist.day(3)}T11:00:00+05:45`));
    expect(only.slots[0]?.startTime).toMatch(/-0[45]:00$/);
  });

  it.each([
    ['no date', {}, 'date', 'REQUIRED'],
    ['a date beside a range', { date: '2026-01-05', from: '2026-01-05', to: '2026-01-06' }, 'date', 'NOT_ALLOWED'],
    ['half a range', { from: '2026-01-05' }, 'to', 'REQUIRED'],
    ['the other half', { to: '2026-01-05' }, 'from', 'REQUIRED'],
    ['an end before the start', { from: '2026-01-06', to: '2026-01-05' }, 'to', 'END_BEFORE_START'],
    ['a date that does not exist', { date: '2026-02-29' }, 'date', 'INVALID_DATE'],
    ['an unknown parameter', { date: '2026-01-05', page: '2' }, 'page', 'UNKNOWN_FIELD'],
    ['an unknown status', { date: '2026-01-05', status: 'booked' }, 'status', 'NOT_ALLOWED'],
    ['a bad id', { date: '2026-01-05', stylistId: 'me' }, 'stylistId', 'INVALID_ID'],
  ])('a query is refused with %s', async (_name, query: Record<string, string>, path, code) => {
    const ids = { stylistId: randomUUID(), serviceId: randomUUID() };
    const { body } = await get(`/v1/availability?${new URLSearchParams({ ...ids, ...query }).toString()}`).expect(400);
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path, code }] });
  });

  it.each(['+05:45', 'Mars/Olympus', 'IST', 'x'.repeat(300)])('a query is refused in the zone %s', async (timezone) => {
    const one = await addOffer(app.owner);
    const query = one.query({ date: one.stylist.day(3), timezone });
    const { body } = await get(`/v1/availability?${query}`).expect(400);
    expect(body).toMatchObject({ code: 'INVALID_TIMEZONE' });
  });

  it('a query is refused past 31 days', async () => {
    const one = await addOffer(app.owner);
    const query = one.query({ from: one.stylist.day(0), to: one.stylist.day(31) });
    const { body } = await get(`/v1/availability?${query}`).expect(400);
    expect(body).toMatchObject({ code: 'RANGE_TOO_LONG' });
  });

  it('404 names the stylist before the service before the offer; an inactive stylist and a non-stylist are the same', async () => {
    const one = await addOffer(app.owner);
    const date = one.stylist.day(3);
    const codeOf = async (stylistId: string, serviceId: string): Promise<string> => {
      const query = new URLSearchParams({ stylistId, serviceId, date }).toString();
      const { body } = await get(`/v1/availability?${query}`).expect(404);
      return (body as { code: string }).code;
    };
    expect(await codeOf(randomUUID(), randomUUID())).toBe('STYLIST_NOT_FOUND');
    expect(await codeOf(one.stylist.id, randomUUID())).toBe('SERVICE_NOT_FOUND');
    expect(await codeOf(one.stylist.id, await addService(app.owner))).toBe('SERVICE_NOT_OFFERED');
    const former = await addStylist(app.owner, { isActive: false });
    await offer(app.owner, former.id, one.serviceId);
    expect(await codeOf(former.id, one.serviceId)).toBe('STYLIST_NOT_FOUND');
    await setService(one, 'is_active = false');
    expect(await codeOf(one.stylist.id, one.serviceId)).toBe('SERVICE_NOT_FOUND');
  });
});
