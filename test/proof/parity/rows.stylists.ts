import { DEMO } from '../../../src/examples/ids.js';
import { addBooking } from '../../support/stylists.js';
import { EVERYBODY, type Row, type Statement } from './row.js';
import { ADMINS, OF_A_STYLIST, stylistOf, WITH_PROFILE } from './rows.schedules.js';
import { ROLES } from './world.js';

/** What an admin changes of a profile through the service. */
const UPDATE = `
  UPDATE public.stylist_profiles
     SET display_name = display_name, title = 'No', bio = '', years_experience = 1, specialties = '{}',
         timezone = 'UTC', booking_buffer_minutes = 5, max_daily_bookings = 3, branch_id = NULL
   WHERE user_id = $1`;

/** The lock on a profile, which every change of a stylist's standing takes as the caller, is an UPDATE to policies. */
const LOCK =
  'WITH locked AS (SELECT FROM public.stylist_profiles WHERE user_id = $1 FOR NO KEY UPDATE) SELECT FROM locked';

const OFFERS: Statement[] = [
  [
    `INSERT INTO public.stylist_services
            (stylist_user_id, service_id, custom_price_cents, custom_duration_minutes, is_available)
     VALUES ($1, $2, 1, 1, true)`,
  ],
  [
    `INSERT INTO public.stylist_services (stylist_user_id, service_id, is_available) VALUES ($1, $2, true)
     ON CONFLICT (stylist_user_id, service_id) DO UPDATE
        SET custom_price_cents = 1, custom_duration_minutes = 1, is_available = true`,
  ],
];

/** Everybody, with the statement that shows them the same. */
const open = (path: string, sql: string): Row => ({
  route: `GET ${path}`,
  targets: EVERYBODY,
  play: () => ({ path, statements: [[sql]] }),
});

export const STYLIST_ROWS: Row[] = [
  {
    route: 'GET /v1/stylists/:id',
    targets: OF_A_STYLIST,
    // Profiles are readable by all on the marketplace; who asks here is the guard's matter.
    rls: { "another's": ROLES, own: WITH_PROFILE },
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const statement: Statement = ['SELECT FROM public.stylist_profiles WHERE user_id = $1', id];
      return { path: `/v1/stylists/${id}`, statements: [statement] };
    },
  },
  {
    route: 'PATCH /v1/stylists/:id',
    targets: ADMINS,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      return { path: `/v1/stylists/${id}`, body: { maxDailyBookings: 3 }, statements: [[UPDATE, id]] };
    },
  },
  {
    route: 'PUT /v1/stylists/:id/services',
    targets: ADMINS,
    // For an admin, who is no stylist, it is no row that is refused, but its foreign key.
    rls: { own: ['admin'], missing: [] },
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const service = DEMO.services.haircut;
      const statements = OFFERS.map(([sql]): Statement => [sql, id, service]);
      const body = { services: [{ serviceId: service }] };
      return { path: `/v1/stylists/${id}/services`, body, statements: cell.target === 'missing' ? [] : statements };
    },
  },
  {
    route: 'POST /v1/stylists/:id/deactivate',
    targets: ADMINS,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      return { path: `/v1/stylists/${id}/deactivate`, body: { reason: 'Away' }, statements: [[LOCK, id]] };
    },
  },
  {
    route: 'POST /v1/stylists/:id/reactivate',
    targets: ADMINS,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      if (cell.target === "another's") {
        await world.app.owner.query('UPDATE public.stylist_profiles SET is_active = false WHERE user_id = $1', [id]);
      }
      return { path: `/v1/stylists/${id}/reactivate`, body: { reason: 'Back' }, statements: [[LOCK, id]] };
    },
  },
  {
    route: 'GET /v1/stylists/:id/bookings',
    targets: OF_A_STYLIST,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const isBooked = cell.target !== 'missing' && (cell.target !== 'own' || WITH_PROFILE.includes(cell.role));
      if (isBooked)
        await addBooking(world.app.owner, { id, zone: 'UTC', day: () => '' }, world.laterDate(), ['10:00', '11:00']);
      const statement: Statement = ['SELECT FROM public.bookings WHERE stylist_user_id = $1', id];
      return { path: `/v1/stylists/${id}/bookings`, statements: [statement] };
    },
  },
  {
    route: 'GET /v1/candidates',
    targets: { all: { admin: 'done' } },
    // Names are readable by all on the marketplace, and so no statement stands for the search.
    play: () => ({
      path: '/v1/candidates?q=prakash.magar@kbstylish.example',
      statements: [['SELECT private.account_of($1)', 'no@where']],
    }),
    rls: { all: [] },
  },
  open('/v1/services', 'SELECT FROM public.services WHERE is_active'),
  open(
    '/v1/public/stylists',
    'SELECT FROM public.stylist_profiles p JOIN public.stylist_services f ON f.stylist_user_id = p.user_id',
  ),
];
