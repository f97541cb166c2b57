import { constraintOf } from '../../http/sqlstate.js';
import type { Tx } from '../../database/transaction.js';
import { Problem } from '../../http/problem.js';
import type { Charge } from '../budgets/budget.js';
import type { OwnRow } from './plan.js';
import { isDuplicate, LOCK_OVERRIDE, OVERRIDE_COLUMNS, type OverrideRow } from '../overrides/override-rows.js';
import type { LocalDate } from '../../calendar/wall-clock.js';

/**
 * The rows of a stylist's own changes. They are written as the engine: by policy no stylist may write overrides, because
 * that would by-pass the budget (database.md "Roles"). The stylist's budget is locked by then.
 */
const INSERT = `
  INSERT INTO public.schedule_overrides AS o
         (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, override_start_time,
          override_end_time, is_closed, priority, reason, created_by, origin, set_for_day, is_emergency, charged_to,
          charged_at)
  VALUES ($1, false, $2, $3, $4, $5, $6, $7, $8, $9, $2, 'stylist', $10, $11, $12, now())
  RETURNING ${OVERRIDE_COLUMNS}`;

const LOCK_DAY = `
  SELECT ${OVERRIDE_COLUMNS}
    FROM public.schedule_overrides o
   WHERE o.stylist_user_id = $1 AND o.set_for_day AND o.start_date = $2
   ORDER BY o.id
     FOR UPDATE OF o`;

/** Writes a stylist's own row, created and paid for now. */
export async function insertRow(
  tx: Tx,
  stylistUserId: string,
  row: OwnRow,
  paid: { charge: Charge; reason: string | undefined },
): Promise<OverrideRow> {
  const { overrideType, startDate, endDate, startTime, endTime, isClosed, priority, setForDay, isEmergency } = row;
  const shape = [startDate, endDate, startTime, endTime, isClosed, priority];
  const values = [overrideType, stylistUserId, ...shape, paid.reason ?? null, setForDay, isEmergency, paid.charge];
  const [written] = await tx.engine<OverrideRow>(INSERT, values).catch((error: unknown) => {
    if (isDuplicate(constraintOf(error))) throw new Problem('DUPLICATE_OVERRIDE', { cause: error });
    throw error;
  });
  return written!;
}

/** The day rows of a date, locked. */
export async function lockDayRows(tx: Tx, stylistUserId: string, date: LocalDate): Promise<OverrideRow[]> {
  return tx.engine<OverrideRow>(LOCK_DAY, [stylistUserId, date]);
}

/** One override, whosever it is, locked; undefined: there is none. */
export async function lockRow(tx: Tx, id: string): Promise<OverrideRow | undefined> {
  const [row] = await tx.engine<OverrideRow>(LOCK_OVERRIDE, [id]);
  return row;
}

/** Removes rows; sent with what follows. */
export function deleteRows(tx: Tx, rows: readonly OverrideRow[]): void {
  if (rows.length === 0) return;
  void tx.engine(`DELETE FROM public.schedule_overrides WHERE id = ANY($1::uuid[])`, [rows.map((row) => row.id)]);
}

/** Lets a row end on a date; sent with what follows. */
export function endRow(tx: Tx, row: OverrideRow, lastDate: LocalDate): void {
  void tx.engine(`UPDATE public.schedule_overrides SET end_date = $2 WHERE id = $1`, [row.id, lastDate]);
}
