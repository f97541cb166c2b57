import { Client } from 'pg';
import { addDays, type LocalDate, todayIn } from '../src/calendar/wall-clock.js';

export const ZONE = 'Asia/Kathmandu';
export const STYLISTS = 200;
export const SERVICES = 20;
export const DAYS = 90;
export const BOOKINGS = 70_000;

/** The id of the n-th stylist, service or customer. */
const idOf = (kind: number, n: string): string =>
  `('00000000-0000-4000-8${kind}00-' || lpad((${n})::text, 12, '0'))::uuid`;

export function stylistId(n: number): string {
  return `00000000-0000-4000-8100-${String(n).padStart(12, '0')}`;
}

export function serviceId(n: number): string {
  return `00000000-0000-4000-8200-${String(n).padStart(12, '0')}`;
}

/** The salon's date that many days from today. */
export function day(offset: number): LocalDate {
  return addDays(todayIn(ZONE, Date.now()), offset);
}

const SALON = `
  INSERT INTO auth.users (id, email)
  SELECT ${idOf(1, 'n')}, 'stylist-' || n || '@example.com' FROM generate_series(0, ${STYLISTS - 1}) AS n
  UNION ALL
  SELECT ${idOf(3, '0')}, 'customer@example.com';

  INSERT INTO public.user_profiles (id, username, display_name)
  SELECT id, split_part(email, '@', 1), split_part(email, '@', 1) FROM auth.users
  ON CONFLICT (id) DO NOTHING;

  INSERT INTO public.stylist_profiles (user_id, display_name, timezone)
  SELECT ${idOf(1, 'n')}, 'Stylist ' || lpad(n::text, 3, '0'), '${ZONE}' FROM generate_series(0, ${STYLISTS - 1}) AS n;

  INSERT INTO public.services (id, name, slug, category, duration_minutes, base_price_cents, max_advance_days)
  SELECT ${idOf(2, 'n')}, 'Service ' || n, 'service-' || n, 'hair', 30 + 15 * (n % 4), 80000, ${DAYS}
    FROM generate_series(0, ${SERVICES - 1}) AS n;

  INSERT INTO public.stylist_services (stylist_user_id, service_id)
  SELECT p.user_id, s.id FROM public.stylist_profiles p CROSS JOIN public.services s;

  INSERT INTO public.stylist_schedules
         (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local,
          break_start_time_utc, break_end_time_utc, effective_from)
  SELECT p.user_id, weekday, '10:00', '19:00', '10:00', '19:00', '13:00', '14:00', DATE '2020-01-01'
    FROM public.stylist_profiles p CROSS JOIN generate_series(0, 6) AS weekday;

  INSERT INTO public.schedule_overrides
         (override_type, applies_to_all_stylists, start_date, end_date, is_closed, override_start_time,
          override_end_time, priority)
  VALUES ('business_closure', true, current_date + 20, current_date + 22, true, NULL, NULL, 100),
         ('seasonal_hours', true, current_date + 30, current_date + 80, false, '10:30', '18:30', 10);
`;

/** Four a day and stylist, from the last of the days that may be booked backwards, for as many as there are. */
const bookings = (count: number): string => `
  INSERT INTO public.bookings
         (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
  SELECT ${idOf(3, '0')}, ${idOf(1, `n % ${STYLISTS}`)}, ${idOf(2, `n % ${SERVICES}`)}, at, at + interval '45 minutes',
         80000, 'confirmed', 'Customer'
    FROM generate_series(0, ${count - 1}) AS n
   CROSS JOIN LATERAL (
         SELECT ((current_date + ${DAYS - 1} - (n / ${STYLISTS * 4}))::timestamp
                 + interval '10 hours' + interval '2 hours' * (n / ${STYLISTS} % 4)) AT TIME ZONE '${ZONE}' AS at) AS b`;

/** The salon without bookings: 200 stylists, each with all of 20 services. */
export async function seedSalon(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, (client) => client.query(SALON));
}

/**
 * Replaces the bookings, in bulk: neither triggers nor foreign keys look at each row, and indexes are made afterwards.
 *
 * @returns how many seconds it took.
 */
export async function seedBookings(ownerUrl: string, count: number): Promise<number> {
  const begin = Date.now();
  await asOwner(ownerUrl, async (client) => {
    await client.query('TRUNCATE public.bookings');
    await client.query('ALTER TABLE public.bookings DISABLE TRIGGER ALL');
    const { rows } = await client.query<{ drop: string; make: string }>(INDEXES);
    for (const { drop } of rows) await client.query(drop);
    await client.query(bookings(count));
    await client.query(`SET maintenance_work_mem = '1GB'`);
    for (const { make } of rows) await client.query(make);
    await client.query('ALTER TABLE public.bookings ENABLE TRIGGER ALL');
    for (const suffix of ['', '_update', '_delete', '_truncate']) {
      await client.query(`ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER ${BOOKING_TRIGGER}${suffix}`);
    }
    await client.query(`ALTER TABLE public.bookings ENABLE REPLICA TRIGGER ${BOOKING_TRIGGER}_replicated`);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
    // What a salon that is open has in memory: the index over the present days.
    await client.query('SET enable_seqscan = off');
    await client.query(PRESENT_DAYS);
  });
  return (Date.now() - begin) / 1_000;
}

const PRESENT_DAYS = `
  SELECT sum(b.n)
    FROM public.stylist_profiles p
   CROSS JOIN LATERAL (SELECT count(end_time) AS n
                         FROM public.bookings
                        WHERE stylist_user_id = p.user_id AND start_time >= now() - interval '20 days') AS b`;

export const BOOKING_TRIGGER = 'trigger_invalidate_cache_on_booking';

/** The table's indexes and exclusion constraints but its primary key: how to drop and how to make them again. */
const INDEXES = `
  SELECT coalesce('ALTER TABLE public.bookings DROP CONSTRAINT ' || c.conname, 'DROP INDEX public.' || i.relname) AS drop,
         coalesce('ALTER TABLE public.bookings ADD CONSTRAINT ' || c.conname || ' ' || pg_get_constraintdef(c.oid),
                  pg_get_indexdef(x.indexrelid)) AS make
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype = 'x'
   WHERE x.indrelid = 'public.bookings'::regclass AND NOT x.indisprimary`;

async function asOwner(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
