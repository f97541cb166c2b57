import type { Pool } from 'pg';

/** Sets a stylist's counters. */
export async function setBudget(
  owner: Pool,
  stylistUserId: string,
  { limit = 10, used = 0, tokens = 3 }: { limit?: number; used?: number; tokens?: number },
): Promise<void> {
  await owner.query(
    `UPDATE public.stylist_override_budgets
        SET monthly_override_limit = $2, current_month_overrides = $3, emergency_overrides_remaining = $4
      WHERE stylist_user_id = $1`,
    [stylistUserId, limit, used, tokens],
  );
}

/** Moves the stored turn of the month into the past. */
export async function turnMonth(owner: Pool, stylistUserId: string, ago = '1 minute'): Promise<void> {
  await owner.query(
    `UPDATE public.stylist_override_budgets SET budget_reset_at = now() - $2::interval WHERE stylist_user_id = $1`,
    [stylistUserId, ago],
  );
}

/** The stored row. */
export async function storedBudget(
  owner: Pool,
  stylistUserId: string,
): Promise<{ used: number; tokens: number; resetsAt: Date } | undefined> {
  const { rows } = await owner.query<{ used: number; tokens: number; resetsAt: Date }>(
    `SELECT current_month_overrides AS used, emergency_overrides_remaining AS tokens, budget_reset_at AS "resetsAt"
       FROM public.stylist_override_budgets WHERE stylist_user_id = $1`,
    [stylistUserId],
  );
  return rows[0];
}

/** The numbers of a stylist's logged changes that cost a unit, that cost a token, and that cancelled. */
export async function loggedChanges(
  owner: Pool,
  stylistUserId: string,
): Promise<{ monthly: number; emergency: number; cancelled: number }> {
  const { rows } = await owner.query<{ monthly: number; emergency: number; cancelled: number }>(
    `SELECT count(*) FILTER (WHERE new_values IS NOT NULL AND NOT is_emergency)::int AS monthly,
            count(*) FILTER (WHERE new_values IS NOT NULL AND is_emergency)::int AS emergency,
            count(*) FILTER (WHERE new_values IS NULL)::int AS cancelled
       FROM private.schedule_change_log WHERE stylist_user_id = $1`,
    [stylistUserId],
  );
  return rows[0] ?? { monthly: 0, emergency: 0, cancelled: 0 };
}
