import type { RequestContext } from '../../auth/request-context.js';
import { constraintOf, reachingARow } from '../../http/sqlstate.js';
import type { Tx } from '../../database/transaction.js';
import { Problem } from '../../http/problem.js';
import { lockBudget } from '../budgets/budget-ledger.js';
import { todayIn, type LocalDate } from '../../calendar/wall-clock.js';
import { isDuplicate, LOCK_OVERRIDE, OVERRIDE_COLUMNS, type OverrideRow } from './override-rows.js';
import type { OverrideRequest } from './override-shapes.js';

/** The columns of an override that an admin decides. Dates and times in the zone of whom it reaches. */
export interface OverrideValues extends OverrideRequest {
  stylistUserId: string | null;
  startTime: string | null;
  endTime: string | null;
  priority: number;
  reason: string | null;
}

/**
 * The rows of `schedule_overrides` as an admin writes them: as the caller, under row level security (database.md
 * "Roles").
 */
const INSERT = `
  INSERT INTO public.schedule_overrides AS o
         (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, is_closed,
          override_start_time, override_end_time, priority, reason, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  RETURNING ${OVERRIDE_COLUMNS}`;

const UPDATE = `
  UPDATE public.schedule_overrides o
     SET override_type = $1, applies_to_all_stylists = $2, stylist_user_id = $3, start_date = $4, end_date = $5,
         is_closed = $6, override_start_time = $7, override_end_time = $8, priority = $9, reason = $10
   WHERE o.id = $11
  RETURNING ${OVERRIDE_COLUMNS}`;

const OWNER = `SELECT origin, stylist_user_id AS "stylistUserId" FROM public.schedule_overrides WHERE id = $1`;

const ZONE = `
  SELECT extract(epoch FROM now())::float8 * 1000 AS now,
         (SELECT coalesce(timezone, 'Asia/Kathmandu') FROM public.stylist_profiles WHERE user_id = $1) AS zone`;

/** @throws {Problem} 409 `DUPLICATE_OVERRIDE`. */
export async function insertOverride(tx: Tx, context: RequestContext, values: OverrideValues): Promise<OverrideRow> {
  return written(tx, INSERT, [...columnsOf(values), context.user.userId]);
}

/** @throws {Problem} 409 `DUPLICATE_OVERRIDE`. */
export async function updateOverride(tx: Tx, id: string, values: OverrideValues): Promise<OverrideRow> {
  return written(tx, UPDATE, [...columnsOf(values), id]);
}

const DELETE = reachingARow(`DELETE FROM public.schedule_overrides WHERE id = $1`);

/** Sent with what follows. */
export function deleteOverrideRow(tx: Tx, id: string): void {
  void tx.query(DELETE, [id]);
}

/**
 * Locks an override. Of one that a stylist made the budget is locked before it, as whoever changes own overrides does.
 *
 * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`.
 */
export async function lockOverride(tx: Tx, id: string): Promise<OverrideRow> {
  const [owner] = await tx.query<{ origin: string; stylistUserId: string }>(OWNER, [id]);
  if (owner?.origin === 'stylist') await lockBudget(tx, owner.stylistUserId);
  const [row] = await tx.query<OverrideRow>(LOCK_OVERRIDE, [id]);
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
  return row;
}

/** The date it is where an override is meant: in the stylist's zone, or in the business's. */
export interface Clock {
  today: LocalDate;
  /** The stylist does not exist; `today` is the business's then. */
  isUnknown: boolean;
}

/** Looks at the clock of a stylist, or (null) of the business. */
export async function clockOf(tx: Tx, stylistUserId: string | null, businessTimezone: string): Promise<Clock> {
  const [row] = await tx.query<{ now: number; zone: string | null }>(ZONE, [stylistUserId]);
  const zone = row?.zone ?? businessTimezone;
  return { today: todayIn(zone, row?.now ?? 0), isUnknown: stylistUserId !== null && row?.zone === null };
}

function columnsOf(values: OverrideValues): unknown[] {
  const { overrideType, appliesToAllStylists, stylistUserId, startDate, endDate } = values;
  const { isClosed, startTime, endTime, priority, reason } = values;
  const reach = [overrideType, appliesToAllStylists, stylistUserId, startDate, endDate];
  return [...reach, isClosed, startTime, endTime, priority, reason];
}

async function written(tx: Tx, sql: string, values: readonly unknown[]): Promise<OverrideRow> {
  const [row] = await tx.query<OverrideRow>(sql, values).catch((error: unknown) => {
    if (isDuplicate(constraintOf(error))) throw new Problem('DUPLICATE_OVERRIDE', { cause: error });
    throw error;
  });
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
  return row;
}
