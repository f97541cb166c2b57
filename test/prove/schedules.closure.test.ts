import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { performance } from 'node:perf_hooks';
import { addDays, todayIn } from '../../src/calendar/wall-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { addUser } from '../support/stylists.js';

const STYLISTS = 20_000;
const DAYS = 13;
const ID = `('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid`;
const SERVICE = '00000000-0000-4000-9001-000000000001';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  for (const statement of [
    `INSERT INTO auth.users (id, email) SELECT ${ID}, n || '@example.com' FROM generate_series(1, ${STYLISTS}) AS n`,
    `INSERT INTO public.user_profiles (id, username, display_name)
     SELECT ${ID}, 'many_' || n, 'Stylist ' || n FROM generate_series(1, ${STYLISTS}) AS n
     ON CONFLICT (id) DO NOTHING`,
    `INSERT INTO public.stylist_profiles (user_id, display_name)
     SELECT ${ID}, 'Stylist ' || n FROM generate_series(1, ${STYLISTS}) AS n`,
    `INSERT INTO public.stylist_schedules
            (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local, effective_from)
     SELECT ${ID}, day, '10:00', '18:00', '10:00', '18:00', DATE '2020-01-01'
       FROM generate_series(1, ${STYLISTS}) AS n, generate_series(0, 6) AS day`,
    `INSERT INTO public.services (id, name, slug, category, duration_minutes, base_price_cents)
     VALUES ('${SERVICE}', 'Many', 'many', 'hair', 60, 100000)`,
    `INSERT INTO public.bookings
            (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
     SELECT ('00000000-0000-4000-9000-000000000001')::uuid, ${ID}, '${SERVICE}', at, at + interval '1 hour', 100000,
            'confirmed', 'Somebody'
       FROM generate_series(1, ${STYLISTS}) AS n, generate_series(0, ${DAYS - 1}) AS day,
    LATERAL (SELECT ((now() AT TIME ZONE 'Asia/Kathmandu')::date + 10 + day + time '12:00') AT TIME ZONE 'Asia/Kathmandu') AS t(at)`,
    'ANALYZE',
  ]) {
    await app.owner.query(statement);
  }
});
afterAll(() => app.close());

it(`A closure of ${DAYS} days over ${STYLISTS} booked stylists is previewed and written`, async () => {
  const day = (offset: number) => addDays(todayIn('Asia/Kathmandu', Date.now()), offset);
  const closure = {
    overrideType: 'business_closure',
    appliesToAllStylists: true,
    startDate: day(10),
    endDate: day(9 + DAYS),
    isClosed: true,
  };
  const timed = async (path: string, status: number): Promise<number> => {
    const began = performance.now();
    const { body } = await app.as(admin).post(path).send(closure).expect(status);
    const took = performance.now() - began;
    expect(body.affectedBookingsTotal).toBe(STYLISTS * DAYS);
    expect(body.affectedBookings).toHaveLength(200);
    return Math.round(took);
  };
  const previewed = await timed('/v1/schedule-overrides/preview', 200);
  const written = await timed('/v1/schedule-overrides', 201);
  process.stdout.write(`closure over ${STYLISTS} stylists: preview ${previewed} ms, write ${written} ms\n`);
});
