import type { RequestContext } from '../../auth/request-context.js';
import { stylistZone, usableZone } from '../../calendar/stylist-zone.js';
import { type LocalDate, todayIn } from '../../calendar/wall-clock.js';
import { finite, instantColumn } from '../../database/sql-format.js';
import type { Tx } from '../../database/transaction.js';
import { type FoundRows, pageOf, type PageRequest } from '../../http/paging.js';
import { Problem } from '../../http/problem.js';
import { constraintOf } from '../../http/sqlstate.js';
import { withBranchNames } from '../branches.js';
import type { Charge } from '../budgets/budget.js';
import { lockBudget } from '../budgets/locked-budget.js';
import type { OverrideLayer } from '../layers.js';
import { ScheduleOverride } from './override.entity.js';
import { type Origin, statusOn } from './override-types.js';
import type { OverrideDto, OverridePageDto } from './overrides.dto.js';

/** A row of `schedule_overrides` with its names. Dates and times in the stylist's zone, or in the business's. */
export interface OverrideRow extends OverrideLayer {
  stylistName: string | null;
  reason: string | null;
  origin: Origin;
  setForDay: boolean;
  isEmergency: boolean;
  chargedTo: Charge;
  /** Epoch milliseconds; null when it cost nothing. */
  chargedAt: number | null;
  createdBy: string | null;
  createdByName: string | null;
  /** UTC, as `createdAt`. */
  updatedAt: string;
  version: string;
}

/** A row with the name of its branch, which `withBranchNames` reads. */
export type NamedOverride = OverrideRow & { branchName: string | null };

/** What an admin decides of an override, in the order of the columns below. */
export const FIELDS = [
  'overrideType',
  'appliesToAllStylists',
  'branchId',
  'stylistUserId',
  'startDate',
  'endDate',
  'isClosed',
  'startTime',
  'endTime',
  'priority',
  'reason',
] as const;

export type OverrideField = (typeof FIELDS)[number];
export type OverrideValues = Pick<OverrideRow, OverrideField>;

/** The columns of {@link OverrideLayer} of `o` (schedule_overrides). */
export const LAYER_COLUMNS = `
  o.id, o.override_type AS "overrideType", o.applies_to_all_stylists AS "appliesToAllStylists",
  o.branch_id AS "branchId",  o.stylist_user_id AS "stylistUserId", o.start_date::text AS "startDate", o.end_date::text AS "endDate",
  o.is_closed AS "isClosed", left(o.override_start_time::text, 5) AS "startTime",
  left(o.override_end_time::text, 5) AS "endTime", o.priority, ${instantColumn('o.created_at')} AS "createdAt"`;

/** The columns of {@link OverrideRow} of `o` (schedule_overrides), for SELECT and RETURNING. */
export const OVERRIDE_COLUMNS = `
  ${LAYER_COLUMNS},
  (SELECT display_name FROM public.stylist_profiles WHERE user_id = o.stylist_user_id) AS "stylistName",
  o.reason, o.origin, o.set_for_day AS "setForDay",
  o.is_emergency AS "isEmergency", o.charged_to AS "chargedTo",
  extract(epoch FROM ${finite('o.charged_at')})::float8 * 1000 AS "chargedAt", o.created_by AS "createdBy",
  (SELECT coalesce(display_name, username) FROM public.user_profiles WHERE id = o.created_by) AS "createdByName",
  ${instantColumn('o.updated_at')} AS "updatedAt", o.row_version::text AS version`;

/** SQL for the scope of `o`, as `scopeOf` decides it. */
export const SCOPE_COLUMN = `
  CASE WHEN o.applies_to_all_stylists THEN 'all' WHEN o.branch_id IS NOT NULL THEN 'branch' ELSE 'stylist' END`;

const UTC_TODAY = `(now() AT TIME ZONE 'UTC')::date`;

/**
 * SQL for the status of `o` on a date, as {@link statusOn} decides it. No zone's date is further than a day from that of
 * UTC, so most rows need none: of 100,000 overrides the active ones take 0.14 s instead of 0.4 s.
 *
 * @param today SQL of the date in the zone that decides.
 */
export function statusColumn(today: string): string {
  return `CASE WHEN o.end_date < ${UTC_TODAY} - 1 THEN 'past' WHEN o.start_date > ${UTC_TODAY} + 1 THEN 'upcoming'
               WHEN o.end_date < ${today} THEN 'past' WHEN o.start_date > ${today} THEN 'upcoming' ELSE 'active' END`;
}

export const SELECT_OVERRIDE = `SELECT ${OVERRIDE_COLUMNS} FROM public.schedule_overrides o WHERE o.id = $1`;

/** One override, locked. */
export const LOCK_OVERRIDE = `${SELECT_OVERRIDE} FOR UPDATE OF o`;

/** An admin's rows are written as the caller, under row level security (docs/database.md "Roles"). */
const INSERT = `
  INSERT INTO public.schedule_overrides AS o
         (override_type, applies_to_all_stylists, branch_id, stylist_user_id, start_date, end_date, is_closed,
          override_start_time, override_end_time, priority, reason, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  RETURNING ${OVERRIDE_COLUMNS}`;

const UPDATE = `
  UPDATE public.schedule_overrides o
     SET override_type = $1, applies_to_all_stylists = $2, branch_id = $3, stylist_user_id = $4, start_date = $5,
         end_date = $6, is_closed = $7, override_start_time = $8, override_end_time = $9, priority = $10, reason = $11
   WHERE o.id = $12
  RETURNING ${OVERRIDE_COLUMNS}`;

/** Removes the override if the same one exists that ends on the date: shortened, it would only repeat that. */
const DELETE_REPEATED = `
  DELETE FROM public.schedule_overrides o
   USING public.schedule_overrides twin
   WHERE o.id = ANY($1::uuid[])
     AND NOT o.set_for_day AND NOT twin.set_for_day
     AND twin.id <> o.id
     AND twin.end_date = $2
     AND (twin.override_type, twin.start_date) = (o.override_type, o.start_date)
     AND (twin.stylist_user_id, twin.branch_id, twin.override_start_time, twin.override_end_time)
         IS NOT DISTINCT FROM (o.stylist_user_id, o.branch_id, o.override_start_time, o.override_end_time)
  RETURNING o.id`;

const END = `UPDATE public.schedule_overrides SET end_date = $2 WHERE id = ANY($1::uuid[]) RETURNING id`;

const DELETE = `DELETE FROM public.schedule_overrides WHERE id = $1 RETURNING id`;

const ZONE = `
  SELECT extract(epoch FROM now())::float8 * 1000 AS now,
         (SELECT ${stylistZone('p')} FROM public.stylist_profiles p WHERE p.user_id = $1) AS zone`;

/** @throws {Problem} 404 `OVERRIDE_NOT_FOUND`. */
export async function readOverride(tx: Tx, id: string, detail?: string): Promise<OverrideRow> {
  const [row] = await tx.query<OverrideRow>(SELECT_OVERRIDE, [id]);
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND', detail === undefined ? {} : { detail });
  return row;
}

/**
 * Locks an override. If a stylist made it, the stylist's budget is locked first: every change of a stylist's
 * overrides takes the two locks in this order.
 *
 * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`.
 */
export async function lockOverride(tx: Tx, id: string): Promise<OverrideRow> {
  const select = { id: true, origin: true, stylistUserId: true } as const;
  const owner = await tx.manager.findOne(ScheduleOverride, { where: { id }, select });
  if (owner?.origin === 'stylist' && owner.stylistUserId !== null) await lockBudget(tx, owner.stylistUserId);
  const [row] = await tx.query<OverrideRow>(LOCK_OVERRIDE, [id]);
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
  return row;
}

/** @throws {Problem} 409 `DUPLICATE_OVERRIDE`. */
export async function insertOverride(tx: Tx, context: RequestContext, values: OverrideValues): Promise<OverrideRow> {
  return refusingDuplicates(tx.query<OverrideRow>(INSERT, [...columnsOf(values), context.user.userId]));
}

/** @throws {Problem} 409 `DUPLICATE_OVERRIDE`. */
export async function updateOverride(tx: Tx, id: string, values: OverrideValues): Promise<OverrideRow> {
  return refusingDuplicates(tx.query<OverrideRow>(UPDATE, [...columnsOf(values), id]));
}

export async function deleteOverride(tx: Tx, id: string): Promise<void> {
  const deleted = await tx.query(DELETE, [id]);
  if (deleted.length === 0) throw new Problem('CONFLICT_RETRY');
}

/**
 * Ends overrides that have begun: they are shortened, or removed where the shortened row would repeat another.
 *
 * @param write runs a statement as the caller or as the engine.
 * @throws {Problem} 409 `CONFLICT_RETRY` where another such override ends at the same moment.
 */
export async function endRows(
  write: (sql: string, values: unknown[]) => Promise<{ id?: string }[]>,
  rows: readonly OverrideRow[],
  lastDate: LocalDate,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  const removed = await write(DELETE_REPEATED, [ids, lastDate]);
  if (removed.length === ids.length) return;
  const shortened = await write(END, [ids, lastDate]).catch((error: unknown) => {
    if (DUPLICATES.includes(constraintOf(error))) throw new Problem('CONFLICT_RETRY', { cause: error });
    throw error;
  });
  if (removed.length + shortened.length < ids.length) throw new Problem('CONFLICT_RETRY');
}

function columnsOf(values: OverrideValues): unknown[] {
  return FIELDS.map((field) => values[field]);
}

/** The unique indexes that refuse an exact duplicate (docs/rules.md "Layers"). */
const DUPLICATES: readonly (string | undefined)[] = [
  'schedule_overrides_no_duplicate',
  'schedule_overrides_one_day_row',
  'schedule_overrides_one_day_block',
];

/**
 * The row that a statement writes.
 *
 * @throws {Problem} 409 `DUPLICATE_OVERRIDE`, 404 `OVERRIDE_NOT_FOUND`, 404 `BRANCH_NOT_FOUND`.
 */
export async function refusingDuplicates(writing: Promise<OverrideRow[]>): Promise<OverrideRow> {
  const [row] = await writing.catch((error: unknown) => {
    if (DUPLICATES.includes(constraintOf(error))) throw new Problem('DUPLICATE_OVERRIDE', { cause: error });
    // The branch was deleted after it was checked.
    if (constraintOf(error) === 'schedule_overrides_branch_id_fkey') {
      throw new Problem('BRANCH_NOT_FOUND', { cause: error });
    }
    throw error;
  });
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
  return row;
}

/** Today in the stylist's zone, or in the business's for an override for all stylists or a branch. */
export interface Clock {
  today: LocalDate;
  /** The stylist does not exist; `today` is the business's then. */
  isUnknown: boolean;
}

/** Reads the clock of a stylist; null: of the business. */
export async function clockOf(tx: Tx, stylistUserId: string | null, businessTimezone: string): Promise<Clock> {
  const [row] = await tx.query<{ now: number; zone: string | null }>(ZONE, [stylistUserId]);
  const zone = row?.zone ?? null;
  const known = zone === null ? businessTimezone : usableZone(zone);
  return { today: todayIn(known, row?.now ?? 0), isUnknown: stylistUserId !== null && row?.zone === null };
}

/** @throws {Problem} 404 `STYLIST_NOT_FOUND`. */
export function refuseUnknown({ isUnknown }: Clock): void {
  if (isUnknown) throw new Problem('STYLIST_NOT_FOUND');
}

/** An override as the API shows it; `today` in the stylist's zone, or in the business's. */
export function overrideOf(row: NamedOverride, today: LocalDate): Pick<OverrideDto, keyof OverrideDto> {
  const { chargedTo: _chargedTo, chargedAt: _chargedAt, version: _version, createdAt, updatedAt, ...shown } = row;
  return { ...shown, status: statusOn(row, today), createdAt, updatedAt };
}

/** A page of overrides, each with the date of today where it counts. */
export async function pageOfOverrides(
  tx: Tx,
  request: PageRequest,
  { rows, total }: FoundRows<OverrideRow & { today: LocalDate }>,
): Promise<OverridePageDto> {
  const found = { rows: await withBranchNames(tx, rows), total };
  const keysOf = (row: OverrideRow) => [row.createdAt, row.id];
  return pageOf(request, found, keysOf, ({ today, ...row }) => overrideOf(row, today));
}

/** An override of one stylist as the API shows it; such a one has no branch. */
export function ownOverrideOf(row: OverrideRow, today: LocalDate): Pick<OverrideDto, keyof OverrideDto> {
  return overrideOf({ ...row, branchName: null }, today);
}

/** The version for entity tags. It holds a part of the id, because setting a day again writes another row. */
export function overrideVersion({ id, version }: OverrideRow): string {
  return `${version}-${id.slice(-12)}`;
}

/** The values of an override that the logs keep. */
export function loggedValues(row: OverrideRow): Record<string, unknown> {
  const { id, origin, setForDay, isEmergency } = row;
  const decided = Object.fromEntries(FIELDS.map((field) => [field, row[field]]));
  return { id, ...decided, origin, setForDay, isEmergency };
}

/** The values that the log keeps of removed rows: null for none, the values of one row, `rows` of several. */
export function loggedRows(rows: readonly OverrideRow[]): Record<string, unknown> | null {
  const [first, ...more] = rows.map(loggedValues);
  if (first === undefined || more.length === 0) return first ?? null;
  return { rows: [first, ...more] };
}
