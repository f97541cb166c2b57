import { CALLER, IS_ADMIN, IS_STYLIST } from './host-rights.js';
import { ownTable, type Step } from './steps.js';

/** A block: a closed override for part of the day. */
const IS_BLOCK = 'is_closed AND override_start_time IS NOT NULL';

/** No branch with overrides can be deleted: without their branch they would reach nobody, or everybody. */
const BRANCH = 'REFERENCES public.kb_branches (id) ON DELETE RESTRICT';
const NO_BRANCH = 'CONSTRAINT schedule_overrides_no_branches CHECK (branch_id IS NULL)';
const NIL = `'00000000-0000-0000-0000-000000000000'`;

/**
 * Exceptions from the weekly schedule between two dates (docs/rules.md "Layers").
 *
 * @param hasBranches whether the marketplace has branches; without them no override names one.
 */
export const overrides = (hasBranches: boolean): Step[] => [
  {
    sql: `
CREATE TABLE public.schedule_overrides (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  override_type text NOT NULL
    CONSTRAINT schedule_overrides_type
    CHECK (override_type IN ('business_closure', 'stylist_vacation', 'seasonal_hours', 'special_event')),
  applies_to_all_stylists boolean NOT NULL DEFAULT false,
  branch_id uuid ${hasBranches ? BRANCH : NO_BRANCH},
  stylist_user_id uuid REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  start_date date NOT NULL,
  end_date date NOT NULL,
  override_start_time time,
  override_end_time time,
  is_closed boolean NOT NULL DEFAULT false,
  priority integer NOT NULL DEFAULT 0 CONSTRAINT schedule_overrides_priority CHECK (priority BETWEEN 0 AND 100),
  reason text CONSTRAINT schedule_overrides_reason_size CHECK (char_length(reason) <= 1000),
  created_by uuid REFERENCES public.user_profiles (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  origin text NOT NULL DEFAULT 'admin' CONSTRAINT schedule_overrides_origin CHECK (origin IN ('admin', 'stylist')),
  set_for_day boolean NOT NULL DEFAULT false,
  is_emergency boolean NOT NULL DEFAULT false,
  charged_to text NOT NULL DEFAULT 'none'
    CONSTRAINT schedule_overrides_charged_to CHECK (charged_to IN ('none', 'monthly', 'emergency')),
  charged_at timestamptz,
  row_version bigint NOT NULL DEFAULT 1,
  CONSTRAINT schedule_overrides_dates CHECK (isfinite(start_date) AND isfinite(end_date) AND end_date >= start_date),
  CONSTRAINT schedule_overrides_scope CHECK (
    applies_to_all_stylists::integer + num_nonnulls(branch_id, stylist_user_id) = 1),
  CONSTRAINT schedule_overrides_times CHECK (
    (override_start_time IS NULL) = (override_end_time IS NULL)
    AND (is_closed OR override_start_time IS NOT NULL)
    AND (override_start_time IS NULL OR override_end_time > override_start_time)),
  CONSTRAINT schedule_overrides_shape CHECK (
    CASE override_type
      WHEN 'business_closure' THEN is_closed AND stylist_user_id IS NULL
      WHEN 'stylist_vacation' THEN is_closed AND stylist_user_id IS NOT NULL
      ELSE NOT is_closed
    END),
  CONSTRAINT schedule_overrides_day_row CHECK (NOT set_for_day OR (origin = 'stylist' AND start_date = end_date)),
  CONSTRAINT schedule_overrides_own CHECK (origin = 'admin' OR stylist_user_id IS NOT NULL),
  CONSTRAINT schedule_overrides_charge CHECK ((charged_to = 'none') = (charged_at IS NULL))
);
CREATE UNIQUE INDEX schedule_overrides_no_duplicate ON public.schedule_overrides (
  override_type, coalesce(stylist_user_id, ${NIL}), coalesce(branch_id, ${NIL}), start_date, end_date,
  coalesce(override_start_time, '24:00'), coalesce(override_end_time, '24:00')
) WHERE NOT set_for_day;
CREATE UNIQUE INDEX schedule_overrides_one_day_row ON public.schedule_overrides (stylist_user_id, start_date)
  WHERE set_for_day AND NOT (${IS_BLOCK});
CREATE UNIQUE INDEX schedule_overrides_one_day_block ON public.schedule_overrides (
  stylist_user_id, start_date, override_start_time, override_end_time
) WHERE set_for_day AND ${IS_BLOCK};
CREATE INDEX idx_schedule_overrides_lookup ON public.schedule_overrides (stylist_user_id, start_date, end_date);
CREATE INDEX idx_schedule_overrides_branch ON public.schedule_overrides (branch_id, start_date, end_date);
CREATE INDEX idx_schedule_overrides_daterange ON public.schedule_overrides
  USING gist (daterange(start_date, end_date, '[]'));
CREATE INDEX idx_schedule_overrides_all_stylists ON public.schedule_overrides (start_date, end_date)
  WHERE applies_to_all_stylists;
CREATE INDEX idx_schedule_overrides_priority ON public.schedule_overrides (priority DESC, start_date);
CREATE INDEX idx_schedule_overrides_created ON public.schedule_overrides (created_at DESC, id DESC);
CREATE INDEX idx_schedule_overrides_created_by ON public.schedule_overrides (created_by);
COMMENT ON TABLE public.schedule_overrides IS 'Closures, vacations, seasonal hours and events over the weekly hours';
COMMENT ON COLUMN public.schedule_overrides.set_for_day IS 'Set by the stylist for one date';
COMMENT ON COLUMN public.schedule_overrides.charged_to IS 'Which counter of the stylist''s budget paid for it'`,
    undo: 'DROP TABLE public.schedule_overrides',
  },
  {
    sql: `
CREATE TRIGGER count_schedule_override_version BEFORE UPDATE ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
CREATE TRIGGER update_schedule_overrides_updated_at BEFORE UPDATE ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
ALTER TABLE public.schedule_overrides ENABLE ALWAYS TRIGGER count_schedule_override_version`,
    undo: `
DROP TRIGGER count_schedule_override_version ON public.schedule_overrides;
DROP TRIGGER update_schedule_overrides_updated_at ON public.schedule_overrides`,
  },
  ...ownTable('public.schedule_overrides', { engine: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }),
  {
    sql: `
GRANT SELECT (id, override_type, applies_to_all_stylists, branch_id, start_date, end_date, override_start_time,
              override_end_time, is_closed, priority, reason, created_at, updated_at)
   ON public.schedule_overrides TO anon;
GRANT SELECT ON public.schedule_overrides TO authenticated;
GRANT DELETE ON public.schedule_overrides TO service_engine_caller;
GRANT INSERT (override_type, applies_to_all_stylists, branch_id, stylist_user_id, start_date, end_date, override_start_time,
              override_end_time, is_closed, priority, reason, created_by)
   ON public.schedule_overrides TO service_engine_caller;
GRANT UPDATE (override_type, applies_to_all_stylists, branch_id, stylist_user_id, start_date, end_date, override_start_time,
              override_end_time, is_closed, priority, reason)
   ON public.schedule_overrides TO service_engine_caller;
CREATE POLICY schedule_overrides_public_select ON public.schedule_overrides FOR SELECT TO anon
  USING (stylist_user_id IS NULL AND end_date >= CURRENT_DATE - 1);
CREATE POLICY schedule_overrides_select ON public.schedule_overrides FOR SELECT TO authenticated
  USING (stylist_user_id IS NULL OR (stylist_user_id = ${CALLER} AND ${IS_STYLIST}) OR ${IS_ADMIN});
CREATE POLICY schedule_overrides_admin_insert ON public.schedule_overrides FOR INSERT TO service_engine_caller
  WITH CHECK (${IS_ADMIN} AND created_by = ${CALLER} AND origin = 'admin');
CREATE POLICY schedule_overrides_admin_update ON public.schedule_overrides FOR UPDATE TO service_engine_caller
  USING (${IS_ADMIN}) WITH CHECK (${IS_ADMIN});
CREATE POLICY schedule_overrides_admin_delete ON public.schedule_overrides FOR DELETE TO service_engine_caller
  USING (${IS_ADMIN})`,
  },
];
