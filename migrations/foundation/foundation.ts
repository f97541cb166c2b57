import { accounts } from './accounts.js';
import { availability } from './availability.js';
import { backfillBudgets, budgets } from './budgets.js';
import { nameConflicts, objectsCreatedBy, type NewObject } from './name-conflicts.js';
import { ADOPTED_DATA_CONFLICTS } from './adopted-tables.js';
import { copyRows, adoptionFaults, readAdoption, isSetAside, setTablesAside, type Adoption } from './adopt-tables.js';
import { readCatalog, type Catalog, type Query } from './catalog.js';
import { branchViews, hasBranches } from './branches.js';
import { btreeGist, migrationsTable, privateSchema } from './bootstrap.js';
import { hasAccounts, hasMarketplace, hostFaults } from './host-check.js';
import {
  callerHostRights,
  engineHostRights,
  hostPolicies,
  missingGrantSteps,
  profileByAdminsOnly,
  serviceRoles,
  scheduleByAdminsOnly,
} from './host-rights.js';
import { auth, hostTables } from './host-tables.js';
import { hostFunctions, type HostFunction } from './host-functions.js';
import { keepRights, keptRights, type KeptRight } from './kept-rights.js';
import { calendarFaults, keepCalendar, keepSchedule, oldCalendar } from './old-calendar.js';
import { ownOverrides } from './recognised-overrides.js';
import { migratorFaults } from './migrator-rights.js';
import { hostDoors } from './host-doors.js';
import { logs } from './logs.js';
import { HOST_DATA_CONFLICTS, findDataConflicts } from './data-conflicts.js';
import { overrides } from './overrides.js';
import { promotions } from './promotions.js';
import { roles } from './roles.js';
import { seals } from './seals.js';
import { idempotency, settings, shared } from './service.js';
import { suppressedRefusals } from './suppressed-refusals.js';
import type { Step } from './steps.js';
import { stylistRole } from './stylist-role.js';
import { oneWeekADate, weekRules, type WeekRules } from './weeks.js';

/** The state of a database before the migration, and the reasons why it cannot run there. */
export interface Inspection {
  catalog: Catalog;
  weeks: WeekRules;
  adoption: Adoption;
  functions: HostFunction[];
  kept: KeptRight[];
  /** Objects that are missing, have another type, or have a name that the service needs. */
  faults: string[];
  /** Rows that the migration cannot take, each with the statement that mends it. Searched only without faults. */
  dataConflicts: string[];
}

/** Inspects a database without changing it. */
export async function inspect(query: Query): Promise<Inspection> {
  const state = {
    catalog: await readCatalog(query),
    weeks: await weekRules(query),
    adoption: await readAdoption(query),
    functions: await hostFunctions(query),
    kept: await keptRights(query),
  };
  const { catalog, adoption, functions } = state;
  const created = objectsCreatedBy(foundationSteps(state));
  const faults = [
    ...migratorFaults(catalog, created),
    ...hostFaults(catalog),
    ...adoptionFaults(catalog, adoption),
    ...nameConflicts(catalog, created, isSetAside(catalog, adoption)),
    ...calendarFaults(oldCalendar(functions, ownFunctions(created)), acceptedBroken()),
  ];
  const dataConflicts =
    faults.length > 0
      ? []
      : await findDataConflicts(query, catalog, [...HOST_DATA_CONFLICTS, ...ADOPTED_DATA_CONFLICTS]);
  return { ...state, faults, dataConflicts };
}

/** The steps of the migration on a database in this state. */
export function foundationSteps(state: Omit<Inspection, 'faults' | 'dataConflicts'>): Step[] {
  const { catalog, weeks, adoption, functions, kept } = state;
  const isAdopted = hasMarketplace(catalog);
  const branches = hasBranches(catalog);
  const isThere = (table: string): boolean =>
    !isAdopted || catalog.tables[table] !== undefined || table === 'public.schedule_overrides';
  return [
    ...roles,
    ...privateSchema(catalog),
    ...setTablesAside(catalog, adoption),
    ...btreeGist(catalog),
    ...(isAdopted || hasAccounts(catalog) ? [] : auth),
    ...(isAdopted ? callerHostRights(catalog) : [...hostTables(catalog), ...hostPolicies]),
    ...missingGrantSteps(catalog),
    ...serviceRoles(catalog),
    ...engineHostRights(catalog, isThere),
    ...scheduleByAdminsOnly,
    ...profileByAdminsOnly,
    ...oneWeekADate(weeks),
    ...branchViews(branches),
    ...shared,
    ...settings,
    ...promotions,
    ...budgets,
    ...overrides(branches),
    ...ownOverrides,
    ...logs,
    ...stylistRole,
    ...accounts,
    ...hostDoors,
    ...suppressedRefusals,
    ...seals,
    ...availability(isThere, branches),
    ...idempotency,
    ...keepRights(kept),
    ...keepCalendar(oldCalendar(functions, new Set())),
    ...keepSchedule(functions),
    ...copyRows(catalog),
    ...backfillBudgets(catalog),
    ...migrationsTable,
  ];
}

/** Functions of the host that the operator answers for, although the migration breaks them. */
export function acceptedBroken(): string[] {
  return (process.env['ACCEPT_BROKEN'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** The signatures of the functions that the migration creates. */
export function ownFunctions(created: readonly NewObject[]): Set<string> {
  return new Set(created.filter(({ kind }) => kind === 'function').map(({ name }) => name));
}
