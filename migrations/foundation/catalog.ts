/** Runs one statement and returns its rows. */
export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

export interface CatalogColumn {
  /** As PostgreSQL writes it: `timestamp with time zone`. */
  type: string;
  /** NOT NULL without a default: every INSERT must give it. */
  required: boolean;
}

export interface CatalogTable {
  columns: Record<string, CatalogColumn>;
  /** The columns of each unique index or key without a condition, sorted by name. */
  keys: string[];
  /** Whether the migrating role may alter it. */
  owned: boolean;
  readable: boolean;
  rowSecurity: boolean;
  /** The commands that `authenticated` may use by privilege on the whole table, and by policy. */
  granted: string[];
  policed: string[];
}

/** The objects of a database before the migration, as far as the migration depends on them. */
export interface Catalog {
  /** The migrating role. */
  role: string;
  superuser: boolean;
  mayCreateRoles: boolean;
  mayCreateInDatabase: boolean;
  serverVersion: number;
  /** Schemas, each with the rights of the migrating role. */
  schemas: Record<string, { mayCreate: boolean; mayUse: boolean; mayGrant: boolean }>;
  extensions: string[];
  /** The service's roles that exist: their logins, the roles that they inherit, and whether the migrating role may grant each. */
  roles: Record<string, { mayGrant: boolean; members: string[]; inherits: string[] }>;
  /** Tables of `public`, `private` and `auth` by `schema.name`. */
  tables: Record<string, CatalogTable>;
  /** Tables, views, indexes and sequences by `schema.name`, each with its table. */
  relations: Record<string, string>;
  /** Results of functions by `schema.name(types)`. */
  functions: Record<string, string>;
  /** `name ON schema.table`. */
  triggers: string[];
  constraints: string[];
  policies: string[];
  /** The rights that `service_engine` has already: `SELECT ON public.bookings`, `SELECT (id) ON public.bookings`. */
  engineRights: string[];
  /** The rights that the service's roles need and do not have: `EXECUTE ON FUNCTION auth.uid() TO authenticated`. */
  missingGrants: string[];
  mayReadAccounts: boolean;
  /** When the transaction began. */
  now: string;
  /** Names in `public.roles`. */
  roleNames: string[];
}

const SCHEMAS = `('public', 'private', 'auth', 'service_engine_earlier')`;
const NAME = `format('%s.%s', n.nspname, c.relname)`;

const IS_ENGINE = `a.grantee = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = 'service_engine')`;

const CATALOG = `
SELECT now()::text AS now,
       me.rolname AS role,
       me.rolsuper AS superuser,
       me.rolsuper OR me.rolcreaterole AS "mayCreateRoles",
       has_database_privilege(current_database(), 'CREATE') AS "mayCreateInDatabase",
       current_setting('server_version_num')::integer AS "serverVersion",
       (SELECT coalesce(json_object_agg(n.nspname, json_build_object(
                 'mayCreate', has_schema_privilege(n.oid, 'CREATE'),
                 'mayUse', has_schema_privilege(n.oid, 'USAGE'),
                 'mayGrant', has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION'))), '{}')
          FROM pg_catalog.pg_namespace n
         WHERE n.nspname IN ${SCHEMAS} OR n.nspname = 'extensions') AS schemas,
       ARRAY(SELECT extname::text FROM pg_catalog.pg_extension) AS extensions,
       (SELECT coalesce(json_object_agg(r.rolname, json_build_object(
                 'mayGrant', me.rolsuper OR pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION')
                             OR (me.rolcreaterole AND current_setting('server_version_num')::integer < 160000),
                 'members', ARRAY(SELECT m.rolname::text FROM pg_catalog.pg_roles m
                                   WHERE m.rolcanlogin AND NOT m.rolsuper AND m.oid <> r.oid
                                     AND pg_has_role(m.oid, r.oid, 'MEMBER')
                                   ORDER BY 1),
                 'inherits', ARRAY(SELECT i.rolname::text FROM pg_catalog.pg_roles i
                                    WHERE i.oid <> r.oid AND pg_has_role(r.oid, i.oid, 'USAGE')))), '{}')
          FROM pg_catalog.pg_roles r
         WHERE r.rolname IN ('anon', 'authenticated', 'service_engine', 'service_engine_caller',
                             'service_engine_api')) AS roles,
       (SELECT coalesce(json_object_agg(${NAME}, json_build_object(
                 'owned', me.rolsuper OR pg_has_role(c.relowner, 'USAGE'),
                 'readable', has_table_privilege(c.oid, 'SELECT'),
                 'rowSecurity', c.relrowsecurity,
                 'granted', ARRAY(SELECT w.command FROM unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS w (command)
                                   WHERE EXISTS (SELECT FROM pg_catalog.pg_roles r
                                                  WHERE r.rolname = 'authenticated'
                                                    AND has_table_privilege(r.oid, c.oid, w.command))),
                 'policed', ARRAY(SELECT DISTINCT w.command
                                    FROM pg_catalog.pg_policy p
                                    JOIN unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS w (command)
                                      ON p.polcmd = '*' OR p.polcmd = CASE w.command WHEN 'SELECT' THEN 'r'::"char"
                                                                     WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w'
                                                                     ELSE 'd' END
                                   WHERE p.polrelid = c.oid AND p.polpermissive
                                     AND (p.polroles = '{0}' OR EXISTS (
                                           SELECT FROM pg_catalog.pg_roles r
                                            WHERE r.oid = ANY (p.polroles)
                                              AND (r.rolname = 'authenticated' OR r.rolname = 'service_engine_caller'
                                                                                  AND w.command <> 'SELECT')))),
                 'keys', ARRAY(SELECT string_agg(a.attname, ', ' ORDER BY a.attname)
                                 FROM pg_catalog.pg_index i
                                 JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                                WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indimmediate
                                  AND i.indexprs IS NULL
                                GROUP BY i.indexrelid),
                 'columns', (SELECT coalesce(json_object_agg(a.attname, json_build_object(
                                      'type', format_type(a.atttypid, NULL),
                                      'required', a.attnotnull AND NOT a.atthasdef AND a.attidentity = '')), '{}')
                               FROM pg_catalog.pg_attribute a
                              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))), '{}')
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname IN ${SCHEMAS} AND c.relkind IN ('r', 'p')) AS tables,
       (SELECT coalesce(json_object_agg(${NAME}, coalesce(
                 (SELECT format('%s.%s', tn.nspname, t.relname)
                    FROM pg_catalog.pg_class t
                    JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
                   WHERE t.oid = coalesce(
                           (SELECT i.indrelid FROM pg_catalog.pg_index i WHERE i.indexrelid = c.oid),
                           (SELECT d.refobjid FROM pg_catalog.pg_depend d
                             WHERE c.relkind = 'S' AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass))),
                 ${NAME})), '{}')
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname IN ${SCHEMAS}) AS relations,
       (SELECT coalesce(json_object_agg(format('%s.%s(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)),
                                        format_type(p.prorettype, NULL)), '{}')
          FROM pg_catalog.pg_proc p
          JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ${SCHEMAS}) AS functions,
       ARRAY(SELECT format('%s ON %s', t.tgname, ${NAME}) FROM pg_catalog.pg_trigger t
               JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE NOT t.tgisinternal AND n.nspname IN ${SCHEMAS}) AS triggers,
       ARRAY(SELECT format('%s ON %s', k.conname, ${NAME}) FROM pg_catalog.pg_constraint k
               JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname IN ${SCHEMAS}) AS constraints,
       ARRAY(SELECT format('%s ON %s', p.polname, ${NAME}) FROM pg_catalog.pg_policy p
               JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname IN ${SCHEMAS}) AS policies,
       ARRAY(SELECT format('USAGE ON SCHEMA %s TO %s', n.nspname, w.role)
               FROM pg_catalog.pg_namespace n
              CROSS JOIN unnest('{anon,authenticated,service_engine}'::text[]) AS w (role)
              WHERE n.nspname IN ('public', 'auth')
                AND NOT coalesce((SELECT has_schema_privilege(r.oid, n.oid, 'USAGE')
                                    FROM pg_catalog.pg_roles r WHERE r.rolname = w.role),
                                 EXISTS (SELECT FROM aclexplode(n.nspacl) a
                                          WHERE a.grantee = 0 AND a.privilege_type = 'USAGE'))
              UNION ALL
             SELECT format('EXECUTE ON FUNCTION %s.%s(%s) TO authenticated', n.nspname, p.proname,
                           oidvectortypes(p.proargtypes))
               FROM pg_catalog.pg_proc p
               JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
              WHERE (n.nspname, p.proname) IN (('auth', 'uid'), ('public', 'user_has_role'))
                AND NOT coalesce((SELECT has_function_privilege(r.oid, p.oid, 'EXECUTE')
                                    FROM pg_catalog.pg_roles r WHERE r.rolname = 'authenticated'),
                                 EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                                          WHERE a.grantee = 0))) AS "missingGrants",
       ARRAY(SELECT format('%s ON %s', a.privilege_type, ${NAME})
               FROM pg_catalog.pg_class c
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              CROSS JOIN aclexplode(c.relacl) AS a
              WHERE n.nspname IN ${SCHEMAS} AND ${IS_ENGINE}
              UNION ALL
             SELECT format('%s (%s) ON %s', a.privilege_type, t.attname, ${NAME})
               FROM pg_catalog.pg_attribute t
               JOIN pg_catalog.pg_class c ON c.oid = t.attrelid
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              CROSS JOIN aclexplode(t.attacl) AS a
              WHERE n.nspname IN ${SCHEMAS} AND ${IS_ENGINE}
              UNION ALL
             SELECT format('%s ON SCHEMA %s', a.privilege_type, n.nspname)
               FROM pg_catalog.pg_namespace n
              CROSS JOIN aclexplode(n.nspacl) AS a
              WHERE n.nspname IN ${SCHEMAS} AND ${IS_ENGINE}) AS "engineRights",
       (SELECT coalesce(bool_or(has_table_privilege(c.oid, 'SELECT')), false) FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'auth' AND c.relname = 'users') AS "mayReadAccounts"
  FROM pg_catalog.pg_roles me
 WHERE me.rolname = current_user`;

/** Reads the catalog, without changing anything. */
export async function readCatalog(query: Query): Promise<Catalog> {
  const [catalog] = await query<Omit<Catalog, 'roleNames'>>(CATALOG);
  if (catalog === undefined) throw new Error('the migrating role is unknown');
  const roles = catalog.tables['public.roles'];
  const hasNames = roles?.readable === true && roles.columns['name'] !== undefined;
  const names = hasNames ? await query<{ name: string }>('SELECT name::text FROM public.roles') : [];
  return { ...catalog, roleNames: names.map(({ name }) => name) };
}
