import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOAD_OFFERS } from '../../src/availability/load-offers.js';
import { startApp, type TestApp } from '../support/app.js';
import { executed, visitedRows } from '../support/explain.js';
import { addHold, addOffer, type TestOffer } from '../support/offers.js';
import { addBooking } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ AVAILABILITY_MEMORY_CACHE: 'off' }, { demo: false });
  // As on a host without the constraint: bookings overlap.
  await app.owner.query('ALTER TABLE public.bookings DROP CONSTRAINT IF EXISTS bookings_no_overlap');
});
afterAll(() => app.close());

interface Day {
  date: string;
  status: string;
  slots: { status: string }[];
}

async function daysOf(one: TestOffer, range: Record<string, string>): Promise<Day[]> {
  await app.owner.query('TRUNCATE private.availability_cache');
  const { body } = await app
    .as(undefined)
    .get(`/v1/availability?${one.query(range)}`)
    .expect(200);
  return (body as { days: Day[] }).days;
}

/** The dates asked one by one, and within the month. */
async function bothWays(one: TestOffer, offsets: number[]): Promise<{ alone: Day[]; within: Day[] }> {
  const alone: Day[] = [];
  for (const offset of offsets) alone.push(...(await daysOf(one, { date: one.stylist.day(offset) })));
  const dates = offsets.map((offset) => one.stylist.day(offset));
  const month = await daysOf(one, { from: one.stylist.day(0), to: one.stylist.day(30) });
  return { alone, within: month.filter(({ date }) => dates.includes(date)) };
}

const OFFSETS = [10, 13, 14, 15, 18, 20, 24, 26];

async function longBooking(one: TestOffer, from: string, length: number): Promise<void> {
  const id = await addBooking(app.owner, one.stylist, from, ['09:00', '10:00']);
  await app.owner.query(`UPDATE public.bookings SET end_time = start_time + make_interval(days => $2) WHERE id = $1`, [
    id,
    length,
  ]);
}

describe('Bookings and holds that last for days', () => {
  it('a date reads the same alone and within the month when a long booking and a short one overlap', async () => {
    const one = await addOffer(app.owner);
    await longBooking(one, one.stylist.day(10), 15);
    await addBooking(app.owner, one.stylist, one.stylist.day(14), ['12:00', '13:00']);
    const { alone, within } = await bothWays(one, OFFSETS);
    expect(alone).toEqual(within);
    for (const { date, slots } of alone.filter((day) => day.date < one.stylist.day(25))) {
      expect([date, ...new Set(slots.map(({ status }) => status))]).toEqual([date, 'booked']);
    }
    expect(alone.at(-1)?.status).toBe('open');
  });

  it('a booking that began more than a year ago counts until it ends', async () => {
    const one = await addOffer(app.owner);
    await longBooking(one, one.stylist.day(-500), 520);
    const { alone, within } = await bothWays(one, [14, 18, 21]);
    expect(alone).toEqual(within);
    expect(alone.map(({ status }) => status)).toEqual(['fully_booked', 'fully_booked', 'open']);
  });

  it('a hold that began days ago counts until it ends', async () => {
    const one = await addOffer(app.owner);
    const id = await addHold(app.owner, one, one.stylist.day(10), ['09:00', '10:00'], 600);
    await app.owner.query(
      `UPDATE public.booking_reservations SET end_time = start_time + interval '15 days' WHERE id = $1`,
      [id],
    );
    const { alone, within } = await bothWays(one, OFFSETS);
    expect(alone).toEqual(within);
    expect([...new Set(alone[5]?.slots.map(({ status }) => status))]).toEqual(['reserved']);
  });

  it('a cancelled long booking does not count', async () => {
    const one = await addOffer(app.owner);
    await longBooking(one, one.stylist.day(10), 15);
    await app.owner.query(`UPDATE public.bookings SET status = 'cancelled' WHERE stylist_user_id = $1`, [
      one.stylist.id,
    ]);
    const [day] = await daysOf(one, { date: one.stylist.day(20) });
    expect(day?.status).toBe('open');
  });

  it('rows at the ends of time stop neither a write nor a read', async () => {
    const one = await addOffer(app.owner);
    await longBooking(one, one.stylist.day(3), 1);
    await app.owner.query(`UPDATE public.bookings SET end_time = 'infinity' WHERE stylist_user_id = $1`, [
      one.stylist.id,
    ]);
    expect((await daysOf(one, { date: one.stylist.day(20) }))[0]?.status).toBe('fully_booked');
    await app.owner.query(`UPDATE public.bookings SET start_time = '-infinity' WHERE stylist_user_id = $1`, [
      one.stylist.id,
    ]);
    expect((await daysOf(one, { date: one.stylist.day(20) }))[0]?.status).toBe('fully_booked');
    await app.owner.query(
      `UPDATE public.bookings SET start_time = '294270-01-01Z', end_time = '294276-12-31 23:59Z' WHERE stylist_user_id = $1`,
      [one.stylist.id],
    );
    expect((await daysOf(one, { date: one.stylist.day(20) }))[0]?.status).toBe('open');
  });

  it('years of earlier bookings and holds are not read, whatever the planner knows of them', async () => {
    const offers: TestOffer[] = [];
    for (let n = 0; n < 20; n++) offers.push(await addOffer(app.owner));
    const [one] = offers as [TestOffer];
    for (const offer of offers) {
      await addBooking(app.owner, offer.stylist, one.stylist.day(-10), ['10:00', '11:00']);
      await addHold(app.owner, offer, one.stylist.day(-10), ['10:00', '11:00'], 600);
    }
    const stylists = offers.map(({ stylist }) => stylist.id);
    await repeat('bookings', stylists);
    await repeat('booking_reservations', stylists);
    const date = one.stylist.day(5);
    for (const when of ['before', 'after'] as const) {
      // Afterwards an index that holds all columns is cheap to read, and the planner guesses how many rows are long.
      if (when === 'after') {
        // Commits do not wait for the disk here, and VACUUM takes no row for visible to all that is not on it.
        await app.owner.query('CHECKPOINT');
        await app.owner.query('VACUUM ANALYZE public.bookings, public.booking_reservations');
      }
      const plan = await executed(app, LOAD_OFFERS.text, [one.serviceId, `{${one.stylist.id}}`, date, date]);
      for (const table of ['bookings', 'booking_reservations']) {
        const visited = plan.filter((node) => node['Relation Name'] === table).map(visitedRows);
        expect(visited).not.toEqual([]);
        expect({ table, when, tooMany: visited.filter((rows) => rows > 50) }).toEqual({ table, when, tooMany: [] });
      }
    }
  });
});

/** Copies the row of each of the stylists to 2,000 days before, as a salon writes them: day by day, all stylists. */
async function repeat(table: 'bookings' | 'booking_reservations', stylists: string[]): Promise<void> {
  const { rows } = await app.owner.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'
        AND column_name NOT IN ('id', 'start_time', 'end_time')`,
    [table],
  );
  const others = rows.map(({ column_name: name }) => `"${name}"`).join(', ');
  await app.owner.query(
    `INSERT INTO public.${table} (start_time, end_time, ${others})
     SELECT start_time - make_interval(days => n), end_time - make_interval(days => n), ${others}
       FROM public.${table}, generate_series(1, 2000) AS n WHERE stylist_user_id = ANY ($1) ORDER BY n`,
    [stylists],
  );
}
