import type { RequestContext } from '../../auth/request-context.js';
import { stylistZone, usableZone } from '../../calendar/stylist-zone.js';
import { instantText, type LocalDate, todayIn } from '../../calendar/wall-clock.js';
import { finite } from '../../database/sql-format.js';
import type { Tx } from '../../database/transaction.js';
import { recordEvent } from '../../events/outbox.js';
import { Problem } from '../../http/problem.js';
import {
  type Budget,
  budgetAt,
  type BudgetRow,
  type Charge,
  type Charged,
  refundsOf,
  TURN_TOLERANCE_DAYS,
} from './budget.js';
import type { BudgetDto, RefundDto } from './budgets.dto.js';

/** Of a stylist without a row. */
const MONTHLY_LIMIT = 10;
const EMERGENCY_TOKENS = 3;

/** A stylist has at most so many emergency tokens. */
export const MAX_TOKENS = 100;

/** A profile with its budget. */
export interface BudgetColumns extends BudgetRow {
  stylistUserId: string;
  stylistName: string;
  /** IANA zone of the stylist. */
  zone: string;
  /** The moment of the lock, or the start of the transaction that only reads; epoch milliseconds. */
  now: number;
  lastOverrideAt: Date | null;
  /** Of the row; "0" where there is none. */
  version: string;
}

/** A stylist's budget at the moment of the transaction that read it. */
export interface BudgetState extends Omit<BudgetColumns, keyof BudgetRow> {
  /** The stylist's date at `now`. */
  today: LocalDate;
  budget: Budget;
}

/** The columns of {@link BudgetColumns} of a profile `p` and its budget `b`, which may be missing. */
export const BUDGET_COLUMNS = budgetColumns('now()');

const READ = `
  SELECT ${BUDGET_COLUMNS}
    FROM public.stylist_profiles p
    LEFT JOIN public.stylist_override_budgets b ON b.stylist_user_id = p.user_id
   WHERE p.user_id = $1`;

/**
 * The outer part runs once the row is locked: its moment is that of the write, not the one at which the wait began. A
 * wait may go over midnight of the first.
 */
const LOCK = `
  WITH b AS MATERIALIZED (
    SELECT * FROM public.stylist_override_budgets WHERE stylist_user_id = $1 FOR NO KEY UPDATE
  )
  SELECT ${budgetColumns('clock_timestamp()')}
    FROM b
    JOIN public.stylist_profiles p ON p.user_id = b.stylist_user_id`;

const INSERT_MISSING = `
  INSERT INTO public.stylist_override_budgets
         (stylist_user_id, monthly_override_limit, emergency_overrides_remaining, budget_reset_at)
  SELECT user_id, ${MONTHLY_LIMIT}, ${EMERGENCY_TOKENS}, now()
    FROM public.stylist_profiles
   WHERE user_id = $1
  ON CONFLICT (stylist_user_id) DO NOTHING`;

/** SQL: whether the stored month is over, as {@link budgetAt} decides it. */
export function isOver(comingTurn: string, moment: string): string {
  return `(b.budget_reset_at <= ${moment} OR b.budget_reset_at < ${comingTurn} - interval '${TURN_TOLERANCE_DAYS} days')`;
}

const IS_OVER = isOver('$2::timestamptz', '$4::timestamptz');

const SPEND = `
  UPDATE public.stylist_override_budgets b
     SET current_month_overrides =
           CASE WHEN ${IS_OVER} THEN 0 ELSE b.current_month_overrides END + CASE $3 WHEN 'monthly' THEN 1 ELSE 0 END,
         emergency_overrides_remaining =
           b.emergency_overrides_remaining - CASE $3 WHEN 'emergency' THEN 1 ELSE 0 END,
         budget_reset_at = $2,
         last_override_at = $4
    FROM public.stylist_profiles p
   WHERE b.stylist_user_id = $1
     AND p.user_id = b.stylist_user_id
     AND CASE $3
           WHEN 'emergency' THEN b.emergency_overrides_remaining > 0
           ELSE ${IS_OVER} OR b.current_month_overrides < b.monthly_override_limit
         END
  RETURNING ${BUDGET_COLUMNS}`;

const REFUND = `
  UPDATE public.stylist_override_budgets b
     SET current_month_overrides =
           CASE WHEN ${IS_OVER} THEN 0 ELSE greatest(b.current_month_overrides - $3::int, 0) END,
         emergency_overrides_remaining = b.emergency_overrides_remaining + $5::int,
         budget_reset_at = $2
    FROM public.stylist_profiles p
   WHERE b.stylist_user_id = $1
     AND p.user_id = b.stylist_user_id
  RETURNING ${BUDGET_COLUMNS}`;

/**
 * Reads a budget as the caller.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`, also where row level security hides the stylist.
 */
export async function readBudget(tx: Tx, stylistUserId: string): Promise<BudgetState> {
  const [row] = await tx.query<BudgetColumns>(READ, [stylistUserId]);
  if (row === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return budgetState(row);
}

/**
 * Locks a stylist's budget until the transaction ends, and inserts the row if it is missing. Every change of a stylist's
 * overrides takes this lock before any lock on their rows, so that the changes of one stylist run one after another.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`.
 */
export async function lockBudget(tx: Tx, stylistUserId: string): Promise<BudgetState> {
  const locked = (): Promise<BudgetColumns[]> => tx.engine<BudgetColumns>(LOCK, [stylistUserId]);
  const [row] = await locked();
  if (row !== undefined) return budgetState(row);
  await tx.engine(INSERT_MISSING, [stylistUserId]);
  const [inserted] = await locked();
  if (inserted === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return budgetState(inserted);
}

/**
 * Pays for one change with one guarded UPDATE, in the transaction that writes the override. The UPDATE also resets a
 * month that is over.
 *
 * @returns the budget after the spend.
 * @throws {Problem} 429 `OVERRIDE_BUDGET_EXHAUSTED`.
 */
export async function spend(tx: Tx, state: BudgetState, charge: Exclude<Charge, 'none'>): Promise<BudgetState> {
  const { stylistUserId, budget, now } = state;
  const values = [stylistUserId, new Date(budget.resetsAt), charge, new Date(now)];
  const [row] = await tx.engine<BudgetColumns>(SPEND, values);
  if (row !== undefined) return budgetState(row, now);
  throw budgetExhausted(state, charge);
}

/** Writes `budget.exhausted` for the change that has taken the last unit or token. */
export async function recordExhausted(
  tx: Tx,
  context: RequestContext,
  charge: Charge,
  { stylistUserId, budget }: BudgetState,
): Promise<void> {
  const left = { monthly: budget.monthlyRemaining, emergency: budget.emergencyRemaining, none: 1 }[charge];
  if (left > 0) return;
  const resetsAt = instantText(budget.resetsAt);
  await recordEvent(tx, context, { type: 'budget.exhausted', data: { stylistUserId, exhausted: charge, resetsAt } });
}

/**
 * 429 `OVERRIDE_BUDGET_EXHAUSTED` with `exhausted` and `budget`, whose `resetsAt` says when the month turns. Without
 * `Retry-After`: clients would wait on it for weeks.
 */
export function budgetExhausted(state: BudgetState, charge: Exclude<Charge, 'none'>): Problem {
  return new Problem('OVERRIDE_BUDGET_EXHAUSTED', {
    detail:
      charge === 'monthly'
        ? 'This month’s changes are used up; an emergency may still be possible'
        : 'No emergency tokens are left; an admin can grant more',
    extra: { exhausted: charge, budget: budgetOf(state) },
  });
}

/**
 * Refunds cancelled overrides, as {@link refundsOf} decides it.
 *
 * @param state from {@link lockBudget} in the same transaction.
 * @param cancelled the overrides before the cancellation.
 * @returns the budget after the refund, and the refund.
 */
export async function refund(
  tx: Tx,
  state: BudgetState,
  cancelled: readonly Charged[],
): Promise<{ state: BudgetState; refunded: RefundDto }> {
  const { stylistUserId, zone, now, budget } = state;
  const { monthly, emergency } = refundsOf(cancelled, zone, now);
  const refunded = {
    monthly: Math.min(monthly, budget.monthlyUsed),
    emergency: Math.min(emergency, Math.max(0, MAX_TOKENS - budget.emergencyRemaining)),
  };
  if (refunded.monthly + refunded.emergency === 0) return { state, refunded };
  const values = [stylistUserId, new Date(budget.resetsAt), refunded.monthly, new Date(now), refunded.emergency];
  const [row] = await tx.engine<BudgetColumns>(REFUND, values);
  return { state: row === undefined ? state : budgetState(row, now), refunded };
}

/** The budget as the API shows it. */
export function budgetOf({ stylistUserId, stylistName, budget, lastOverrideAt }: BudgetState): BudgetDto {
  return {
    stylistUserId,
    stylistName,
    monthlyLimit: budget.monthlyLimit,
    monthlyUsed: budget.monthlyUsed,
    monthlyRemaining: budget.monthlyRemaining,
    emergencyRemaining: budget.emergencyRemaining,
    resetsAt: instantText(budget.resetsAt),
    lastOverrideAt: instantText(lastOverrideAt),
  };
}

/** The version for entity tags. It holds the month too, because the month turns without a write. */
export function budgetVersion({ version, budget }: BudgetState): string {
  return `${version}-${budget.resetsAt / 1_000}`;
}

/** @param now the moment of the transaction, where it locked the budget; else that of the statement. */
export function budgetState(
  { monthlyLimit, monthlyUsed, emergencyRemaining, resetsAt, ...row }: BudgetColumns,
  now = row.now,
): BudgetState {
  const zone = usableZone(row.zone);
  const budget = budgetAt({ monthlyLimit, monthlyUsed, emergencyRemaining, resetsAt }, zone, now);
  return { ...row, zone, now, today: todayIn(zone, now), budget };
}

/** Where `b` is missing, its month is over, so that the first spend sets it. */
function budgetColumns(moment: string): string {
  return `
  p.user_id AS "stylistUserId", p.display_name AS "stylistName", ${stylistZone('p')} AS zone,
  extract(epoch FROM ${moment})::float8 * 1000 AS now,
  coalesce(b.monthly_override_limit, ${MONTHLY_LIMIT}) AS "monthlyLimit",
  coalesce(b.current_month_overrides, 0) AS "monthlyUsed",
  coalesce(b.emergency_overrides_remaining, ${EMERGENCY_TOKENS}) AS "emergencyRemaining",
  coalesce(extract(epoch FROM ${finite('b.budget_reset_at')})::float8 * 1000, 0) AS "resetsAt",
  ${finite('b.last_override_at')} AS "lastOverrideAt", coalesce(b.row_version, 0) AS version`;
}
