import type { Tx } from '../../database/transaction.js';
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
import { type LocalDate, todayIn } from '../../calendar/wall-clock.js';

/** What a stylist without a row has (rules.md §3): a row that has turned, so that the first spend sets its month. */
const UNWRITTEN: BudgetRow = { monthlyLimit: 10, monthlyUsed: 0, emergencyRemaining: 3, resetsAt: 0 };

/** At most so many emergency tokens (rules.md §3). */
export const MAX_TOKENS = 100;

/** A stylist's budget at the moment of the transaction that read it. */
export interface BudgetState {
  stylistUserId: string;
  stylistName: string;
  /** IANA zone of the stylist. */
  zone: string;
  /** The beginning of the transaction, epoch milliseconds: `now` for every rule in it. */
  now: number;
  /** The stylist's date at `now`. */
  today: LocalDate;
  budget: Budget;
  lastOverrideAt: Date | null;
  /** Of the row; "0" where there is none. */
  version: string;
}

export interface BudgetColumns {
  stylistUserId: string;
  stylistName: string;
  zone: string;
  now: number;
  monthlyLimit: number | null;
  monthlyUsed: number | null;
  emergencyRemaining: number | null;
  resetsAt: Date | null;
  lastOverrideAt: Date | null;
  version: string | null;
}

/** The columns of {@link BudgetColumns}, of a profile `p` and its budget `b`, which may be missing. */
export const BUDGET_COLUMNS = `
  p.user_id AS "stylistUserId", p.display_name AS "stylistName", coalesce(p.timezone, 'Asia/Kathmandu') AS zone,
  extract(epoch FROM now())::float8 * 1000 AS now, b.monthly_override_limit AS "monthlyLimit",
  b.current_month_overrides AS "monthlyUsed", b.emergency_overrides_remaining AS "emergencyRemaining",
  b.budget_reset_at AS "resetsAt", b.last_override_at AS "lastOverrideAt", b.row_version AS version`;

const READ = `
  SELECT ${BUDGET_COLUMNS}
    FROM public.stylist_profiles p
    LEFT JOIN public.stylist_override_budgets b ON b.stylist_user_id = p.user_id
   WHERE p.user_id = $1`;

const LOCK = `
  SELECT ${BUDGET_COLUMNS}
    FROM public.stylist_override_budgets b
    JOIN public.stylist_profiles p ON p.user_id = b.stylist_user_id
   WHERE b.stylist_user_id = $1
     FOR NO KEY UPDATE OF b`;

const HEAL = `
  INSERT INTO public.stylist_override_budgets
         (stylist_user_id, monthly_override_limit, emergency_overrides_remaining, budget_reset_at)
  SELECT user_id, $2, $3, now()
    FROM public.stylist_profiles
   WHERE user_id = $1
  ON CONFLICT (stylist_user_id) DO NOTHING`;

/** Whether the stored month is over; $2 is the turn to come. The same rule as {@link budgetAt}. */
const IS_OVER = `(b.budget_reset_at <= now() OR b.budget_reset_at < $2::timestamptz - interval '${TURN_TOLERANCE_DAYS} days')`;

const SPEND = `
  UPDATE public.stylist_override_budgets b
     SET current_month_overrides =
           CASE WHEN ${IS_OVER} THEN 0 ELSE b.current_month_overrides END + CASE $3 WHEN 'monthly' THEN 1 ELSE 0 END,
         emergency_overrides_remaining =
           b.emergency_overrides_remaining - CASE $3 WHEN 'emergency' THEN 1 ELSE 0 END,
         budget_reset_at = $2,
         last_override_at = now()
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
         emergency_overrides_remaining = least(b.emergency_overrides_remaining + $4::int, ${MAX_TOKENS}),
         budget_reset_at = $2
    FROM public.stylist_profiles p
   WHERE b.stylist_user_id = $1
     AND p.user_id = b.stylist_user_id
  RETURNING ${BUDGET_COLUMNS}`;

/**
 * Reads a budget as the caller; undefined where row level security shows no such stylist. The month that has turned is
 * seen as turned (rules.md §3).
 */
export async function readBudget(tx: Tx, stylistUserId: string): Promise<BudgetState | undefined> {
  const [row] = await tx.query<BudgetColumns>(READ, [stylistUserId]);
  return row === undefined ? undefined : budgetState(row);
}

/**
 * Locks a stylist's budget until the transaction ends, and writes the row should it be missing. Whoever changes a
 * stylist's own overrides takes this lock before any lock on their rows: it puts the changes of one stylist in a line.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`.
 */
export async function lockBudget(tx: Tx, stylistUserId: string): Promise<BudgetState> {
  const locked = (): Promise<BudgetColumns[]> => tx.engine<BudgetColumns>(LOCK, [stylistUserId]);
  const [row] = await locked();
  if (row !== undefined) return budgetState(row);
  const { monthlyLimit, emergencyRemaining } = UNWRITTEN;
  await tx.engine(HEAL, [stylistUserId, monthlyLimit, emergencyRemaining]);
  const [healed] = await locked();
  if (healed === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return budgetState(healed);
}

/**
 * Pays for one change: one guarded UPDATE, in the transaction that writes the override. It resets a month that has
 * turned by itself.
 *
 * @returns the budget after the spend.
 * @throws {Problem} 429 `OVERRIDE_BUDGET_EXHAUSTED` with `exhausted` and `budget`; for the month `Retry-After`, in
 * seconds until it turns; tokens never come back by themselves.
 */
export async function spend(tx: Tx, state: BudgetState, charge: Exclude<Charge, 'none'>): Promise<BudgetState> {
  const { stylistUserId, budget } = state;
  const [row] = await tx.engine<BudgetColumns>(SPEND, [stylistUserId, new Date(budget.resetsAt), charge]);
  if (row !== undefined) return budgetState(row);
  throw new Problem('OVERRIDE_BUDGET_EXHAUSTED', {
    detail:
      charge === 'monthly'
        ? 'This month’s changes are used up; an emergency may still be possible'
        : 'No emergency tokens are left; an admin can grant more',
    extra: { exhausted: charge, budget: budgetOf(state) },
    headers: charge === 'monthly' ? { 'retry-after': String(secondsUntil(budget.resetsAt, state.now)) } : {},
  });
}

/**
 * Gives back what cancelled overrides cost, by the rule of rules.md §3: an emergency token always, a monthly unit only
 * in the month it was spent in, nothing for time that has started.
 *
 * @param state from {@link lockBudget} in the same transaction.
 * @param cancelled the overrides as they were.
 * @returns the budget afterwards, and what came back.
 */
export async function refund(
  tx: Tx,
  state: BudgetState,
  cancelled: readonly Charged[],
): Promise<{ state: BudgetState; refunded: RefundDto }> {
  const { stylistUserId, zone, now, budget } = state;
  const { monthly, emergency } = refundsOf(cancelled, zone, now);
  const refunded = { monthly: Math.min(monthly, budget.monthlyUsed), emergency };
  if (refunded.monthly + refunded.emergency === 0) return { state, refunded };
  const values = [stylistUserId, new Date(budget.resetsAt), refunded.monthly, refunded.emergency];
  const [row] = await tx.engine<BudgetColumns>(REFUND, values);
  return { state: row === undefined ? state : budgetState(row), refunded };
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
    resetsAt: new Date(budget.resetsAt).toISOString(),
    lastOverrideAt: lastOverrideAt?.toISOString() ?? null,
  };
}

/** What an entity tag is made of: the row's version and, because the month turns without a write, the month. */
export function budgetVersion({ version, budget }: BudgetState): string {
  return `${version}-${budget.resetsAt / 1_000}`;
}

export function budgetState(row: BudgetColumns): BudgetState {
  const { stylistUserId, stylistName, zone, now, lastOverrideAt } = row;
  const stored: BudgetRow = {
    monthlyLimit: row.monthlyLimit ?? UNWRITTEN.monthlyLimit,
    monthlyUsed: row.monthlyUsed ?? UNWRITTEN.monthlyUsed,
    emergencyRemaining: row.emergencyRemaining ?? UNWRITTEN.emergencyRemaining,
    resetsAt: row.resetsAt?.getTime() ?? UNWRITTEN.resetsAt,
  };
  const budget = budgetAt(stored, zone, now);
  const version = row.version ?? '0';
  return { stylistUserId, stylistName, zone, now, today: todayIn(zone, now), budget, lastOverrideAt, version };
}

function secondsUntil(instant: number, now: number): number {
  return Math.max(1, Math.ceil((instant - now) / 1_000));
}
