import { Client } from 'pg';
import { median } from './asker.js';
import { cpuOf, cpuOfServer } from './cpu.js';
import { day, serviceId, ZONE } from './seed.js';
import { type Salon, startBuilt, stopAll } from './servers.js';

/** Milliseconds of CPU time. */
interface Cost {
  node: number;
  postgres: number;
}

/** The dearest anonymous call. */
export interface Dearest extends Cost {
  call: string;
}

const SERVICE = serviceId(19);

/** A thousand stylists with nothing free: each is closed for 60 days. They offer one service. */
const THOUSAND = `
  WITH ids AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 1000) AS n),
       accounts AS (INSERT INTO auth.users (id, email) SELECT id, 'many-' || n || '@example.com' FROM ids RETURNING id)
  INSERT INTO public.user_profiles (id, username, display_name) SELECT id, 'many_' || n, 'Many' FROM ids
  ON CONFLICT (id) DO UPDATE SET username = excluded.username;
  INSERT INTO public.stylist_profiles (user_id, display_name, timezone)
  SELECT id, username, '${ZONE}' FROM public.user_profiles WHERE username LIKE 'many\\_%';
  INSERT INTO public.stylist_schedules
         (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local, effective_from)
  SELECT user_id, weekday, '00:00', '24:00', '00:00', '24:00', DATE '2020-01-01'
    FROM public.stylist_profiles CROSS JOIN generate_series(0, 6) AS weekday WHERE display_name LIKE 'many\\_%';
  DELETE FROM public.stylist_services WHERE service_id = '${SERVICE}';
  INSERT INTO public.stylist_services (stylist_user_id, service_id)
  SELECT user_id, '${SERVICE}' FROM public.stylist_profiles WHERE display_name LIKE 'many\\_%';
  UPDATE public.stylist_profiles SET max_daily_bookings = 1 WHERE display_name LIKE 'many\\_%';
  INSERT INTO public.bookings
         (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
  SELECT '00000000-0000-4000-8300-000000000000', p.user_id, '${SERVICE}', at, at + interval '30 minutes', 1, 'confirmed', 'C'
    FROM public.stylist_profiles p
   CROSS JOIN generate_series(-1, 40) AS n
   CROSS JOIN LATERAL (SELECT ((current_date + n)::timestamp + interval '10 hours') AT TIME ZONE '${ZONE}' AS at) AS b
   WHERE p.display_name LIKE 'many\\_%';
  ANALYZE`;

/** Times that each call is made: one alone may meet a job of the process. */
const ROUNDS = 3;

/** Cold calls with the usual grid and with the finest; the dearest of them. */
export async function measureDearest(salon: Salon, postmaster: number): Promise<Dearest> {
  await asOwner(salon, THOUSAND);
  const paths = [
    `/v1/availability/next?serviceId=${SERVICE}`,
    `/v1/availability/search?serviceId=${SERVICE}&from=${day(1)}&to=${day(7)}`,
    `/v1/availability/next?serviceId=${serviceId(18)}&after=${day(70)}T00:00:00Z`,
  ];
  const costs: Dearest[] = [];
  for (const interval of ['30', '5']) {
    const rounds: Cost[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await costsOf(salon, postmaster, interval, paths));
    for (const [index, path] of paths.entries()) {
      const ofPath = rounds.map((costsOfRound) => costsOfRound[index]!);
      costs.push({
        call: `${path.replace(/\?.*/, '')} with a grid of ${interval} minutes`,
        node: median(ofPath.map(({ node }) => node)),
        postgres: median(ofPath.map(({ postgres }) => postgres)),
      });
    }
  }
  console.error(costs);
  return costs.reduce((dearest, one) =>
    Math.max(one.node, one.postgres) > Math.max(dearest.node, dearest.postgres) ? one : dearest,
  );
}

/** What the paths cost a process that has no days, one after the other. */
async function costsOf(salon: Salon, postmaster: number, interval: string, paths: readonly string[]): Promise<Cost[]> {
  await asOwner(salon, 'DELETE FROM private.availability_cache');
  const service = await startBuilt(salon, { SLOT_INTERVAL_MINUTES: interval });
  try {
    // The compiler is done, and the connections are open.
    for (let n = 0; n < 30; n += 1) {
      const dates = `from=${day(30)}&to=${day(36)}`;
      await fetch(`${service.url}/v1/availability/search?serviceId=${serviceId(n % 18)}&${dates}`);
    }
    const costs: Cost[] = [];
    for (const path of paths) {
      await settled();
      const before = [cpuOf(service.pid), cpuOfServer(postmaster)] as const;
      await (await fetch(service.url + path)).arrayBuffer();
      await settled();
      const node = (cpuOf(service.pid) - before[0]) / 1_000;
      costs.push({ node, postgres: (cpuOfServer(postmaster) - before[1]) / 1_000 });
    }
    return costs;
  } finally {
    await stopAll([service]);
  }
}

async function asOwner({ ownerUrl }: Salon, sql: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(sql);
  await owner.end();
}

/** What is stored after the answer counts too. */
async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 1_000));
}
