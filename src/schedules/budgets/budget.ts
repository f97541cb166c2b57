import { firstOfNextMonth, type LocalDate, todayIn } from '../../calendar/wall-clock.js';

/** A row of `stylist_override_budgets`. Instants in epoch milliseconds. */
export interface BudgetRow {
  monthlyLimit: number;
  monthlyUsed: number;
  emergencyRemaining: number;
  resetsAt: number;
}

/** The budget as it is at a moment. */
export interface Budget extends BudgetRow {
  monthlyRemaining: number;
}

export type Charge = 'none' | 'monthly' | 'emergency';

/**
 * A stored turn this much earlier than the coming one belongs to a month that is over, even while it lies ahead: a row
 * written in another zone (before the stylist moved, or by the table's default) names its turn some hours off, and must
 * not reset late.
 */
export const TURN_TOLERANCE_DAYS = 14;

/**
 * The budget that counts at `now` in the stylist's zone (rules.md §3): the month turns at midnight of the first, by
 * reading alone; several missed months are one reset; emergency tokens never come back by themselves.
 */
export function budgetAt(row: BudgetRow, zone: string, now: number): Budget {
  const resetsAt = firstOfNextMonth(zone, now);
  const isOver = row.resetsAt <= now || row.resetsAt < resetsAt - TURN_TOLERANCE_DAYS * 86_400_000;
  const monthlyUsed = isOver ? 0 : row.monthlyUsed;
  return { ...row, monthlyUsed, resetsAt, monthlyRemaining: Math.max(0, row.monthlyLimit - monthlyUsed) };
}

/** What a change costs (rules.md §3): an emergency token instead of a unit of the month. */
export function chargeOf(isEmergency: boolean): Exclude<Charge, 'none'> {
  return isEmergency ? 'emergency' : 'monthly';
}

/** Which counter a charge finds empty, or null when it can be paid. */
export function exhaustedBy(budget: Budget, charge: Charge): Exclude<Charge, 'none'> | null {
  if (charge === 'monthly') return budget.monthlyRemaining > 0 ? null : 'monthly';
  if (charge === 'emergency') return budget.emergencyRemaining > 0 ? null : 'emergency';
  return null;
}

/** What an own override cost, and when it was paid (epoch milliseconds; null when it cost nothing). */
export interface Charged {
  startDate: LocalDate;
  chargedTo: Charge;
  chargedAt: number | null;
}

/**
 * What comes back when own future time is cancelled (rules.md §3): an emergency token always, a monthly unit only in the
 * budget month it was spent in, nothing once the time has started.
 */
export function refundOf(override: Charged, zone: string, now: number): Charge {
  if (override.startDate <= todayIn(zone, now)) return 'none';
  if (override.chargedTo !== 'monthly') return override.chargedTo;
  const isThisMonth =
    override.chargedAt !== null && firstOfNextMonth(zone, override.chargedAt) === firstOfNextMonth(zone, now);
  return isThisMonth ? 'monthly' : 'none';
}

/** The refunds of several overrides, counted. */
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
