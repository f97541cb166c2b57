import type { Pool } from 'pg';

/** SQL that takes a grant or policy away, or makes a condition always true. */
export interface SchemaMutant {
  name: string;
  /** The table, function or schema that it changes, by the name that statements use. */
  thing: string;
  /** Whether it concerns callers, not the engine. */
  isOfCallers: boolean;
  apply: string;
  undo: string;
}

const SCHEMAS = `('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)`;
const ROLES = `('anon', 'authenticated', 'service_engine', 'service_engine_caller')`;

/** All policies but the owner's: the owner of the tests is a superuser, whom row level security does not hold. */
const POLICIES = `
  SELECT p.polname AS name, p.polrelid::regclass::text AS on_table,
         CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                       ELSE 'ALL' END AS command,
         p.polpermissive AS permissive, pg_get_expr(p.polqual, p.polrelid) AS using_clause,
         pg_get_expr(p.polwithcheck, p.polrelid) AS check_clause,
         (SELECT string_agg(r.rolname, ', ') FROM pg_roles r WHERE r.oid = ANY (p.polroles)) AS roles
    FROM pg_policy p
    JOIN pg_class c ON c.oid = p.polrelid
   WHERE c.relnamespace IN ${SCHEMAS} AND p.polname NOT IN ('own_week', 'own_offers') AND NOT c.relowner = ANY (p.polroles)
   ORDER BY 2, 1`;

/**
 * Grants as they were given: one for each table, role and privilege, with its columns if it has some. Those that let
 * stylists write their offers are a marketplace's, which the world of the tests plays.
 */
const GRANTS = `
  SELECT c.oid::regclass::text AS on_table, r.rolname AS role, acl.privilege_type AS privilege, NULL AS columns
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS acl JOIN pg_roles r ON r.oid = acl.grantee
   WHERE c.relnamespace IN ${SCHEMAS} AND c.relkind IN ('r', 'v') AND r.rolname IN ${ROLES}
     AND NOT (c.relname = 'stylist_services' AND r.rolname = 'authenticated' AND acl.privilege_type <> 'SELECT')
   UNION ALL
  SELECT c.oid::regclass::text, r.rolname, acl.privilege_type, string_agg(quote_ident(a.attname), ', ')
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) AS acl
    JOIN pg_roles r ON r.oid = acl.grantee
   WHERE c.relnamespace IN ${SCHEMAS} AND r.rolname IN ${ROLES}
   GROUP BY 1, 2, 3
   ORDER BY 1, 2, 3`;

const OTHER_GRANTS = `
  SELECT 'FUNCTION ' || p.oid::regprocedure AS thing, r.rolname AS role, acl.privilege_type AS privilege
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) AS acl JOIN pg_roles r ON r.oid = acl.grantee
   WHERE p.pronamespace IN ${SCHEMAS} AND r.rolname IN ${ROLES}
   UNION ALL
  SELECT 'SCHEMA ' || n.nspname, r.rolname, acl.privilege_type
    FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) AS acl JOIN pg_roles r ON r.oid = acl.grantee
   WHERE n.oid IN ${SCHEMAS} AND r.rolname IN ${ROLES}
   ORDER BY 1, 2`;

interface Policy {
  name: string;
  on_table: string;
  command: string;
  permissive: boolean;
  using_clause: string | null;
  check_clause: string | null;
  roles: string;
}

/** Each policy and grant taken away, and each condition made true. */
export async function schemaMutants(owner: Pool): Promise<SchemaMutant[]> {
  const policies = (await owner.query<Policy>(POLICIES)).rows;
  const grants = (
    await owner.query<{ on_table: string; role: string; privilege: string; columns: string | null }>(GRANTS)
  ).rows;
  const others = (await owner.query<{ thing: string; role: string; privilege: string }>(OTHER_GRANTS)).rows;
  return [
    ...policies.map(removed),
    ...policies.filter(isCondition).map(opened),
    ...grants.map(({ on_table: table, role, privilege, columns }) => {
      const right = columns === null ? privilege : `${privilege} (${columns})`;
      return revoked(privilege, right, table, role);
    }),
    ...others.map(({ thing, role, privilege }) => revoked(privilege, privilege, thing, role)),
  ];
}

function removed(policy: Policy): SchemaMutant {
  const { name, on_table: table, command, permissive, roles } = policy;
  const kind = permissive ? '' : ' AS RESTRICTIVE';
  return {
    name: `without policy ${name} on ${table}`,
    thing: table,
    isOfCallers: isOfCallers(roles),
    apply: `DROP POLICY ${name} ON ${table}`,
    undo: `CREATE POLICY ${name} ON ${table}${kind} FOR ${command} TO ${roles}${clauses(policy)}`,
  };
}

function opened(policy: Policy): SchemaMutant {
  const { name, on_table: table, using_clause: using, check_clause: check } = policy;
  const open = clauses({ using_clause: using && 'true', check_clause: check && 'true' });
  return {
    name: `policy ${name} on ${table} true for all`,
    thing: table,
    isOfCallers: isOfCallers(policy.roles),
    apply: `ALTER POLICY ${name} ON ${table}${open}`,
    undo: `ALTER POLICY ${name} ON ${table}${clauses(policy)}`,
  };
}

function revoked(privilege: string, right: string, thing: string, role: string): SchemaMutant {
  return {
    name: `without ${privilege} on ${thing} for ${role}`,
    thing,
    isOfCallers: isOfCallers(role),
    apply: `REVOKE ${right} ON ${thing} FROM ${role}`,
    undo: `GRANT ${right} ON ${thing} TO ${role}`,
  };
}

function isOfCallers(roles: string): boolean {
  return roles !== 'service_engine';
}

function isCondition({ using_clause: using, check_clause: check }: Policy): boolean {
  return [using, check].some((clause) => clause !== null && clause !== 'true');
}

function clauses({ using_clause: using, check_clause: check }: Pick<Policy, 'using_clause' | 'check_clause'>): string {
  return (using === null ? '' : ` USING (${using})`) + (check === null ? '' : ` WITH CHECK (${check})`);
}
