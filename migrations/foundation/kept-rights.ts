import type { Query } from './catalog.js';
import { ADOPTED_TABLES } from './adopted-tables.js';
import type { Step } from './steps.js';

/** What others than the service's callers may do with a table of an earlier version. */
export interface KeptRight {
  table: string;
  role: string;
  /** `SELECT, INSERT`. */
  privileges: string;
}

/** Rights of a server's own role, which bypasses row level security as before; nobody but the owner has TRUNCATE. */
const KEPT = `
SELECT format('%s.%s', n.nspname, c.relname) AS table, a.grantee::regrole::text AS role,
       string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN aclexplode(c.relacl) AS a
 WHERE format('%s.%s', n.nspname, c.relname) IN (${Object.keys(ADOPTED_TABLES)
   .map((table) => `'${table}'`)
   .join(', ')})
   AND c.relkind = 'r' AND a.grantee NOT IN (0, c.relowner)
   AND a.grantee::regrole::text NOT IN ('anon', 'authenticated', 'service_engine', 'service_engine_api',
                                        'service_engine_caller')
   AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES', 'TRIGGER')
 GROUP BY 1, 2
 ORDER BY 1, 2`;

export async function keptRights(query: Query): Promise<KeptRight[]> {
  return query<KeptRight>(KEPT);
}

export function keepRights(rights: readonly KeptRight[]): Step[] {
  return rights.map(({ table, role, privileges }) => ({ sql: `GRANT ${privileges} ON ${table} TO ${role}` }));
}
