import { availability } from './availability.js';
import { backfillBudgets, budgets } from './budgets.js';
import { collisions, madeBy, type Made } from './collisions.js';
import { EARLIER_IN_THE_WAY } from './earlier-tables.js';
import { carryOver, earlierFaults, earlierVersion, isMoved, moveAside, type Earlier } from './earlier.js';
import { lookOver, type Found, type Query } from './catalog.js';
import { btreeGist, migrationsTable, privateSchema } from './bootstrap.js';
import { hasAccounts, hasMarketplace, hostFaults } from './host-check.js';
import {
  callerHostRights,
  engineHostRights,
  hostPolicies,
  lackingRights,
  serviceRoles,
  weeksByAdminsOnly,
} from './host-rights.js';
import { auth, hostTables } from './host.js';
import { hostFunctions, type HostFunction } from './host-functions.js';
import { keepRights, keptRights, type KeptRight } from './kept-rights.js';
import { loginFaults } from './login-rights.js';
import { calendarFaults, keepCalendar, keepSchedule, oldCalendar } from './old-calendar.js';
import { oldWriters } from './old-writers.js';
import { logs } from './logs.js';
import { HOST_ROWS_IN_THE_WAY, inTheWay } from './data-conflicts.js';
import { overrides } from './overrides.js';
import { promotions } from './promotions.js';
import { roles } from './roles.js';
import { seals } from './seals.js';
import { idempotency, shared } from './service.js';
import type { Step } from './steps.js';
import { oneWeekADate, weekRules, type WeekRules } from './weeks.js';

/** A database as the migration finds it, and why it could not go on there. */
export interface Survey {
  found: Found;
  weeks: WeekRules;
  earlier: Earlier;
  functions: HostFunction[];
  kept: KeptRight[];
  /** What is missing, has another type or is in the way by its name. */
  faults: string[];
  /** Rows in the way, with the statement that would mend them; looked at only where there are no faults. */
  rows: string[];
}

/** Looks a database over, without changing anything. */
export async function survey(query: Query): Promise<Survey> {
  const surveyed = {
    found: await lookOver(query),
    weeks: await weekRules(query),
    earlier: await earlierVersion(query),
    functions: await hostFunctions(query),
    kept: await keptRights(query),
  };
  const { found, earlier, functions } = surveyed;
  const made = madeBy(foundation(surveyed));
  const faults = [
    ...loginFaults(found, made),
    ...hostFaults(found),
    ...earlierFaults(found, earlier),
    ...collisions(found, made, isMoved(found, earlier)),
    ...calendarFaults(oldCalendar(functions, ownFunctions(made)), acceptedBroken()),
  ];
  const rows = faults.length > 0 ? [] : await inTheWay(query, found, [...HOST_ROWS_IN_THE_WAY, ...EARLIER_IN_THE_WAY]);
  return { ...surveyed, faults, rows };
}

/** The steps of the migration on such a database. */
export function foundation(surveyed: Omit<Survey, 'faults' | 'rows'>): Step[] {
  const { found, weeks, earlier, functions, kept } = surveyed;
  const isAdopted = hasMarketplace(found);
  const isThere = (table: string): boolean =>
    !isAdopted || found.tables[table] !== undefined || table === 'public.schedule_overrides';
  return [
    ...roles,
    ...privateSchema(found),
    ...moveAside(found, earlier),
    ...btreeGist(found),
    ...(isAdopted || hasAccounts(found) ? [] : auth),
    ...(isAdopted ? callerHostRights(found) : [...hostTables(found), ...hostPolicies]),
    ...lackingRights(found),
    ...serviceRoles(found),
    ...engineHostRights(found, isThere),
    ...weeksByAdminsOnly,
    ...oneWeekADate(weeks),
    ...shared,
    ...promotions,
    ...budgets,
    ...overrides,
    ...oldWriters,
    ...logs,
    ...seals,
    ...availability(isThere),
    ...idempotency,
    ...keepRights(kept),
    ...keepCalendar(oldCalendar(functions, NONE)),
    ...keepSchedule(functions),
    ...carryOver(found),
    ...backfillBudgets(found),
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

/** Signatures of the functions that the migration makes. */
export function ownFunctions(made: readonly Made[]): Set<string> {
  return new Set(made.filter(({ kind }) => kind === 'function').map(({ name }) => name));
}

const NONE: ReadonlySet<string> = new Set();
