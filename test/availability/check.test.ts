import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { formatInstant, instantOf, minutesOf } from '../../src/calendar/wall-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { addHold, addOffer, offer, type TestOffer } from '../support/offers.js';
import { addBooking, addOverride, addService, addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

interface Checked {
  isBookable: boolean;
  reason: string | null;
  startTime: string;
  endTime: string;
  items: { serviceId: string; startTime: string; endTime: string; priceCents: number }[];
}

const at = ({ stylist }: TestOffer, offset: number, time: string): string =>
  formatInstant(stylist.zone, instantOf(stylist.zone, stylist.day(offset), minutesOf(time)));

const path = (query: Record<string, string>): string =>
  `/v1/availability/check?${new URLSearchParams(query).toString()}`;

async function check(
  one: TestOffer,
  offset: number,
  time: string,
  services: Record<string, string> = {},
): Promise<Checked> {
  const given = Object.keys(services).length === 0 ? { serviceId: one.serviceId } : services;
  const query = { stylistId: one.stylist.id, startTime: at(one, offset, time), ...given };
  return (await app.as(undefined).get(path(query)).expect(200)).body as Checked;
}

const reason = async (one: TestOffer, offset: number, time: string): Promise<string | null> =>
  (await check(one, offset, time)).reason;

describe('Whether a start can be booked', () => {
  it('a free start of the grid can, and the answer names times and price', async () => {
    const one = await addOffer(app.owner);
    expect(await check(one, 3, '10:30')).toEqual({
      isBookable: true,
      reason: null,
      startTime: at(one, 3, '10:30'),
      endTime: at(one, 3, '11:30'),
      items: [
        { serviceId: one.serviceId, startTime: at(one, 3, '10:30'), endTime: at(one, 3, '11:30'), priceCents: 100_000 },
      ],
    });
  });

  it('the reason is the status of a day without slots, off_grid, or the status of the slot', async () => {
    const one = await addOffer(app.owner);
    const day = one.stylist.day(4);
    await addOverride(app.owner, { type: 'stylist_vacation', stylist: one.stylist, range: [day, day] });
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['12:00', '13:00']);
    await addHold(app.owner, one, one.stylist.day(3), ['14:00', '15:00'], 600);
    const block: [string, string] = [one.stylist.day(3), one.stylist.day(3)];
    await addOverride(app.owner, {
      type: 'stylist_vacation',
      stylist: one.stylist,
      range: block,
      hours: ['16:00', '16:30'],
    });
    expect(await reason(one, 4, '10:00')).toBe('closed');
    expect(await reason(one, -2, '10:00')).toBe('past');
    expect(await reason(one, 90, '10:00')).toBe('beyond_booking_window');
    expect(await reason(one, 3, '10:10')).toBe('off_grid');
    expect(await reason(one, 3, '17:30')).toBe('off_grid');
    expect(await reason(one, 3, '22:00')).toBe('off_grid');
    expect(await reason(one, 3, '11:30')).toBe('booked');
    expect(await reason(one, 3, '14:30')).toBe('reserved');
    expect(await reason(one, 3, '16:00')).toBe('unavailable');
    expect(await reason(one, 3, '11:00')).toBeNull();
  });

  it('the answer contains what was written a moment ago, also past the cache', async () => {
    const one = await addOffer(app.owner);
    expect(await reason(one, 3, '10:00')).toBeNull();
    await app.owner.query('ALTER TABLE public.bookings DISABLE TRIGGER USER');
    try {
      await addBooking(app.owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    } finally {
      await app.owner.query('ALTER TABLE public.bookings ENABLE TRIGGER USER');
    }
    expect(await reason(one, 3, '10:00')).toBe('booked');
  });

  it('a visit of several services follows on, and needs all of its time', async () => {
    const one = await addOffer(app.owner);
    const second = await addService(app.owner);
    await app.owner.query(
      'UPDATE public.services SET duration_minutes = 45, base_price_cents = 7, min_advance_hours = 0, max_advance_days = 20 WHERE id = $1',
      [second],
    );
    await offer(app.owner, one.stylist.id, second);
    await app.owner.query('UPDATE public.stylist_profiles SET max_daily_bookings = 2 WHERE user_id = $1', [
      one.stylist.id,
    ]);
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['12:00', '13:00']);
    const visit = { serviceIds: `${one.serviceId},${second}` };
    expect(await check(one, 3, '10:00', visit)).toEqual({
      isBookable: true,
      reason: null,
      startTime: at(one, 3, '10:00'),
      endTime: at(one, 3, '11:45'),
      items: [
        { serviceId: one.serviceId, startTime: at(one, 3, '10:00'), endTime: at(one, 3, '11:00'), priceCents: 100_000 },
        { serviceId: second, startTime: at(one, 3, '11:00'), endTime: at(one, 3, '11:45'), priceCents: 7 },
      ],
    });
    expect((await check(one, 3, '10:30', visit)).reason).toBe('booked');
    expect((await check(one, 3, '16:00', visit)).reason).toBeNull();
    expect((await check(one, 3, '16:30', visit)).reason).toBe('off_grid');
    expect((await check(one, 30, '10:00', visit)).reason).toBe('beyond_booking_window');
    const twice = { serviceIds: [one.serviceId, one.serviceId].join(',') };
    expect((await check(one, 3, '10:00', twice)).items).toHaveLength(2);
    const five = { serviceIds: Array.from({ length: 5 }, () => one.serviceId).join(',') };
    expect((await check(one, 4, '13:00', five)).isBookable).toBe(true);
    const day = Array.from({ length: 5 }, () => one.serviceId).join(',');
    await app.owner.query('UPDATE public.services SET duration_minutes = 120 WHERE id = $1', [one.serviceId]);
    expect((await check(one, 4, '10:00', { serviceIds: day })).reason).toBe('too_short');
  });

  it('what does not exist is 404: the stylist, then the service, then the offer', async () => {
    const one = await addOffer(app.owner);
    const other = await addStylist(app.owner);
    const startTime = at(one, 3, '10:00');
    const code = async (stylistId: string, serviceId: string): Promise<string> =>
      ((await app.as(undefined).get(path({ stylistId, serviceId, startTime })).expect(404)).body as { code: string })
        .code;
    expect(await code(randomUUID(), randomUUID())).toBe('STYLIST_NOT_FOUND');
    expect(await code(one.stylist.id, randomUUID())).toBe('SERVICE_NOT_FOUND');
    expect(await code(other.id, one.serviceId)).toBe('SERVICE_NOT_OFFERED');
  });

  it('a query that is wrong is 400', async () => {
    const one = await addOffer(app.owner);
    const good = { stylistId: one.stylist.id, startTime: at(one, 3, '10:00') };
    const six = Array.from({ length: 6 }, () => one.serviceId).join(',');
    for (const query of [
      good,
      { ...good, serviceId: one.serviceId, serviceIds: one.serviceId },
      { ...good, serviceIds: six },
      { ...good, serviceIds: 'x' },
      { ...good, serviceIds: '' },
      { ...good, serviceId: one.serviceId, startTime: one.stylist.day(3) },
      { ...good, serviceId: one.serviceId, color: 'red' },
    ]) {
      const { body } = await app.as(undefined).get(path(query)).expect(400);
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED' });
    }
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-03-01T10:00:00.123456789+05:45'])(
    'a start at %s is an answer',
    async (startTime) => {
      const one = await addOffer(app.owner);
      const { body } = await app
        .as(undefined)
        .get(path({ stylistId: one.stylist.id, serviceId: one.serviceId, startTime }))
        .expect(200);
      expect(body).toMatchObject({ isBookable: false });
    },
  );
});
