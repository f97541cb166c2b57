import type { Found } from './catalog.js';
import { conditionOf, openPolicy, type Command, type Step } from './steps.js';

/** The caller, looked up once a statement. */
export const CALLER = '(SELECT auth.uid())';
/** Whether the caller is an admin, looked up once a statement. */
export const IS_ADMIN = `(SELECT public.user_has_role((SELECT auth.uid()), 'admin'))`;

const HOST_TABLES = [
  'user_profiles',
  'roles',
  'user_roles',
  'stylist_profiles',
  'services',
  'stylist_services',
  'stylist_schedules',
  'bookings',
  'booking_reservations',
];

function policy(name: string, table: string, command: Command, roles: string, condition: string): Step {
  return {
    sql: `CREATE POLICY ${name} ON ${table} FOR ${command} TO ${roles} ${conditionOf(command, condition)}`,
    undo: `DROP POLICY ${name} ON ${table}`,
  };
}

function readableByAll(table: string, condition = 'true'): Step[] {
  return [
    { sql: `GRANT SELECT ON public.${table} TO anon, authenticated` },
    policy(`${table}_read`, `public.${table}`, 'SELECT', 'anon, authenticated', condition),
  ];
}

/**
 * The marketplace's own policies, where there is no marketplace: profiles, roles and what is offered are readable by all,
 * the own profile is writable in the columns that are its owner's, bookings are read by their customer and stylist,
 * weeks are written by admins. No policy where HTTP offers nothing.
 */
export const hostPolicies: Step[] = [
  ...HOST_TABLES.map((table) => ({ sql: `ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY` })),
  // Supabase gives callers everything on new tables.
  ...HOST_TABLES.map((table) => ({ sql: `REVOKE ALL ON public.${table} FROM anon, authenticated` })),
  ...readableByAll('user_profiles'),
  ...readableByAll('roles'),
  ...readableByAll('stylist_profiles'),
  ...readableByAll('stylist_services'),
  ...readableByAll('stylist_schedules'),
  { sql: 'GRANT SELECT ON public.services TO anon, authenticated' },
  policy('services_read_active', 'public.services', 'SELECT', 'anon', 'is_active'),
  policy('services_read', 'public.services', 'SELECT', 'authenticated', `is_active OR ${IS_ADMIN}`),
  { sql: 'GRANT SELECT ON public.user_roles, public.bookings, public.booking_reservations TO authenticated' },
  policy('user_roles_read', 'public.user_roles', 'SELECT', 'authenticated', `user_id = ${CALLER} OR ${IS_ADMIN}`),
  ...['bookings', 'booking_reservations'].map((table) =>
    policy(
      `${table}_read`,
      `public.${table}`,
      'SELECT',
      'authenticated',
      `customer_user_id = ${CALLER} OR stylist_user_id = ${CALLER} OR ${IS_ADMIN}`,
    ),
  ),
  { sql: 'GRANT UPDATE (username, display_name, avatar_url, bio) ON public.user_profiles TO authenticated' },
  policy('user_profiles_write', 'public.user_profiles', 'UPDATE', 'authenticated', `id = ${CALLER} OR ${IS_ADMIN}`),
  {
    sql: `
GRANT UPDATE (display_name, title, bio, years_experience, specialties, certifications)
   ON public.stylist_profiles TO authenticated`,
  },
  policy(
    'stylist_profiles_write',
    'public.stylist_profiles',
    'UPDATE',
    'authenticated',
    `user_id = ${CALLER} OR ${IS_ADMIN}`,
  ),
  { sql: 'GRANT INSERT, UPDATE, DELETE ON public.stylist_schedules TO authenticated' },
  ...(['INSERT', 'UPDATE', 'DELETE'] as const).map((command) =>
    policy(
      `stylist_schedules_${command.toLowerCase()}`,
      'public.stylist_schedules',
      command,
      'authenticated',
      IS_ADMIN,
    ),
  ),
];

interface EngineRight {
  table: string;
  commands: Command[];
  /** Undefined: all. */
  columns?: string[];
}

const BOOKED = ['id', 'stylist_user_id', 'service_id', 'start_time', 'end_time', 'status'];

/** What the service does with the marketplace's tables on its own account; customers' names and phones are not in it. */
const ENGINE_RIGHTS: EngineRight[] = [
  { table: 'user_profiles', commands: ['SELECT'], columns: ['id', 'username', 'display_name'] },
  { table: 'roles', commands: ['SELECT'], columns: ['id', 'name'] },
  { table: 'user_roles', commands: ['SELECT', 'INSERT', 'UPDATE'] },
  { table: 'stylist_profiles', commands: ['SELECT', 'INSERT', 'UPDATE'] },
  { table: 'services', commands: ['SELECT'] },
  { table: 'stylist_services', commands: ['SELECT', 'INSERT', 'UPDATE'] },
  { table: 'stylist_schedules', commands: ['SELECT'] },
  { table: 'bookings', commands: ['SELECT'], columns: BOOKED },
  { table: 'booking_reservations', commands: ['SELECT'], columns: [...BOOKED, 'expires_at'] },
];

/** What `service_engine` may do with the host's tables; reservations may be absent. */
export function engineHostRights(found: Found, isThere: (table: string) => boolean): Step[] {
  return ENGINE_RIGHTS.filter(({ table }) => isThere(`public.${table}`)).flatMap(({ table, commands, columns }) => {
    const isNew = (right: string): boolean => !found.engineRights.includes(`${right} ON public.${table}`);
    const given = commands
      .map((command) => {
        if (columns === undefined) return isNew(command) ? command : '';
        const fresh = columns.filter((column) => isNew(`${command} (${column})`));
        return fresh.length === 0 ? '' : `${command} (${fresh.join(', ')})`;
      })
      .filter(Boolean)
      .join(', ');
    return [
      ...(given === '' ? [] : [grant(given, `public.${table}`, 'service_engine')]),
      ...commands.map((command) => {
        const name = `service_engine_${command.toLowerCase()}`;
        return {
          sql: openPolicy(name, `public.${table}`, command, 'service_engine'),
          undo: `DROP POLICY ${name} ON public.${table}`,
        };
      }),
    ];
  });
}

/** What callers need of a host's tables: where its policies let them, the service reads and writes as they. */
const CALLER_RIGHTS: { table: string; commands: Command[]; columns?: string[] }[] = [
  ...['user_profiles', 'roles', 'user_roles', 'stylist_profiles', 'services', 'stylist_services'].map((table) => ({
    table,
    commands: ['SELECT' as const],
  })),
  { table: 'stylist_schedules', commands: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  { table: 'bookings', commands: ['SELECT'], columns: BOOKED },
];

/** Gives callers what a host has not given them yet, so that its own policies decide. */
export function callerHostRights(found: Found): Step[] {
  return CALLER_RIGHTS.flatMap(({ table, commands, columns }) => {
    const given = found.tables[`public.${table}`]?.granted ?? [];
    const rights = commands
      .filter((command) => !given.includes(command))
      .map((command) => (columns === undefined ? command : `${command} (${columns.join(', ')})`));
    return rights.length === 0 ? [] : [grant(rights.join(', '), `public.${table}`, 'authenticated')];
  });
}

/** The ways to schemas and functions that the service's roles do not have yet, as far as the migrating role can open them. */
export function lackingRights({ lacking, schemas }: Found): Step[] {
  return lacking
    .filter((right) => !right.includes('SCHEMA auth') || schemas['auth']?.mayGrant === true)
    .map((right) => ({ sql: `GRANT ${right}`, undo: `REVOKE ${right.replace(' TO ', ' FROM ')}` }));
}

/** What of a host's tables its row level security keeps from everybody who signs in. */
export function unreachable(found: Found): string[] {
  return CALLER_RIGHTS.flatMap(({ table, commands }) => {
    const { rowSecurity, policed } = found.tables[`public.${table}`] ?? { rowSecurity: false, policed: [] };
    return commands
      .filter((command) => rowSecurity && !policed.includes(command))
      .map((command) => `no policy of public.${table} lets anybody who is signed in ${command}`);
  });
}

function grant(rights: string, object: string, role: string): Step {
  return { sql: `GRANT ${rights} ON ${object} TO ${role}`, undo: `REVOKE ${rights} ON ${object} FROM ${role}` };
}

/** Roles that the service knows beyond the host's; a role that somebody has been given stays. */
export function serviceRoles({ roleNames }: Found): Step[] {
  return ['stylist', 'auditor', 'super_auditor']
    .filter((name) => !roleNames.includes(name))
    .map((name) => ({
      sql: `INSERT INTO public.roles (name, description, is_system_role) VALUES ('${name}', 'Of the service engine', true)`,
      undo: `
DELETE FROM public.roles r
 WHERE r.name = '${name}' AND NOT EXISTS (SELECT FROM public.user_roles ur WHERE ur.role_id = r.id)`,
    }));
}

/**
 * A host lets a stylist write the own week, which makes the budget pointless: restrictive policies close that, whatever
 * the host's own say (database.md "Host schema").
 */
export const weeksByAdminsOnly: Step[] = (['INSERT', 'UPDATE', 'DELETE'] as const).map((command) => {
  const name = `service_engine_${command.toLowerCase()}_by_admins_only`;
  const condition = conditionOf(command, IS_ADMIN);
  return {
    sql: `CREATE POLICY ${name} ON public.stylist_schedules AS RESTRICTIVE FOR ${command} TO authenticated ${condition}`,
    undo: `DROP POLICY ${name} ON public.stylist_schedules`,
  };
});
