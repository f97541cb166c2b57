import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { addBooking, addOverride, addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Listed {
  id: string;
  startTime: string;
  inConflict: boolean;
}

const read = (id: string, query: Record<string, string> = {}, who = 'admin') =>
  app.as(who).get(`/v1/stylists/${id}/bookings?${new URLSearchParams(query).toString()}`);

async function conflicts(id: string): Promise<Record<string, boolean>> {
  const { body } = await read(id).expect(200);
  return Object.fromEntries((body.items as Listed[]).map((one) => [one.id, one.inConflict]));
}

describe('The bookings of a stylist', () => {
  it('The bookings of a stylist come by start, with the service and nothing of the customer', async () => {
    const stylist = await addStylist(app.owner);
    const second = await addBooking(app.owner, stylist, stylist.day(2), ['12:00', '13:00'], 'pending');
    const first = await addBooking(app.owner, stylist, stylist.day(1), ['12:00', '13:00']);
    await addBooking(app.owner, await addStylist(app.owner), stylist.day(1), ['12:00', '13:00']);
    const { body } = await read(stylist.id).expect(200);
    expect(body).toEqual({
      items: [
        {
          id: first,
          serviceId: expect.any(String),
          serviceName: expect.stringMatching(/^service-/),
          startTime: `${stylist.day(1)}T06:15:00.000000Z`,
          endTime: `${stylist.day(1)}T07:15:00.000000Z`,
          status: 'confirmed',
          inConflict: false,
        },
        expect.objectContaining({ id: second, status: 'pending' }),
      ],
      nextCursor: null,
      total: 2,
    });
    expect((await read(stylist.id, {}, stylist.id).expect(200)).body).toEqual(body);
    expect(JSON.stringify(body)).not.toMatch(/customer/i);
  });

  it('An instant between two milliseconds is shown as it is stored', async () => {
    const stylist = await addStylist(app.owner);
    const id = await addBooking(app.owner, stylist, stylist.day(1), ['12:00', '13:00']);
    await app.owner.query(`UPDATE public.bookings SET end_time = end_time + interval '250 us' WHERE id = $1`, [id]);
    const { body } = await read(stylist.id).expect(200);
    expect(body.items).toMatchObject([{ id, endTime: `${stylist.day(1)}T07:15:00.000250Z` }]);
  });

  it('A stylist sees the name of a service that is off, and no booking of their own as a customer of another', async () => {
    const [stylist, other] = [await addStylist(app.owner), await addStylist(app.owner)];
    const id = await addBooking(app.owner, stylist, stylist.day(1), ['12:00', '13:00']);
    await app.owner.query(
      'UPDATE public.services SET is_active = false WHERE id = (SELECT service_id FROM public.bookings WHERE id = $1)',
      [id],
    );
    const { body } = await read(stylist.id, {}, stylist.id).expect(200);
    expect(body.items).toMatchObject([{ id, serviceName: expect.stringMatching(/^service-/) }]);
    const foreign = await addBooking(app.owner, other, other.day(1), ['12:00', '13:00']);
    await app.owner.query('UPDATE public.bookings SET customer_user_id = $1 WHERE id = $2', [stylist.id, foreign]);
    expect((await read(stylist.id, {}, stylist.id).expect(200)).body.total).toBe(1);
    expect((await read(other.id, {}, stylist.id).expect(404)).body.code).toBe('STYLIST_NOT_FOUND');
    expect((await read(randomUUID()).expect(404)).body.code).toBe('STYLIST_NOT_FOUND');
  });

  it('The dates are those of the stylist, and a booking over midnight reaches both', async () => {
    const stylist = await addStylist(app.owner, { zone: 'Pacific/Auckland' });
    const early = await addBooking(app.owner, stylist, stylist.day(2), ['00:30', '01:00']);
    const { rows } = await app.owner.query<{ id: string }>(
      `UPDATE public.bookings SET start_time = start_time - interval '1 hour' WHERE id = $1 RETURNING id`,
      [early],
    );
    const on = async (day: string): Promise<unknown[]> =>
      ((await read(stylist.id, { from: day, to: day }).expect(200)).body.items as Listed[]).map(({ id }) => id);
    const id = rows[0]?.id;
    expect(await on(stylist.day(0))).toEqual([]);
    expect(await on(stylist.day(1))).toEqual([id]);
    expect(await on(stylist.day(2))).toEqual([id]);
    expect(await on(stylist.day(3))).toEqual([]);
  });

  it('Ranges have at most 92 days, and an end that is absent follows from the other', async () => {
    const stylist = await addStylist(app.owner);
    const ids: string[] = [];
    for (const offset of [-2, 0, 91, 92]) {
      ids.push(await addBooking(app.owner, stylist, stylist.day(offset), ['23:00', '23:30']));
    }
    const listed = async (query: Record<string, string>) =>
      ((await read(stylist.id, query).expect(200)).body.items as Listed[]).map(({ id }) => ids.indexOf(id));
    expect(await listed({})).toEqual([1, 2]);
    expect(await listed({ from: stylist.day(1) })).toEqual([2, 3]);
    expect(await listed({ to: stylist.day(0) })).toEqual([0, 1]);
    const tooLong = await read(stylist.id, { from: stylist.day(0), to: stylist.day(92) }).expect(400);
    expect(tooLong.body.code).toBe('RANGE_TOO_LONG');
    await read(stylist.id, { from: stylist.day(1), to: stylist.day(0) }).expect(400);
    await read(stylist.id, { status: 'lost' }).expect(400);
    expect(await listed({ from: '9999-12-31' })).toEqual([]);
    expect(await listed({ to: '0001-01-01' })).toEqual([]);
  });

  it('Pages hold every booking once, with an exact total, while others are made', async () => {
    const stylist = await addStylist(app.owner);
    const ids: string[] = [];
    for (let hour = 0; hour < 14; hour++) {
      const time = (minutes: string): string => `${String(8 + (hour % 7)).padStart(2, '0')}:${minutes}`;
      ids.push(await addBooking(app.owner, stylist, stylist.day(1 + Math.floor(hour / 7)), [time('00'), time('30')]));
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '4', status: 'confirmed', ...(cursor === null ? {} : { cursor }) };
      const { body } = await read(stylist.id, query).expect(200);
      seen.push(...(body.items as Listed[]).map(({ id }) => id));
      expect(body.total).toBe(14);
      cursor = body.nextCursor as string | null;
      await addBooking(app.owner, stylist, stylist.day(-1), ['01:00', '01:10'], 'cancelled').catch(() => undefined);
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    const other = await addStylist(app.owner);
    const { body } = await read(stylist.id, { limit: '4' }).expect(200);
    await read(other.id, { limit: '4', cursor: body.nextCursor as string }).expect(400);
  });

  it('In conflict is what is open and not wholly within what is worked now, whatever changed it', async () => {
    const stylist = await addStylist(app.owner, { hours: ['10:00', '18:00'] });
    const inside = await addBooking(app.owner, stylist, stylist.day(2), ['10:00', '11:00']);
    const edge = await addBooking(app.owner, stylist, stylist.day(2), ['17:30', '18:30'], 'pending');
    const outside = await addBooking(app.owner, stylist, stylist.day(2), ['20:00', '21:00']);
    const over = await addBooking(app.owner, stylist, stylist.day(2), ['21:00', '22:00'], 'cancelled');
    const done = await addBooking(app.owner, stylist, stylist.day(2), ['22:00', '23:00'], 'completed');
    const fine = { [inside]: false, [over]: false, [done]: false };
    expect(await conflicts(stylist.id)).toEqual({ ...fine, [edge]: true, [outside]: true });
    const block = { stylist, range: [stylist.day(2), stylist.day(2)] as [string, string] };
    await addOverride(app.owner, { ...block, type: 'special_event', hours: ['10:00', '22:00'] });
    expect(await conflicts(stylist.id)).toEqual({ ...fine, [edge]: false, [outside]: false });
    await addOverride(app.owner, { ...block, type: 'stylist_vacation', hours: ['10:30', '10:45'] });
    expect(await conflicts(stylist.id)).toEqual({ ...fine, [inside]: true, [edge]: false, [outside]: false });
    await app.as('admin').post(`/v1/stylists/${stylist.id}/deactivate`).send({ reason: 'Away' }).expect(200);
    const all = { [inside]: true, [edge]: true, [outside]: true, [over]: false, [done]: false };
    expect(await conflicts(stylist.id)).toEqual(all);
  });
});
