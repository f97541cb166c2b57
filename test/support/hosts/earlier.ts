/**
 * An earlier version of the service's tables: the plan's own SQL with the predicates of its indexes dropped, a wider
 * policy on overrides, further unique indexes, and a trigger that only notifies.
 */
export const EARLIER_VERSION = `
CREATE TABLE public.stylist_promotions (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id UUID NOT NULL REFERENCES public.user_profiles(id) ON DELETE CASCADE,
  requested_by UUID NOT NULL REFERENCES public.user_profiles(id),
  approved_by UUID REFERENCES public.user_profiles(id),
  background_check_status TEXT NOT NULL DEFAULT 'pending'
    CHECK (background_check_status IN ('pending', 'in_progress', 'passed', 'failed')),
  id_verification_status TEXT NOT NULL DEFAULT 'pending'
    CHECK (id_verification_status IN ('pending', 'submitted', 'verified', 'rejected')),
  training_completed BOOLEAN NOT NULL DEFAULT FALSE,
  mfa_enabled BOOLEAN NOT NULL DEFAULT FALSE,
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN (
    'draft',
    'pending_checks',
    'pending_training',
    'pending_approval',
    'approved',
    'rejected',
    'revoked'
  )),
  rejection_reason TEXT,
  revocation_reason TEXT,
  notes JSONB NOT NULL DEFAULT '[]',
  created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  approved_at TIMESTAMPTZ,
  rejected_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  CHECK (approved_at IS NULL OR status = 'approved'),
  CHECK (rejected_at IS NULL OR status = 'rejected'),
  CHECK (rejection_reason IS NULL OR status = 'rejected'),
  CHECK (revocation_reason IS NULL OR status = 'revoked')
);
COMMENT ON TABLE public.stylist_promotions IS 'The workflow';
CREATE INDEX idx_stylist_promotions_user ON public.stylist_promotions(user_id);
CREATE INDEX idx_stylist_promotions_status ON public.stylist_promotions(status)
  WHERE status IN ('pending_checks', 'pending_training', 'pending_approval');
CREATE INDEX idx_stylist_promotions_created ON public.stylist_promotions(created_at DESC);

ALTER TABLE public.stylist_promotions ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Admins can manage all promotions" ON public.stylist_promotions
  FOR ALL USING (public.user_has_role(auth.uid(), 'admin'));

CREATE POLICY "Users can view their own promotion status" ON public.stylist_promotions
  FOR SELECT USING (user_id = auth.uid());

CREATE TRIGGER update_stylist_promotions_updated_at
  BEFORE UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TABLE public.stylist_override_budgets (
  stylist_user_id UUID PRIMARY KEY REFERENCES public.stylist_profiles(user_id) ON DELETE CASCADE,
  monthly_override_limit INTEGER NOT NULL DEFAULT 10 CHECK (monthly_override_limit > 0),
  current_month_overrides INTEGER NOT NULL DEFAULT 0 CHECK (current_month_overrides >= 0),
  emergency_overrides_remaining INTEGER NOT NULL DEFAULT 3 CHECK (emergency_overrides_remaining >= 0),
  budget_reset_at TIMESTAMPTZ NOT NULL DEFAULT date_trunc('month', NOW() + INTERVAL '1 month'),
  last_override_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  CHECK (current_month_overrides <= monthly_override_limit + emergency_overrides_remaining)
);
CREATE INDEX idx_stylist_override_budgets_reset ON public.stylist_override_budgets(budget_reset_at);

ALTER TABLE public.stylist_override_budgets ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Stylists can view own budget" ON public.stylist_override_budgets
  FOR SELECT USING (stylist_user_id = auth.uid());

CREATE POLICY "Admins can manage all budgets" ON public.stylist_override_budgets
  FOR ALL USING (public.user_has_role(auth.uid(), 'admin'));

CREATE TRIGGER update_stylist_override_budgets_updated_at
  BEFORE UPDATE ON public.stylist_override_budgets
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TABLE private.schedule_change_log (
  id BIGSERIAL PRIMARY KEY,
  stylist_user_id UUID NOT NULL REFERENCES public.stylist_profiles(user_id) ON DELETE CASCADE,
  change_date DATE NOT NULL,
  change_type TEXT NOT NULL CHECK (change_type IN (
    'availability_override',
    'schedule_update',
    'emergency_block'
  )),
  old_values JSONB,
  new_values JSONB,
  reason TEXT,
  is_emergency BOOLEAN NOT NULL DEFAULT FALSE,
  ip_address INET,
  user_agent TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);
CREATE INDEX idx_schedule_change_log_stylist_date
  ON private.schedule_change_log(stylist_user_id, change_date DESC);
CREATE INDEX idx_schedule_change_log_created
  ON private.schedule_change_log(created_at DESC);
CREATE INDEX idx_schedule_change_log_type
  ON private.schedule_change_log(change_type, created_at DESC);

CREATE TABLE public.schedule_overrides (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  override_type TEXT NOT NULL CHECK (override_type IN (
    'business_closure',
    'stylist_vacation',
    'seasonal_hours',
    'special_event'
  )),
  applies_to_all_stylists BOOLEAN NOT NULL DEFAULT FALSE,
  stylist_user_id UUID REFERENCES public.stylist_profiles(user_id) ON DELETE CASCADE,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  override_start_time TIME,
  override_end_time TIME,
  is_closed BOOLEAN NOT NULL DEFAULT FALSE,
  priority INTEGER NOT NULL DEFAULT 0 CHECK (priority >= 0 AND priority <= 100),
  reason TEXT,
  created_by UUID REFERENCES public.user_profiles(id),
  created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  CHECK (end_date >= start_date),
  CHECK (
    (is_closed = TRUE) OR
    (override_start_time IS NOT NULL AND override_end_time IS NOT NULL)
  ),
  CHECK (
    (applies_to_all_stylists = TRUE AND stylist_user_id IS NULL) OR
    (applies_to_all_stylists = FALSE AND stylist_user_id IS NOT NULL)
  ),
  CHECK (override_end_time IS NULL OR override_end_time > override_start_time)
);
CREATE INDEX idx_schedule_overrides_lookup
  ON public.schedule_overrides(stylist_user_id, start_date, end_date);
CREATE INDEX idx_schedule_overrides_daterange
  ON public.schedule_overrides USING GIST (daterange(start_date, end_date, '[]'));
CREATE INDEX idx_schedule_overrides_all_stylists
  ON public.schedule_overrides(start_date, end_date)
  WHERE applies_to_all_stylists = TRUE;
CREATE INDEX idx_schedule_overrides_priority
  ON public.schedule_overrides(priority DESC, start_date);

ALTER TABLE public.schedule_overrides ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Anyone can view active overrides" ON public.schedule_overrides
  FOR SELECT USING (true);

CREATE POLICY "Admins can manage all overrides" ON public.schedule_overrides
  FOR ALL USING (public.user_has_role(auth.uid(), 'admin'));

CREATE POLICY "Stylists can view their overrides" ON public.schedule_overrides
  FOR SELECT USING (stylist_user_id = auth.uid());

CREATE TRIGGER update_schedule_overrides_updated_at
  BEFORE UPDATE ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TABLE private.availability_cache (
  id BIGSERIAL PRIMARY KEY,
  stylist_user_id UUID NOT NULL,
  service_id UUID NOT NULL,
  cache_date DATE NOT NULL,
  available_slots JSONB NOT NULL,
  computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
  expires_at TIMESTAMPTZ NOT NULL DEFAULT (NOW() + INTERVAL '5 minutes'),
  UNIQUE(stylist_user_id, service_id, cache_date)
);
CREATE INDEX idx_availability_cache_lookup
  ON private.availability_cache(stylist_user_id, service_id, cache_date);

CREATE INDEX idx_availability_cache_expiry
  ON private.availability_cache(expires_at);
CREATE OR REPLACE FUNCTION private.invalidate_availability_cache()
RETURNS TRIGGER
SECURITY DEFINER
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM pg_notify('availability_changed', COALESCE(NEW.stylist_user_id, OLD.stylist_user_id)::text);
  RETURN COALESCE(NEW, OLD);
END;
$$;
CREATE TRIGGER trigger_invalidate_cache_on_booking
  AFTER INSERT OR UPDATE OR DELETE ON public.bookings
  FOR EACH ROW EXECUTE FUNCTION private.invalidate_availability_cache();
CREATE TRIGGER trigger_invalidate_cache_on_schedule
  AFTER INSERT OR UPDATE OR DELETE ON public.stylist_schedules
  FOR EACH ROW EXECUTE FUNCTION private.invalidate_availability_cache();

CREATE TABLE private.service_management_log (
  id BIGSERIAL PRIMARY KEY,
  admin_user_id UUID NOT NULL REFERENCES auth.users(id),
  action TEXT NOT NULL,
  target_id UUID,
  target_type TEXT CHECK (target_type IN (
    'service', 'stylist_profile', 'stylist_schedule',
    'stylist_promotion', 'schedule_override', 'override_budget'
  )),
  severity TEXT NOT NULL DEFAULT 'info' CHECK (severity IN ('info', 'warning', 'critical')),
  category TEXT NOT NULL CHECK (category IN (
    'governance',
    'security',
    'data_access',
    'configuration'
  )),
  details JSONB,
  ip_address INET,
  user_agent TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);
CREATE INDEX idx_service_mgmt_log_category
  ON private.service_management_log(category, created_at DESC);
CREATE INDEX idx_service_mgmt_log_admin
  ON private.service_management_log(admin_user_id, created_at DESC);
CREATE INDEX idx_service_mgmt_log_severity
  ON private.service_management_log(severity, created_at DESC)
  WHERE severity IN ('warning', 'critical');
CREATE INDEX idx_service_mgmt_log_created
  ON private.service_management_log(created_at DESC);

CREATE OR REPLACE FUNCTION private.initialize_stylist_budget()
RETURNS TRIGGER
SECURITY DEFINER
LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO public.stylist_override_budgets (
    stylist_user_id,
    monthly_override_limit,
    current_month_overrides,
    emergency_overrides_remaining,
    budget_reset_at
  )
  VALUES (
    NEW.user_id,
    10,
    0,
    3,
    date_trunc('month', NOW() + INTERVAL '1 month')
  )
  ON CONFLICT (stylist_user_id) DO NOTHING;

  RETURN NEW;
END;
$$;

CREATE TRIGGER trigger_initialize_stylist_budget
  AFTER INSERT ON public.stylist_profiles
  FOR EACH ROW EXECUTE FUNCTION private.initialize_stylist_budget();

CREATE UNIQUE INDEX uq_override_type_dates ON public.schedule_overrides (override_type, stylist_user_id, start_date, end_date);
CREATE UNIQUE INDEX uq_promotion_requester ON public.stylist_promotions (user_id, requested_by, created_at);
CREATE TRIGGER trigger_invalidate_cache_on_service AFTER UPDATE ON public.stylist_services
  FOR EACH ROW EXECUTE FUNCTION private.invalidate_availability_cache();`;
