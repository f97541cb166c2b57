import { Client } from 'pg';
import { adoptedTables } from '../../migrations/foundation/adopt-tables.js';
import type { Catalog, Query } from '../../migrations/foundation/catalog.js';
import { foundationSteps, inspect, type Inspection } from '../../migrations/foundation/foundation.js';
import { HOST_TABLES, hasMarketplace } from '../../migrations/foundation/host-check.js';
import { commandsWithoutPolicy } from '../../migrations/foundation/host-rights.js';
import { objectsCreatedBy, type NewObject } from '../../migrations/foundation/name-conflicts.js';
import { migrations } from '../../migrations/index.js';
import { feedTriggerFaults } from './feed-triggers.js';

/** The result of `npm run doctor`. */
export interface Diagnosis {
  /** For people to read. */
  report: string;
  isApplied: boolean;
  /** Whether the migration can run, or has run. */
  isWell: boolean;
}

/** Stylists in one list. */
const LISTED = 50;
const PLURALS = {
  schema: 'schemas',
  extension: 'extensions',
  table: 'tables',
  view: 'views',
  index: 'indexes',
  function: 'functions',
  trigger: 'triggers',
  policy: 'policies',
  constraint: 'constraints',
} as const satisfies Record<NewObject['kind'], string>;

/**
 * Inspects a database in one read-only transaction (docs/database.md "Host schema").
 *
 * @param ownerUrl the connection that would migrate.
 */
export async function diagnose(ownerUrl: string): Promise<Diagnosis> {
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('BEGIN READ ONLY');
    return await diagnosisOf(
      async <Row>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as Row[],
    );
  } finally {
    await client.end();
  }
}

async function diagnosisOf(query: Query): Promise<Diagnosis> {
  const [server] = await query<{ version: string; database: string }>(
    `SELECT current_setting('server_version') AS version, current_database() AS database`,
  );
  const applied = await appliedMigrations(query);
  const isApplied = migrations.every(({ name }) => applied.includes(name));
  const inspection = await inspect(query);
  const { catalog, faults, dataConflicts } = inspection;
  const triggers = isApplied ? await feedTriggerFaults(query) : [];
  const isWell = isApplied ? triggers.length === 0 : faults.length + dataConflicts.length === 0;
  const role = `${catalog.role}${catalog.superuser ? ', a superuser' : ''}`;
  const sections = [
    `PostgreSQL ${server?.version ?? ''}, database ${server?.database ?? ''}, migrating as ${role}`,
    section('Migrations applied', applied),
    section('Of the marketplace, there', hostTablesOf(catalog)),
    ...(isApplied ? [] : planOf(inspection)),
    section('Slots would be stale', triggers),
    section('Logins that can take the roles', loginsOf(catalog)),
    section('Active stylists without the role stylist', await stylistsWithoutRole(query, inspection)),
    section('To know', notesOf(catalog)),
    isApplied ? 'The schema is up to date.' : `npm run migrate ${isWell ? 'can go on' : 'cannot go on'}.`,
  ];
  return { report: sections.filter(Boolean).join('\n\n'), isApplied, isWell };
}

async function appliedMigrations(query: Query): Promise<string[]> {
  const [table] = await query<{ readable: boolean | null }>(
    `SELECT has_table_privilege(to_regclass('public.service_engine_migrations'), 'SELECT') AS readable`,
  );
  if (table?.readable === null || table === undefined) return [];
  // The service's login has no right of its own; it reads the table as the engine.
  if (!table.readable) await query('SET LOCAL ROLE service_engine');
  const rows = await query<{ name: string }>('SELECT name FROM public.service_engine_migrations ORDER BY timestamp');
  if (!table.readable) await query('RESET ROLE');
  return rows.map(({ name }) => name);
}

function hostTablesOf(catalog: Catalog): string[] {
  if (!hasMarketplace(catalog)) return ['nothing: the migration creates the tables that the service needs'];
  const exists = (table: string): boolean => catalog.tables[table] !== undefined;
  const absent = Object.keys(HOST_TABLES).filter((table) => HOST_TABLES[table]?.optional === true && !exists(table));
  return [
    Object.keys(HOST_TABLES).filter(exists).join(', '),
    ...absent.map((table) => `${table} is absent, so there are no holds`),
  ];
}

/** What the migration would do, and what keeps it from running. */
function planOf(inspection: Inspection): string[] {
  const { catalog, faults, dataConflicts, weeks, adoption } = inspection;
  const created = objectsCreatedBy(foundationSteps(inspection));
  return [
    section('Missing, of another type, or in the way', faults),
    section('Rows in the way', dataConflicts),
    section(
      'The migration would create',
      Object.entries(PLURALS).flatMap(([kind, plural]) => {
        const names = created.filter((object) => object.kind === kind).map(({ name }) => name);
        return names.length === 0 ? [] : [`${plural}: ${names.join(', ')}`];
      }),
    ),
    section('It would replace, until a revert', [
      ...weeks.uniques.map(({ name }) => `${name} on public.stylist_schedules, by stylist_schedules_one_version`),
      ...weeks.oneDay.map(({ name }) => `${name} on public.stylist_schedules, which then lets a version last one day`),
      ...adoptedTables(catalog).map((table) => `${table}, whose rows are carried over`),
      ...adoption.triggers.map(({ name, table }) => `trigger ${name} on ${table}`),
    ]),
  ];
}

function loginsOf({ roles }: Catalog): string[] {
  return ['anon', 'authenticated', 'service_engine'].map((name) => {
    const role = roles[name];
    if (role === undefined) return `${name}: does not exist yet`;
    return `${name}: ${role.members.length === 0 ? 'none' : role.members.join(', ')}`;
  });
}

async function stylistsWithoutRole(query: Query, { catalog, faults }: Inspection): Promise<string[]> {
  const sources = ['public.stylist_profiles', 'public.user_roles', 'public.roles'];
  const isReadable = sources.every((table) => catalog.tables[table]?.readable === true);
  if (!isReadable || faults.some((fault) => sources.some((table) => fault.includes(table)))) return [];
  const rows = await query<{ id: string; name: string | null }>(
    `SELECT s.user_id AS id, s.display_name AS name
       FROM public.stylist_profiles s
      WHERE s.is_active IS NOT FALSE
        AND NOT EXISTS (SELECT FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id
                         WHERE ur.user_id = s.user_id AND r.name = 'stylist' AND ur.is_active
                           AND (ur.expires_at IS NULL OR ur.expires_at > now()))
      ORDER BY 1 LIMIT ${LISTED + 1}`,
  );
  const listed = rows.slice(0, LISTED).map(({ id, name }) => `${id} ${name ?? ''}`.trim());
  return rows.length > LISTED ? [...listed, 'and more'] : listed;
}

/** Facts that an operator should know, and that do not stop the migration. */
function notesOf(catalog: Catalog): string[] {
  if (!hasMarketplace(catalog)) return [];
  const unprotected = Object.keys(HOST_TABLES).filter(
    (table) => table.startsWith('public.') && catalog.tables[table]?.rowSecurity === false,
  );
  return [
    ...(catalog.tables['public.schedule_change_log'] === undefined
      ? []
      : ['public.schedule_change_log is not the service’s, which is private.schedule_change_log; it is left alone']),
    ...(unprotected.length === 0 ? [] : [`no row level security: ${unprotected.join(', ')}`]),
    ...commandsWithoutPolicy(catalog),
  ];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`${title}:`, ...lines.map((line) => `  - ${line}`)].join('\n');
}
