import { randomUUID } from 'node:crypto';
import { each, EVERYBODY, SIGNED_IN, STYLISTS, type Cell, type Row, type Statement } from './row.js';
import { ROLES, type Role, type World } from './world.js';

/** Of a stylist: the own for stylists, everybody's for admins, who have none of their own. */
export const OF_A_STYLIST = {
  own: { ...each(STYLISTS), admin: 404 },
  "another's": { ...each(STYLISTS, 404), admin: 'done' },
  missing: { ...each(STYLISTS, 404), admin: 404 },
} as const;

export const ADMINS = { own: { admin: 404 }, "another's": { admin: 'done' }, missing: { admin: 404 } } as const;

/** Who has a stylist profile, active or not. */
export const WITH_PROFILE: Role[] = [...STYLISTS, 'inactive stylist', 'expired roles'];

/** Whose schedule or budget is meant. */
export async function stylistOf(world: World, { target, userId }: Cell): Promise<string> {
  if (target === 'own') return userId ?? randomUUID();
  return target === 'missing' ? randomUUID() : (await world.stylist()).id;
}

/** An override: of all, of a branch, of somebody else, or none. */
async function overrideOf(world: World, { target }: Cell): Promise<string> {
  if (target === 'missing') return randomUUID();
  if (target === 'of a branch') return world.branchClosure();
  return world.closure(target === 'of all' ? undefined : await world.stylist());
}

/** The parameters: stylist, date, actor, branch. */
export const INSERT_OVERRIDE = `
  INSERT INTO public.schedule_overrides
         (override_type, applies_to_all_stylists, branch_id, stylist_user_id, start_date, end_date, override_start_time,
          override_end_time, is_closed, priority, reason, created_by)
  VALUES ('special_event', num_nonnulls($1::uuid, $4::uuid) = 0, $4, $1, $2, $2, '10:00', '12:00', false, 50, 'No', $3)`;

const UPDATE_OVERRIDE = `
  UPDATE public.schedule_overrides
     SET override_type = 'special_event', applies_to_all_stylists = applies_to_all_stylists,
         branch_id = branch_id, stylist_user_id = stylist_user_id, start_date = start_date, end_date = end_date,
         override_start_time = '10:00', override_end_time = '12:00', is_closed = false, priority = 51, reason = 'No'
   WHERE id = $1`;

const WEEK: Statement[] = [
  [
    `INSERT INTO public.stylist_schedules
            (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local)
     VALUES ($1, 2, '10:00', '12:00', '10:00', '12:00')`,
  ],
  [`UPDATE public.stylist_schedules SET effective_until = CURRENT_DATE + 1000 WHERE stylist_user_id = $1`],
  ['DELETE FROM public.stylist_schedules WHERE stylist_user_id = $1'],
];

export const SCHEDULE_ROWS: Row[] = [
  {
    route: 'GET /v1/stylists',
    targets: { all: { admin: 'done' } },
    play: () => ({
      path: '/v1/stylists',
      statements: [
        ['SELECT FROM public.stylist_override_budgets WHERE stylist_user_id IS DISTINCT FROM (SELECT auth.uid())'],
      ],
    }),
  },
  {
    route: 'GET /v1/stylists/:id/schedule',
    targets: OF_A_STYLIST,
    // Weeks are readable by all on the marketplace; who asks here is the guard's matter.
    rls: { "another's": ROLES, own: WITH_PROFILE },
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const statement: Statement = ['SELECT FROM public.stylist_schedules WHERE stylist_user_id = $1', id];
      return { path: `/v1/stylists/${id}/schedule`, statements: [statement] };
    },
  },
  {
    route: 'PUT /v1/stylists/:id/schedule',
    targets: ADMINS,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const week = cell.target === 'own' ? WEEK.slice(1) : WEEK;
      const statements = week.map(([sql]): Statement => [sql, id]);
      const body = { effectiveFrom: world.laterDate(), days: [{ dayOfWeek: 3, startTime: '09:00', endTime: '11:00' }] };
      return { path: `/v1/stylists/${id}/schedule`, body, statements: cell.target === 'missing' ? [] : statements };
    },
  },
  {
    route: 'GET /v1/stylists/:id/effective-schedule',
    targets: OF_A_STYLIST,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      return { path: `/v1/stylists/${id}/effective-schedule?from=2027-01-04&to=2027-01-05` };
    },
  },
  {
    route: 'POST /v1/schedule-overrides',
    targets: {
      'of all': { admin: 'done' },
      'of a branch': { admin: 'done' },
      "another's": { admin: 'done' },
      missing: { admin: 404 },
    },
    play: async (world, cell) => {
      const { target, userId } = cell;
      const branchId = target === 'of a branch' ? world.branchId : undefined;
      const isShared = target === 'of all' || branchId !== undefined;
      const stylistUserId = isShared ? undefined : await stylistOf(world, cell);
      const date = world.laterDate();
      const scope = { branchId, stylistUserId };
      const body = {
        overrideType: 'special_event',
        appliesToAllStylists: target === 'of all',
        ...scope,
        startDate: date,
        endDate: date,
        isClosed: false,
        startTime: '10:00',
        endTime: '12:00',
      };
      const statement: Statement = [INSERT_OVERRIDE, stylistUserId ?? null, date, userId, branchId ?? null];
      return { path: '/v1/schedule-overrides', body, statements: target === 'missing' ? [] : [statement] };
    },
  },
  {
    route: 'POST /v1/schedule-overrides/preview',
    targets: { anything: { admin: 'done' } },
    play: (world) => {
      const date = world.laterDate();
      const range = { startDate: date, endDate: date };
      const body = { overrideType: 'business_closure', appliesToAllStylists: true, ...range, isClosed: true };
      return { path: '/v1/schedule-overrides/preview', body };
    },
  },
  {
    route: 'GET /v1/schedule-overrides',
    targets: { all: { admin: 'done' } },
    play: async (world) => {
      await world.closure(await world.stylist());
      const sql = `SELECT FROM public.schedule_overrides
                    WHERE stylist_user_id IS NOT NULL AND stylist_user_id IS DISTINCT FROM (SELECT auth.uid())`;
      return { path: '/v1/schedule-overrides', statements: [[sql]] };
    },
  },
  {
    route: 'GET /v1/schedule-overrides/:id',
    targets: {
      'of all': { admin: 'done' },
      'of a branch': { admin: 'done' },
      "another's": { admin: 'done' },
      missing: { admin: 404 },
    },
    rls: { 'of all': ROLES, 'of a branch': ROLES },
    play: async (world, cell) => {
      const id = await overrideOf(world, cell);
      const statement: Statement = ['SELECT FROM public.schedule_overrides WHERE id = $1', id];
      return { path: `/v1/schedule-overrides/${id}`, statements: [statement] };
    },
  },
  {
    route: 'PATCH /v1/schedule-overrides/:id',
    targets: {
      'of all': { admin: 'done' },
      'of a branch': { admin: 'done' },
      "another's": { admin: 'done' },
      missing: { admin: 404 },
    },
    play: async (world, cell) => {
      const id = await overrideOf(world, cell);
      const body = { reason: 'Another reason' };
      return { path: `/v1/schedule-overrides/${id}`, body, statements: [[UPDATE_OVERRIDE, id]] };
    },
  },
  {
    route: 'DELETE /v1/schedule-overrides/:id',
    targets: {
      'of all': { admin: 'done' },
      'of a branch': { admin: 'done' },
      "another's": { admin: 'done' },
      missing: { admin: 404 },
    },
    play: async (world, cell) => {
      const id = await overrideOf(world, cell);
      const statement: Statement = ['DELETE FROM public.schedule_overrides WHERE id = $1', id];
      return { path: `/v1/schedule-overrides/${id}`, statements: [statement] };
    },
  },
  {
    route: 'GET /v1/public/schedule-overrides',
    targets: EVERYBODY,
    play: async (world) => {
      const id = await world.branchClosure();
      const sql = `SELECT id, override_type, applies_to_all_stylists, branch_id, start_date, end_date, override_start_time,
                          override_end_time, is_closed, priority, reason, created_at, updated_at
                     FROM public.schedule_overrides WHERE id = $1`;
      return { path: '/v1/public/schedule-overrides', statements: [[sql, id]] };
    },
  },
  {
    route: 'GET /v1/override-budgets',
    targets: { all: { admin: 'done' } },
    play: () => ({
      path: '/v1/override-budgets',
      statements: [
        ['SELECT FROM public.stylist_override_budgets WHERE stylist_user_id IS DISTINCT FROM (SELECT auth.uid())'],
      ],
    }),
  },
  {
    route: 'GET /v1/stylists/:id/override-budget',
    targets: OF_A_STYLIST,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const statement: Statement = ['SELECT FROM public.stylist_override_budgets WHERE stylist_user_id = $1', id];
      return { path: `/v1/stylists/${id}/override-budget`, statements: [statement] };
    },
  },
  {
    route: 'PATCH /v1/stylists/:id/override-budget',
    targets: ADMINS,
    play: async (world, cell) => {
      const id = await stylistOf(world, cell);
      const sql = `UPDATE public.stylist_override_budgets
                      SET monthly_override_limit = 11, current_month_overrides = 0, emergency_overrides_remaining = 4,
                          budget_reset_at = budget_reset_at
                    WHERE stylist_user_id = $1`;
      const body = { monthlyLimit: 11, reason: 'More work' };
      return { path: `/v1/stylists/${id}/override-budget`, body, statements: [[sql, id]] };
    },
  },
];

/** What stylists do with their own schedule; the service writes it, they themselves cannot. */
export const OWN_ROWS: Row[] = [
  {
    route: 'GET /v1/me/override-budget',
    targets: { own: each(STYLISTS) },
    play: () => ({
      path: '/v1/me/override-budget',
      statements: [['SELECT FROM public.stylist_override_budgets WHERE stylist_user_id = (SELECT auth.uid())']],
    }),
  },
  {
    route: 'GET /v1/me/effective-schedule',
    targets: { own: each(STYLISTS) },
    play: () => ({ path: '/v1/me/effective-schedule?from=2027-01-04&to=2027-01-05' }),
  },
  {
    route: 'PUT /v1/me/availability/:date',
    targets: { own: each(STYLISTS) },
    rls: { own: [] },
    play: (world, { userId }) => {
      const date = world.date();
      const sql = `INSERT INTO public.schedule_overrides
                          (override_type, stylist_user_id, start_date, end_date, is_closed, priority, created_by, origin)
                   VALUES ('stylist_vacation', $1, $2, $2, true, 60, $1, 'stylist')`;
      const path = `/v1/me/availability/${date}`;
      return { path, body: { isClosed: true }, statements: [[sql, userId, date]] };
    },
  },
  {
    route: 'DELETE /v1/me/availability/:date',
    targets: { own: each(STYLISTS), missing: each(STYLISTS, 404) },
    rls: { own: ['admin'], missing: [] },
    play: async (world, { target, userId }) => {
      const owner = userId !== null && (await isStylist(world, userId)) ? userId : (await world.stylist()).id;
      const { id, date } = target === 'own' ? await world.ownDay(owner) : { id: randomUUID(), date: world.date() };
      const statement: Statement = ['DELETE FROM public.schedule_overrides WHERE id = $1', id];
      return { path: `/v1/me/availability/${date}`, statements: [statement] };
    },
  },
  {
    route: 'POST /v1/me/time-off',
    targets: { own: each(STYLISTS) },
    // What an admin may insert is never a row of somebody else's making.
    rls: { own: [] },
    play: (world, { userId }) => {
      const date = world.date();
      const sql = `INSERT INTO public.schedule_overrides
                          (override_type, stylist_user_id, start_date, end_date, is_closed, priority, created_by, origin)
                   VALUES ('stylist_vacation', $1, $2, $2, true, 50, $1, 'stylist')`;
      const body = { startDate: date, endDate: date };
      return { path: '/v1/me/time-off', body, statements: [[sql, userId, date]] };
    },
  },
  {
    route: 'POST /v1/me/overrides/preview',
    targets: { own: each(STYLISTS) },
    play: (world) => ({ path: '/v1/me/overrides/preview', body: { date: world.date(), isClosed: true } }),
  },
  {
    route: 'GET /v1/me/overrides',
    targets: { own: each(STYLISTS) },
    rls: { own: SIGNED_IN.filter((role) => role === 'admin') },
    play: async (world) => {
      const id = await world.closure(await world.stylist());
      const statement: Statement = ['SELECT FROM public.schedule_overrides WHERE id = $1', id];
      return { path: '/v1/me/overrides', statements: [statement] };
    },
  },
  {
    route: 'GET /v1/me/overrides/:id',
    targets: { own: each(STYLISTS), "another's": each(STYLISTS, 404), missing: each(STYLISTS, 404) },
    // An admin reads everybody's by policy, and has the route of admins for it.
    rls: { own: [...STYLISTS, 'admin'], "another's": ['admin'] },
    play: async (world, { target, userId }) => {
      const isOwn = target === 'own' && userId !== null && (await isStylist(world, userId));
      const { id } = await world.ownDay(isOwn ? userId : (await world.stylist()).id);
      const named = target === 'missing' ? randomUUID() : id;
      const statement: Statement = ['SELECT FROM public.schedule_overrides WHERE id = $1', named];
      return { path: `/v1/me/overrides/${named}`, statements: [statement] };
    },
  },
  {
    route: 'DELETE /v1/me/overrides/:id',
    targets: { own: each(STYLISTS), "another's": each(STYLISTS, 404), missing: each(STYLISTS, 404) },
    rls: { own: ['admin'], "another's": ['admin'] },
    play: async (world, { target, userId }) => {
      const isOwn = target === 'own' && userId !== null && (await isStylist(world, userId));
      const { id } = await world.ownDay(isOwn ? userId : (await world.stylist()).id);
      const named = target === 'missing' ? randomUUID() : id;
      const statement: Statement = ['DELETE FROM public.schedule_overrides WHERE id = $1', named];
      return { path: `/v1/me/overrides/${named}`, statements: [statement] };
    },
  },
  {
    route: 'GET /v1/me/schedule-changes',
    targets: { own: each(STYLISTS) },
    rls: { own: [] },
    play: () => ({
      path: '/v1/me/schedule-changes',
      statements: [['SELECT FROM private.schedule_change_log WHERE stylist_user_id = (SELECT auth.uid())']],
    }),
  },
];

async function isStylist({ app }: World, userId: string): Promise<boolean> {
  const { rowCount } = await app.owner.query('SELECT FROM public.stylist_profiles WHERE user_id = $1', [userId]);
  return rowCount === 1;
}
