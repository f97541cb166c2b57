/** The rows that the writers of a storm change. */
export interface Salon {
  stylists: string[];
  services: string[];
  dates: string[];
  customer: string;
  branches: string[];
}

interface Statement {
  text: string;
  values: unknown[];
}

type Change = (salon: Salon) => Statement;

function any<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)]!;
}

/** A start on the hour between 10 and 13 o'clock. */
const hour = (): string => `${10 + Math.floor(Math.random() * 4)}:00`;
const AT = `($3::date + $4::time) AT TIME ZONE 'Asia/Kathmandu'`;
const one = (table: string): string => `(SELECT id FROM public.${table} ORDER BY random() LIMIT 1)`;

const book: Change = (salon) => ({
  text: `INSERT INTO public.bookings (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents,
                                      status, customer_name)
         VALUES ($1, $2, $5, ${AT}, ${AT} + interval '1 hour', 1, 'confirmed', 'Storm')`,
  values: [salon.customer, any(salon.stylists), any(salon.dates), hour(), any(salon.services)],
});

const move: Change = (salon) => ({
  text: `UPDATE public.bookings SET stylist_user_id = $2, start_time = ${AT}, end_time = ${AT} + interval '1 hour'
          WHERE id = ${one('bookings')} AND $1::text IS NOT NULL`,
  values: ['', any(salon.stylists), any(salon.dates), hour()],
});

const hold: Change = (salon) => ({
  text: `INSERT INTO public.booking_reservations (customer_user_id, stylist_user_id, service_id, start_time, end_time,
                                                  price_cents, customer_name)
         VALUES ($1, $2, $5, ${AT}, ${AT} + interval '1 hour', 1, 'Storm')`,
  values: book(salon).values,
});

const moveHold: Change = (salon) => ({
  text: move(salon).text.replaceAll('public.bookings', 'public.booking_reservations'),
  values: move(salon).values,
});

const close: Change = (salon) => ({
  text: `INSERT INTO public.schedule_overrides (override_type, applies_to_all_stylists, stylist_user_id, branch_id, start_date,
                                                end_date, is_closed, override_start_time, override_end_time, priority)
         VALUES ($1, num_nonnulls($2::uuid, $3::uuid) = 0, $2, $3, $4, $4::date + $5::int, true, $6, $7, 50)`,
  values: [
    ...any([
      ['business_closure', null, null],
      ['business_closure', null, any(salon.branches)],
      ['business_closure', null, any(salon.branches)],
      ['stylist_vacation', any(salon.stylists), null],
    ] as const),
    any(salon.dates),
    Math.floor(Math.random() * 2),
    ...any([
      ['12:00', '13:00'],
      [null, null],
    ] as const),
  ],
});

const sql =
  (text: string, of: (salon: Salon) => unknown[] = () => []): Change =>
  (salon) => ({ text, values: of(salon) });

/** Hours of a branch, for all its stylists. */
const openBranch: Change = (salon) => ({
  text: `INSERT INTO public.schedule_overrides (override_type, branch_id, start_date, end_date, override_start_time,
                                                override_end_time, priority)
         VALUES ('special_event', $1, $2, $2, '11:00', $3, 40)`,
  values: [any(salon.branches), any(salon.dates), any(['13:00', '15:00'])],
});

const aStylist = (salon: Salon): unknown[] => [any(salon.stylists)];
const aService = (salon: Salon): unknown[] => [any(salon.services)];

/** Every way in which a source of slots may change. Deletes keep the tables small. */
export const CHANGES: readonly Change[] = [
  book,
  book,
  book,
  move,
  hold,
  moveHold,
  close,
  close,
  openBranch,
  // A stylist moves to a branch, or to none; an override moves to another branch; a branch is switched off.
  sql(`UPDATE public.stylist_profiles SET branch_id = $2 WHERE user_id = $1`, (salon) => [
    any(salon.stylists),
    any([...salon.branches, null]),
  ]),
  sql(
    `UPDATE public.schedule_overrides SET branch_id = $1
      WHERE id = (SELECT id FROM public.schedule_overrides WHERE branch_id IS NOT NULL ORDER BY random() LIMIT 1)`,
    (salon) => [any(salon.branches)],
  ),
  sql(`UPDATE public.kb_branches SET is_active = random() < 0.5 WHERE id = $1`, (salon) => [any(salon.branches)]),
  sql(`UPDATE public.bookings SET status = 'cancelled' WHERE id = ${one('bookings')}`),
  sql(`UPDATE public.bookings SET status = 'no_show' WHERE stylist_user_id = $1`, aStylist),
  sql(`DELETE FROM public.bookings WHERE id IN (SELECT id FROM public.bookings ORDER BY random() LIMIT 3)`),
  sql(`DELETE FROM public.booking_reservations WHERE id = ${one('booking_reservations')}`),
  sql(`DELETE FROM public.schedule_overrides WHERE id = ${one('schedule_overrides')}`),
  sql(`DELETE FROM public.schedule_overrides`),
  sql(
    `UPDATE public.schedule_overrides SET start_date = $1, end_date = $1 WHERE id = ${one('schedule_overrides')}`,
    (salon) => [any(salon.dates)],
  ),
  sql(`UPDATE public.services SET base_price_cents = base_price_cents + 1 WHERE id = $1`, aService),
  sql(`UPDATE public.services SET duration_minutes = 30 + 30 * floor(random() * 3) WHERE id = $1`, aService),
  sql(`UPDATE public.services SET is_active = random() < 0.8 WHERE id = $1`, aService),
  sql(`UPDATE public.stylist_services SET custom_price_cents = floor(random() * 1000) WHERE service_id = $1`, aService),
  sql(`UPDATE public.stylist_services SET is_available = random() < 0.8 WHERE stylist_user_id = $1`, aStylist),
  sql(
    `UPDATE public.stylist_profiles SET booking_buffer_minutes = floor(random() * 60), is_active = random() < 0.9
      WHERE user_id = $1`,
    aStylist,
  ),
  sql(`UPDATE public.stylist_profiles SET timezone = 'Asia/Kolkata' WHERE user_id = $1 AND random() < 0.5`, aStylist),
  sql(`UPDATE public.stylist_profiles SET timezone = 'Asia/Kathmandu', is_active = true WHERE user_id = $1`, aStylist),
  sql(
    `UPDATE public.stylist_schedules SET end_time_local = time '14:00' + interval '30 minutes' * floor(random() * 4)
      WHERE stylist_user_id = $1`,
    aStylist,
  ),
];
