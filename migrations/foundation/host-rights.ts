import type { Catalog } from './catalog.js';
import { HOST_TABLES } from './host-check.js';
import { conditionOf, openPolicy, type Command, type Step } from './steps.js';

/** The caller, evaluated once a statement. */
export const CALLER = '(SELECT auth.uid())';
/** Whether the caller is an admin, evaluated once a statement. */
export const IS_ADMIN = `(SELECT public.user_has_role((SELECT auth.uid()), 'admin'))`;
/** Whether the caller is an active stylist, evaluated once a statement: an inactive or former one reads no own rows. */
export const IS_STYLIST = `((SELECT public.user_has_role((SELECT auth.uid()), 'stylist'))
      AND EXISTS (SELECT FROM public.stylist_profiles profile
                   WHERE profile.user_id = (SELECT auth.uid()) AND profile.is_active IS NOT FALSE))`;

const PUBLIC_TABLES = Object.keys(HOST_TABLES).filter((table) => table.startsWith('public.'));

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
 * The policies of a marketplace, where there is none: everybody reads profiles, roles and offers; users write the columns
 * of their profile that are theirs; customers and active stylists read their bookings; admins write weeks through the service. No
 * policy exists for anything that HTTP does not offer.
 */
export const hostPolicies: Step[] = [
  ...PUBLIC_TABLES.map((table) => ({ sql: `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY` })),
  // Supabase grants callers every right on new tables.
  ...PUBLIC_TABLES.map((table) => ({ sql: `REVOKE ALL ON ${table} FROM anon, authenticated` })),
  ...readableByAll('user_profiles'),
  ...readableByAll('roles'),
  ...readableByAll('kb_branches'),
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
      `customer_user_id = ${CALLER} OR (stylist_user_id = ${CALLER} AND ${IS_STYLIST}) OR ${IS_ADMIN}`,
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
  // Settings that slots depend on; the rest of the profile comes with the grant above.
  {
    sql: `
GRANT UPDATE (timezone, booking_buffer_minutes, max_daily_bookings, branch_id)
   ON public.stylist_profiles TO service_engine_caller`,
  },
  ...writableByAdmins('stylist_services', ['INSERT', 'UPDATE']),
  ...writableByAdmins('stylist_schedules', ['INSERT', 'UPDATE', 'DELETE']),
];

/** Admins write the table through the service. */
function writableByAdmins(table: string, commands: readonly Command[]): Step[] {
  return [
    { sql: `GRANT ${commands.join(', ')} ON public.${table} TO service_engine_caller` },
    ...commands.map((command) =>
      policy(`${table}_${command.toLowerCase()}`, `public.${table}`, command, 'service_engine_caller', IS_ADMIN),
    ),
  ];
}

interface EngineRight {
  table: string;
  commands: Command[];
  /** Undefined: all. */
  columns?: string[];
}

const BOOKED = ['id', 'stylist_user_id', 'service_id', 'start_time', 'end_time', 'status'];

/** The rights of `service_engine` on the marketplace's tables, without customers' names and phones. */
const ENGINE_RIGHTS: EngineRight[] = [
  { table: 'user_profiles', commands: ['SELECT'], columns: ['id', 'username', 'display_name'] },
  { table: 'roles', commands: ['SELECT'], columns: ['id', 'name'] },
  { table: 'user_roles', commands: ['SELECT'] },
  { table: 'stylist_profiles', commands: ['SELECT', 'INSERT', 'UPDATE'] },
  { table: 'services', commands: ['SELECT'] },
  { table: 'stylist_services', commands: ['SELECT', 'INSERT', 'UPDATE'] },
  { table: 'stylist_schedules', commands: ['SELECT'] },
  { table: 'bookings', commands: ['SELECT'], columns: BOOKED },
  { table: 'booking_reservations', commands: ['SELECT'], columns: [...BOOKED, 'expires_at'] },
];

/** Grants `service_engine` its rights on the host's tables. Reservations may be absent. */
export function engineHostRights(catalog: Catalog, isThere: (table: string) => boolean): Step[] {
  return ENGINE_RIGHTS.filter(({ table }) => isThere(`public.${table}`)).flatMap(({ table, commands, columns }) => {
    const isNew = (right: string): boolean => !catalog.engineRights.includes(`${right} ON public.${table}`);
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

/** The rights that callers need on a host's tables. The host's policies decide about rows. */
const CALLER_RIGHTS: { table: string; commands: Command[]; columns?: string[] }[] = [
  ...['user_profiles', 'roles', 'user_roles', 'services'].map((table) => ({ table, commands: ['SELECT' as const] })),
  { table: 'stylist_profiles', commands: ['SELECT', 'UPDATE'] },
  { table: 'stylist_services', commands: ['SELECT', 'INSERT', 'UPDATE'] },
  { table: 'stylist_schedules', commands: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  { table: 'bookings', commands: ['SELECT'], columns: BOOKED },
];

/**
 * Grants callers the rights that the host has not granted, so that its policies decide: signed-in browsers only read, and
 * the service writes.
 */
export function callerHostRights(catalog: Catalog): Step[] {
  return CALLER_RIGHTS.flatMap(({ table, commands, columns }) => {
    const given = catalog.tables[`public.${table}`]?.granted ?? [];
    const rightsOf = (wanted: readonly Command[]): string =>
      wanted
        .filter((command) => !given.includes(command))
        .map((command) => (columns === undefined ? command : `${command} (${columns.join(', ')})`))
        .join(', ');
    const reads = rightsOf(commands.filter((command) => command === 'SELECT'));
    const writes = rightsOf(commands.filter((command) => command !== 'SELECT'));
    return [
      ...(reads === '' ? [] : [grant(reads, `public.${table}`, 'authenticated')]),
      ...(writes === '' ? [] : [grant(writes, `public.${table}`, 'service_engine_caller')]),
    ];
  });
}

/** Grants the service's roles the missing rights on schemas and functions that the migrating role may grant. */
export function missingGrantSteps({ missingGrants, schemas }: Catalog): Step[] {
  return missingGrants
    .filter((right) => !right.includes('SCHEMA auth') || schemas['auth']?.mayGrant === true)
    .map((right) => ({ sql: `GRANT ${right}`, undo: `REVOKE ${right.replace(' TO ', ' FROM ')}` }));
}

/** Commands on a host's tables that no policy allows to signed-in users; one line each. */
export function commandsWithoutPolicy(catalog: Catalog): string[] {
  return CALLER_RIGHTS.flatMap(({ table, commands }) => {
    const { rowSecurity, policed } = catalog.tables[`public.${table}`] ?? { rowSecurity: false, policed: [] };
    return commands
      .filter((command) => rowSecurity && !policed.includes(command))
      .map((command) => `no policy of public.${table} lets anybody who is signed in ${command}`);
  });
}

function grant(rights: string, object: string, role: string): Step {
  return { sql: `GRANT ${rights} ON ${object} TO ${role}`, undo: `REVOKE ${rights} ON ${object} FROM ${role}` };
}

/** Roles that the service adds to the host's. A revert keeps a role that a user has. */
export function serviceRoles({ roleNames }: Catalog): Step[] {
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
 * Some hosts let stylists write their weeks and offers, which would bypass the budget. Restrictive policies leave that to
 * admins, whatever the host's policies allow (docs/database.md "Host schema").
 */
export const scheduleByAdminsOnly: Step[] = ['public.stylist_schedules', 'public.stylist_services'].flatMap((table) =>
  (['INSERT', 'UPDATE', 'DELETE'] as const).map((command) => {
    const name = `service_engine_${command.toLowerCase()}_by_admins_only`;
    const condition = conditionOf(command, IS_ADMIN);
    return {
      sql: `CREATE POLICY ${name} ON ${table} AS RESTRICTIVE FOR ${command} TO authenticated ${condition}`,
      undo: `DROP POLICY ${name} ON ${table}`,
    };
  }),
);

/**
 * Stylists write a part of their profile themselves, as browsers. Through the service only admins write profiles: those
 * of others, and all of them.
 */
export const profileByAdminsOnly: Step[] = [
  {
    sql: `
CREATE POLICY service_engine_profile_by_admins_only ON public.stylist_profiles AS RESTRICTIVE
  FOR UPDATE TO service_engine_caller ${conditionOf('UPDATE', IS_ADMIN)}`,
    undo: 'DROP POLICY service_engine_profile_by_admins_only ON public.stylist_profiles',
  },
];
