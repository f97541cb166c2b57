import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { AdminEntry } from './logs.js';
import { SALON_ZONE, type SalonWriter } from './writer.js';

/** The spent budgets that fit the overrides: one stylist spent two of ten, another two of two and the last token. */
const SPENT = [
  { stylist: PERSONAS.stylist, limit: 10, used: 2, tokens: 3, last: true },
  { stylist: PERSONAS['other-stylist'], limit: 10, used: 0, tokens: 3, last: false },
  { stylist: DEMO.exhaustedStylist, limit: 2, used: 2, tokens: 0, last: true },
];

/** Sets the budgets, whose rows a trigger has inserted. The month turns in the stylist's zone. */
export async function fillBudgets(salon: SalonWriter, now: string): Promise<AdminEntry[]> {
  await salon.query(
    `UPDATE public.stylist_override_budgets AS budget
        SET monthly_override_limit = spent."limit",
            current_month_overrides = spent.used,
            emergency_overrides_remaining = spent.tokens,
            last_override_at = CASE WHEN spent.last THEN $2::timestamptz END,
            budget_reset_at = (date_trunc('month', $2::timestamptz AT TIME ZONE $3::text) + interval '1 month')
                              AT TIME ZONE $3::text
       FROM jsonb_to_recordset($1::jsonb)
            AS spent(stylist uuid, "limit" integer, used integer, tokens integer, last boolean)
      WHERE budget.stylist_user_id = spent.stylist`,
    [JSON.stringify(SPENT), now, SALON_ZONE],
  );
  const details = {
    oldValues: { monthlyLimit: 10, emergencyRemaining: 3 },
    newValues: { monthlyLimit: 2, emergencyRemaining: 1 },
    reason: 'Too many changes at short notice',
  };
  const entry = { at: salon.at(-40, '16:00'), actor: PERSONAS.admin, targetId: DEMO.exhaustedStylist, details };
  return [{ ...entry, action: 'UPDATE_BUDGET', targetType: 'override_budget' }];
}
