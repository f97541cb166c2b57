import type { Pool } from 'pg';

/** The numbers of rows that {@link fillMany} writes. */
export const MANY = { stylists: 5_000, overrides: 100_000, bookings: 20_000 } as const;

/** The ids of {@link fillMany}: `stylistId(1)` to `stylistId(5_000)`. */
export function stylistId(n: number): string {
  return `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`;
}

const ID = `('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid`;

const FILL = [
  `INSERT INTO auth.users (id, email) SELECT ${ID}, n || '@example.com' FROM generate_series(1, ${MANY.stylists}) AS n`,
  `INSERT INTO public.user_profiles (id, username, display_name)
   SELECT ${ID}, 'many_' || n, 'Stylist ' || n FROM generate_series(1, ${MANY.stylists}) AS n
   ON CONFLICT (id) DO NOTHING`,
  `INSERT INTO public.stylist_profiles (user_id, display_name)
   SELECT ${ID}, 'Stylist ' || n FROM generate_series(1, ${MANY.stylists}) AS n`,
  `INSERT INTO public.stylist_schedules
          (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local, effective_from)
   SELECT ${ID}, day, '10:00', '18:00', '10:00', '18:00', DATE '2020-01-01'
     FROM generate_series(1, ${MANY.stylists}) AS n, generate_series(0, 6) AS day`,
  `INSERT INTO public.schedule_overrides
          (override_type, stylist_user_id, start_date, end_date, is_closed, priority)
   SELECT 'stylist_vacation', ('00000000-0000-4000-9000-' || lpad((1 + n % ${MANY.stylists})::text, 12, '0'))::uuid,
          CURRENT_DATE - 300 + n / ${MANY.stylists} * 30 + n % 7, CURRENT_DATE - 299 + n / ${MANY.stylists} * 30 + n % 7, true, 50
     FROM generate_series(0, ${MANY.overrides} - 101) AS n`,
  `INSERT INTO public.schedule_overrides
          (override_type, applies_to_all_stylists, start_date, end_date, is_closed, override_start_time,
           override_end_time, priority)
   SELECT 'seasonal_hours', true, CURRENT_DATE - 300 + n * 6, CURRENT_DATE - 298 + n * 6, false, '11:00', '17:00', 10
     FROM generate_series(1, 100) AS n`,
  `INSERT INTO public.services (id, name, slug, category, duration_minutes, base_price_cents)
   VALUES ('00000000-0000-4000-9001-000000000001', 'Many', 'many', 'hair', 60, 100000)`,
  `INSERT INTO public.bookings
          (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
   SELECT '${stylistId(1)}', ('00000000-0000-4000-9000-' || lpad((1 + n % ${MANY.stylists})::text, 12, '0'))::uuid,
          '00000000-0000-4000-9001-000000000001', at, at + interval '1 hour', 100000, 'confirmed', 'Somebody'
     FROM generate_series(0, ${MANY.bookings - 1}) AS n,
  LATERAL (SELECT (CURRENT_DATE + 10 + n / ${MANY.stylists})::timestamp AT TIME ZONE 'Asia/Kathmandu' + interval '12 hours') AS t(at)`,
  'ANALYZE',
];

/** 5,000 stylists who work every day, 100,000 overrides (100 of them for all), 20,000 bookings on four days from day 10. */
export async function fillMany(owner: Pool): Promise<void> {
  for (const statement of FILL) await owner.query(statement);
}
