import type { DataSource } from 'typeorm';

interface LoginRow {
  name: string;
  version: number;
  is_superuser: boolean;
  bypasses_rls: boolean;
  owned: string | null;
  missing_roles: string[];
}

const OLDEST_VERSION = 140_000;

/** The properties of the service's login that decide, in one round trip. */
const LOGIN = `
  SELECT login.rolname AS name,
         current_setting('server_version_num')::integer AS version,
         login.rolsuper AS is_superuser,
         login.rolbypassrls AS bypasses_rls,
         (SELECT min(n.nspname || '.' || c.relname)
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname || '.' || c.relname IN
                 ('public.stylist_promotions', 'public.stylist_override_budgets', 'public.schedule_overrides',
                  'private.schedule_change_log', 'private.service_management_log', 'private.availability_cache')
             AND pg_has_role(login.oid, c.relowner, 'MEMBER')) AS owned,
         ARRAY(SELECT r.rolname::text
                 FROM pg_roles r
                WHERE r.rolname IN ('anon', 'authenticated', 'service_engine')
                  AND NOT pg_has_role(login.oid, r.oid, 'MEMBER')
                ORDER BY r.rolname) AS missing_roles
    FROM pg_roles login
   WHERE login.rolname = session_user`;

/**
 * Why a login cannot be the service's (docs/database.md "Roles"): row level security must apply to it, and it must be a
 * member of the three roles. An empty list means that it can.
 */
export async function loginFaults(dataSource: DataSource): Promise<string[]> {
  const [login] = (await dataSource.query(LOGIN)) as LoginRow[];
  if (login === undefined) return ['the login is unknown'];
  const faults: string[] = [];
  if (login.version < OLDEST_VERSION) faults.push('PostgreSQL is older than 14');
  if (login.is_superuser) faults.push(`${login.name} is a superuser`);
  else if (login.bypasses_rls) faults.push(`${login.name} bypasses row level security`);
  else if (login.owned !== null) faults.push(`${login.name} owns ${login.owned}`);
  else if (login.missing_roles.length > 0)
    faults.push(`${login.name} is no member of ${login.missing_roles.join(', ')}`);
  return faults;
}
