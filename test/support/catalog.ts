import type { Pool } from 'pg';

const SYSTEM = `('pg_catalog', 'information_schema', 'pg_toast')`;

/** Objects of extensions are left out. */
const notOfExtension = (oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = ${oid} AND d.deptype = 'e')`;

/** Rights as `grantee=privilege` in one order. `kind` and `owner` give the default rights where none are stored. */
const rights = (given: string, kind?: string, owner?: string): string => {
  const acl = kind === undefined ? given : `coalesce(${given}, acldefault('${kind}', ${owner}))`;
  return `
  (SELECT string_agg(format('%s=%s%s', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
                            a.privilege_type, CASE WHEN a.is_grantable THEN '*' ELSE '' END), ',' ORDER BY 1)
     FROM (SELECT * FROM aclexplode(${acl}) ORDER BY grantee, privilege_type) AS a)`;
};

const QUERIES: Record<string, string> = {
  schemas: `
    SELECT n.nspname, ${rights('n.nspacl', 'n', 'n.nspowner')} FROM pg_namespace n
     WHERE n.nspname NOT IN ${SYSTEM} AND n.nspname NOT LIKE 'pg\\_%'`,
  extensions: `SELECT extname, extnamespace::regnamespace FROM pg_extension`,
  relations: `
    SELECT c.oid::regclass, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, ${rights('c.relacl', 'r', 'c.relowner')},
           c.reloptions, obj_description(c.oid, 'pg_class'),
           CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'v', 'm', 'S', 'p') AND n.nspname NOT IN ${SYSTEM} AND ${notOfExtension('c.oid')}`,
  columns: `
    SELECT c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
           pg_get_expr(d.adbin, d.adrelid), ${rights('a.attacl')}, col_description(c.oid, a.attnum)
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT IN ${SYSTEM}`,
  constraints: `
    SELECT k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid), k.convalidated
      FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
     WHERE k.conrelid <> 0 AND n.nspname NOT IN ${SYSTEM}`,
  indexes: `
    SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ${SYSTEM}`,
  triggers: `
    SELECT pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger t WHERE NOT t.tgisinternal`,
  functions: `
    SELECT pg_get_functiondef(p.oid), ${rights('p.proacl', 'f', 'p.proowner')}, obj_description(p.oid, 'pg_proc')
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname NOT IN ${SYSTEM} AND p.prokind IN ('f', 'p') AND ${notOfExtension('p.oid')}`,
  policies: `
    SELECT schemaname, tablename, policyname, permissive, roles, cmd, qual, with_check FROM pg_policies`,
};

/**
 * All objects of all schemas, one sorted line each, so that a comparison of two databases names the difference.
 */
export async function catalogOf(pool: Pool): Promise<string[]> {
  const lines: string[] = [];
  for (const [kind, sql] of Object.entries(QUERIES)) {
    const { rows } = await pool.query<{ line: string }>(
      `SELECT row_to_json(found)::text AS line FROM (${sql}) AS found`,
    );
    lines.push(...rows.map(({ line }) => `${kind} ${line}`).toSorted());
  }
  return lines;
}
