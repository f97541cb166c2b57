/** A question to the catalogue whose every row is a finding, and a change that makes it find one. */
export interface Gate {
  name: string;
  /** Rows with one text column, `finding`. */
  sql: string;
  /** A change of the schema that the gate must find. */
  mutant: string;
  finds: string;
}

/** The service's own tables; the rest belongs to the marketplace. */
const OWN = `
  SELECT c.oid, c.relname, n.nspname || '.' || c.relname AS name, c.relrowsecurity, c.relforcerowsecurity
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p')
     AND (n.nspname = 'private'
          OR n.nspname = 'public' AND c.relname IN ('stylist_promotions', 'stylist_override_budgets',
                                                   'schedule_overrides', 'service_engine_migrations'))`;

/** The six tables of the plan. */
const PLANNED = `
  SELECT unnest(ARRAY['public.stylist_promotions', 'public.stylist_override_budgets', 'public.schedule_overrides',
                      'private.schedule_change_log', 'private.service_management_log',
                      'private.availability_cache'])::regclass AS oid`;

/** Every right on a table or column, with whom it is given to. */
const RIGHTS = `
  SELECT c.oid::regclass::text AS name, coalesce(r.rolname, 'PUBLIC') AS role, acl.privilege_type AS privilege
    FROM pg_class c
   CROSS JOIN LATERAL (
           SELECT (aclexplode(c.relacl)).*
            UNION ALL
           SELECT (aclexplode(a.attacl)).* FROM pg_attribute a WHERE a.attrelid = c.oid) AS acl
    LEFT JOIN pg_roles r ON r.oid = acl.grantee
   WHERE c.relnamespace IN ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)
     AND acl.grantee <> c.relowner`;

/** Every policy, once for each role and command it stands for. */
const POLICIES = `
  SELECT p.polname AS name, p.polrelid::regclass::text AS table_name, p.polpermissive AS permissive,
         coalesce(r.rolname, 'PUBLIC') AS role, command,
         concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) AS condition
    FROM pg_policy p
   CROSS JOIN LATERAL unnest(p.polroles) AS role_oid
    LEFT JOIN pg_roles r ON r.oid = role_oid
   CROSS JOIN LATERAL unnest(CASE p.polcmd WHEN 'r' THEN ARRAY['SELECT'] WHEN 'a' THEN ARRAY['INSERT']
                                           WHEN 'w' THEN ARRAY['UPDATE'] WHEN 'd' THEN ARRAY['DELETE']
                                           ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) AS command`;

const FUNCTIONS = `
  SELECT p.oid, p.oid::regprocedure::text AS name, p.prosecdef, p.pronargs, p.proconfig, n.nspname
    FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname IN ('public', 'private', 'auth')
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`;

/** Columns of the plan's tables of one of the types, with the checks that speak of each. */
const columns = (types: string): string => `
  SELECT a.attrelid::regclass::text || '.' || a.attname AS name, a.attname,
         (SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k
           WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)) AS checks
    FROM pg_attribute a
   WHERE a.attrelid IN (${PLANNED}) AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN (${types})`;

const API_ROLES = `('anon', 'authenticated', 'service_engine', 'service_engine_caller', 'service_engine_api', 'PUBLIC')`;

export const GATES: Gate[] = [
  {
    name: 'row level security is on and forced on the service’s own tables',
    sql: `SELECT name AS finding FROM (${OWN}) AS own WHERE NOT (relrowsecurity AND relforcerowsecurity)`,
    mutant: 'ALTER TABLE public.schedule_overrides NO FORCE ROW LEVEL SECURITY',
    finds: 'public.schedule_overrides',
  },
  {
    name: 'row level security is on wherever a caller has a right',
    sql: `
      SELECT DISTINCT name AS finding FROM (${RIGHTS}) AS rights JOIN pg_class c ON c.oid = name::regclass
       WHERE role IN ('anon', 'authenticated', 'PUBLIC') AND c.relkind = 'r' AND NOT c.relrowsecurity`,
    mutant: 'ALTER TABLE public.bookings DISABLE ROW LEVEL SECURITY',
    finds: 'bookings',
  },
  {
    name: 'views that callers may read check the rights of their reader or filter by the caller',
    sql: `
      SELECT DISTINCT name AS finding FROM (${RIGHTS}) AS rights JOIN pg_class c ON c.oid = name::regclass
       WHERE role IN ('anon', 'authenticated', 'PUBLIC') AND c.relkind = 'v'
         AND coalesce(c.reloptions::text, '') !~ 'security_invoker=(true|on)'
         AND (pg_get_viewdef(c.oid) !~ 'auth\\.uid\\(\\)' OR coalesce(c.reloptions::text, '') !~ 'security_barrier')`,
    mutant: `CREATE VIEW public.all_promotions AS SELECT * FROM public.stylist_promotions;
             GRANT SELECT ON public.all_promotions TO authenticated`,
    finds: 'all_promotions',
  },
  {
    name: 'no TRUNCATE, REFERENCES, TRIGGER or MAINTAIN for the roles of the API',
    sql: `
      SELECT DISTINCT concat_ws(' ', role, privilege, name) AS finding FROM (${RIGHTS}) AS rights
       WHERE role IN ${API_ROLES} AND privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE')`,
    mutant: 'GRANT TRUNCATE ON public.schedule_overrides TO authenticated',
    finds: 'authenticated TRUNCATE schedule_overrides',
  },
  {
    name: 'nothing is granted to PUBLIC or to the login itself',
    sql: `SELECT DISTINCT concat_ws(' ', role, privilege, name) AS finding FROM (${RIGHTS}) AS rights
           WHERE role IN ('PUBLIC', 'service_engine_api')`,
    mutant: 'GRANT SELECT ON public.stylist_promotions TO PUBLIC',
    finds: 'PUBLIC SELECT stylist_promotions',
  },
  {
    name: 'callers have no right in the private schema',
    sql: `
      SELECT DISTINCT concat_ws(' ', role, privilege, name) AS finding FROM (${RIGHTS}) AS rights
       WHERE name LIKE 'private.%' AND role NOT IN ('service_engine')
       UNION ALL
      SELECT r || ' USAGE private' FROM unnest(ARRAY['anon', 'authenticated', 'service_engine_caller']) AS r
       WHERE has_schema_privilege(r, 'private', 'USAGE')`,
    mutant: 'GRANT USAGE ON SCHEMA private TO authenticated',
    finds: 'authenticated USAGE private',
  },
  {
    name: 'only the service writes its own tables',
    sql: `
      SELECT concat_ws(' ', role, privilege, own.name) AS finding
        FROM (${RIGHTS}) AS rights JOIN (${OWN}) AS own ON own.oid = rights.name::regclass
       WHERE privilege <> 'SELECT' AND role NOT IN ('service_engine', 'service_engine_caller')
       UNION ALL
      SELECT concat_ws(' ', role, command, own.name)
        FROM (${POLICIES}) AS p JOIN (${OWN}) AS own ON own.oid = p.table_name::regclass
       WHERE command <> 'SELECT' AND role IN ('anon', 'authenticated', 'PUBLIC')`,
    mutant: 'GRANT UPDATE (reason) ON public.schedule_overrides TO authenticated',
    finds: 'authenticated UPDATE public.schedule_overrides',
  },
  {
    name: 'no caller has a right on a sequence',
    sql: `
      SELECT concat_ws(' ', role, privilege, name) AS finding
        FROM (${RIGHTS}) AS rights JOIN pg_class c ON c.oid = name::regclass
       WHERE c.relkind = 'S'`,
    mutant: 'GRANT USAGE ON SEQUENCE private.service_management_log_id_seq TO authenticated',
    finds: 'authenticated USAGE private.service_management_log_id_seq',
  },
  {
    name: 'only the service’s login takes the role that writes for callers',
    sql: `
      SELECT m.rolname AS finding FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
       WHERE a.roleid = 'service_engine_caller'::regrole AND m.rolname <> 'service_engine_api' AND NOT m.rolsuper`,
    mutant: 'CREATE ROLE gateway; GRANT service_engine_caller TO gateway',
    finds: 'gateway',
  },
  {
    name: 'nobody creates in a schema who does not own it',
    sql: `
      SELECT concat_ws(' ', r.rolname, n.nspname) AS finding
        FROM pg_namespace n, pg_roles r
       WHERE n.nspname IN ('public', 'private', 'auth') AND r.rolname IN ${API_ROLES}
         AND has_schema_privilege(r.oid, n.oid, 'CREATE')`,
    mutant: 'GRANT CREATE ON SCHEMA public TO authenticated',
    finds: 'authenticated public',
  },
  {
    name: 'no policy is for PUBLIC',
    sql: `SELECT DISTINCT concat_ws(' ', table_name, name) AS finding FROM (${POLICIES}) AS p WHERE role = 'PUBLIC'`,
    mutant: 'CREATE POLICY everybody ON public.bookings FOR SELECT USING (true)',
    finds: 'bookings everybody',
  },
  {
    name: 'policies look the caller and the roles up once a statement',
    sql: `
      SELECT DISTINCT concat_ws(' ', table_name, name) AS finding
        FROM (${POLICIES}) AS p
       WHERE regexp_replace(regexp_replace(condition, '\\( ?SELECT auth\\.uid\\(\\) AS uid\\)', '', 'g'),
                            '\\( ?SELECT (public\\.)?user_has_role\\(', '', 'g') ~ 'auth\\.uid|user_has_role\\('`,
    mutant: 'CREATE POLICY slow ON public.bookings FOR SELECT TO anon USING (customer_user_id = auth.uid())',
    finds: 'bookings slow',
  },
  {
    name: 'at most one permissive policy for a table, role and command',
    sql: `
      SELECT concat_ws(' ', table_name, role, command) AS finding
        FROM (${POLICIES}) AS p WHERE permissive GROUP BY table_name, role, command HAVING count(*) > 1`,
    mutant: 'CREATE POLICY another ON public.schedule_overrides FOR ALL TO authenticated USING (false)',
    finds: 'schedule_overrides authenticated SELECT',
  },
  {
    name: 'functions that run as their owner have an empty search_path',
    sql: `
      SELECT name AS finding FROM (${FUNCTIONS}) AS f
       WHERE prosecdef AND NOT coalesce(proconfig @> ARRAY['search_path=""'], false)`,
    mutant: 'ALTER FUNCTION private.initialize_stylist_budget() RESET search_path',
    finds: 'private.initialize_stylist_budget()',
  },
  {
    name: 'no caller executes a private function that runs as its owner and takes arguments',
    sql: `
      SELECT concat_ws(' ', r, name) AS finding
        FROM (${FUNCTIONS}) AS f, unnest(ARRAY['anon', 'authenticated', 'service_engine_caller']) AS r
       WHERE prosecdef AND nspname = 'private' AND pronargs > 0 AND has_function_privilege(r, f.oid, 'EXECUTE')`,
    mutant: 'GRANT EXECUTE ON FUNCTION private.emails_of(uuid[]) TO authenticated',
    finds: 'authenticated private.emails_of(uuid[])',
  },
  {
    name: 'functions are executable by whom they are granted to, not by PUBLIC',
    sql: `
      SELECT name AS finding FROM (${FUNCTIONS}) AS f JOIN pg_proc p USING (oid)
       WHERE nspname <> 'auth' AND p.prorettype <> 'trigger'::regtype
         AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) AS acl WHERE acl.grantee = 0))
       UNION ALL
      SELECT 'anon ' || name FROM (${FUNCTIONS}) AS f
       WHERE name LIKE '%user_has_role%' AND has_function_privilege('anon', f.oid, 'EXECUTE')`,
    mutant: 'GRANT EXECUTE ON FUNCTION public.user_has_role(uuid, text) TO anon',
    finds: 'anon user_has_role(uuid,text)',
  },
  {
    name: 'every foreign key has an index that begins with its columns',
    sql: `
      SELECT k.conrelid::regclass || '.' || k.conname AS finding
        FROM pg_constraint k
       WHERE k.contype = 'f' AND k.connamespace IN ('public'::regnamespace, 'private'::regnamespace)
         AND NOT EXISTS (SELECT FROM pg_index i
                          WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
                            AND (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey)`,
    mutant: 'DROP INDEX public.idx_schedule_overrides_created_by',
    finds: 'schedule_overrides.schedule_overrides_created_by_fkey',
  },
  {
    name: 'the logs refuse UPDATE, DELETE and TRUNCATE by trigger, whoever asks',
    sql: `
      SELECT concat_ws(' ', log::text, event) AS finding
        FROM unnest(ARRAY['private.schedule_change_log', 'private.service_management_log']::regclass[]) AS log,
             (VALUES ('DELETE', 8), ('UPDATE', 16), ('TRUNCATE', 32)) AS events (event, bit)
       WHERE NOT EXISTS (SELECT FROM pg_trigger t
                          WHERE t.tgrelid = log AND t.tgenabled = 'A' AND t.tgtype::int & bit = bit
                            AND t.tgtype::int & 2 = 2 AND t.tgfoid = 'private.refuse_change()'::regprocedure)`,
    mutant: 'ALTER TABLE private.service_management_log DISABLE TRIGGER refuse_truncate',
    finds: 'private.service_management_log TRUNCATE',
  },
  {
    name: 'the service only adds to the logs and reads them',
    sql: `
      SELECT concat_ws(' ', role, privilege, name) AS finding FROM (${RIGHTS}) AS rights
       WHERE name IN ('private.schedule_change_log', 'private.service_management_log')
         AND NOT (role = 'service_engine' AND privilege IN ('SELECT', 'INSERT'))
       UNION ALL
      SELECT concat_ws(' ', 'INSERT', log, column_name)
        FROM unnest(ARRAY['private.schedule_change_log', 'private.service_management_log']) AS log,
             unnest(ARRAY['id', 'created_at', 'client_salt', 'client_digest']) AS column_name
       WHERE has_column_privilege('service_engine', log, column_name, 'INSERT')`,
    mutant: 'GRANT UPDATE (details) ON private.service_management_log TO service_engine',
    finds: 'service_engine UPDATE private.service_management_log',
  },
  {
    name: 'rows of the logs refer to no account that could take them along',
    sql: `
      SELECT conname AS finding FROM pg_constraint
       WHERE contype = 'f'
         AND conrelid IN ('private.schedule_change_log'::regclass, 'private.service_management_log'::regclass)`,
    mutant: `ALTER TABLE private.schedule_change_log ADD CONSTRAINT stylist FOREIGN KEY (actor_user_id)
             REFERENCES auth.users ON DELETE CASCADE NOT VALID`,
    finds: 'stylist',
  },
  {
    name: 'each text and jsonb column of the plan’s tables has a size',
    sql: `
      SELECT name AS finding FROM (${columns(`'text'::regtype, 'jsonb'::regtype`)}) AS c
       WHERE coalesce(checks, '') !~ ('(length|octet_length)\\(\\(?' || attname || '\\M')
         AND coalesce(checks, '') !~ ('\\m' || attname || ' = ANY')`,
    mutant: 'ALTER TABLE public.schedule_overrides ADD note text',
    finds: 'schedule_overrides.note',
  },
  {
    name: 'each date column of the plan’s tables refuses infinity',
    sql: `
      SELECT name AS finding FROM (${columns(`'date'::regtype`)}) AS c
       WHERE coalesce(checks, '') !~ ('isfinite\\(' || attname || '\\M')`,
    mutant: 'ALTER TABLE public.schedule_overrides ADD seen_on date',
    finds: 'schedule_overrides.seen_on',
  },
  {
    name: 'the roles of the API can do nothing of themselves',
    sql: `
      SELECT rolname AS finding FROM pg_roles
       WHERE rolname IN ${API_ROLES}
         AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
              OR rolname = 'service_engine_api' AND rolinherit)
       UNION ALL
      SELECT r.rolname || ' owns ' || c.oid::regclass FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
       WHERE r.rolname IN ${API_ROLES}`,
    mutant:
      'GRANT CREATE ON SCHEMA private TO service_engine; ALTER TABLE private.availability_sweeps OWNER TO service_engine',
    finds: 'service_engine owns private.availability_sweeps',
  },
  {
    name: 'nobody deletes promotions or budgets',
    sql: `
      SELECT concat_ws(' ', role, name) AS finding FROM (${RIGHTS}) AS rights
       WHERE name IN ('stylist_promotions', 'stylist_override_budgets') AND privilege = 'DELETE'`,
    mutant: 'GRANT DELETE ON public.stylist_promotions TO authenticated',
    finds: 'authenticated stylist_promotions',
  },
  {
    name: 'anonymous readers of overrides do not see who made them',
    sql: `
      SELECT 'created_by' AS finding
       WHERE has_column_privilege('anon', 'public.schedule_overrides', 'created_by', 'SELECT')`,
    mutant: 'GRANT SELECT ON public.schedule_overrides TO anon',
    finds: 'created_by',
  },
  {
    name: 'the service sees no name, phone, address or note of who books',
    sql: `
      SELECT 'service_engine ' || a.attrelid::regclass || '.' || a.attname AS finding
        FROM pg_attribute a
       WHERE a.attrelid IN ('public.bookings'::regclass, 'public.booking_reservations'::regclass)
         AND a.attname ~ 'name|phone|email|notes|metadata|customer'
         AND has_column_privilege('service_engine', a.attrelid, a.attnum, 'SELECT')`,
    mutant: 'GRANT SELECT ON public.bookings TO service_engine',
    finds: 'service_engine bookings.customer_phone',
  },
  {
    name: 'every source of slots tells its changes, whatever changes it',
    sql: `
      SELECT concat_ws(' ', source::text, event) AS finding
        FROM unnest(ARRAY['public.bookings', 'public.booking_reservations', 'public.stylist_schedules',
                          'public.schedule_overrides', 'public.services', 'public.stylist_services',
                          'public.stylist_profiles']::regclass[]) AS source,
             (VALUES ('INSERT', 4), ('DELETE', 8), ('UPDATE', 16), ('TRUNCATE', 32)) AS events (event, bit)
       WHERE NOT EXISTS (SELECT FROM pg_trigger t
                          WHERE t.tgrelid = source AND t.tgenabled = 'A' AND t.tgtype::int & bit = bit
                            AND t.tgtype::int & 1 = 0
                            AND t.tgfoid = 'private.invalidate_availability_cache()'::regprocedure)`,
    mutant: 'DROP TRIGGER trigger_invalidate_cache_on_service_update ON public.services',
    finds: 'services UPDATE',
  },
];
