import { adoptedTables } from '../../migrations/foundation/adopt-tables.js';
import { ADMINS_COLUMNS } from '../../migrations/foundation/host-doors.js';
import { objectsCreatedBy, type NewObject } from '../../migrations/foundation/name-conflicts.js';
import {
  acceptedBroken,
  foundationSteps,
  inspect,
  type Inspection,
  ownFunctions,
} from '../../migrations/foundation/foundation.js';
import { HOST_TABLES, hasMarketplace } from '../../migrations/foundation/host-check.js';
import { closing, type Door, doorsAmong, openDoors, opening } from '../../migrations/foundation/host-functions.js';
import { commandsWithoutPolicy } from '../../migrations/foundation/host-rights.js';
import { oldCalendar } from '../../migrations/foundation/old-calendar.js';
import { readings } from '../../migrations/foundation/readings.js';
import type { Catalog, Query } from '../../migrations/foundation/catalog.js';
import { FOUNDATION, LATER, MIGRATIONS } from '../../migrations/index.js';
import { isZone } from '../calendar/wall-clock.js';
import { backupLogins } from './backup.js';
import { withClient } from './data-source.js';
import { PLAIN_NAMES, schemaDifferences } from './fingerprint.js';
import { feedTriggerFaults } from './feed-triggers.js';
import { missingIndexes } from './host-indexes.js';
import { appliedMigrations, isNewer } from './migrate.js';

/** What a database is like for the service. */
export interface Diagnosis {
  /** For people to read: a screen, or with every name. */
  report: string;
  /** SQL that takes from browsers what goes round the rules, and SQL that gives exactly that back. */
  closing: string;
  opening: string;
  isApplied: boolean;
  /** Whether the migration can go on, or has. */
  isWell: boolean;
}

/** Names in a list that is not told whole. */
const SHOWN = 5;

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
} as const satisfies Record<NewObject['kind'], string>;

/**
 * Looks a database over in one read-only transaction (docs/database.md "Moving into a living marketplace"). What counts
 * stands last: what is to be decided, what would be lost, what is open, what is in the way.
 *
 * @param ownerUrl the connection that would migrate.
 * @param isVerbose whether the report has every name, or counts.
 */
export async function diagnose(ownerUrl: string, { isVerbose = false } = {}): Promise<Diagnosis> {
  return withClient(ownerUrl, async (client) => {
    await client.query('BEGIN READ ONLY');
    const query: Query = async <Row>(sql: string, values: unknown[] = []) =>
      (await client.query(sql, values)).rows as Row[];
    const [server] = await query<{ version: string; database: string }>(
      `SELECT current_setting('server_version') AS version, current_database() AS database`,
    );
    const applied = await appliedMigrations(query);
    const due = MIGRATIONS.map(({ name }) => name).filter((name) => !applied.includes(name));
    const isApplied = due.length === 0;
    // The foundation is planned only where it is not there: all its names would be in the way.
    const isFounded = !due.includes(FOUNDATION.name);
    const pending = LATER.filter(({ name }) => due.includes(name));
    const found = await inspect(query);
    const later = pending.flatMap((migration) => migration.faultsIn(found.catalog));
    const inspection: Inspection = {
      ...found,
      faults: [...new Set([...(isFounded ? [] : found.faults), ...later])],
      dataConflicts: isFounded ? [] : found.dataConflicts,
    };
    const { catalog, faults, dataConflicts, functions } = inspection;
    const triggers = isFounded ? await feedTriggerFaults(query) : [];
    const founded = objectsCreatedBy(foundationSteps(inspection));
    const laterMade = (some: typeof LATER): NewObject[] => some.flatMap(({ steps }) => objectsCreatedBy(steps));
    const made = [...(isFounded ? [] : founded), ...laterMade(pending)];
    const doors = hasMarketplace(catalog) ? doorsAmong(functions, ownFunctions([...founded, ...laterMade(LATER)])) : [];
    await query(PLAIN_NAMES);
    const differences = isApplied && !isNewer(applied) ? await schemaDifferences(query) : [];
    await query('RESET search_path');
    const section = isVerbose ? whole : short;
    const sections = [
      `PostgreSQL ${server?.version ?? ''}, database ${server?.database ?? ''}, migrating as ${catalog.role}${catalog.superuser ? ', a superuser' : ''}`,
      section('Migrations applied', applied),
      section('Of the marketplace, there', presentOf(catalog, isVerbose)),
      section('Migrations to apply', due),
      ...(isApplied ? [] : [section('The migration would create', createdOf(made, isVerbose))]),
      ...(isFounded ? [] : [section('It would replace, until a revert', replacedOf(inspection))]),
      ...(isFounded ? [] : [section('It would close or log, until a revert', closedOf(catalog))]),
      section('Logins that can take the roles', loginsOf(catalog)),
      ...(isApplied ? [whole('Logins that could make a whole backup', await backupLogins(query))] : []),
      section('Active stylists without the role stylist', await stylistsWithoutRole(query, inspection)),
      section('To know', [...notesOf(catalog), ...(await zonesOf(query, inspection))]),
      whole('Slots would be slow', await missingIndexes(query)),
      ...(isFounded || faults.length > 0
        ? []
        : (await readings(query, catalog, functions)).map(
            ({ title, rows, keep }) => `${section(`To decide, ${title}`, rows)}\n  ${keep}`,
          )),
      ...(isFounded ? [] : [section('Would be lost', lostOf(inspection))]),
      openOf(doors, isVerbose),
      whole('Missing, of another type, or in the way', faults),
      whole('Rows in the way', dataConflicts),
      whole('Slots would be stale', triggers),
      whole('Not as this release expects it', differences),
    ];
    const canGoOn = faults.length + dataConflicts.length === 0;
    const isWell = canGoOn && triggers.length + differences.length === 0;
    const verdict = `npm run migrate ${canGoOn ? 'can go on' : 'cannot go on'}.`;
    const state = isNewer(applied)
      ? 'The schema is newer than this release, so it was not compared.'
      : `The schema is ${differences.length === 0 ? 'up to date' : 'another than that of this release'}.`;
    sections.push(isApplied ? state : verdict);
    return {
      report: sections.filter(Boolean).join('\n\n'),
      closing: closing(doors).join('\n'),
      opening: opening(doors).join('\n'),
      isApplied,
      isWell,
    };
  });
}

function presentOf(catalog: Catalog, isVerbose: boolean): string[] {
  if (!hasMarketplace(catalog)) return ['nothing: the migration makes what the service needs of one'];
  const tables = Object.keys(HOST_TABLES).filter((table) => catalog.tables[table] !== undefined);
  const absent = Object.entries(HOST_TABLES).filter(
    ([table, { optional }]) => optional !== undefined && catalog.tables[table] === undefined,
  );
  return [
    isVerbose ? tables.join(', ') : `${tables.length} of ${Object.keys(HOST_TABLES).length} tables`,
    ...absent.map(([table, { optional = '' }]) => `${table} is absent, so ${optional}`),
  ];
}

function createdOf(made: readonly NewObject[], isVerbose: boolean): string[] {
  const kinds = Object.entries(KINDS).flatMap(([kind, plural]) => {
    const names = made.filter((one) => one.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [{ plural, names }];
  });
  return isVerbose
    ? kinds.map(({ plural, names }) => `${plural}: ${names.join(', ')}`)
    : [kinds.map(({ plural, names }) => `${names.length} ${plural}`).join(', ')];
}

function replacedOf({ weeks, catalog, adoption, functions }: Inspection): string[] {
  return [
    ...weeks.uniques.map(({ name }) => `${name} on public.stylist_schedules, by stylist_schedules_one_version`),
    ...weeks.oneDay.map(({ name }) => `${name} on public.stylist_schedules, which then lets a version last one day`),
    ...oldCalendar(functions, new Set()).replaced.map(
      ({ function: { signature } }) => `function ${signature}, by one that keeps nothing (cached: false)`,
    ),
    ...adoptedTables(catalog).map((table) => `${table}, whose rows are carried over`),
    ...adoption.triggers.map(({ name, table }) => `trigger ${name} on ${table}`),
  ];
}

/** The host's own doors that the migration closes or watches (docs/database.md "Host schema"). */
function closedOf(catalog: Catalog): string[] {
  if (!hasMarketplace(catalog)) return [];
  return [
    `public.stylist_profiles: a stylist’s own token no longer writes ${ADMINS_COLUMNS.join(', ')}`,
    'public.stylist_services, public.stylist_schedules: of signed-in users only admins write',
    'these three: what a signed-in user writes of others leaves a row DIRECT_CHANGE in the log',
    'public.user_roles: a change that no promotion made leaves a row ROLE_CHANGED in the log',
  ];
}

function loginsOf({ roles }: Catalog): string[] {
  return ['anon', 'authenticated', 'service_engine', 'service_engine_caller'].map((name) => {
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
      ORDER BY 1`,
  );
  return rows.map(({ id, name }) => `${id} ${name ?? ''}`.trim());
}

/** Zones that PostgreSQL or this process does not know: the service reads them as the business's. */
async function zonesOf(query: Query, { catalog, faults }: Inspection): Promise<string[]> {
  const table = catalog.tables['public.stylist_profiles'];
  if (table?.readable !== true || table.columns['timezone'] === undefined || faults.length > 0) return [];
  const rows = await query<{ id: string; zone: string; isKnown: boolean }>(
    `SELECT p.user_id AS id, p.timezone AS zone,
            EXISTS (SELECT FROM pg_catalog.pg_timezone_names zone WHERE lower(zone.name) = lower(p.timezone)) AS "isKnown"
       FROM public.stylist_profiles p
      WHERE p.timezone IS NOT NULL
      ORDER BY 1`,
  );
  return rows
    .filter(({ zone, isKnown }) => !isKnown || !isZone(zone))
    .map(({ id, zone }) => `public.stylist_profiles ${id} has a time zone that is none: ${zone}`);
}

/** What is no obstacle, and good to know. */
function notesOf(catalog: Catalog): string[] {
  if (!hasMarketplace(catalog)) return [];
  const open = Object.keys(HOST_TABLES).filter(
    (table) => table.startsWith('public.') && catalog.tables[table]?.rowSecurity === false,
  );
  return [
    ...(catalog.tables['public.schedule_change_log'] === undefined
      ? []
      : ['public.schedule_change_log is not the service’s, which is private.schedule_change_log; it is left alone']),
    ...(open.length === 0 ? [] : [`no row level security: ${open.join(', ')}`]),
    ...commandsWithoutPolicy(catalog),
  ];
}

function lostOf({ catalog, functions }: Inspection): string[] {
  const { broken } = oldCalendar(functions, new Set());
  const accepted = acceptedBroken();
  return [
    ...broken
      .filter(({ schema, name }) => accepted.includes(name) || accepted.includes(`${schema}.${name}`))
      .map(({ signature }) => `function ${signature} would work no longer, as it was accepted`),
    ...(adoptedTables(catalog).includes('public.schedule_overrides')
      ? ['who is not signed in reads business-wide overrides only, and not who made them']
      : []),
  ];
}

function openOf(doors: readonly Door[], isVerbose: boolean): string {
  const open = openDoors(doors);
  if (open.length === 0) return '';
  const may = (role: string): number => open.filter(({ function: { callers } }) => callers.includes(role)).length;
  const actors = open.filter(({ takesActor }) => takesActor).length;
  const names = open.map(
    ({ function: { signature, callers }, writes, calls, takesActor }) =>
      `${signature}: ${[
        ...(writes.length === 0 ? [] : [`writes ${writes.join(', ')}`]),
        ...(calls.length === 0 ? [] : [`calls ${calls.join(', ')}`]),
        `executable by ${callers.join(' and ')}`,
        ...(takesActor ? ['takes the actor as a parameter'] : []),
      ].join('; ')}`,
  );
  const summary = [
    `${open.length} functions of the marketplace write round the rules: anon may execute ${may('anon')}, authenticated ${may('authenticated')}; ${actors} take the actor as a parameter`,
    'to close them, and to open them as they are now: npm run -s doctor -- --open > open.sql; npm run -s doctor -- --close > close.sql',
  ];
  return whole('Open', [...(isVerbose ? names : []), ...summary]);
}

function whole(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`${title}:`, ...lines.map((line) => `  - ${line}`)].join('\n');
}

function short(title: string, lines: readonly string[]): string {
  if (lines.length <= SHOWN) return whole(title, lines);
  const more = `${lines.length - SHOWN + 1} more; --verbose names them`;
  return whole(title, [...lines.slice(0, SHOWN - 1), more]);
}
