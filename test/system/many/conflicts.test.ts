import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { stylistId } from '../../support/many.js';
import { addUser } from '../../support/stylists.js';

const STYLISTS = 200;
const BOOKINGS = 20_000;
const ID = `('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid`;
const SERVICE = '00000000-0000-4000-9001-000000000001';

/** Stylists without a week, each with ten bookings on each of ten days: all of them are in conflict, wherever they move. */
const FILL = [
  `INSERT INTO auth.users (id, email) SELECT ${ID}, n || '@example.com' FROM generate_series(1, ${STYLISTS}) AS n`,
  `INSERT INTO public.user_profiles (id, username, display_name)
   SELECT ${ID}, 'many_' || n, 'Stylist ' || n FROM generate_series(1, ${STYLISTS}) AS n
   ON CONFLICT (id) DO NOTHING`,
  `INSERT INTO public.stylist_profiles (user_id, display_name)
   SELECT ${ID}, 'Stylist ' || n FROM generate_series(1, ${STYLISTS}) AS n`,
  `INSERT INTO public.services (id, name, slug, category, duration_minutes, base_price_cents)
   VALUES ('${SERVICE}', 'Many', 'many', 'hair', 60, 100000)`,
  `INSERT INTO public.bookings
          (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
   SELECT '${stylistId(1)}', ${ID}, '${SERVICE}', at, at + interval '1 hour', 100000, 'confirmed', 'Somebody'
     FROM generate_series(1, ${STYLISTS}) AS n, generate_series(10, 19) AS day, generate_series(8, 17) AS hour,
  LATERAL (SELECT (CURRENT_DATE + day + make_interval(hours => hour)) AT TIME ZONE 'Asia/Kathmandu') AS t(at)`,
];

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  for (const statement of FILL) await app.owner.query(statement);
});
afterAll(() => app.close());

interface Item {
  id: string;
  startTime: string;
}

/** Between two pages a stylist's bookings are cancelled, moved or doubled, behind the page and ahead of it. */
const CHANGES = [
  `UPDATE public.bookings SET status = 'cancelled' WHERE stylist_user_id = $1`,
  `UPDATE public.bookings SET start_time = start_time + interval '12 hours', end_time = end_time + interval '12 hours'
    WHERE stylist_user_id = $1`,
  `INSERT INTO public.bookings
          (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status, customer_name)
   SELECT customer_user_id, stylist_user_id, service_id, start_time - interval '12 hours', end_time - interval '12 hours',
          100000, 'confirmed', 'Somebody'
     FROM public.bookings WHERE stylist_user_id = $1`,
];

it(`${BOOKINGS} conflicts page through in order without one missing while bookings change`, async () => {
  const { rows } = await app.owner.query<{ id: string; stylist: string }>(
    'SELECT id, stylist_user_id AS stylist FROM public.bookings',
  );
  expect(rows).toHaveLength(BOOKINGS);
  const changed = new Set<string>();
  const seen: Item[] = [];
  let cursor: string | null = '';
  let pages = 0;
  while (cursor !== null) {
    const path = `/v1/booking-conflicts?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = await app.as(admin).get(path).expect(200);
    const { rows: counted } = await app.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM public.bookings WHERE status <> 'cancelled'`,
    );
    expect(body.total).toBe(counted[0]?.n);
    seen.push(...(body.items as Item[]));
    cursor = body.nextCursor as string | null;
    pages += 1;
    if (pages % 2 === 0) {
      const stylist = stylistId(1 + ((pages * 37) % STYLISTS));
      changed.add(stylist);
      await app.owner.query(CHANGES[(pages / 2) % CHANGES.length]!, [stylist]);
    }
  }
  const keys = seen.map(({ startTime, id }) => `${startTime} ${id}`);
  expect(keys).toEqual([...keys].sort());
  expect(new Set(keys).size).toBe(keys.length);
  const stayed = rows.filter(({ stylist }) => !changed.has(stylist)).map(({ id }) => id);
  const known = new Set(seen.map(({ id }) => id));
  expect(stayed.length).toBeGreaterThan(BOOKINGS / 2);
  expect(stayed.filter((id) => !known.has(id))).toEqual([]);
}, 600_000);
