import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { freshAnswer, servedAnswer } from '../support/fresh.js';
import { addHold, addOffer, type TestOffer } from '../support/offers.js';
import { addBooking, addOverride } from '../support/stylists.js';

let app: TestApp;
let second: TestApp;
let withoutMemory: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  second = await startApp({}, { database: app.database });
  withoutMemory = await startApp({ AVAILABILITY_MEMORY_CACHE: 'off' }, { database: app.database });
});
afterAll(async () => {
  await withoutMemory.close();
  await second.close();
  await app.close();
});

/** Two offers whose days every instance has cached. */
interface Warm {
  one: TestOffer;
  other: TestOffer;
}

const OFFSETS = [2, 3, 4];

async function everywhere(offers: TestOffer[]): Promise<string[]> {
  const urls = await Promise.all([app, second, withoutMemory].map((each) => each.app.getUrl()));
  const wanted = offers.flatMap((offer) => OFFSETS.map((offset) => ({ offer, date: offer.stylist.day(offset) })));
  const answers: string[] = [];
  for (const { offer, date } of wanted) {
    for (const url of urls) answers.push(await servedAnswer(url, offer.stylist.id, offer.serviceId, date));
  }
  return answers;
}

async function fresh(offers: TestOffer[]): Promise<string[]> {
  const answers: string[] = [];
  for (const offer of offers) {
    for (const offset of OFFSETS) {
      const { answer } = await freshAnswer(app, offer.stylist.id, offer.serviceId, offer.stylist.day(offset));
      answers.push(answer, answer, answer);
    }
  }
  return answers;
}

const sql =
  (text: string, values: (warm: Warm) => unknown[] = () => []) =>
  async (warm: Warm) => {
    const { rowCount } = await app.owner.query(text, values(warm));
    expect(rowCount).toBeGreaterThan(0);
  };
const ofOne = ({ one }: Warm): unknown[] => [one.stylist.id];
const ofService = ({ one }: Warm): unknown[] => [one.serviceId];

const CHANGES: [name: string, change: (warm: Warm) => Promise<unknown>][] = [
  ['a booking is made', ({ one }) => addBooking(app.owner, one.stylist, one.stylist.day(3), ['12:00', '13:00'])],
  ['a booking is cancelled', sql(`UPDATE public.bookings SET status = 'cancelled' WHERE stylist_user_id = $1`, ofOne)],
  ['a booking is deleted', sql(`DELETE FROM public.bookings WHERE stylist_user_id = $1`, ofOne)],
  [
    'a booking moves to another date',
    sql(
      `UPDATE public.bookings SET start_time = start_time + interval '1 day', end_time = end_time + interval '1 day'
        WHERE stylist_user_id = $1`,
      ofOne,
    ),
  ],
  [
    'a booking moves to another stylist',
    sql(`UPDATE public.bookings SET stylist_user_id = $2 WHERE stylist_user_id = $1`, ({ one, other }) => [
      one.stylist.id,
      other.stylist.id,
    ]),
  ],
  ['a hold is taken', ({ one }) => addHold(app.owner, one, one.stylist.day(3), ['13:00', '14:00'], 600)],
  [
    'a hold is given up',
    sql(`UPDATE public.booking_reservations SET status = 'cancelled' WHERE stylist_user_id = $1`, ofOne),
  ],
  [
    'a hold moves to another stylist',
    sql(`UPDATE public.booking_reservations SET stylist_user_id = $2 WHERE stylist_user_id = $1`, ({ one, other }) => [
      one.stylist.id,
      other.stylist.id,
    ]),
  ],
  [
    'the week changes',
    sql(`UPDATE public.stylist_schedules SET start_time_local = '11:00' WHERE stylist_user_id = $1`, ofOne),
  ],
  ['the week ends', sql(`DELETE FROM public.stylist_schedules WHERE stylist_user_id = $1`, ofOne)],
  [
    'a weekly row moves to another stylist',
    async ({ one, other }) => {
      await app.owner.query(`DELETE FROM public.stylist_schedules WHERE stylist_user_id = $1`, [other.stylist.id]);
      await app.owner.query(`UPDATE public.stylist_schedules SET stylist_user_id = $2 WHERE stylist_user_id = $1`, [
        one.stylist.id,
        other.stylist.id,
      ]);
    },
  ],
  [
    'an override of one stylist is made',
    ({ one }) =>
      addOverride(app.owner, {
        type: 'stylist_vacation',
        stylist: one.stylist,
        range: [one.stylist.day(3), one.stylist.day(4)],
        closed: true,
        priority: 50,
      }),
  ],
  [
    'a business-wide override is made, moved and deleted',
    async ({ one, other }) => {
      const range: [string, string] = [one.stylist.day(3), one.stylist.day(3)];
      const id = await addOverride(app.owner, { type: 'business_closure', range, closed: true, priority: 100 });
      expect(await everywhere([one, other])).toEqual(await fresh([one, other]));
      await app.owner.query(
        `UPDATE public.schedule_overrides SET start_date = start_date + 1, end_date = end_date + 1 WHERE id = $1`,
        [id],
      );
      expect(await everywhere([one, other])).toEqual(await fresh([one, other]));
      await app.owner.query(`DELETE FROM public.schedule_overrides WHERE id = $1`, [id]);
    },
  ],
  [
    'the price changes',
    sql(`UPDATE public.services SET base_price_cents = base_price_cents + 1 WHERE id = $1`, ofService),
  ],
  ['the duration changes', sql(`UPDATE public.services SET duration_minutes = 30 WHERE id = $1`, ofService)],
  ['the booking window shrinks', sql(`UPDATE public.services SET max_advance_days = 3 WHERE id = $1`, ofService)],
  ['the service ends', sql(`UPDATE public.services SET is_active = false WHERE id = $1`, ofService)],
  [
    'the stylist’s price of the service changes',
    sql(`UPDATE public.stylist_services SET custom_price_cents = 7 WHERE stylist_user_id = $1`, ofOne),
  ],
  ['the offer ends', sql(`UPDATE public.stylist_services SET is_available = false WHERE stylist_user_id = $1`, ofOne)],
  ['the offer is deleted', sql(`DELETE FROM public.stylist_services WHERE stylist_user_id = $1`, ofOne)],
  [
    'the buffer changes',
    sql(`UPDATE public.stylist_profiles SET booking_buffer_minutes = 45 WHERE user_id = $1`, ofOne),
  ],
  ['the zone changes', sql(`UPDATE public.stylist_profiles SET timezone = 'Asia/Tokyo' WHERE user_id = $1`, ofOne)],
  [
    'the daily limit changes',
    sql(`UPDATE public.stylist_profiles SET max_daily_bookings = 1 WHERE user_id = $1`, ofOne),
  ],
  ['the stylist leaves', sql(`UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1`, ofOne)],
  ['all bookings go', async () => app.owner.query('TRUNCATE public.bookings CASCADE')],
];

describe('A committed change is in the next answer of every instance', () => {
  it.each(CHANGES)('the next answer of every instance contains this change: %s', async (_name, change) => {
    const [one, other] = [await addOffer(app.owner), await addOffer(app.owner)];
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    await addHold(app.owner, one, one.stylist.day(2), ['16:00', '17:00'], 600);
    const both = [one, other];
    const before = await fresh(both);
    expect(await everywhere(both)).toEqual(before);
    expect(await everywhere(both)).toEqual(before);
    await change({ one, other });
    expect(await everywhere(both)).toEqual(await fresh(both));
  });

  it('a change that is rolled back, or that slots do not depend on, leaves the cached day good', async () => {
    const one = await addOffer(app.owner);
    const ask = () =>
      app
        .as(undefined)
        .get(`/v1/availability?${one.query({ date: one.stylist.day(3) })}`)
        .expect(200);
    await ask();
    await app.owner.query(`UPDATE public.stylist_profiles SET rating_average = 4.5 WHERE user_id = $1`, [
      one.stylist.id,
    ]);
    const client = await app.owner.connect();
    await client.query('BEGIN');
    await client.query(`UPDATE public.services SET base_price_cents = 1 WHERE id = $1`, [one.serviceId]);
    expect((await ask()).headers['cache-status']).toBe('service-engine; hit');
    await client.query('ROLLBACK');
    client.release();
    expect((await ask()).headers['cache-status']).toBe('service-engine; hit');
  });
});
