import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { register } from 'prom-client';
import { CacheCleanup } from '../../src/availability/cache/cleanup.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { addHold, addOffer, type TestOffer } from '../support/offers.js';
import { eventually } from '../support/process.js';
import { addBooking } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

const get = (path: string) => app.as(undefined).get(path);
const dayOf = (one: TestOffer, offset = 3) => get(`/v1/availability?${one.query({ date: one.stylist.day(offset) })}`);

async function storedDays(one: TestOffer): Promise<number> {
  const { rows } = await app.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM private.availability_cache WHERE stylist_user_id = $1`,
    [one.stylist.id],
  );
  return rows[0]?.n ?? 0;
}

describe('The headers of an availability answer (docs/rules.md "Cache")', () => {
  it('a day is a miss and then a hit; a range with a day that is not cached yet is a miss', async () => {
    const one = await addOffer(app.owner);
    const miss = await dayOf(one).expect(200);
    expect(miss.headers).toMatchObject({
      'cache-status': 'service-engine; fwd=miss',
      age: '0',
      'cache-control': 'no-cache',
    });
    const hit = await dayOf(one).expect(200);
    expect(hit.headers['cache-status']).toBe('service-engine; hit');
    expect(hit.headers['etag']).toBe(miss.headers['etag']);
    expect(hit.body).toEqual(miss.body);
    const range = `from=${one.stylist.day(-2)}&to=${one.stylist.day(4)}`;
    const days = `/v1/availability/days?${one.query({})}&${range}`;
    expect((await get(days).expect(200)).headers['cache-status']).toBe('service-engine; fwd=miss');
    expect((await get(days).expect(200)).headers['cache-status']).toBe('service-engine; hit');
    expect(await storedDays(one)).toBe(5);
  });

  it('Age is the age of the oldest day', async () => {
    const one = await addOffer(app.owner);
    await dayOf(one).expect(200);
    await stored(one);
    await app.owner.query(
      `UPDATE private.availability_cache SET computed_at = computed_at - interval '90 seconds'
        WHERE stylist_user_id = $1`,
      [one.stylist.id],
    );
    await dayOf(one, 4).expect(200);
    const query = one.query({ from: one.stylist.day(3), to: one.stylist.day(4) });
    const { headers } = await get(`/v1/availability?${query}`).set('cache-control', 'no-cache').expect(200);
    expect(Number(headers['age'])).toBeGreaterThanOrEqual(90);
  });

  it('a reader with the current tag gets 304: in a list, as a weak tag and as *; another zone has another tag', async () => {
    const one = await addOffer(app.owner);
    const { headers } = await dayOf(one).expect(200);
    const tag = headers['etag'] ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);
    for (const known of [tag, `"other", ${tag}`, `W/${tag}`, '*']) {
      const same = await dayOf(one).set('if-none-match', known).expect(304);
      expect(same.text).toBe('');
      expect(versionIn(same.headers['etag'])).toBe(versionIn(tag));
      expect(same.headers['cache-control']).toBe('no-cache');
    }
    await dayOf(one).set('if-none-match', '"other"').expect(200);
    const elsewhere = one.query({ date: one.stylist.day(3), timezone: 'UTC' });
    expect((await get(`/v1/availability?${elsewhere}`).expect(200)).headers['etag']).not.toBe(tag);
    await addBooking(app.owner, one.stylist, one.stylist.day(3), ['10:00', '11:00']);
    const changed = await dayOf(one).set('if-none-match', tag).expect(200);
    expect(changed.headers['etag']).not.toBe(tag);
  });

  it.each([
    ['duration', 'serviceId', `UPDATE public.services SET duration_minutes = duration_minutes + 15 WHERE id = $1`],
    ['zone', 'stylistId', `UPDATE public.stylist_profiles SET timezone = 'Asia/Tokyo' WHERE user_id = $1`],
  ] as const)('another %s gives an answer without slots another tag', async (_name, changed, change) => {
    const one = await addOffer(app.owner);
    const past = await dayOf(one, -2).expect(200);
    await app.owner.query(change, [{ serviceId: one.serviceId, stylistId: one.stylist.id }[changed]]);
    const after = await dayOf(one, -2).expect(200);
    expect(after.text).not.toBe(past.text);
    expect(after.headers['etag']).not.toBe(past.headers['etag']);
  });

  it('an answer to a token is private', async () => {
    const one = await addOffer(app.owner);
    const path = `/v1/availability?${one.query({ date: one.stylist.day(3) })}`;
    const { headers } = await app.as(one.stylist.id).get(path).expect(200);
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: expect.stringContaining('Authorization'),
    });
  });

  it('Cache-Control: no-cache bypasses the days in the process, not those in the database', async () => {
    const one = await addOffer(app.owner);
    await dayOf(one).expect(200);
    await dayOf(one).expect(200);
    // Only this test makes a row differ from the day that the process keeps.
    await app.owner.query(`UPDATE private.availability_cache SET computed_at = computed_at - interval '1 hour'`);
    expect((await dayOf(one).expect(200)).headers['age']).toBe('0');
    const bypassed = await dayOf(one).set('cache-control', 'max-age=0, no-cache').expect(200);
    expect(Number(bypassed.headers['age'])).toBeGreaterThanOrEqual(3_600);
    expect(bypassed.headers['cache-status']).toBe('service-engine; hit');
  });
});

describe('A warm availability answer', () => {
  it.each([
    ['a range', '/v1/availability'],
    ['the view of a month', '/v1/availability/days'],
  ])('an answer stays the same until one of its days changes: %s', async (_name, path) => {
    const one = await addOffer(app.owner);
    const query = one.query({ from: one.stylist.day(2), to: one.stylist.day(30) });
    const ask = () => get(`${path}?${query}`).expect(200);
    const anew = () => ask().set('cache-control', 'no-cache');
    await ask();
    const before = await ask();
    const again = await ask();
    expect(again.text).toBe(before.text);
    expect(again.headers).toMatchObject({
      'cache-status': 'service-engine; hit',
      'cache-control': 'no-cache',
      etag: before.headers['etag'],
    });
    await addBooking(app.owner, one.stylist, one.stylist.day(30), ['10:00', '11:00']);
    const booked = await ask();
    expect(booked.headers).toMatchObject({ 'cache-status': 'service-engine; fwd=miss' });
    expect(booked.headers['etag']).not.toBe(before.headers['etag']);
    expect(booked.text).not.toBe(before.text);
    expect(booked.text).toBe((await anew()).text);
    await app.owner.query(`UPDATE public.bookings SET status = 'cancelled' WHERE stylist_user_id = $1`, [
      one.stylist.id,
    ]);
    expect((await ask()).text).toBe(before.text);
  });

  it('a cached day is rendered anew for another zone, and every request is checked although the day is cached', async () => {
    const one = await addOffer(app.owner);
    const path = `/v1/availability?${one.query({ date: one.stylist.day(3) })}`;
    const plain = await get(path).expect(200);
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await get(path).expect(200)).text).toBe(plain.text);
      const elsewhere = await get(`${path}&timezone=UTC`).expect(200);
      expect(elsewhere.body).toMatchObject({ timezone: 'UTC', days: plain.body.days.map(() => expect.anything()) });
      expect((await get(`${path}&timezone=Mars`).expect(400)).body.code).toBe('INVALID_TIMEZONE');
      expect((await get(`${path}&color=red`).expect(400)).body.code).toBe('VALIDATION_FAILED');
      expect((await get(path).set('authorization', 'Bearer nobody').expect(401)).body.code).toBe('UNAUTHENTICATED');
    }
  });

  it('answers are right when the process has room for few days', async () => {
    const small = await startApp(
      { AVAILABILITY_MEMORY_MAX_MB: '1', SLOT_INTERVAL_MINUTES: '5' },
      { database: app.database },
    );
    const one = await addOffer(app.owner, { hours: ['00:00', '24:00'] });
    const paths = Array.from({ length: 20 }, (_, n) => n + 2).flatMap((offset) => [
      `/v1/availability?${one.query({ date: one.stylist.day(offset) })}`,
      `/v1/availability?${one.query({ from: one.stylist.day(2), to: one.stylist.day(offset) })}`,
    ]);
    for (let turn = 0; turn < 2; turn += 1) {
      for (const path of paths) {
        const { text } = await small.as(undefined).get(path).expect(200);
        const fresh = small.as(undefined).get(path).set('cache-control', 'no-cache');
        expect(text).toBe((await fresh.expect(200)).text);
      }
      await addBooking(app.owner, one.stylist, one.stylist.day(2 + turn), ['10:00', '11:00']);
    }
    await small.close();
  });
});

/** Waits until the days of an answer are stored: that happens after the answer. */
async function stored({ stylist }: TestOffer): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await app.owner.query('SELECT FROM private.availability_cache WHERE stylist_user_id = $1', [
      stylist.id,
    ]);
    return (rowCount ?? 0) > 0;
  }, 'the stored days');
}

describe('The days that the cache stores', () => {
  it('1,000 requests for unknown ids and far dates store nothing', async () => {
    const one = await addOffer(app.owner);
    const before = await app.owner.query(`SELECT count(*)::int AS n FROM private.availability_cache`);
    const ask = (index: number) => {
      const unknown = { stylistId: randomUUID(), serviceId: randomUUID(), date: one.stylist.day(index % 30) };
      if (index % 4 === 0) return get(`/v1/availability?${new URLSearchParams(unknown).toString()}`).expect(404);
      if (index % 4 === 1) return dayOf(one, -1 - index).expect(200);
      if (index % 4 === 2) return dayOf(one, 61 + index).expect(200);
      const query = one.query({ date: one.stylist.day(3) }).replace(one.serviceId, randomUUID());
      return get(`/v1/availability?${query}`).expect(404);
    };
    for (let index = 0; index < 1_000; index += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, offset) => ask(index + offset)));
    }
    expect((await app.owner.query(`SELECT count(*)::int AS n FROM private.availability_cache`)).rows).toEqual(
      before.rows,
    );
  });

  it('40 requests at once for one day compute it once', async () => {
    const one = await addOffer(app.owner);
    const misses = async (): Promise<number> => {
      const metric = await register.getSingleMetric('availability_cache_misses_total')?.get();
      return metric?.values[0]?.value ?? 0;
    };
    const before = await misses();
    const answers = await Promise.all(Array.from({ length: 40 }, () => dayOf(one)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(await misses()).toBe(before + 1);
  });

  it('a day expires with the first live hold that reaches it, and its slot is free then', async () => {
    const one = await addOffer(app.owner, { hours: ['10:00', '11:00'] });
    await addHold(app.owner, one, one.stylist.day(3), ['10:00', '11:00'], 5);
    const held = await dayOf(one).expect(200);
    expect(held.body).toMatchObject({ days: [{ slots: [{ status: 'reserved' }] }] });
    await stored(one);
    const { rows } = await app.owner.query<{ seconds: number }>(
      `SELECT extract(epoch FROM expires_at - computed_at)::float8 AS seconds
         FROM private.availability_cache WHERE stylist_user_id = $1`,
      [one.stylist.id],
    );
    expect(rows[0]?.seconds).toBeLessThanOrEqual(5);
    let free = held;
    await eventually(async () => {
      free = await dayOf(one).expect(200);
      return free.body.days[0].slots[0].status !== 'reserved';
    }, 'the slot after the hold');
    expect(free.body).toMatchObject({ days: [{ status: 'open', slots: [{ status: 'available' }] }] });
    expect(free.headers['cache-status']).toBe('service-engine; fwd=miss');
  });

  it('a row in another format is a miss', async () => {
    const one = await addOffer(app.owner);
    await dayOf(one).expect(200);
    await stored(one);
    await app.owner.query(`UPDATE private.availability_cache SET format = 'older'`);
    const { headers } = await dayOf(one).set('cache-control', 'no-cache').expect(200);
    expect(headers['cache-status']).toBe('service-engine; fwd=miss');
  });

  it('a row whose snapshot is beyond the present one, as in a restored dump, is a miss', async () => {
    const one = await addOffer(app.owner);
    await dayOf(one).expect(200);
    await stored(one);
    await app.owner.query(`UPDATE private.availability_cache SET snapshot = '999999999:999999999:'`);
    const { headers } = await dayOf(one).set('cache-control', 'no-cache').expect(200);
    expect(headers['cache-status']).toBe('service-engine; fwd=miss');
  });
});

describe('The cleanup of the cache', () => {
  const cleanUp = () => app.app.get(CacheCleanup).run();
  const count = async (table: string): Promise<number> => {
    const { rows } = await app.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM private.${table}`);
    return rows[0]?.n ?? 0;
  };

  it('deletes expired rows', async () => {
    const one = await addOffer(app.owner);
    await dayOf(one).expect(200);
    await stored(one);
    await app.owner.query(`UPDATE private.availability_cache SET expires_at = now() WHERE stylist_user_id = $1`, [
      one.stylist.id,
    ]);
    await cleanUp();
    expect(await storedDays(one)).toBe(0);
  });

  it('deletes a change when a cleanup older than any row has seen it, not one whose transaction was open then', async () => {
    const one = await addOffer(app.owner);
    const open = await app.owner.connect();
    try {
      await open.query('BEGIN');
      await open.query(`UPDATE public.services SET base_price_cents = 1 WHERE id = $1`, [one.serviceId]);
      await cleanUp();
      const changes = await count('availability_changes');
      expect(changes).toBeGreaterThan(0);
      await cleanUp();
      expect(await count('availability_changes')).toBe(changes);
      await cleanUpUntil(async () => (await count('availability_changes')) === 0);
      await open.query('COMMIT');
    } finally {
      open.release();
    }
    await cleanUp();
    expect(await count('availability_changes')).toBe(1);
    await cleanUpUntil(async () => (await count('availability_changes')) === 0);
    await cleanUpUntil(async () => (await count('availability_sweeps')) === 2);
  });

  /**
   * Cleans up ten minutes later, more than once where it must. Transactions are numbered for the whole server: one that is
   * open in another test's database keeps what came after it.
   */
  async function cleanUpUntil(isDone: () => Promise<boolean>): Promise<void> {
    await eventually(async () => {
      await app.owner.query(`UPDATE private.availability_sweeps SET swept_at = swept_at - interval '10 minutes'`);
      await cleanUp();
      return isDone();
    }, 'a cleanup that keeps no more');
  }
});

describe('Cache and locks', () => {
  it('transactions that book two stylists in opposite order never wait for each other because of the cache', async () => {
    const [one, two] = [await addOffer(app.owner), await addOffer(app.owner)];
    const [a, b] = [await app.owner.connect(), await app.owner.connect()];
    const book = (stylist: TestOffer, time: string) => ({
      text: `INSERT INTO public.bookings (customer_user_id, stylist_user_id, service_id, start_time, end_time,
                                          price_cents, status, customer_name)
             VALUES ($1, $1, $2, $3::timestamptz, $3::timestamptz + interval '1 hour', 1, 'confirmed', 'Test')`,
      values: [stylist.stylist.id, stylist.serviceId, `${stylist.stylist.day(3)}T${time}:00Z`],
    });
    try {
      for (const client of [a, b]) await client.query(`BEGIN; SET LOCAL lock_timeout = '2s'`);
      await a.query(book(one, '05:00'));
      await b.query(book(two, '05:00'));
      await Promise.all([dayOf(one).expect(200), dayOf(two).expect(200)]);
      await a.query(book(two, '07:00'));
      await b.query(book(one, '07:00'));
      await a.query('COMMIT');
      await b.query('COMMIT');
    } finally {
      a.release();
      b.release();
    }
    for (const each of [one, two]) {
      const { body } = await dayOf(each).expect(200);
      const booked = (body as { days: [{ slots: { status: string }[] }] }).days[0].slots.filter(
        ({ status }) => status === 'booked',
      );
      expect(booked.length).toBeGreaterThanOrEqual(4);
    }
  });
});
