import type { LocalDate } from '../../calendar/wall-clock.js';
import type { Tx } from '../../database/transaction.js';
import type { Charge } from '../budgets/budget.js';
import { OVERRIDE_COLUMNS, type OverrideRow, overrideVersion, refusingDuplicates } from '../overrides/override-rows.js';
import type { PlannedRow } from './plan.js';

/**
 * A stylist's changes are written as the engine. No stylist may write overrides by policy, because that would by-pass
 * the budget (docs/database.md "Roles"). The caller of these functions has locked the stylist's budget.
 */
const INSERT = `
  INSERT INTO public.schedule_overrides AS o
         (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, override_start_time,
          override_end_time, is_closed, priority, reason, created_by, origin, set_for_day, is_emergency, charged_to,
          charged_at)
  VALUES ($1, false, $2, $3, $4, $5, $6, $7, $8, $9, $2, 'stylist', $10, $11, $12, $13)
  RETURNING ${OVERRIDE_COLUMNS}`;

const LOCK_DAY = `
  SELECT ${OVERRIDE_COLUMNS}
    FROM public.schedule_overrides o
   WHERE o.stylist_user_id = $1 AND o.set_for_day AND o.start_date = $2
   ORDER BY o.id
     FOR UPDATE OF o`;

const DELETE = `DELETE FROM public.schedule_overrides WHERE id = ANY($1::uuid[])`;

/**
 * Writes a planned row that costs `charge`, paid now.
 *
 * @throws {Problem} 409 `DUPLICATE_OVERRIDE`.
 */
export async function insertRow(
  tx: Tx,
  stylistUserId: string,
  row: PlannedRow,
  { charge, reason, now }: { charge: Charge; reason: string | undefined; now: number },
): Promise<OverrideRow> {
  const { overrideType, startDate, endDate, startTime, endTime, isClosed, priority, setForDay, isEmergency } = row;
  const shape = [startDate, endDate, startTime, endTime, isClosed, priority];
  const values = [overrideType, stylistUserId, ...shape, reason ?? null, setForDay, isEmergency, charge, new Date(now)];
  return refusingDuplicates(tx.engine<OverrideRow>(INSERT, values));
}

export async function lockDayRows(tx: Tx, stylistUserId: string, date: LocalDate): Promise<OverrideRow[]> {
  return tx.engine<OverrideRow>(LOCK_DAY, [stylistUserId, date]);
}

export async function deleteRows(tx: Tx, rows: readonly OverrideRow[]): Promise<void> {
  if (rows.length > 0) await tx.engine(DELETE, [rows.map(({ id }) => id)]);
}

/** The version of a date: of its day rows, however many; null without one. */
export function dateVersion(dayRows: readonly OverrideRow[]): string | null {
  return dayRows.length === 0 ? null : dayRows.map(overrideVersion).sort().join('.');
}
