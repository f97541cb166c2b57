import { readFileSync } from 'node:fs';
import { HOST_TABLES } from '../../migrations/foundation/host-check.js';
import type { Query } from '../../migrations/foundation/catalog.js';

/**
 * The schema as lines, one an object: `policy public.schedule_overrides.x: PERMISSIVE …`. Whatever decides who may do
 * what and what may be stored is a line. `schema.fingerprint` holds those of this release; on a marketplace's own tables
 * only what the service added counts (docs/database.md "Fingerprint").
 */
const FILE = new URL('../../../schema.fingerprint', import.meta.url);

/** Roles whose rights count. A host's other roles, a reporting login say, are the host's. */
const ROLES = `('anon', 'authenticated', 'service_engine', 'service_engine_caller', 'service_engine_api')`;
/** The names of a revert's own, and what stands only in an adopted database. */
const LEFT_OUT = ['private.service_engine_undo', 'public.service_engine_migrations'];
const OF_ADOPTION = ['recognise_own_override', 'schedule_overrides_no_branches'];
/** Functions and views whose text depends on a table that a host may lack: they are compared only where it is there. */
const FEED = ['private.invalidate_availability_cache()', 'private.record_replicated_change()'];
const ABOUT: Record<string, string[]> = {
  'public.booking_reservations': FEED,
  'public.kb_branches': [...FEED, 'private.branches', 'private.stylist_branches'],
};

const role = (oid: string, owner: string): string =>
  `CASE ${oid} WHEN 0 THEN 'PUBLIC' WHEN ${owner} THEN 'the owner' ELSE pg_get_userbyid(${oid})::text END`;
const counts = (oid: string, owner: string): string =>
  `(${oid} IN (0, ${owner}) OR pg_get_userbyid(${oid}) IN ${ROLES})`;

/** Releases of PostgreSQL write the columns of a view with and without their table. $1: tables and views of the service; $2: tables of a marketplace; $3: functions of the service. */
const LINES = `
WITH ours AS (
  SELECT c.*, n.nspname || '.' || c.relname AS name, n.nspname || '.' || c.relname = ANY ($1) AS is_own
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname || '.' || c.relname = ANY ($1 || $2) AND c.relkind IN ('r', 'v')
), functions AS (
  SELECT p.*, p.oid::regprocedure::text AS signature FROM pg_proc p
   WHERE p.oid::regprocedure::text = ANY ($3)
)
SELECT 'table' AS kind, name, format('%s %s, row security %s, forced %s%s', relkind, relpersistence, relrowsecurity,
         relforcerowsecurity, CASE relkind WHEN 'v' THEN ', ' || coalesce(array_to_string(reloptions, ' '), '') || md5(regexp_replace(pg_get_viewdef(oid), '(\\m\\w+\\.|\\s)', '', 'g')) ELSE '' END) AS text
  FROM ours WHERE is_own
UNION ALL
SELECT 'column', o.name || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
         CASE WHEN a.attnotnull THEN 'NOT NULL' END, nullif(a.attidentity, ''), 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
  FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum
 WHERE o.is_own
UNION ALL
SELECT 'grant', o.name || ' ' || ${role('a.grantee', 'o.relowner')}, string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
  FROM ours o CROSS JOIN aclexplode(o.relacl) AS a
 WHERE o.is_own AND a.grantee <> o.relowner AND ${counts('a.grantee', 'o.relowner')}
 GROUP BY o.name, a.grantee, o.relowner
UNION ALL
SELECT 'grant', o.name || ' (' || t.attname || ') ' || ${role('a.grantee', 'o.relowner')}, string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
  FROM ours o JOIN pg_attribute t ON t.attrelid = o.oid AND NOT t.attisdropped CROSS JOIN aclexplode(t.attacl) AS a
 WHERE o.is_own AND a.grantee <> o.relowner AND ${counts('a.grantee', 'o.relowner')}
 GROUP BY o.name, t.attname, a.grantee, o.relowner
UNION ALL
SELECT 'policy', o.name || '.' || p.polname, concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
         'TO ' || (SELECT string_agg(${role('r.oid', 'o.relowner')}, ', ' ORDER BY ${role('r.oid', 'o.relowner')}) FROM unnest(p.polroles) AS r(oid)),
         'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', 'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
  FROM ours o JOIN pg_policy p ON p.polrelid = o.oid
 WHERE CASE WHEN o.is_own THEN EXISTS (SELECT FROM unnest(p.polroles) AS r(oid) WHERE ${counts('r.oid', 'o.relowner')})
            ELSE starts_with(p.polname, 'service_engine_') END
UNION ALL
SELECT 'trigger', o.name || '.' || t.tgname, format('%s %s', t.tgenabled, pg_get_triggerdef(t.oid))
  FROM ours o JOIN pg_trigger t ON t.tgrelid = o.oid AND NOT t.tgisinternal
 WHERE o.is_own OR t.tgfoid IN (SELECT oid FROM functions)
UNION ALL
SELECT 'constraint', o.name || '.' || k.conname, pg_get_constraintdef(k.oid)
  FROM ours o JOIN pg_constraint k ON k.conrelid = o.oid
 WHERE k.contype NOT IN ('n', 't') AND (o.is_own OR k.conname = 'stylist_schedules_one_version')
UNION ALL
SELECT 'index', o.name || '.' || i.relname, CASE WHEN x.indisvalid THEN '' ELSE 'invalid ' END || pg_get_indexdef(x.indexrelid)
  FROM ours o JOIN pg_index x ON x.indrelid = o.oid JOIN pg_class i ON i.oid = x.indexrelid
 WHERE o.is_own OR i.relname LIKE 'idx\\_%\\_stylist\\_long'
UNION ALL
SELECT 'function', f.signature, concat_ws(' ', pg_get_function_result(f.oid), l.lanname, f.provolatile,
         CASE WHEN f.prosecdef THEN 'SECURITY DEFINER' END, array_to_string(f.proconfig, ' '), md5(f.prosrc),
         'for ' || (SELECT string_agg(${role('a.grantee', 'f.proowner')}, ', ' ORDER BY ${role('a.grantee', 'f.proowner')})
                      FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) AS a
                     WHERE a.grantee <> f.proowner AND ${counts('a.grantee', 'f.proowner')}))
  FROM functions f JOIN pg_language l ON l.oid = f.prolang
ORDER BY 1, 2`;

/** The rights that a role of the service needs on a marketplace's columns. A host may have granted them more widely. */
const RIGHTS = `
SELECT 'right' AS kind, n.nspname || '.' || c.relname || '.' || t.attname || ' ' || pg_get_userbyid(a.grantee) AS name,
       string_agg(DISTINCT a.privilege_type, ', ' ORDER BY a.privilege_type) AS text
  FROM pg_attribute t
  JOIN pg_class c ON c.oid = t.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT * FROM aclexplode(t.attacl) UNION ALL SELECT * FROM aclexplode(c.relacl)) AS a
 WHERE t.attnum > 0 AND NOT t.attisdropped AND n.nspname || '.' || c.relname = ANY ($1)
   AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE')
   AND pg_get_userbyid(a.grantee) IN ('service_engine', 'service_engine_caller')
 GROUP BY n.nspname, c.relname, t.attname, a.grantee
 ORDER BY 2`;

/** Those of the lines `schema.table.column role: privileges` that are not there. $1: the names; $2: the privileges. */
const LACKING = `
SELECT format('right of %s to %s %s', role, privilege, place) AS name
  FROM unnest($1::text[], $2::text[]) AS wanted(name, privileges)
 CROSS JOIN string_to_table(wanted.privileges, ', ') AS privilege
 CROSS JOIN LATERAL (SELECT split_part(wanted.name, ' ', 1) AS place, split_part(wanted.name, ' ', 2) AS role) AS one
  JOIN pg_namespace n ON n.nspname = split_part(place, '.', 1)
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = split_part(place, '.', 2)
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = split_part(place, '.', 3) AND NOT a.attisdropped
 WHERE NOT has_column_privilege(role, c.oid, a.attnum, privilege)
 ORDER BY 1`;

/** Of the catalog rows that the lines are made of: it changes with every change of one, and costs a few milliseconds. */
const MARK = `
SELECT md5(string_agg(row, ',' ORDER BY row)) AS mark FROM (
  SELECT 'p' || oid || ' ' || xmin AS row FROM pg_policy
  UNION ALL SELECT 't' || oid || ' ' || xmin FROM pg_trigger
  UNION ALL SELECT 'k' || oid || ' ' || xmin FROM pg_constraint
  UNION ALL SELECT 'f' || p.oid || ' ' || p.xmin FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'private'
  UNION ALL SELECT 'c' || c.oid || ' ' || c.xmin FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'private')
  UNION ALL SELECT 'a' || a.attrelid || ' ' || a.attnum || ' ' || a.xmin FROM pg_attribute a
             JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'private') AND c.relkind IN ('r', 'v')
) AS rows`;

/** Not by to_regclass, which wants rights on the schema. */
const PRESENT = `
SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname || '.' || c.relname = ANY ($1)`;

const OWN = `
SELECT n.nspname || '.' || c.relname AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('public', 'private') AND c.relkind IN ('r', 'v') AND n.nspname || '.' || c.relname <> ALL ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`;

const OWN_FUNCTIONS = `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = to_regnamespace('private')`;

interface Line {
  kind: string;
  name: string;
  text: string;
}

const HOST = Object.keys(HOST_TABLES);

/** Names are written with their schemas, and definitions alike on every database. */
export const PLAIN_NAMES = 'SET LOCAL search_path = pg_catalog';

/** Describes a database that the migrations have just made; {@link PLAIN_NAMES} must hold. */
export async function describeSchema(query: Query): Promise<string> {
  const tables = await query<{ name: string }>(OWN, [[...HOST, ...LEFT_OUT]]);
  const functions = await query<{ name: string }>(OWN_FUNCTIONS);
  const values = [tables.map((one) => one.name), HOST, functions.map((one) => one.name)];
  const lines = [...(await query<Line>(LINES, values)), ...(await query<Line>(RIGHTS, [HOST]))];
  return lines.map((line) => `${keyOf(line)}: ${inOneLine(line).text}\n`).join('');
}

/** Changes whenever the schema does, and is cheap to read. */
export async function schemaMark(query: Query): Promise<string> {
  const [row] = await query<{ mark: string }>(MARK);
  return row?.mark ?? '';
}

/** What differs from the schema of this release, one line an object; {@link PLAIN_NAMES} must hold. */
export async function schemaDifferences(query: Query): Promise<string[]> {
  const expected = expectedLines();
  const names = (kind: string): string[] => expected.filter((line) => line.kind === kind).map((line) => line.name);
  const own = names('table');
  const there = await query<{ name: string }>(PRESENT, [HOST]);
  const absent = HOST.filter((table) => !there.some((one) => one.name === table));
  const isThere = ({ name, text }: Line): boolean =>
    !absent.some((table) => name.startsWith(`${table}.`) || text.includes(`${table}(`) || ABOUT[table]?.includes(name));
  const actual = (await query<Line>(LINES, [own, HOST, names('function')])).map(inOneLine);
  const found = new Map(actual.map((line) => [keyOf(line), line.text]));
  const wanted = new Set(expected.map(keyOf));
  const lacking = expected
    .filter((line) => line.kind !== 'right' && isThere(line) && !isAlike(found.get(keyOf(line)), line.text))
    .map((line) => {
      const text = found.get(keyOf(line));
      return text === undefined ? `${keyOf(line)} is missing` : `${keyOf(line)} is "${text}", not "${line.text}"`;
    });
  const surplus = actual.filter((line) => !wanted.has(keyOf(line)) && isDecisive(line, own));
  const rights = expected.filter(({ kind }) => kind === 'right');
  const values = [rights.map(({ name }) => name), rights.map(({ text }) => text)];
  return [
    ...lacking,
    ...surplus.map((line) => `${keyOf(line)} is not of this release`),
    ...(await query<{ name: string }>(LACKING, values)).map(({ name }) => `${name} is missing`),
  ];
}

/** An index more is the host's business; one more policy, grant or trigger of our tables decides about rows. */
function isDecisive({ kind, name }: Line, own: readonly string[]): boolean {
  if (kind === 'index' || OF_ADOPTION.some((one) => name.endsWith(`.${one}`))) return false;
  return own.some((table) => name.startsWith(`${table}.`) || name.startsWith(`${table} `));
}

function expectedLines(): Line[] {
  return readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, kind = '', name = '', text = ''] = /^(\w+) (.*?): (.*)$/.exec(line) ?? [];
      return { kind, name, text };
    });
}

/** A restored dump has the same conditions with other parentheses: `a OR b OR c` comes back in one level, not two. */
function isAlike(found: string | undefined, expected: string): boolean {
  const bare = (text: string): string => text.replaceAll(/[()\s]+/g, ' ').trim();
  return found !== undefined && bare(found) === bare(expected);
}

function inOneLine(line: Line): Line {
  return { ...line, text: line.text.replaceAll(/\s+/g, ' ').trim() };
}

function keyOf({ kind, name }: Line): string {
  return `${kind} ${name}`;
}
