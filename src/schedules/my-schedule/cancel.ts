import type { RequestContext } from '../../auth/request-context.js';
import { recordScheduleChange } from '../../audit/record.js';
import type { Tx } from '../../database/transaction.js';
import { Problem } from '../../http/problem.js';
import { ok, type Reply } from '../../http/reply.js';
import { budgetOf, type BudgetState, lockBudget, refund } from '../budgets/budget-ledger.js';
import { bookingsAffected, effectOf } from '../effect.js';
import { loadOwn } from './change.js';
import { deleteRows, endRow, lockDayRows, lockRow } from './rows.js';
import type { CancelledDto } from './my-schedule.dto.js';
import { loggedRows, type OverrideRow, overrideVersion } from '../overrides/override-rows.js';
import { statusOn } from '../overrides/override-shapes.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';

/**
 * Clears a date of the caller: removes all day rows of it and gives back what they cost, unless the date is today
 * (rules.md §3, §4).
 *
 * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`, 409 `OVERRIDE_IN_PAST`, 409 `BOOKINGS_AFFECTED`, 412.
 */
export async function clearDay(tx: Tx, context: RequestContext, date: LocalDate): Promise<Reply<CancelledDto>> {
  const state = await lockBudget(tx, context.user.userId);
  const rows = await lockDayRows(tx, state.stylistUserId, date);
  if (rows.length === 0) throw new Problem('OVERRIDE_NOT_FOUND', { detail: 'Nothing is set for this date' });
  return cancel(tx, context, state, rows);
}

/**
 * Cancels one of the caller's own overrides: removes it and gives back what it cost; once begun it ends yesterday, or is
 * removed if it began today, and nothing comes back (rules.md §3, §4).
 *
 * @throws {Problem} 404 `OVERRIDE_NOT_FOUND` (also for what is not the caller's own making), 409 `OVERRIDE_IN_PAST`, 409
 * `BOOKINGS_AFFECTED`, 412.
 */
export async function cancelOverride(tx: Tx, context: RequestContext, id: string): Promise<Reply<CancelledDto>> {
  const state = await lockBudget(tx, context.user.userId);
  const row = await lockRow(tx, id);
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
  if (row.stylistUserId !== state.stylistUserId || row.origin !== 'stylist') {
    throw new Problem('OVERRIDE_NOT_FOUND', { refusal: true });
  }
  return cancel(tx, context, state, [row]);
}

/** Takes own rows back from today on; one change, one row in the log. */
async function cancel(
  tx: Tx,
  context: RequestContext,
  state: BudgetState,
  rows: readonly OverrideRow[],
): Promise<Reply<CancelledDto>> {
  const { today, stylistUserId } = state;
  for (const row of rows) context.expectVersion(overrideVersion(row));
  if (rows.some((row) => statusOn(row, today) === 'past')) throw new Problem('OVERRIDE_IN_PAST');
  const from = firstFreed(rows, today);
  await refuseIfBooked(tx, state, rows, from);
  const begun = rows.filter((row) => row.startDate < today);
  for (const row of begun) endRow(tx, row, addDays(today, -1));
  deleteRows(
    tx,
    rows.filter((row) => !begun.includes(row)),
  );
  await recordScheduleChange(tx, context, {
    stylistUserId,
    changeDate: from,
    changeType: 'availability_override',
    oldValues: loggedRows(rows),
    newValues: null,
    reason: null,
    isEmergency: false,
  });
  const { state: after, refunded } = await refund(tx, state, rows);
  return ok({ budget: budgetOf(after), refunded });
}

/** A cancellation is a change as well: it may not leave bookings outside what is worked (rules.md §5). */
async function refuseIfBooked(
  tx: Tx,
  { stylistUserId }: BudgetState,
  rows: readonly OverrideRow[],
  from: LocalDate,
): Promise<void> {
  const to = rows.reduce((last, row) => (row.endDate > last ? row.endDate : last), from);
  const schedule = await loadOwn(tx, stylistUserId, from, to);
  const ids = new Set(rows.map((row) => row.id));
  const overrides = schedule.overrides.filter((override) => !ids.has(override.id));
  const { affected } = effectOf(schedule, { overrides }, from, to);
  if (affected.length > 0) throw bookingsAffected(affected);
}

function firstFreed(rows: readonly OverrideRow[], today: LocalDate): LocalDate {
  const first = rows.reduce((earliest, row) => (row.startDate < earliest ? row.startDate : earliest), '9999-12-31');
  return first < today ? today : first;
}
