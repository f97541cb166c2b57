import { firstOfNextMonth, type LocalDate, todayIn } from '../../calendar/wall-clock.js';
import { words } from '../../http/words.js';

/** A row of `stylist_override_budgets`. Instants in epoch milliseconds. */
export interface BudgetRow {
  monthlyLimit: number;
  monthlyUsed: number;
  emergencyRemaining: number;
  resetsAt: number;
}

/** The budget at a moment. */
export interface Budget extends BudgetRow {
  monthlyRemaining: number;
}

export const CHARGES = words('Charge', ['none', 'monthly', 'emergency']);
words('ExhaustedCounter', ['monthly', 'emergency']);
export type Charge = (typeof CHARGES)[number];

/**
 * A stored turn that lies more than so many days before the coming one belongs to a month that is over, even if it lies
 * in the future. A row that was written in another zone (before the stylist moved, or by the table's default) has its
 * turn some hours off, and must not reset late.
 */
export const TURN_TOLERANCE_DAYS = 14;

/**
 * The budget at `now` in the stylist's zone (docs/rules.md "Budgets"). The month turns at midnight of the first, without
 * a write. Several missed months are one reset. Emergency tokens never come back by themselves.
 */
export function budgetAt(row: BudgetRow, zone: string, now: number): Budget {
  const resetsAt = firstOfNextMonth(zone, now);
  const isOver = row.resetsAt <= now || row.resetsAt < resetsAt - TURN_TOLERANCE_DAYS * 86_400_000;
  const monthlyUsed = isOver ? 0 : row.monthlyUsed;
  return { ...row, monthlyUsed, resetsAt, monthlyRemaining: Math.max(0, row.monthlyLimit - monthlyUsed) };
}

/** The cost of a change: a unit of the month, or an emergency token instead. */
export function chargeOf(isEmergency: boolean): Exclude<Charge, 'none'> {
  return isEmergency ? 'emergency' : 'monthly';
}

/** The counter that is too low for a charge; null: the budget covers it. */
export function exhaustedBy(budget: Budget, charge: Charge): Exclude<Charge, 'none'> | null {
  if (charge === 'monthly') return budget.monthlyRemaining > 0 ? null : 'monthly';
  if (charge === 'emergency') return budget.emergencyRemaining > 0 ? null : 'emergency';
  return null;
}

/** An override with its cost. `chargedAt` is in epoch milliseconds; null: it cost nothing. */
export interface Charged {
  startDate: LocalDate;
  chargedTo: Charge;
  chargedAt: number | null;
}

/**
 * The refund of a cancelled override (docs/rules.md "Budgets"): an emergency token always, a unit only in the month in
 * which it was spent, nothing once the override has started.
 */
export function refundOf(override: Charged, zone: string, now: number): Charge {
  if (override.startDate <= todayIn(zone, now)) return 'none';
  if (override.chargedTo !== 'monthly') return override.chargedTo;
  const isThisMonth =
    override.chargedAt !== null && firstOfNextMonth(zone, override.chargedAt) === firstOfNextMonth(zone, now);
  return isThisMonth ? 'monthly' : 'none';
}

/** The refunds of several overrides, by counter. */
export function refundsOf(
  overrides: readonly Charged[],
  zone: string,
  now: number,
): { monthly: number; emergency: number } {
  const refunds = overrides.map((override) => refundOf(override, zone, now));
  return {
    monthly: refunds.filter((refund) => refund === 'monthly').length,
    emergency: refunds.filter((refund) => refund === 'emergency').length,
  };
}
