import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import { median } from './asker.js';
import { BOOKING_TRIGGER, serviceId, stylistId, STYLISTS } from './seed.js';

const BOOK = {
  name: 'bench-book',
  text: `
  INSERT INTO public.bookings
         (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
  VALUES ('00000000-0000-4000-8300-000000000000', $1, $2, $3, $4, 80000, 'confirmed', 'Customer')`,
};

const HOUR = 3_600_000;

/** Milliseconds of one booking, committed, with the cache's triggers and without. */
export interface InsertTimes {
  withTriggers: number;
  withoutTriggers: number;
}

/**
 * Books far ahead, round by round with and without the triggers, and takes it all back.
 *
 * @param isDurable whether a commit waits for the disk, as it does unless told otherwise.
 */
export async function measureInserts(
  ownerUrl: string,
  { rounds, inserts, isDurable }: { rounds: number; inserts: number; isDurable: boolean },
): Promise<InsertTimes> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  let next = Date.now() + 1_000 * 24 * HOUR;
  const round = async (): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < inserts; n += 1) {
      if (n % STYLISTS === 0) next += HOUR;
      const values = [stylistId(n % STYLISTS), serviceId(0), new Date(next), new Date(next + HOUR)];
      const begin = performance.now();
      await client.query({ ...BOOK, values });
      times.push(performance.now() - begin);
    }
    return median(times);
  };
  try {
    await client.query(`SET synchronous_commit = ${isDurable ? 'on' : 'off'}`);
    const withTriggers: number[] = [];
    const withoutTriggers: number[] = [];
    await round();
    for (let n = 0; n < rounds; n += 1) {
      withTriggers.push(await round());
      await client.query(`ALTER TABLE public.bookings DISABLE TRIGGER ${BOOKING_TRIGGER}`);
      withoutTriggers.push(await round());
      await client.query(`ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER ${BOOKING_TRIGGER}`);
    }
    return { withTriggers: median(withTriggers), withoutTriggers: median(withoutTriggers) };
  } finally {
    await client.query(`DELETE FROM public.bookings WHERE start_time > now() + interval '900 days'`);
    await client.end();
  }
}
