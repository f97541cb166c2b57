import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import { signToken } from '../src/demo/sign.js';
import type { EmbeddedPostgres } from '../src/embedded/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { withDatabase } from '../test/support/server.js';
import { cpuOf, cpuOfServer } from './cpu.js';
import { day } from './seed.js';
import { SECRET, startBuilt, stopAll } from './servers.js';

const STYLISTS = 20_000;
const DAYS = 13;
const ADMIN = '00000000-0000-4000-9002-000000000001';
const SERVICE = '00000000-0000-4000-9001-000000000001';
const ID = `('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid`;

/** Seconds that a closure for everybody takes, with 20,000 stylists who are booked on each of its 13 days. */
export interface Closure {
  bookings: number;
  preview: number;
  write: number;
  /** CPU seconds of Node and PostgreSQL for one write, which other processes do not change; null: not known. */
  cpu: number | null;
}

const FILL = [
  `INSERT INTO auth.users (id, email) SELECT ${ID}, n || '@example.com' FROM generate_series(1, ${STYLISTS}) AS n
    UNION ALL SELECT '${ADMIN}', 'boss@example.com'`,
  `INSERT INTO public.user_profiles (id, username, display_name)
   SELECT ${ID}, 'many_' || n, 'Stylist ' || n FROM generate_series(1, ${STYLISTS}) AS n
    UNION ALL SELECT '${ADMIN}', 'boss', 'Boss'
   ON CONFLICT (id) DO NOTHING`,
  `INSERT INTO public.user_roles (user_id, role_id, is_active)
   SELECT '${ADMIN}', id, true FROM public.roles WHERE name = 'admin'`,
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
   SELECT '00000000-0000-4000-9000-000000000001', ${ID}, '${SERVICE}', at, at + interval '1 hour', 100000,
          'confirmed', 'Somebody'
     FROM generate_series(1, ${STYLISTS}) AS n, generate_series(0, ${DAYS - 1}) AS day,
  LATERAL (SELECT ('${day(10)}'::date + day + time '12:00') AT TIME ZONE 'Asia/Kathmandu') AS t(at)`,
  'ANALYZE',
];

/** Previews and writes a closure for everybody, each the slower of two runs: the first also opens connections. */
export async function measureClosure(postgres: EmbeddedPostgres, postmaster: number | null): Promise<Closure> {
  const server = new Client({ connectionString: postgres.ownerUrl });
  await server.connect();
  await server.query('CREATE DATABASE bench_closure');
  await server.end();
  const ownerUrl = withDatabase(postgres.ownerUrl, 'bench_closure');
  await migrate(ownerUrl);
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  for (const statement of FILL) await owner.query(statement);
  await owner.end();
  await postgres.openForService();
  const service = await startBuilt({ apiUrl: withDatabase(postgres.apiUrl, 'bench_closure') });
  try {
    const headers = {
      authorization: `Bearer ${await signToken(SECRET, ADMIN, 'authenticated')}`,
      'content-type': 'application/json',
    };
    const seconds = async (path: string, status: number, lastDay: number): Promise<number> => {
      const body = JSON.stringify({
        overrideType: 'business_closure',
        appliesToAllStylists: true,
        startDate: day(10),
        endDate: day(lastDay),
        isClosed: true,
      });
      const began = performance.now();
      const answer = await fetch(service.url + path, { method: 'POST', headers, body });
      const { affectedBookingsTotal } = (await answer.json()) as { affectedBookingsTotal?: number };
      const took = (performance.now() - began) / 1_000;
      if (answer.status !== status || affectedBookingsTotal !== STYLISTS * DAYS) {
        throw new Error(`${path} is ${answer.status} after ${took} s, with ${affectedBookingsTotal} bookings`);
      }
      return took;
    };
    const path = '/v1/schedule-overrides';
    const previews = [await seconds(`${path}/preview`, 200, 9 + DAYS), await seconds(`${path}/preview`, 200, 9 + DAYS)];
    const cpu = (): number => (postmaster === null ? 0 : (cpuOf(service.pid) + cpuOfServer(postmaster)) / 1_000_000);
    const before = cpu();
    const write = await seconds(path, 201, 9 + DAYS);
    return {
      bookings: STYLISTS * DAYS,
      preview: Math.max(...previews),
      write,
      cpu: postmaster === null ? null : cpu() - before,
    };
  } finally {
    await stopAll([service]);
  }
}
