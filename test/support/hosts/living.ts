import { HOST } from './marketplace.js';

const id = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;

/** Fixed ids of what the living marketplace has beyond the other hosts. */
export const LIVING = {
  /** Her week begins in ten days; inactive rows of hers begin on the same date. */
  laterStylist: id(13),
  /** Two people whose promotions old functions have begun. */
  begun: id(24),
  nearlyDone: id(25),
  /** Of the later stylist. */
  approved: id(106),
  branch: id(51),
  /** Overrides that old functions or admins have written. */
  teaBreak: id(121),
  dayOff: id(122),
  emergency: id(123),
  shortVacation: id(124),
  pastDayOff: id(125),
  openVacation: id(126),
};

/** What the living marketplace's tables have beyond those of `marketplace.ts`. */
export const LIVING_TABLES = `
CREATE TABLE public.kb_branches (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(100) NOT NULL UNIQUE,
  operating_hours jsonb NOT NULL DEFAULT '{}',
  is_active boolean DEFAULT true,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
ALTER TABLE public.kb_branches ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Branches are open to all" ON public.kb_branches FOR SELECT USING (true);
ALTER TABLE public.stylist_profiles
  ADD CONSTRAINT stylist_profiles_branch FOREIGN KEY (branch_id) REFERENCES public.kb_branches (id) ON DELETE SET NULL;
ALTER TABLE public.stylist_schedules
  ALTER COLUMN break_duration_minutes DROP DEFAULT,
  ADD CONSTRAINT ordered_dates CHECK (effective_until IS NULL OR effective_until >= effective_from),
  ADD CONSTRAINT real_break CHECK (break_duration_minutes > 0),
  ADD CONSTRAINT one_week_a_start UNIQUE (stylist_user_id, day_of_week, effective_from);
CREATE FUNCTION public.end_weeks_of_the_inactive() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
  IF NEW.is_active = false AND OLD.is_active IS DISTINCT FROM false THEN
    UPDATE stylist_schedules SET is_active = false, effective_until = CURRENT_DATE
     WHERE stylist_user_id = NEW.user_id AND is_active = true;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER end_weeks_of_the_inactive AFTER UPDATE OF is_active ON public.stylist_profiles
  FOR EACH ROW EXECUTE FUNCTION public.end_weeks_of_the_inactive();`;

/** A pause of 30 minutes round bookings, whatever a stylist's column says. */
export const LIVING_PAUSE = `
CREATE FUNCTION public.keep_a_pause() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- The buffer round a booking
  IF NEW.status IN ('pending', 'confirmed') AND EXISTS (
    SELECT FROM bookings b
     WHERE b.stylist_user_id = NEW.stylist_user_id AND b.id <> NEW.id AND b.status IN ('pending', 'confirmed')
       AND NEW.start_time < b.end_time + interval '30 minutes' AND b.start_time < NEW.end_time + interval '30 minutes') THEN
    RAISE EXCEPTION 'Too close to another booking';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_a_pause BEFORE INSERT ON public.bookings FOR EACH ROW EXECUTE FUNCTION public.keep_a_pause();`;

/** Functions that customers' clients call. */
export const LIVING_READS = `
CREATE FUNCTION public.get_available_slots(p_stylist_id uuid, p_service_id uuid, p_target_date date,
                                           p_customer_timezone text DEFAULT 'Asia/Kathmandu')
RETURNS TABLE (slot_start_utc timestamptz, slot_end_utc timestamptz, slot_start_local timestamptz,
               slot_end_local timestamptz, slot_display text, status text, price_cents integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  week record;
  wanted record;
  starts timestamptz;
BEGIN
  SELECT coalesce(o.custom_duration_minutes, s.duration_minutes) AS minutes,
         coalesce(o.custom_price_cents, s.base_price_cents) AS price INTO wanted
    FROM stylist_services o JOIN services s ON s.id = o.service_id
   WHERE o.stylist_user_id = p_stylist_id AND o.service_id = p_service_id AND o.is_available IS NOT FALSE;
  IF NOT FOUND THEN RETURN; END IF;
  IF EXISTS (SELECT FROM schedule_overrides o
              WHERE (o.applies_to_all_stylists OR o.stylist_user_id = p_stylist_id) AND o.is_closed
                AND p_target_date BETWEEN o.start_date AND o.end_date) THEN
    RETURN;
  END IF;
  SELECT * INTO week FROM stylist_schedules w
   WHERE w.stylist_user_id = p_stylist_id AND w.day_of_week = extract(dow FROM p_target_date) AND w.is_active
     AND coalesce(w.effective_from, p_target_date) <= p_target_date
     AND coalesce(w.effective_until, p_target_date) >= p_target_date
   LIMIT 1;
  IF NOT FOUND THEN RETURN; END IF;
  FOR starts IN
    SELECT t AT TIME ZONE 'Asia/Kathmandu'
      FROM generate_series(p_target_date + week.start_time_utc,
                           p_target_date + week.end_time_utc - wanted.minutes * interval '1 minute',
                           interval '30 minutes') AS t
     WHERE week.break_start_time_utc IS NULL
        OR (t, wanted.minutes * interval '1 minute')
           OVERLAPS (p_target_date + week.break_start_time_utc, p_target_date + week.break_end_time_utc) IS FALSE
  LOOP
    CONTINUE WHEN starts <= now();
    slot_start_utc := starts;
    slot_end_utc := starts + wanted.minutes * interval '1 minute';
    slot_start_local := slot_start_utc;
    slot_end_local := slot_end_utc;
    slot_display := to_char(starts AT TIME ZONE p_customer_timezone, 'HH12:MI AM');
    price_cents := wanted.price;
    status := CASE
      WHEN EXISTS (SELECT FROM bookings b WHERE b.stylist_user_id = p_stylist_id
                      AND b.status IN ('pending', 'confirmed', 'in_progress')
                      AND b.start_time < slot_end_utc AND slot_start_utc < b.end_time) THEN 'booked'
      WHEN EXISTS (SELECT FROM schedule_overrides o
                    WHERE (o.applies_to_all_stylists OR o.stylist_user_id = p_stylist_id) AND NOT o.is_closed
                      AND p_target_date BETWEEN o.start_date AND o.end_date
                      AND (p_target_date + o.override_start_time) AT TIME ZONE 'Asia/Kathmandu' < slot_end_utc
                      AND slot_start_utc < (p_target_date + o.override_end_time) AT TIME ZONE 'Asia/Kathmandu')
        THEN 'unavailable'
      ELSE 'available' END;
    RETURN NEXT;
  END LOOP;
END $$;

CREATE FUNCTION public.get_available_slots_v2(p_stylist_id uuid, p_service_id uuid, p_target_date date,
                                              p_customer_timezone text DEFAULT 'Asia/Kathmandu')
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
DECLARE
  kept record;
  fresh jsonb;
BEGIN
  SELECT available_slots, computed_at INTO kept FROM private.availability_cache
   WHERE stylist_user_id = p_stylist_id AND service_id = p_service_id AND cache_date = p_target_date
     AND expires_at > now();
  IF FOUND THEN
    RETURN jsonb_build_object('success', true, 'slots', kept.available_slots, 'cached', true,
                              'computed_at', kept.computed_at, 'cache_hit', true);
  END IF;
  SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]') INTO fresh
    FROM get_available_slots(p_stylist_id, p_service_id, p_target_date, p_customer_timezone) AS s;
  INSERT INTO private.availability_cache (stylist_user_id, service_id, cache_date, available_slots)
  VALUES (p_stylist_id, p_service_id, p_target_date, fresh)
  ON CONFLICT (stylist_user_id, service_id, cache_date)
  DO UPDATE SET available_slots = excluded.available_slots, computed_at = now(), expires_at = now() + interval '5 minutes';
  RETURN jsonb_build_object('success', true, 'slots', fresh, 'cached', false, 'computed_at', now(), 'cache_hit', false);
EXCEPTION WHEN OTHERS THEN
  RETURN jsonb_build_object('success', false, 'error', SQLERRM, 'code', 'INTERNAL_ERROR');
END $$;
COMMENT ON FUNCTION public.get_available_slots_v2(uuid, uuid, date, text) IS 'Slots, kept for five minutes';

CREATE FUNCTION public.get_effective_schedule(p_stylist_id uuid, p_target_date date)
RETURNS TABLE (schedule_source text, start_time time, end_time time, is_closed boolean, priority integer, reason text)
LANGUAGE sql STABLE SET search_path = public AS $$
  (SELECT o.override_type, o.override_start_time, o.override_end_time, o.is_closed, o.priority, o.reason
     FROM schedule_overrides o
    WHERE (o.applies_to_all_stylists OR o.stylist_user_id = p_stylist_id)
      AND p_target_date BETWEEN o.start_date AND o.end_date
    ORDER BY o.priority DESC, o.created_at DESC LIMIT 1)
$$;

CREATE FUNCTION public.create_booking(p_customer_id uuid, p_stylist_id uuid, p_service_id uuid, p_start timestamptz)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  made uuid;
BEGIN
  INSERT INTO bookings (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents, status,
                        customer_name)
  SELECT p_customer_id, p_stylist_id, p_service_id, p_start, p_start + s.duration_minutes * interval '1 minute',
         s.base_price_cents, 'confirmed', 'Gita'
    FROM services s WHERE s.id = p_service_id
  RETURNING id INTO made;
  UPDATE stylist_profiles SET total_bookings = total_bookings + 1 WHERE user_id = p_stylist_id;
  RETURN jsonb_build_object('success', true, 'booking_id', made);
END $$;`;

/** Functions that write what the service answers for; most take the actor as a parameter. */
export const LIVING_WRITES = `
CREATE FUNCTION public.request_availability_override(p_stylist_id uuid, p_target_date date,
  p_is_closed boolean DEFAULT true, p_reason text DEFAULT NULL, p_is_emergency boolean DEFAULT false)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
DECLARE
  made uuid;
  budget record;
BEGIN
  IF NOT user_has_role(p_stylist_id, 'stylist') THEN
    RETURN jsonb_build_object('success', false, 'code', 'UNAUTHORIZED');
  END IF;
  SELECT * INTO budget FROM stylist_override_budgets WHERE stylist_user_id = p_stylist_id FOR UPDATE;
  IF (p_is_emergency AND budget.emergency_overrides_remaining = 0)
     OR (NOT p_is_emergency AND budget.current_month_overrides >= budget.monthly_override_limit) THEN
    RETURN jsonb_build_object('success', false, 'code', 'BUDGET_EXHAUSTED');
  END IF;
  INSERT INTO schedule_overrides (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date,
                                  is_closed, priority, reason, created_by)
  VALUES ('stylist_vacation', false, p_stylist_id, p_target_date, p_target_date, p_is_closed,
          CASE WHEN p_is_emergency THEN 100 ELSE 50 END, p_reason, p_stylist_id)
  RETURNING id INTO made;
  UPDATE stylist_override_budgets
     SET current_month_overrides = current_month_overrides + CASE WHEN p_is_emergency THEN 0 ELSE 1 END,
         emergency_overrides_remaining = emergency_overrides_remaining - CASE WHEN p_is_emergency THEN 1 ELSE 0 END,
         last_override_at = now()
   WHERE stylist_user_id = p_stylist_id;
  INSERT INTO private.schedule_change_log (stylist_user_id, change_date, change_type, reason, is_emergency)
  VALUES (p_stylist_id, p_target_date, 'availability_override', p_reason, p_is_emergency);
  RETURN jsonb_build_object('success', true, 'overrideId', made);
EXCEPTION WHEN OTHERS THEN
  RETURN jsonb_build_object('success', false, 'error', SQLERRM, 'code', 'INTERNAL_ERROR');
END $$;

CREATE FUNCTION private.initiate_stylist_promotion(p_user_id uuid, p_admin_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
DECLARE
  made uuid;
BEGIN
  IF NOT user_has_role(p_admin_id, 'admin') THEN
    RETURN jsonb_build_object('success', false, 'code', 'UNAUTHORIZED');
  END IF;
  INSERT INTO stylist_promotions (user_id, requested_by, status, notes)
  VALUES (p_user_id, p_admin_id, 'draft', jsonb_build_array(jsonb_build_object(
    'timestamp', now(), 'admin_id', p_admin_id, 'action', 'promotion_initiated', 'note', 'The workflow has begun')))
  RETURNING id INTO made;
  INSERT INTO private.service_management_log (admin_user_id, action, target_id, target_type, severity, category, details)
  VALUES (p_admin_id, 'initiate_stylist_promotion', made, 'stylist_promotion', 'info', 'governance',
          jsonb_build_object('user_id', p_user_id));
  RETURN jsonb_build_object('success', true, 'promotion_id', made);
END $$;
CREATE FUNCTION public.initiate_stylist_promotion(p_user_id uuid, p_admin_id uuid)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
BEGIN
  RETURN private.initiate_stylist_promotion(p_user_id, p_admin_id);
END $$;

CREATE FUNCTION private.update_promotion_checks(p_promotion_id uuid, p_check_type text, p_status text, p_admin_id uuid,
                                                p_note text DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
BEGIN
  IF NOT user_has_role(p_admin_id, 'admin') THEN
    RETURN jsonb_build_object('success', false, 'code', 'UNAUTHORIZED');
  END IF;
  UPDATE stylist_promotions
     SET background_check_status = CASE p_check_type WHEN 'background_check' THEN p_status ELSE background_check_status END,
         id_verification_status = CASE p_check_type WHEN 'id_verification' THEN p_status ELSE id_verification_status END,
         training_completed = training_completed OR p_check_type = 'training',
         mfa_enabled = mfa_enabled OR p_check_type = 'mfa',
         notes = notes || jsonb_build_object('timestamp', now(), 'admin_id', p_admin_id,
                                             'action', p_check_type || '_updated', 'note', p_note)
   WHERE id = p_promotion_id;
  UPDATE stylist_promotions
     SET status = 'pending_approval',
         notes = notes || jsonb_build_object('timestamp', now(), 'admin_id', p_admin_id, 'action', 'auto_status_update',
                                             'note', 'All checks have passed')
   WHERE id = p_promotion_id AND status <> 'pending_approval' AND background_check_status = 'passed'
     AND id_verification_status = 'verified' AND training_completed AND mfa_enabled;
  INSERT INTO private.service_management_log (admin_user_id, action, target_id, target_type, severity, category, details)
  SELECT p_admin_id, 'update_promotion_checks', p_promotion_id, 'stylist_promotion', 'info', 'governance',
         jsonb_build_object('check_type', p_check_type, 'new_status', p_status, 'workflow_status', p.status)
    FROM stylist_promotions p WHERE p.id = p_promotion_id;
  RETURN jsonb_build_object('success', true);
END $$;
CREATE FUNCTION public.update_promotion_checks(p_promotion_id uuid, p_check_type text, p_status text, p_admin_id uuid,
                                               p_note text DEFAULT NULL)
RETURNS jsonb LANGUAGE sql SECURITY DEFINER SET search_path = public, private AS $$
  SELECT private.update_promotion_checks($1, $2, $3, $4, $5)
$$;

CREATE FUNCTION private.complete_stylist_promotion(p_promotion_id uuid, p_admin_id uuid, p_profile_data jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
DECLARE
  run record;
BEGIN
  IF NOT user_has_role(p_admin_id, 'admin') THEN
    RETURN jsonb_build_object('success', false, 'code', 'UNAUTHORIZED');
  END IF;
  SELECT * INTO run FROM stylist_promotions WHERE id = p_promotion_id FOR UPDATE;
  INSERT INTO stylist_profiles (user_id, display_name, title, bio, years_experience, is_active)
  VALUES (run.user_id, p_profile_data ->> 'display_name', p_profile_data ->> 'title', p_profile_data ->> 'bio', 1, true);
  PERFORM public.assign_user_role(run.user_id, 'stylist');
  UPDATE stylist_promotions SET status = 'approved', approved_by = p_admin_id, approved_at = now(),
         notes = notes || jsonb_build_object('timestamp', now(), 'admin_id', p_admin_id, 'action', 'promotion_approved',
                                             'note', 'The profile is made')
   WHERE id = p_promotion_id;
  INSERT INTO private.service_management_log (admin_user_id, action, target_id, target_type, severity, category, details)
  VALUES (p_admin_id, 'complete_stylist_promotion', p_promotion_id, 'stylist_promotion', 'warning', 'governance',
          jsonb_build_object('user_id', run.user_id));
  RETURN jsonb_build_object('success', true, 'stylist_user_id', run.user_id);
END $$;
CREATE FUNCTION public.complete_stylist_promotion(p_promotion_id uuid, p_admin_id uuid, p_profile_data jsonb)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, private AS $$
BEGIN
  RETURN private.complete_stylist_promotion(p_promotion_id, p_admin_id, p_profile_data);
END $$;

CREATE FUNCTION public.assign_user_role(p_user_id uuid, p_role_name text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO user_roles (user_id, role_id, is_active) SELECT p_user_id, id, true FROM roles WHERE name = p_role_name
  ON CONFLICT (user_id, role_id) DO UPDATE SET is_active = true;
  RETURN FOUND;
END $$;
CREATE FUNCTION public.remove_user_role(p_user_id uuid, p_role_name text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE user_roles ur SET is_active = false FROM roles r
   WHERE r.id = ur.role_id AND r.name = p_role_name AND ur.user_id = p_user_id;
  RETURN FOUND;
END $$;
CREATE FUNCTION public.toggle_stylist_active(p_user_id uuid, p_is_active boolean)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT user_has_role(auth.uid(), 'admin') THEN RAISE EXCEPTION 'Admins only'; END IF;
  UPDATE stylist_profiles
     SET is_active = p_is_active, deactivated_at = CASE WHEN NOT p_is_active THEN now() END,
         deactivated_by = CASE WHEN NOT p_is_active THEN auth.uid() END
   WHERE user_id = p_user_id;
  RETURN jsonb_build_object('success', true);
END $$;
CREATE FUNCTION public.feature_stylist(p_user_id uuid, p_by uuid)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE ONLY stylist_profiles SET is_featured = true, featured_at = now(), featured_by = p_by WHERE user_id = p_user_id
$$;
CREATE FUNCTION public.admin_create_stylist_schedule(p_admin_id uuid, p_stylist_id uuid, p_day integer, p_start time,
                                                     p_end time)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT user_has_role(p_admin_id, 'admin') THEN RAISE EXCEPTION 'Admins only'; END IF;
  INSERT INTO public.stylist_schedules (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local,
                                        end_time_local)
  VALUES (p_stylist_id, p_day, p_start, p_end, p_start, p_end);
END $$;
CREATE FUNCTION public.drop_stylist_schedule(p_stylist_id uuid)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  DELETE FROM "stylist_schedules" WHERE stylist_user_id = p_stylist_id
$$;
CREATE FUNCTION public.update_my_daily_availability(p_date date, p_is_closed boolean)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  RETURN request_availability_override(auth.uid(), p_date, p_is_closed);
END $$;
CREATE FUNCTION public.grant_override_units(p_stylist_id uuid, p_units integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  EXECUTE format('UPDATE %I.%I SET monthly_override_limit = $1 WHERE stylist_user_id = $2', 'public',
                 'stylist_override_budgets') USING p_units, p_stylist_id;
END $$;
CREATE FUNCTION public.close_the_salon(p_from date, p_to date, p_admin uuid)
RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO schedule_overrides (override_type, applies_to_all_stylists, start_date, end_date, is_closed, priority, created_by)
  VALUES ('business_closure', true, p_from, p_to, true, 100, p_admin) RETURNING id
$$;
CREATE FUNCTION public.log_admin_action(p_admin uuid, p_action text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO private.service_management_log (admin_user_id, action, category) VALUES (p_admin, p_action, 'governance')
$$;
CREATE FUNCTION public.search_stylists(p_name text)
RETURNS SETOF uuid LANGUAGE sql STABLE SET search_path = public AS $$
  -- Nothing here does INSERT INTO stylist_profiles
  SELECT user_id FROM stylist_profiles WHERE display_name ILIKE p_name || '%'
$$;
REVOKE EXECUTE ON FUNCTION public.remove_user_role(uuid, text) FROM PUBLIC, anon;
GRANT EXECUTE ON FUNCTION public.feature_stylist(uuid, uuid) TO authenticated WITH GRANT OPTION;`;

/** Names of roles, as every marketplace has them. */
const LIVING_ROLES = `
INSERT INTO public.roles (name, is_system_role) VALUES
  ('admin', true), ('vendor', NULL), ('customer', true), ('support', true), ('stylist', true);`;

/** People and rows of every kind, beyond those of `marketplace.ts` and `earlier-rows.ts`. */
export const LIVING_PEOPLE = `
INSERT INTO public.user_profiles (id, username, display_name) VALUES
  ('${LIVING.laterStylist}', 'gita', 'Gita'), ('${LIVING.begun}', 'hari', 'Hari'), ('${LIVING.nearlyDone}', 'nima', 'Nima');
INSERT INTO public.roles (name, is_system_role) VALUES ('stylist', true);
INSERT INTO public.user_roles (user_id, role_id, is_active)
SELECT person::uuid, id, true
  FROM public.roles, unnest('{${HOST.stylist},${LIVING.laterStylist}}'::text[]) AS person WHERE name = 'stylist';
INSERT INTO public.kb_branches (id, name, operating_hours) VALUES
  ('${LIVING.branch}', 'Patan', '{"monday": {"open": "09:00", "close": "19:00"}}');
INSERT INTO public.stylist_profiles (user_id, display_name, title, bio, years_experience, is_active, branch_id)
VALUES ('${LIVING.laterStylist}', 'Gita', 'Stylist', 'Colours hair', 2, true, '${LIVING.branch}');
INSERT INTO public.stylist_services (stylist_user_id, service_id) VALUES ('${LIVING.laterStylist}', '${HOST.service}');
INSERT INTO public.stylist_schedules (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local,
                                      end_time_local, is_active, effective_from)
SELECT '${LIVING.laterStylist}'::uuid, day, time '09:00', time '17:00', time '09:00', time '17:00', true, CURRENT_DATE + 10
  FROM generate_series(0, 5) AS day
 UNION ALL
SELECT '${LIVING.laterStylist}'::uuid, day, time '08:00', time '12:00', time '08:00', time '12:00', false, CURRENT_DATE + 20
  FROM generate_series(0, 6) AS day;`;

export const LIVING_ROWS = `
INSERT INTO public.schedule_overrides (id, override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date,
                                       override_start_time, override_end_time, is_closed, priority, reason, created_by,
                                       created_at)
VALUES
  ('${LIVING.teaBreak}', 'special_event', true, NULL, CURRENT_DATE + 11, CURRENT_DATE + 11, '13:00', '15:00', false, 30,
   'A visit', '${HOST.admin}', now() - interval '3 days'),
  ('${LIVING.dayOff}', 'stylist_vacation', false, '${HOST.stylist}', CURRENT_DATE + 12, CURRENT_DATE + 12, NULL, NULL,
   true, 50, 'A day off', '${HOST.stylist}', now() - interval '1 minute'),
  ('${LIVING.emergency}', 'stylist_vacation', false, '${HOST.stylist}', CURRENT_DATE + 13, CURRENT_DATE + 13, NULL, NULL,
   true, 100, 'A sick child', '${HOST.stylist}', now() - interval '1 minute'),
  ('${LIVING.shortVacation}', 'stylist_vacation', false, '${HOST.stylist}', CURRENT_DATE + 14, CURRENT_DATE + 14, '13:00',
   '15:00', true, 50, 'The dentist', '${HOST.admin}', now() - interval '3 days'),
  ('${LIVING.pastDayOff}', 'stylist_vacation', false, '${HOST.stylist}', CURRENT_DATE - 40, CURRENT_DATE - 40, NULL, NULL,
   true, 50, 'A day off', '${HOST.stylist}', now() - interval '60 days'),
  ('${LIVING.openVacation}', 'special_event', false, '${HOST.stylist}', CURRENT_DATE + 16, CURRENT_DATE + 16, '13:00',
   '15:00', false, 50, 'Away', '${HOST.admin}', now() - interval '3 days');
INSERT INTO public.stylist_promotions (id, user_id, requested_by, approved_by, background_check_status,
                                       id_verification_status, training_completed, mfa_enabled, status, notes,
                                       created_at, approved_at)
VALUES ('${LIVING.approved}', '${LIVING.laterStylist}', '${HOST.admin}', '${HOST.secondAdmin}', 'passed', 'verified', true,
        true, 'approved', '[]', '2025-10-18', '2025-10-19');
INSERT INTO private.schedule_change_log (stylist_user_id, change_date, change_type, reason, is_emergency)
VALUES ('${HOST.stylist}', CURRENT_DATE + 12, 'availability_override', 'A day off', false),
       ('${HOST.stylist}', CURRENT_DATE + 13, 'availability_override', 'A sick child', true);
UPDATE public.stylist_override_budgets
   SET current_month_overrides = 6, emergency_overrides_remaining = 2 WHERE stylist_user_id = '${HOST.stylist}';`;

/** Calls of old clients, each in a transaction of its own, as clients make them. */
export const LIVING_CALLS = [
  `SELECT public.initiate_stylist_promotion('${LIVING.begun}', '${HOST.admin}')`,
  `SELECT public.initiate_stylist_promotion('${LIVING.nearlyDone}', '${HOST.admin}')`,
  ...['background_check', 'id_verification', 'training', 'mfa'].map(
    (check) =>
      `SELECT public.update_promotion_checks(id, '${check}', '${check === 'id_verification' ? 'verified' : 'passed'}', '${HOST.secondAdmin}', 'Seen')
         FROM public.stylist_promotions WHERE user_id = '${LIVING.nearlyDone}'`,
  ),
  `UPDATE public.stylist_promotions
      SET notes = notes || jsonb_build_object('timestamp', now(), 'admin_id', '${HOST.admin}', 'note', 'Call again')
    WHERE user_id = '${LIVING.nearlyDone}'`,
  `SELECT public.get_available_slots_v2('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + 4)`,
];

/** Accounts of the living marketplace's own people, as whoever owns accounts makes them. */
export const LIVING_ACCOUNTS = `
INSERT INTO auth.users (id, email) VALUES
${[LIVING.laterStylist, LIVING.begun, LIVING.nearlyDone]
  .map((user, index) => `  ('${user}', 'living${index}@marketplace.example')`)
  .join(',\n')};`;

/** The living marketplace without its people: what the HTTP suite is run on beside a database of the service's own. */
export const LIVING_EMPTY = [
  LIVING_ROLES,
  // Tests delete people, and read many bookings by index.
  `ALTER TABLE public.bookings DROP CONSTRAINT bookings_stylist_user_id_fkey, DROP CONSTRAINT bookings_customer_user_id_fkey;
   ALTER TABLE public.bookings
     ADD FOREIGN KEY (stylist_user_id) REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
     ADD FOREIGN KEY (customer_user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
   ALTER TABLE public.user_roles DROP CONSTRAINT user_roles_assigned_by_fkey;
   ALTER TABLE public.user_roles ADD FOREIGN KEY (assigned_by) REFERENCES auth.users (id) ON DELETE SET NULL;
   CREATE INDEX idx_bookings_stylist_time ON public.bookings (stylist_user_id, start_time) INCLUDE (end_time, status);
   CREATE INDEX idx_reservations_stylist_time ON public.booking_reservations (stylist_user_id, start_time);`,
  // Tests write `is_active` alone to arrange; the host ties it to a second column.
  `CREATE FUNCTION public.stamp_the_inactive() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF NEW.is_active = (NEW.deactivated_at IS NULL) THEN RETURN NEW; END IF;
     NEW.deactivated_at = CASE WHEN NEW.is_active = false THEN now() END;
     RETURN NEW;
   END $$;
   CREATE TRIGGER stamp_the_inactive BEFORE INSERT OR UPDATE ON public.stylist_profiles
     FOR EACH ROW EXECUTE FUNCTION public.stamp_the_inactive();`,
];
