import { escapeLiteral } from 'pg';
import type { Catalog } from './catalog.js';
import { CALLER, IS_ADMIN, IS_STYLIST } from './host-rights.js';
import { closedFunction, ownTable, type Step } from './steps.js';

/** A new row resets at midnight UTC. The service computes with the stylist's month, and writes it with the first change. */
const NEXT_MONTH = `((date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC')`;

/** The budgets of stylists (docs/rules.md "Budgets"): one row a stylist, by trigger and backfill. */
export const budgets: Step[] = [
  {
    sql: `
CREATE TABLE public.stylist_override_budgets (
  stylist_user_id uuid PRIMARY KEY REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  monthly_override_limit integer NOT NULL DEFAULT 10
    CONSTRAINT stylist_override_budgets_limit CHECK (monthly_override_limit BETWEEN 1 AND 1000),
  current_month_overrides integer NOT NULL DEFAULT 0
    CONSTRAINT stylist_override_budgets_used CHECK (current_month_overrides >= 0),
  emergency_overrides_remaining integer NOT NULL DEFAULT 3
    CONSTRAINT stylist_override_budgets_tokens CHECK (emergency_overrides_remaining BETWEEN 0 AND 100),
  budget_reset_at timestamptz NOT NULL DEFAULT ${NEXT_MONTH},
  last_override_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  row_version bigint NOT NULL DEFAULT 1
);
CREATE INDEX idx_stylist_override_budgets_reset ON public.stylist_override_budgets (budget_reset_at);
COMMENT ON TABLE public.stylist_override_budgets IS 'How many changes stylists may make to their schedules';
COMMENT ON COLUMN public.stylist_override_budgets.budget_reset_at IS
  'When the month turns: midnight of the first in the stylist''s zone'`,
    undo: 'DROP TABLE public.stylist_override_budgets',
  },
  {
    sql: `
CREATE TRIGGER count_stylist_override_budget_version BEFORE UPDATE ON public.stylist_override_budgets
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
CREATE TRIGGER update_stylist_override_budgets_updated_at BEFORE UPDATE ON public.stylist_override_budgets
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
ALTER TABLE public.stylist_override_budgets ENABLE ALWAYS TRIGGER count_stylist_override_budget_version`,
    undo: `
DROP TRIGGER count_stylist_override_budget_version ON public.stylist_override_budgets;
DROP TRIGGER update_stylist_override_budgets_updated_at ON public.stylist_override_budgets`,
  },
  ...ownTable('public.stylist_override_budgets', {
    owner: ['SELECT', 'INSERT'],
    engine: ['SELECT', 'INSERT', 'UPDATE'],
  }),
  {
    sql: `
GRANT SELECT ON public.stylist_override_budgets TO authenticated;
GRANT UPDATE (monthly_override_limit, current_month_overrides, emergency_overrides_remaining, budget_reset_at)
   ON public.stylist_override_budgets TO service_engine_caller;
CREATE POLICY stylist_override_budgets_select ON public.stylist_override_budgets FOR SELECT TO authenticated
  USING ((stylist_user_id = ${CALLER} AND ${IS_STYLIST}) OR ${IS_ADMIN});
CREATE POLICY stylist_override_budgets_admin_update ON public.stylist_override_budgets FOR UPDATE TO service_engine_caller
  USING (${IS_ADMIN}) WITH CHECK (${IS_ADMIN})`,
  },
  {
    sql: `
CREATE FUNCTION private.initialize_stylist_budget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO public.stylist_override_budgets (stylist_user_id)
  VALUES (NEW.user_id)
  ON CONFLICT (stylist_user_id) DO NOTHING;
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.initialize_stylist_budget()',
  },
  { sql: closedFunction('private.initialize_stylist_budget()') },
  {
    sql: `
CREATE TRIGGER trigger_initialize_stylist_budget AFTER INSERT ON public.stylist_profiles
  FOR EACH ROW EXECUTE FUNCTION private.initialize_stylist_budget()`,
    undo: 'DROP TRIGGER trigger_initialize_stylist_budget ON public.stylist_profiles',
  },
];

/**
 * Budgets for the stylists of an existing marketplace. In an adopted table some stylists may have none: a revert deletes
 * the rows that this adds, unless they were used.
 */
export function backfillBudgets({ tables, now }: Catalog): Step[] {
  const table = 'public.stylist_override_budgets';
  const sql = `
INSERT INTO ${table} (stylist_user_id)
SELECT user_id FROM public.stylist_profiles
ON CONFLICT (stylist_user_id) DO NOTHING`;
  if (tables[table] === undefined) return [{ sql }];
  return [
    {
      sql,
      undo: `
ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY;
DELETE FROM ${table} WHERE row_version = 1 AND created_at = ${escapeLiteral(now)}`,
    },
  ];
}
