import { expect } from '@jest/globals';
import { Pool } from 'pg';
import type { Instance } from '../support/app.js';
import { addOffer, type TestOffer } from '../support/offers.js';
import { addUser } from '../support/stylists.js';

const HOURS = [10, 11, 12, 13, 14, 15, 16, 17];

const dayOf = (instance: Instance, offer: TestOffer, date: string) =>
  instance.as(undefined).get(`/v1/availability?${offer.query({ date })}`);

/**
 * Eight transactions at once, each of which books both of two stylists for an hour of its own, half of them in the other
 * order, while both days are read: no deadlock, and afterwards every instance shows every booking
 * (docs/rules.md "Cache").
 */
export async function raceToBook(instances: readonly Instance[]): Promise<void> {
  const { owner } = instances[0]!;
  const offers = [await addOffer(owner), await addOffer(owner)];
  const customer = await addUser(owner, 'Books two');
  const date = offers[0]!.stylist.day(5);
  const book = ({ stylist, serviceId }: TestOffer, hour: number) => ({
    text: `INSERT INTO public.bookings (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents,
                                        status, customer_name)
           SELECT $1, $2, $3, start, start + interval '1 hour', 1, 'confirmed', 'Race'
             FROM (SELECT ($4::date + make_time($5, 0, 0)) AT TIME ZONE 'Asia/Kathmandu' AS start) AS booked`,
    values: [customer, stylist.id, serviceId, date, hour],
  });
  const ownerUrl = owner.options.connectionString ?? '';
  const pool = new Pool({ connectionString: ownerUrl, max: HOURS.length });
  const clients = await Promise.all(HOURS.map(() => pool.connect()));
  const each = (work: (client: (typeof clients)[number], index: number) => Promise<unknown>) =>
    Promise.all(clients.map(work));
  const read = () =>
    Promise.all(instances.flatMap((instance) => offers.map((offer) => dayOf(instance, offer, date).expect(200))));
  try {
    await each((client) => client.query('BEGIN'));
    await Promise.all([read(), each((client, index) => client.query(book(offers[index % 2]!, HOURS[index]!)))]);
    await Promise.all([read(), each((client, index) => client.query(book(offers[1 - (index % 2)]!, HOURS[index]!)))]);
    await Promise.all([read(), each((client) => client.query('COMMIT'))]);
  } finally {
    for (const client of clients) client.release();
    await pool.end();
  }
  for (const { body } of await read()) {
    const { slots } = (body as { days: [{ slots: { status: string }[] }] }).days[0];
    expect(new Set(slots.map(({ status }) => status))).toEqual(new Set(['booked']));
  }
}

/** 40 requests at once for a day that is not cached: at most one computation in each instance, and one row. */
export async function raceToCompute(instances: readonly Instance[]): Promise<void> {
  const { owner } = instances[0]!;
  const offer = await addOffer(owner);
  const date = offer.stylist.day(5);
  const before = await Promise.all(instances.map(computedBy));
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => dayOf(instances[index % instances.length]!, offer, date).expect(200)),
  );
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  const computed = (await Promise.all(instances.map(computedBy))).map((now, index) => now - before[index]!);
  expect(Math.max(...computed)).toBe(1);
  const { rows } = await owner.query(`SELECT cache_date FROM private.availability_cache WHERE stylist_user_id = $1`, [
    offer.stylist.id,
  ]);
  expect(rows).toHaveLength(1);
}

async function computedBy({ url }: Instance): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^availability_cache_misses_total(?:\{.*\})? (\d+)/m.exec(metrics)?.[1]);
}
