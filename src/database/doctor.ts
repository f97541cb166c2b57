import { Client } from 'pg';
import { earlierTables } from '../../migrations/foundation/earlier.js';
import { madeBy, type Made } from '../../migrations/foundation/collisions.js';
import { foundation, survey, type Survey } from '../../migrations/foundation/foundation.js';
import { HOST, hasMarketplace } from '../../migrations/foundation/host-check.js';
import { unreachable } from '../../migrations/foundation/host-rights.js';
import type { Found, Query } from '../../migrations/foundation/catalog.js';
import { migrations } from '../../migrations/index.js';

/** What a database is like for the service. */
export interface Diagnosis {
  /** For people to read. */
  report: string;
  isApplied: boolean;
  /** Whether the migration can go on, or has. */
  isWell: boolean;
}

/** Names in one list. */
const NAMED = 50;
const KINDS = {
  schema: 'schemas',
  extension: 'extensions',
  table: 'tables',
  view: 'views',
  index: 'indexes',
  function: 'functions',
  trigger: 'triggers',
  policy: 'policies',
  constraint: 'constraints',
} as const satisfies Record<Made['kind'], string>;

/**
 * Looks a database over in one read-only transaction (database.md "Host schema", "Migrations").
 *
 * @param ownerUrl the connection that would migrate.
 */
export async function diagnose(ownerUrl: string): Promise<Diagnosis> {
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('BEGIN READ ONLY');
    const query: Query = async <Row>(sql: string, values: unknown[] = []) =>
      (await client.query(sql, values)).rows as Row[];
    const [server] = await query<{ version: string; database: string }>(
      `SELECT current_setting('server_version') AS version, current_database() AS database`,
    );
    const applied = await appliedMigrations(query);
    const pending = migrations.map(({ name }) => name).filter((name) => !applied.includes(name));
    const surveyed = await survey(query);
    const { found } = surveyed;
    const sections = [
      `PostgreSQL ${server?.version ?? ''}, database ${server?.database ?? ''}, migrating as ${found.role}${found.superuser ? ', a superuser' : ''}`,
      section('Migrations applied', applied),
      section('Of the marketplace, there', presentOf(found)),
      ...(pending.length === 0 ? [] : plannedOf(surveyed)),
      section('Logins that can take the roles', loginsOf(found)),
      section('Active stylists without the role stylist', await stylistsWithoutRole(query, surveyed)),
      section('To know', notesOf(found)),
    ];
    const isApplied = pending.length === 0;
    const isWell = isApplied || surveyed.faults.length + surveyed.rows.length === 0;
    const verdict = `npm run migrate ${isWell ? 'can go on' : 'cannot go on'}.`;
    sections.push(isApplied ? 'The schema is up to date.' : verdict);
    return { report: sections.filter(Boolean).join('\n\n'), isApplied, isWell };
  } finally {
    await client.end();
  }
}

async function appliedMigrations(query: Query): Promise<string[]> {
  const [table] = await query<{ readable: boolean | null }>(
    `SELECT has_table_privilege(to_regclass('public.service_engine_migrations'), 'SELECT') AS readable`,
  );
  if (table?.readable === null || table === undefined) return [];
  // The service's login reads it as the engine.
  if (!table.readable) await query('SET LOCAL ROLE service_engine');
  const rows = await query<{ name: string }>('SELECT name FROM public.service_engine_migrations ORDER BY timestamp');
  if (!table.readable) await query('RESET ROLE');
  return rows.map(({ name }) => name);
}

function presentOf(found: Found): string[] {
  if (!hasMarketplace(found)) return ['nothing: the migration makes what the service needs of one'];
  const tables = Object.keys(HOST).filter((table) => found.tables[table] !== undefined);
  const absent = Object.keys(HOST).filter(
    (table) => HOST[table]?.optional === true && found.tables[table] === undefined,
  );
  return [tables.join(', '), ...absent.map((table) => `${table} is absent, so there are no holds`)];
}

/** What the migration would do, and what keeps it from that. */
function plannedOf(surveyed: Survey): string[] {
  const { found, faults, rows, weeks, earlier } = surveyed;
  const made = madeBy(foundation(surveyed));
  const replaced = [
    ...weeks.uniques.map(({ name }) => `${name} on public.stylist_schedules, by stylist_schedules_one_version`),
    ...weeks.oneDay.map(({ name }) => `${name} on public.stylist_schedules, which then lets a version last one day`),
    ...earlierTables(found).map((table) => `${table}, whose rows are carried over`),
    ...earlier.triggers.map(({ name, table }) => `trigger ${name} on ${table}`),
  ];
  return [
    section('Missing, of another type, or in the way', faults),
    section('Rows in the way', rows),
    section(
      'The migration would create',
      Object.entries(KINDS).flatMap(([kind, plural]) => {
        const names = made.filter((one) => one.kind === kind).map(({ name }) => name);
        return names.length === 0 ? [] : [`${plural}: ${names.join(', ')}`];
      }),
    ),
    section('It would replace, until a revert', replaced),
  ];
}

function loginsOf({ roles }: Found): string[] {
  return ['anon', 'authenticated', 'service_engine'].map((role) => {
    const there = roles[role];
    if (there === undefined) return `${role}: does not exist yet`;
    return `${role}: ${there.members.length === 0 ? 'none' : there.members.join(', ')}`;
  });
}

async function stylistsWithoutRole(query: Query, { found, faults }: Survey): Promise<string[]> {
  const sources = ['public.stylist_profiles', 'public.user_roles', 'public.roles'];
  const isReadable = sources.every((table) => found.tables[table]?.readable === true);
  if (!isReadable || faults.some((fault) => sources.some((table) => fault.includes(table)))) return [];
  const rows = await query<{ id: string; name: string | null }>(
    `SELECT s.user_id AS id, s.display_name AS name
       FROM public.stylist_profiles s
      WHERE s.is_active IS NOT FALSE
        AND NOT EXISTS (SELECT FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id
                         WHERE ur.user_id = s.user_id AND r.name = 'stylist' AND ur.is_active
                           AND (ur.expires_at IS NULL OR ur.expires_at > now()))
      ORDER BY 1 LIMIT ${NAMED + 1}`,
  );
  const named = rows.slice(0, NAMED).map(({ id, name }) => `${id} ${name ?? ''}`.trim());
  return rows.length > NAMED ? [...named, 'and more'] : named;
}

/** What is no obstacle, and good to know. */
function notesOf(found: Found): string[] {
  if (!hasMarketplace(found)) return [];
  const open = Object.keys(HOST).filter(
    (table) => table.startsWith('public.') && found.tables[table]?.rowSecurity === false,
  );
  return [
    ...(found.tables['public.schedule_change_log'] === undefined
      ? []
      : ['public.schedule_change_log is not the service’s, which is private.schedule_change_log; it is left alone']),
    ...(open.length === 0 ? [] : [`no row level security: ${open.join(', ')}`]),
    ...unreachable(found),
  ];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`${title}:`, ...lines.map((line) => `  - ${line}`)].join('\n');
}
