import type { Pool } from 'pg';
import { addBooking, addService } from '../../support/stylists.js';
import { each, SIGNED_IN, STYLISTS, type Cell, type Row, type Statement } from './row.js';
import { WITH_PROFILE } from './rows.schedules.js';
import { ROLES, type World } from './world.js';

const FOR_ALL = { anything: each(ROLES) };

/** Statements that a page of the marketplace itself may send; no route of the service stands for them. */
function direct(
  route: string,
  targets: Row['targets'],
  statement: (world: World, cell: Cell) => Promise<Statement> | Statement,
): Row {
  return {
    route,
    targets,
    play: async (world, cell) => ({ path: '', statements: [await statement(world, cell)] }),
  };
}

/** A booking or hold of the caller as its customer or stylist, or of somebody else. */
async function booked(world: World, table: string, { role, target, userId }: Cell): Promise<string> {
  const { owner } = world.app;
  const isTheirWork = target === 'as stylist' && userId !== null && WITH_PROFILE.includes(role);
  const stylist = isTheirWork ? { id: userId, zone: 'UTC', day: () => '' } : await world.stylist();
  const booking = await addBooking(owner, stylist, world.laterDate(), ['10:00', '11:00']);
  const id = table === 'bookings' ? booking : await hold(owner, booking);
  if (target === 'own' && userId !== null) {
    await owner.query(`UPDATE public.${table} SET customer_user_id = $2 WHERE id = $1`, [id, userId]);
  }
  return id;
}

async function hold(owner: Pool, booking: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO public.booking_reservations
            (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, customer_name)
     SELECT customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, customer_name
       FROM public.bookings WHERE id = $1
     RETURNING id`,
    [booking],
  );
  return rows[0]?.id ?? '';
}

/** The marketplace's policies, which the service makes where there is no marketplace (docs/database.md "Host schema"). */
export const MARKETPLACE_ROWS: Row[] = [
  ...['user_profiles', 'roles', 'kb_branches', 'stylist_profiles', 'stylist_services'].map((table) =>
    direct(`${table} are read`, FOR_ALL, () => [`SELECT FROM public.${table}`]),
  ),
  direct('active services are read', FOR_ALL, () => ['SELECT FROM public.services WHERE is_active']),
  direct('inactive services are read', { all: { admin: 'done' } }, async ({ app }) => {
    const id = await addService(app.owner);
    await app.owner.query('UPDATE public.services SET is_active = false WHERE id = $1', [id]);
    return ['SELECT FROM public.services WHERE id = $1', id];
  }),
  direct('roles of users are read', { own: each(SIGNED_IN), "another's": { admin: 'done' } }, async (world, cell) => {
    const userId = cell.target === 'own' ? cell.userId : (await world.stylist()).id;
    await world.app.owner.query(
      `INSERT INTO public.user_roles (user_id, role_id, expires_at)
       SELECT id, (SELECT id FROM public.roles WHERE name = 'support'), now() FROM auth.users WHERE id = $1
       ON CONFLICT DO NOTHING`,
      [userId],
    );
    return ['SELECT FROM public.user_roles WHERE user_id = $1', userId];
  }),
  direct('a profile is changed', { own: each(SIGNED_IN), "another's": { admin: 'done' } }, async (world, cell) => [
    `UPDATE public.user_profiles SET username = username, display_name = display_name, avatar_url = '', bio = ''
      WHERE id = $1`,
    cell.target === 'own' ? cell.userId : await world.user(),
  ]),
  {
    ...direct(
      'a stylist profile is changed by a browser',
      { own: each(WITH_PROFILE), "another's": { admin: 'done' } },
      async (world, cell) => [
        `UPDATE public.stylist_profiles
          SET display_name = display_name, title = '', bio = '', years_experience = 1, specialties = '{}',
              certifications = '[]'
        WHERE user_id = $1`,
        cell.target === 'own' ? cell.userId : (await world.stylist()).id,
      ],
    ),
    isOfBrowsers: true,
  },
  // An own week would make the budget pointless; for an admin, who is no stylist, it is no row that is refused.
  direct('the own week is written', { own: { admin: 'done' } }, (_world, { userId }) => [
    `INSERT INTO public.stylist_schedules
            (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local)
     VALUES ($1, 2, '10:00', '12:00', '10:00', '12:00')`,
    userId,
  ]),
  direct('the own offers are written', { own: { admin: 'done' } }, (_world, { userId }) => [
    'INSERT INTO public.stylist_services (stylist_user_id, service_id) VALUES ($1, gen_random_uuid())',
    userId,
  ]),
  // An admin sets them through the service, which withdraws offers and deletes none.
  ...[
    { sql: 'UPDATE public.stylist_services SET is_available = false', own: { admin: 'done' } as const },
    { sql: 'DELETE FROM public.stylist_services', own: {} },
  ].map(({ sql, own }) =>
    direct(`own offers: ${sql}`, { own }, async (world, { role, userId }) => {
      const stylist = WITH_PROFILE.includes(role) ? userId : (await world.stylist()).id;
      await world.app.owner.query('INSERT INTO public.stylist_services (stylist_user_id, service_id) VALUES ($1, $2)', [
        stylist,
        await addService(world.app.owner),
      ]);
      return [`${sql} WHERE stylist_user_id = $1`, stylist];
    }),
  ),
  ...['bookings', 'booking_reservations'].map((table) =>
    direct(
      `${table} are read`,
      { own: each(SIGNED_IN), 'as stylist': { ...each(STYLISTS), admin: 'done' }, "another's": { admin: 'done' } },
      async (world, cell) => [`SELECT FROM public.${table} WHERE id = $1`, await booked(world, table, cell)],
    ),
  ),
];
