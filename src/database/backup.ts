import type { Query } from '../../migrations/foundation/catalog.js';

interface Reader {
  name: string;
  isSuperuser: boolean;
  isWhole: boolean;
  isCurrent: boolean;
}

/** Row level security is forced, so it hides rows from the owner too: a dump needs a role that passes by it. */
const READERS = `
SELECT r.rolname AS name, r.rolsuper AS "isSuperuser", r.rolname = current_user AS "isCurrent",
       r.rolsuper OR r.rolbypassrls AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname IN ('public', 'private') AND c.relkind = 'r'
            AND NOT (pg_catalog.has_table_privilege(r.oid, c.oid, 'SELECT')
                     AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE'))) AS "isWhole"
  FROM pg_catalog.pg_roles r
 WHERE r.rolcanlogin OR r.rolname = current_user
 ORDER BY r.rolsuper, r.rolname`;

/** Which logins could dump every row (docs/operating.md "Backup and restore"), and whether the present one could. */
export async function backupLogins(query: Query): Promise<string[]> {
  const readers = await query<Reader>(READERS);
  const whole = readers.filter(({ isWhole }) => isWhole);
  const current = readers.find(({ isCurrent }) => isCurrent);
  return [
    whole.length === 0
      ? 'no login could: make one as docs/operating.md says'
      : whole.map(({ name, isSuperuser }) => `${name}${isSuperuser ? ', a superuser' : ''}`).join('; '),
    ...(current === undefined || current.isWhole
      ? []
      : [`not ${current.name}: rows are hidden from it, or not granted`]),
  ];
}
