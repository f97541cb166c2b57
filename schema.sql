-- What the migrations add up to on an empty database, for reading and for psql. Written by npm run schema.

CREATE TABLE "service_engine_migrations" ("id" SERIAL NOT NULL, "timestamp" bigint NOT NULL, "name" character varying NOT NULL, CONSTRAINT "PK_988c2c5bd3b5791198d1688dac4" PRIMARY KEY ("id"));

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['anon', 'authenticated', 'service_engine'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this cluster was quicker
    END;
  END LOOP;
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'service_engine_api') THEN
      CREATE ROLE service_engine_api LOGIN NOINHERIT;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  FOREACH wanted IN ARRAY ARRAY['anon', 'authenticated', 'service_engine'] LOOP
    IF NOT pg_catalog.pg_has_role('service_engine_api', wanted, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO service_engine_api', wanted);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA private;

CREATE TABLE private.service_engine_undo (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  statement text NOT NULL
);

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.service_engine_undo'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.service_engine_undo FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.service_engine_undo ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.service_engine_undo FORCE ROW LEVEL SECURITY;

CREATE POLICY service_engine_undo_owner_select ON private.service_engine_undo FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY service_engine_undo_owner_insert ON private.service_engine_undo FOR INSERT TO CURRENT_USER WITH CHECK (true);

CREATE POLICY service_engine_undo_owner_delete ON private.service_engine_undo FOR DELETE TO CURRENT_USER USING (true);

REVOKE ALL ON SCHEMA private FROM PUBLIC;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP SCHEMA private');

GRANT USAGE ON SCHEMA private TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE USAGE ON SCHEMA private FROM service_engine');

CREATE EXTENSION btree_gist WITH SCHEMA public;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP EXTENSION btree_gist');

CREATE SCHEMA auth;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP SCHEMA auth');

CREATE TABLE auth.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE auth.users');

CREATE FUNCTION auth.uid() RETURNS uuid
LANGUAGE sql STABLE
AS $$
  SELECT (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION auth.uid()');

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_engine;

CREATE FUNCTION public.update_updated_at_column() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION public.update_updated_at_column()');

CREATE TABLE public.user_profiles (
  id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
  username text UNIQUE,
  display_name text,
  avatar_url text,
  bio text,
  is_verified boolean NOT NULL DEFAULT false,
  role_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.user_profiles');

CREATE TABLE public.roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  description text,
  is_system_role boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.roles');

INSERT INTO public.roles (name, description, is_system_role)
VALUES ('admin', 'Runs the salon', true),
       ('vendor', 'Sells products', true),
       ('customer', 'Books services', true),
       ('support', 'Helps customers', true);

CREATE TABLE public.user_roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES public.roles (id) ON DELETE CASCADE,
  assigned_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
  assigned_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  is_active boolean DEFAULT true,
  UNIQUE (user_id, role_id)
);
CREATE INDEX idx_user_roles_role ON public.user_roles (role_id);
CREATE INDEX idx_user_roles_assigned_by ON public.user_roles (assigned_by);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.user_roles');

CREATE FUNCTION public.count_role_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  UPDATE public.user_profiles
     SET role_version = role_version + 1
   WHERE id IN (OLD.user_id, NEW.user_id);
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.count_role_version() FROM PUBLIC, anon, authenticated;
CREATE TRIGGER count_role_version AFTER INSERT OR UPDATE OR DELETE ON public.user_roles
  FOR EACH ROW EXECUTE FUNCTION public.count_role_version();

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION public.count_role_version() CASCADE');

CREATE FUNCTION public.user_has_role(user_uuid uuid, role_name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT EXISTS (
    SELECT FROM public.user_roles ur
      JOIN public.roles r ON r.id = ur.role_id
     WHERE ur.user_id = user_uuid
       AND r.name = role_name
       AND ur.is_active
       AND (ur.expires_at IS NULL OR ur.expires_at > now()))
$$;
REVOKE ALL ON FUNCTION public.user_has_role(uuid, text) FROM PUBLIC, anon, authenticated;
GRANT EXECUTE ON FUNCTION public.user_has_role(uuid, text) TO authenticated, service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION public.user_has_role(uuid, text)');

CREATE TABLE public.stylist_profiles (
  user_id uuid PRIMARY KEY REFERENCES public.user_profiles (id) ON DELETE CASCADE,
  display_name text NOT NULL,
  title text,
  bio text,
  years_experience integer CHECK (years_experience >= 0),
  specialties text[] NOT NULL DEFAULT '{}',
  certifications jsonb NOT NULL DEFAULT '[]',
  timezone text NOT NULL DEFAULT 'Asia/Kathmandu',
  booking_buffer_minutes integer NOT NULL DEFAULT 15 CHECK (booking_buffer_minutes >= 0),
  max_daily_bookings integer NOT NULL DEFAULT 8 CHECK (max_daily_bookings > 0),
  is_active boolean NOT NULL DEFAULT true,
  rating_average numeric(3, 2),
  total_bookings integer NOT NULL DEFAULT 0,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.stylist_profiles');

CREATE TABLE public.services (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  slug text NOT NULL UNIQUE,
  description text,
  category text NOT NULL,
  duration_minutes integer NOT NULL CHECK (duration_minutes BETWEEN 1 AND 480),
  base_price_cents integer NOT NULL CHECK (base_price_cents >= 0),
  requires_consultation boolean NOT NULL DEFAULT false,
  max_advance_days integer NOT NULL DEFAULT 30 CHECK (max_advance_days >= 0),
  min_advance_hours integer NOT NULL DEFAULT 2 CHECK (min_advance_hours >= 0),
  is_active boolean NOT NULL DEFAULT true,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.services');

CREATE TABLE public.stylist_services (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES public.services (id) ON DELETE CASCADE,
  custom_price_cents integer CHECK (custom_price_cents >= 0),
  custom_duration_minutes integer CHECK (custom_duration_minutes BETWEEN 1 AND 480),
  is_available boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (stylist_user_id, service_id)
);
CREATE INDEX idx_stylist_services_service ON public.stylist_services (service_id);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.stylist_services');

CREATE TABLE public.stylist_schedules (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  day_of_week integer NOT NULL CHECK (day_of_week BETWEEN 0 AND 6),
  start_time_utc time NOT NULL,
  end_time_utc time NOT NULL,
  start_time_local time NOT NULL,
  end_time_local time NOT NULL,
  break_start_time_utc time,
  break_end_time_utc time,
  break_duration_minutes integer DEFAULT 0,
  is_active boolean NOT NULL DEFAULT true,
  effective_from date NOT NULL DEFAULT CURRENT_DATE,
  effective_until date,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stylist_schedules_window_check CHECK (end_time_local > start_time_local),
  CONSTRAINT stylist_schedules_dates_check CHECK (effective_until >= effective_from)
);
CREATE INDEX idx_stylist_schedules_stylist ON public.stylist_schedules (stylist_user_id, day_of_week);
COMMENT ON COLUMN public.stylist_schedules.start_time_utc IS 'Local wall clock, as start_time_local';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.stylist_schedules');

CREATE TABLE public.bookings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES public.services (id),
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')),
  customer_name text NOT NULL,
  customer_phone text,
  customer_email text,
  customer_notes text,
  stylist_notes text,
  booking_source text,
  metadata jsonb NOT NULL DEFAULT '{}',
  cancelled_at timestamptz,
  cancelled_by uuid REFERENCES auth.users (id) ON DELETE SET NULL,
  cancellation_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT bookings_times_check CHECK (end_time > start_time),
  CONSTRAINT bookings_no_overlap EXCLUDE USING gist (
    stylist_user_id WITH =, tstzrange(start_time, end_time) WITH &&
  ) WHERE (status NOT IN ('cancelled', 'no_show'))
);
CREATE INDEX idx_bookings_stylist_time ON public.bookings (stylist_user_id, start_time) INCLUDE (end_time, status);
CREATE INDEX idx_bookings_customer ON public.bookings (customer_user_id);
CREATE INDEX idx_bookings_service ON public.bookings (service_id);
CREATE INDEX idx_bookings_cancelled_by ON public.bookings (cancelled_by);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.bookings');

CREATE TABLE public.booking_reservations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES public.services (id),
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  customer_name text NOT NULL,
  customer_phone text,
  customer_email text,
  customer_notes text,
  status text NOT NULL DEFAULT 'reserved' CHECK (status IN ('reserved', 'confirmed', 'expired', 'cancelled')),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '15 minutes',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT booking_reservations_times_check CHECK (end_time > start_time)
);
CREATE INDEX idx_booking_reservations_stylist_time ON public.booking_reservations (stylist_user_id, start_time);
CREATE INDEX idx_booking_reservations_customer ON public.booking_reservations (customer_user_id);
CREATE INDEX idx_booking_reservations_service ON public.booking_reservations (service_id);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.booking_reservations');

CREATE TRIGGER update_user_profiles_updated_at BEFORE UPDATE ON public.user_profiles
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_stylist_profiles_updated_at BEFORE UPDATE ON public.stylist_profiles
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_services_updated_at BEFORE UPDATE ON public.services
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_stylist_schedules_updated_at BEFORE UPDATE ON public.stylist_schedules
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_bookings_updated_at BEFORE UPDATE ON public.bookings
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_booking_reservations_updated_at BEFORE UPDATE ON public.booking_reservations
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

ALTER TABLE public.user_profiles ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.roles ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.user_roles ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stylist_profiles ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.services ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stylist_services ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stylist_schedules ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.bookings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.booking_reservations ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON public.user_profiles FROM anon, authenticated;

REVOKE ALL ON public.roles FROM anon, authenticated;

REVOKE ALL ON public.user_roles FROM anon, authenticated;

REVOKE ALL ON public.stylist_profiles FROM anon, authenticated;

REVOKE ALL ON public.services FROM anon, authenticated;

REVOKE ALL ON public.stylist_services FROM anon, authenticated;

REVOKE ALL ON public.stylist_schedules FROM anon, authenticated;

REVOKE ALL ON public.bookings FROM anon, authenticated;

REVOKE ALL ON public.booking_reservations FROM anon, authenticated;

GRANT SELECT ON public.user_profiles TO anon, authenticated;

CREATE POLICY user_profiles_read ON public.user_profiles FOR SELECT TO anon, authenticated USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY user_profiles_read ON public.user_profiles');

GRANT SELECT ON public.roles TO anon, authenticated;

CREATE POLICY roles_read ON public.roles FOR SELECT TO anon, authenticated USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY roles_read ON public.roles');

GRANT SELECT ON public.stylist_profiles TO anon, authenticated;

CREATE POLICY stylist_profiles_read ON public.stylist_profiles FOR SELECT TO anon, authenticated USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_profiles_read ON public.stylist_profiles');

GRANT SELECT ON public.stylist_services TO anon, authenticated;

CREATE POLICY stylist_services_read ON public.stylist_services FOR SELECT TO anon, authenticated USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_services_read ON public.stylist_services');

GRANT SELECT ON public.stylist_schedules TO anon, authenticated;

CREATE POLICY stylist_schedules_read ON public.stylist_schedules FOR SELECT TO anon, authenticated USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_schedules_read ON public.stylist_schedules');

GRANT SELECT ON public.services TO anon, authenticated;

CREATE POLICY services_read_active ON public.services FOR SELECT TO anon USING (is_active);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY services_read_active ON public.services');

CREATE POLICY services_read ON public.services FOR SELECT TO authenticated USING (is_active OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY services_read ON public.services');

GRANT SELECT ON public.user_roles, public.bookings, public.booking_reservations TO authenticated;

CREATE POLICY user_roles_read ON public.user_roles FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY user_roles_read ON public.user_roles');

CREATE POLICY bookings_read ON public.bookings FOR SELECT TO authenticated USING (customer_user_id = (SELECT auth.uid()) OR stylist_user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY bookings_read ON public.bookings');

CREATE POLICY booking_reservations_read ON public.booking_reservations FOR SELECT TO authenticated USING (customer_user_id = (SELECT auth.uid()) OR stylist_user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY booking_reservations_read ON public.booking_reservations');

GRANT UPDATE (username, display_name, avatar_url, bio) ON public.user_profiles TO authenticated;

CREATE POLICY user_profiles_write ON public.user_profiles FOR UPDATE TO authenticated USING (id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin'))) WITH CHECK (id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY user_profiles_write ON public.user_profiles');

GRANT UPDATE (display_name, title, bio, years_experience, specialties, certifications)
   ON public.stylist_profiles TO authenticated;

CREATE POLICY stylist_profiles_write ON public.stylist_profiles FOR UPDATE TO authenticated USING (user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin'))) WITH CHECK (user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_profiles_write ON public.stylist_profiles');

GRANT INSERT, UPDATE, DELETE ON public.stylist_schedules TO authenticated;

CREATE POLICY stylist_schedules_insert ON public.stylist_schedules FOR INSERT TO authenticated WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_schedules_insert ON public.stylist_schedules');

CREATE POLICY stylist_schedules_update ON public.stylist_schedules FOR UPDATE TO authenticated USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin'))) WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_schedules_update ON public.stylist_schedules');

CREATE POLICY stylist_schedules_delete ON public.stylist_schedules FOR DELETE TO authenticated USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY stylist_schedules_delete ON public.stylist_schedules');

INSERT INTO public.roles (name, description, is_system_role) VALUES ('stylist', 'Of the service engine', true);

INSERT INTO private.service_engine_undo (statement) VALUES ('
DELETE FROM public.roles r
 WHERE r.name = ''stylist'' AND NOT EXISTS (SELECT FROM public.user_roles ur WHERE ur.role_id = r.id)');

INSERT INTO public.roles (name, description, is_system_role) VALUES ('auditor', 'Of the service engine', true);

INSERT INTO private.service_engine_undo (statement) VALUES ('
DELETE FROM public.roles r
 WHERE r.name = ''auditor'' AND NOT EXISTS (SELECT FROM public.user_roles ur WHERE ur.role_id = r.id)');

INSERT INTO public.roles (name, description, is_system_role) VALUES ('super_auditor', 'Of the service engine', true);

INSERT INTO private.service_engine_undo (statement) VALUES ('
DELETE FROM public.roles r
 WHERE r.name = ''super_auditor'' AND NOT EXISTS (SELECT FROM public.user_roles ur WHERE ur.role_id = r.id)');

GRANT SELECT (id, username, display_name) ON public.user_profiles TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT (id, username, display_name) ON public.user_profiles FROM service_engine');

CREATE POLICY service_engine_select ON public.user_profiles FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.user_profiles');

GRANT SELECT (id, name) ON public.roles TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT (id, name) ON public.roles FROM service_engine');

CREATE POLICY service_engine_select ON public.roles FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.roles');

GRANT SELECT, INSERT, UPDATE ON public.user_roles TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT, INSERT, UPDATE ON public.user_roles FROM service_engine');

CREATE POLICY service_engine_select ON public.user_roles FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.user_roles');

CREATE POLICY service_engine_insert ON public.user_roles FOR INSERT TO service_engine WITH CHECK (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_insert ON public.user_roles');

CREATE POLICY service_engine_update ON public.user_roles FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_update ON public.user_roles');

GRANT SELECT, INSERT, UPDATE ON public.stylist_profiles TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT, INSERT, UPDATE ON public.stylist_profiles FROM service_engine');

CREATE POLICY service_engine_select ON public.stylist_profiles FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.stylist_profiles');

CREATE POLICY service_engine_insert ON public.stylist_profiles FOR INSERT TO service_engine WITH CHECK (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_insert ON public.stylist_profiles');

CREATE POLICY service_engine_update ON public.stylist_profiles FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_update ON public.stylist_profiles');

GRANT SELECT ON public.services TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT ON public.services FROM service_engine');

CREATE POLICY service_engine_select ON public.services FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.services');

GRANT SELECT, INSERT, UPDATE ON public.stylist_services TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT, INSERT, UPDATE ON public.stylist_services FROM service_engine');

CREATE POLICY service_engine_select ON public.stylist_services FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.stylist_services');

CREATE POLICY service_engine_insert ON public.stylist_services FOR INSERT TO service_engine WITH CHECK (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_insert ON public.stylist_services');

CREATE POLICY service_engine_update ON public.stylist_services FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_update ON public.stylist_services');

GRANT SELECT ON public.stylist_schedules TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT ON public.stylist_schedules FROM service_engine');

CREATE POLICY service_engine_select ON public.stylist_schedules FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.stylist_schedules');

GRANT SELECT (id, stylist_user_id, service_id, start_time, end_time, status) ON public.bookings TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT (id, stylist_user_id, service_id, start_time, end_time, status) ON public.bookings FROM service_engine');

CREATE POLICY service_engine_select ON public.bookings FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.bookings');

GRANT SELECT (id, stylist_user_id, service_id, start_time, end_time, status, expires_at) ON public.booking_reservations TO service_engine;

INSERT INTO private.service_engine_undo (statement) VALUES ('REVOKE SELECT (id, stylist_user_id, service_id, start_time, end_time, status, expires_at) ON public.booking_reservations FROM service_engine');

CREATE POLICY service_engine_select ON public.booking_reservations FOR SELECT TO service_engine USING (true);

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_select ON public.booking_reservations');

CREATE POLICY service_engine_insert_by_admins_only ON public.stylist_schedules AS RESTRICTIVE FOR INSERT TO authenticated WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_insert_by_admins_only ON public.stylist_schedules');

CREATE POLICY service_engine_update_by_admins_only ON public.stylist_schedules AS RESTRICTIVE FOR UPDATE TO authenticated USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin'))) WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_update_by_admins_only ON public.stylist_schedules');

CREATE POLICY service_engine_delete_by_admins_only ON public.stylist_schedules AS RESTRICTIVE FOR DELETE TO authenticated USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP POLICY service_engine_delete_by_admins_only ON public.stylist_schedules');

ALTER TABLE public.stylist_schedules ADD CONSTRAINT stylist_schedules_one_version EXCLUDE USING gist (
  stylist_user_id WITH =, day_of_week WITH =, daterange(effective_from, effective_until, '[]') WITH &&
) WHERE (is_active IS NOT FALSE);

INSERT INTO private.service_engine_undo (statement) VALUES ('ALTER TABLE public.stylist_schedules DROP CONSTRAINT stylist_schedules_one_version');

CREATE FUNCTION private.count_row_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  NEW.row_version := OLD.row_version + 1;
  RETURN NEW;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.count_row_version()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.count_row_version() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.count_row_version()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.count_row_version() FROM ' || holder;
  END LOOP;
END
$$;

CREATE FUNCTION private.set_stylist_active(stylist uuid, active boolean, actor uuid) RETURNS void
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_attribute
              WHERE attrelid = 'public.stylist_profiles'::regclass AND attname = 'deactivated_at'
                AND NOT attisdropped) THEN
    EXECUTE 'UPDATE public.stylist_profiles SET is_active = $2, deactivated_at = CASE WHEN NOT $2 THEN now() END, '
            'deactivated_by = CASE WHEN NOT $2 THEN $3 END WHERE user_id = $1'
      USING stylist, active, actor;
  ELSE
    UPDATE public.stylist_profiles SET is_active = active WHERE user_id = stylist;
  END IF;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.set_stylist_active(uuid, boolean, uuid)');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.set_stylist_active(uuid, boolean, uuid) FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.set_stylist_active(uuid, boolean, uuid)'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.set_stylist_active(uuid, boolean, uuid) FROM ' || holder;
  END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION private.set_stylist_active(uuid, boolean, uuid) TO service_engine;

CREATE TABLE public.stylist_promotions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES public.user_profiles (id) ON DELETE CASCADE,
  requested_by uuid REFERENCES public.user_profiles (id) ON DELETE SET NULL,
  approved_by uuid REFERENCES public.user_profiles (id) ON DELETE SET NULL,
  rejected_by uuid REFERENCES public.user_profiles (id) ON DELETE SET NULL,
  revoked_by uuid REFERENCES public.user_profiles (id) ON DELETE SET NULL,
  previous_promotion_id uuid REFERENCES public.stylist_promotions (id) ON DELETE SET NULL,
  background_check_status text NOT NULL DEFAULT 'pending'
    CONSTRAINT stylist_promotions_background_check
    CHECK (background_check_status IN ('pending', 'in_progress', 'passed', 'failed')),
  id_verification_status text NOT NULL DEFAULT 'pending'
    CONSTRAINT stylist_promotions_id_verification
    CHECK (id_verification_status IN ('pending', 'submitted', 'verified', 'rejected')),
  training_completed boolean NOT NULL DEFAULT false,
  mfa_enabled boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'draft'
    CONSTRAINT stylist_promotions_status
    CHECK (status IN ('draft', 'pending_checks', 'pending_training', 'pending_approval', 'approved', 'rejected',
                      'revoked')),
  profile_draft jsonb
    CONSTRAINT stylist_promotions_profile_draft_size CHECK (octet_length(profile_draft::text) <= 65536),
  rejection_reason text
    CONSTRAINT stylist_promotions_rejection_reason_size CHECK (char_length(rejection_reason) <= 1000),
  revocation_reason text
    CONSTRAINT stylist_promotions_revocation_reason_size CHECK (char_length(revocation_reason) <= 1000),
  public_reason text
    CONSTRAINT stylist_promotions_public_reason_size CHECK (char_length(public_reason) <= 500),
  notes jsonb NOT NULL DEFAULT '[]'
    CONSTRAINT stylist_promotions_notes_list CHECK (jsonb_typeof(notes) = 'array')
    CONSTRAINT stylist_promotions_notes_size CHECK (octet_length(notes::text) <= 4194304),
  created_at timestamptz NOT NULL DEFAULT now(),
  approved_at timestamptz,
  rejected_at timestamptz,
  revoked_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  row_version bigint NOT NULL DEFAULT 1,
  CONSTRAINT stylist_promotions_approved_at CHECK ((approved_at IS NOT NULL) = (status IN ('approved', 'revoked'))),
  CONSTRAINT stylist_promotions_rejected_at CHECK ((rejected_at IS NOT NULL) = (status = 'rejected')),
  CONSTRAINT stylist_promotions_revoked_at CHECK ((revoked_at IS NOT NULL) = (status = 'revoked')),
  CONSTRAINT stylist_promotions_rejection_reason CHECK ((rejection_reason IS NOT NULL) = (status = 'rejected')),
  CONSTRAINT stylist_promotions_revocation_reason CHECK ((revocation_reason IS NOT NULL) = (status = 'revoked')),
  CONSTRAINT stylist_promotions_public_reason CHECK (public_reason IS NULL OR status IN ('rejected', 'revoked')),
  CONSTRAINT stylist_promotions_actors CHECK (
    (approved_by IS NULL OR status IN ('approved', 'revoked')) AND (rejected_by IS NULL OR status = 'rejected')
    AND (revoked_by IS NULL OR status = 'revoked')),
  CONSTRAINT stylist_promotions_no_self_approval CHECK (approved_by <> user_id)
);
CREATE UNIQUE INDEX stylist_promotions_one_open ON public.stylist_promotions (user_id) WHERE status IN ('draft', 'pending_checks', 'pending_training', 'pending_approval');
CREATE INDEX idx_stylist_promotions_user ON public.stylist_promotions (user_id);
CREATE INDEX idx_stylist_promotions_status ON public.stylist_promotions (status)
  WHERE status IN ('pending_checks', 'pending_training', 'pending_approval');
CREATE INDEX idx_stylist_promotions_created ON public.stylist_promotions (created_at DESC, id DESC);
CREATE INDEX idx_stylist_promotions_requested_by ON public.stylist_promotions (requested_by);
CREATE INDEX idx_stylist_promotions_approved_by ON public.stylist_promotions (approved_by);
CREATE INDEX idx_stylist_promotions_rejected_by ON public.stylist_promotions (rejected_by);
CREATE INDEX idx_stylist_promotions_revoked_by ON public.stylist_promotions (revoked_by);
CREATE INDEX idx_stylist_promotions_previous ON public.stylist_promotions (previous_promotion_id);
COMMENT ON TABLE public.stylist_promotions IS 'Runs of the verification workflow that makes a user a stylist';
COMMENT ON COLUMN public.stylist_promotions.notes IS 'Append-only: [{timestamp, admin_id, action, note}]';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.stylist_promotions');

CREATE FUNCTION private.promotion_transitions() RETURNS TABLE (from_status text, to_status text)
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
  VALUES ('draft', 'pending_checks'), ('draft', 'pending_training'), ('draft', 'pending_approval'), ('draft', 'rejected'),
  ('pending_checks', 'pending_training'), ('pending_checks', 'pending_approval'), ('pending_checks', 'rejected'),
  ('pending_training', 'pending_checks'), ('pending_training', 'pending_approval'), ('pending_training', 'rejected'),
  ('pending_approval', 'pending_checks'), ('pending_approval', 'pending_training'), ('pending_approval', 'rejected'),
  ('pending_approval', 'approved'), ('approved', 'revoked')
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.promotion_transitions()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.promotion_transitions() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.promotion_transitions()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.promotion_transitions() FROM ' || holder;
  END LOOP;
END
$$;

CREATE FUNCTION private.guard_promotion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  caller uuid := auth.uid();
  identity_holds boolean := NEW.background_check_status = 'passed' AND NEW.id_verification_status = 'verified';
  all_hold boolean := identity_holds AND NEW.training_completed AND NEW.mfa_enabled;
BEGIN
  IF caller = NEW.user_id THEN
    RAISE EXCEPTION 'Nobody works on their own promotion' USING ERRCODE = '42501';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'draft' THEN
      RAISE EXCEPTION 'A promotion starts as a draft, not %', NEW.status USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.user_id <> OLD.user_id THEN
    RAISE EXCEPTION 'The candidate of a promotion does not change' USING ERRCODE = '23514';
  END IF;
  IF NEW.notes IS DISTINCT FROM OLD.notes AND OLD.notes <> coalesce((
       SELECT jsonb_agg(note.value ORDER BY note.position)
         FROM jsonb_array_elements(NEW.notes) WITH ORDINALITY AS note (value, position)
        WHERE note.position <= jsonb_array_length(OLD.notes)), '[]') THEN
    RAISE EXCEPTION 'Notes are only added' USING ERRCODE = '23514';
  END IF;
  IF OLD.status NOT IN ('draft', 'pending_checks', 'pending_training', 'pending_approval')
     AND (NEW.background_check_status, NEW.id_verification_status, NEW.training_completed, NEW.mfa_enabled)
         IS DISTINCT FROM
         (OLD.background_check_status, OLD.id_verification_status, OLD.training_completed, OLD.mfa_enabled) THEN
    RAISE EXCEPTION 'A promotion that has ended records no checks' USING ERRCODE = '23514';
  END IF;
  IF NEW.status = OLD.status THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM private.promotion_transitions() AS move
                  WHERE move.from_status = OLD.status AND move.to_status = NEW.status) THEN
    RAISE EXCEPTION 'A promotion does not go from % to %', OLD.status, NEW.status USING ERRCODE = '23514';
  END IF;
  IF (NEW.status = 'pending_training' AND NOT identity_holds)
     OR (NEW.status IN ('pending_approval', 'approved') AND NOT all_hold) THEN
    RAISE EXCEPTION 'Checks are missing for %', NEW.status USING ERRCODE = '23514';
  END IF;
  IF NEW.status = 'approved' AND NEW.approved_by IS NULL THEN
    RAISE EXCEPTION 'An approval names its approver' USING ERRCODE = '23514';
  END IF;
  IF NEW.status IN ('approved', 'rejected', 'revoked') AND caller IS NOT NULL
     AND caller IS DISTINCT FROM (CASE NEW.status WHEN 'approved' THEN NEW.approved_by
                                                  WHEN 'rejected' THEN NEW.rejected_by
                                                  ELSE NEW.revoked_by END) THEN
    RAISE EXCEPTION 'Nobody acts in another''s name' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.guard_promotion()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.guard_promotion() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.guard_promotion()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.guard_promotion() FROM ' || holder;
  END LOOP;
END
$$;

CREATE TRIGGER guard_stylist_promotion BEFORE INSERT OR UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION private.guard_promotion();
CREATE TRIGGER count_stylist_promotion_version BEFORE UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
CREATE TRIGGER update_stylist_promotions_updated_at BEFORE UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

INSERT INTO private.service_engine_undo (statement) VALUES ('
DROP TRIGGER guard_stylist_promotion ON public.stylist_promotions;
DROP TRIGGER count_stylist_promotion_version ON public.stylist_promotions;
DROP TRIGGER update_stylist_promotions_updated_at ON public.stylist_promotions');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'public.stylist_promotions'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON public.stylist_promotions FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE public.stylist_promotions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stylist_promotions FORCE ROW LEVEL SECURITY;

CREATE POLICY stylist_promotions_owner_select ON public.stylist_promotions FOR SELECT TO CURRENT_USER USING (true);

GRANT SELECT ON public.stylist_promotions TO service_engine;

CREATE POLICY stylist_promotions_engine_select ON public.stylist_promotions FOR SELECT TO service_engine USING (true);

GRANT SELECT ON public.stylist_promotions TO authenticated;
GRANT INSERT (user_id, requested_by, previous_promotion_id, notes) ON public.stylist_promotions TO authenticated;
GRANT UPDATE (background_check_status, id_verification_status, training_completed, mfa_enabled, status, profile_draft,
              notes, approved_by, approved_at, rejected_by, rejected_at, rejection_reason, revoked_by, revoked_at,
              revocation_reason, public_reason) ON public.stylist_promotions TO authenticated;
CREATE POLICY stylist_promotions_admin_select ON public.stylist_promotions FOR SELECT TO authenticated
  USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));
CREATE POLICY stylist_promotions_admin_insert ON public.stylist_promotions FOR INSERT TO authenticated
  WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')) AND requested_by = (SELECT auth.uid()) AND user_id <> (SELECT auth.uid()));
CREATE POLICY stylist_promotions_admin_update ON public.stylist_promotions FOR UPDATE TO authenticated
  USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')) AND user_id <> (SELECT auth.uid())) WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')) AND user_id <> (SELECT auth.uid()));

CREATE VIEW public.my_stylist_promotions WITH (security_barrier) AS
SELECT id,
       status,
       background_check_status = 'passed' AS background_check,
       id_verification_status = 'verified' AS id_verification,
       training_completed AS training,
       mfa_enabled AS mfa,
       created_at,
       approved_at,
       rejected_at,
       revoked_at,
       public_reason
  FROM public.stylist_promotions
 WHERE user_id = (SELECT auth.uid());
COMMENT ON VIEW public.my_stylist_promotions IS 'The columns of their own promotions that candidates may see';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP VIEW public.my_stylist_promotions');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'public.my_stylist_promotions'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON public.my_stylist_promotions FROM ' || holder;
  END LOOP;
END
$$;

GRANT SELECT ON public.my_stylist_promotions TO authenticated;

CREATE TABLE public.stylist_override_budgets (
  stylist_user_id uuid PRIMARY KEY REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  monthly_override_limit integer NOT NULL DEFAULT 10
    CONSTRAINT stylist_override_budgets_limit CHECK (monthly_override_limit BETWEEN 1 AND 1000),
  current_month_overrides integer NOT NULL DEFAULT 0
    CONSTRAINT stylist_override_budgets_used CHECK (current_month_overrides >= 0),
  emergency_overrides_remaining integer NOT NULL DEFAULT 3
    CONSTRAINT stylist_override_budgets_tokens CHECK (emergency_overrides_remaining BETWEEN 0 AND 100),
  budget_reset_at timestamptz NOT NULL DEFAULT ((date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'),
  last_override_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  row_version bigint NOT NULL DEFAULT 1
);
CREATE INDEX idx_stylist_override_budgets_reset ON public.stylist_override_budgets (budget_reset_at);
COMMENT ON TABLE public.stylist_override_budgets IS 'How many changes stylists may make to their schedules';
COMMENT ON COLUMN public.stylist_override_budgets.budget_reset_at IS
  'When the month turns: midnight of the first in the stylist''s zone';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.stylist_override_budgets');

CREATE TRIGGER count_stylist_override_budget_version BEFORE UPDATE ON public.stylist_override_budgets
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
CREATE TRIGGER update_stylist_override_budgets_updated_at BEFORE UPDATE ON public.stylist_override_budgets
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

INSERT INTO private.service_engine_undo (statement) VALUES ('
DROP TRIGGER count_stylist_override_budget_version ON public.stylist_override_budgets;
DROP TRIGGER update_stylist_override_budgets_updated_at ON public.stylist_override_budgets');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'public.stylist_override_budgets'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON public.stylist_override_budgets FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE public.stylist_override_budgets ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.stylist_override_budgets FORCE ROW LEVEL SECURITY;

CREATE POLICY stylist_override_budgets_owner_select ON public.stylist_override_budgets FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY stylist_override_budgets_owner_insert ON public.stylist_override_budgets FOR INSERT TO CURRENT_USER WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON public.stylist_override_budgets TO service_engine;

CREATE POLICY stylist_override_budgets_engine_select ON public.stylist_override_budgets FOR SELECT TO service_engine USING (true);

CREATE POLICY stylist_override_budgets_engine_insert ON public.stylist_override_budgets FOR INSERT TO service_engine WITH CHECK (true);

CREATE POLICY stylist_override_budgets_engine_update ON public.stylist_override_budgets FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

GRANT SELECT ON public.stylist_override_budgets TO authenticated;
GRANT UPDATE (monthly_override_limit, current_month_overrides, emergency_overrides_remaining, budget_reset_at)
   ON public.stylist_override_budgets TO authenticated;
CREATE POLICY stylist_override_budgets_select ON public.stylist_override_budgets FOR SELECT TO authenticated
  USING (stylist_user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));
CREATE POLICY stylist_override_budgets_admin_update ON public.stylist_override_budgets FOR UPDATE TO authenticated
  USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin'))) WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

CREATE FUNCTION private.initialize_stylist_budget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO public.stylist_override_budgets (stylist_user_id)
  VALUES (NEW.user_id)
  ON CONFLICT (stylist_user_id) DO NOTHING;
  RETURN NULL;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.initialize_stylist_budget()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.initialize_stylist_budget() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.initialize_stylist_budget()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.initialize_stylist_budget() FROM ' || holder;
  END LOOP;
END
$$;

CREATE TRIGGER trigger_initialize_stylist_budget AFTER INSERT ON public.stylist_profiles
  FOR EACH ROW EXECUTE FUNCTION private.initialize_stylist_budget();

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_initialize_stylist_budget ON public.stylist_profiles');

CREATE TABLE public.schedule_overrides (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  override_type text NOT NULL
    CONSTRAINT schedule_overrides_type
    CHECK (override_type IN ('business_closure', 'stylist_vacation', 'seasonal_hours', 'special_event')),
  applies_to_all_stylists boolean NOT NULL DEFAULT false,
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
  CONSTRAINT schedule_overrides_scope CHECK (applies_to_all_stylists = (stylist_user_id IS NULL)),
  CONSTRAINT schedule_overrides_times CHECK (
    (override_start_time IS NULL) = (override_end_time IS NULL)
    AND (is_closed OR override_start_time IS NOT NULL)
    AND (override_start_time IS NULL OR override_end_time > override_start_time)),
  CONSTRAINT schedule_overrides_shape CHECK (
    CASE override_type
      WHEN 'business_closure' THEN is_closed AND applies_to_all_stylists
      WHEN 'stylist_vacation' THEN is_closed AND NOT applies_to_all_stylists
      ELSE NOT is_closed
    END),
  CONSTRAINT schedule_overrides_day_row CHECK (NOT set_for_day OR (origin = 'stylist' AND start_date = end_date)),
  CONSTRAINT schedule_overrides_own CHECK (origin = 'admin' OR NOT applies_to_all_stylists),
  CONSTRAINT schedule_overrides_charge CHECK ((charged_to = 'none') = (charged_at IS NULL))
);
CREATE UNIQUE INDEX schedule_overrides_no_duplicate ON public.schedule_overrides (
  override_type, coalesce(stylist_user_id, '00000000-0000-0000-0000-000000000000'), start_date, end_date,
  coalesce(override_start_time, '24:00'), coalesce(override_end_time, '24:00')
) WHERE NOT set_for_day;
CREATE UNIQUE INDEX schedule_overrides_one_day_row ON public.schedule_overrides (stylist_user_id, start_date)
  WHERE set_for_day AND NOT (is_closed AND override_start_time IS NOT NULL);
CREATE UNIQUE INDEX schedule_overrides_one_day_block ON public.schedule_overrides (
  stylist_user_id, start_date, override_start_time, override_end_time
) WHERE set_for_day AND is_closed AND override_start_time IS NOT NULL;
CREATE INDEX idx_schedule_overrides_lookup ON public.schedule_overrides (stylist_user_id, start_date, end_date);
CREATE INDEX idx_schedule_overrides_daterange ON public.schedule_overrides
  USING gist (daterange(start_date, end_date, '[]'));
CREATE INDEX idx_schedule_overrides_all_stylists ON public.schedule_overrides (start_date, end_date)
  WHERE applies_to_all_stylists;
CREATE INDEX idx_schedule_overrides_priority ON public.schedule_overrides (priority DESC, start_date);
CREATE INDEX idx_schedule_overrides_created ON public.schedule_overrides (created_at DESC, id DESC);
CREATE INDEX idx_schedule_overrides_created_by ON public.schedule_overrides (created_by);
COMMENT ON TABLE public.schedule_overrides IS 'Closures, vacations, seasonal hours and events over the weekly hours';
COMMENT ON COLUMN public.schedule_overrides.set_for_day IS 'Set by the stylist for one date';
COMMENT ON COLUMN public.schedule_overrides.charged_to IS 'Which counter of the stylist''s budget paid for it';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE public.schedule_overrides');

CREATE TRIGGER count_schedule_override_version BEFORE UPDATE ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
CREATE TRIGGER update_schedule_overrides_updated_at BEFORE UPDATE ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

INSERT INTO private.service_engine_undo (statement) VALUES ('
DROP TRIGGER count_schedule_override_version ON public.schedule_overrides;
DROP TRIGGER update_schedule_overrides_updated_at ON public.schedule_overrides');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'public.schedule_overrides'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON public.schedule_overrides FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE public.schedule_overrides ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.schedule_overrides FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE, DELETE ON public.schedule_overrides TO service_engine;

CREATE POLICY schedule_overrides_engine_select ON public.schedule_overrides FOR SELECT TO service_engine USING (true);

CREATE POLICY schedule_overrides_engine_insert ON public.schedule_overrides FOR INSERT TO service_engine WITH CHECK (true);

CREATE POLICY schedule_overrides_engine_update ON public.schedule_overrides FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

CREATE POLICY schedule_overrides_engine_delete ON public.schedule_overrides FOR DELETE TO service_engine USING (true);

GRANT SELECT (id, override_type, applies_to_all_stylists, start_date, end_date, override_start_time, override_end_time,
              is_closed, priority, reason, created_at, updated_at) ON public.schedule_overrides TO anon;
GRANT SELECT, DELETE ON public.schedule_overrides TO authenticated;
GRANT INSERT (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, override_start_time,
              override_end_time, is_closed, priority, reason, created_by) ON public.schedule_overrides TO authenticated;
GRANT UPDATE (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, override_start_time,
              override_end_time, is_closed, priority, reason) ON public.schedule_overrides TO authenticated;
CREATE POLICY schedule_overrides_public_select ON public.schedule_overrides FOR SELECT TO anon
  USING (applies_to_all_stylists AND end_date >= CURRENT_DATE - 1);
CREATE POLICY schedule_overrides_select ON public.schedule_overrides FOR SELECT TO authenticated
  USING (applies_to_all_stylists OR stylist_user_id = (SELECT auth.uid()) OR (SELECT public.user_has_role((SELECT auth.uid()), 'admin')));
CREATE POLICY schedule_overrides_admin_insert ON public.schedule_overrides FOR INSERT TO authenticated
  WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')) AND created_by = (SELECT auth.uid()) AND origin = 'admin');
CREATE POLICY schedule_overrides_admin_update ON public.schedule_overrides FOR UPDATE TO authenticated
  USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin'))) WITH CHECK ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));
CREATE POLICY schedule_overrides_admin_delete ON public.schedule_overrides FOR DELETE TO authenticated
  USING ((SELECT public.user_has_role((SELECT auth.uid()), 'admin')));

CREATE FUNCTION private.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.refuse_change()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.refuse_change() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.refuse_change()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.refuse_change() FROM ' || holder;
  END LOOP;
END
$$;

CREATE TABLE private.schedule_change_log (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  stylist_user_id uuid NOT NULL,
  change_date date NOT NULL CONSTRAINT schedule_change_log_change_date CHECK (isfinite(change_date)),
  change_type text NOT NULL
    CONSTRAINT schedule_change_log_type
    CHECK (change_type IN ('availability_override', 'schedule_update', 'emergency_block')),
  old_values jsonb
    CONSTRAINT schedule_change_log_old_values_size CHECK (octet_length(old_values::text) <= 262144),
  new_values jsonb
    CONSTRAINT schedule_change_log_new_values_size CHECK (octet_length(new_values::text) <= 262144),
  reason text CONSTRAINT schedule_change_log_reason_size CHECK (char_length(reason) <= 1000),
  is_emergency boolean NOT NULL DEFAULT false,
  actor_user_id uuid,
  ip_address inet,
  user_agent text CONSTRAINT schedule_change_log_user_agent_size CHECK (char_length(user_agent) <= 500),
  request_id text CONSTRAINT schedule_change_log_request_id_size CHECK (char_length(request_id) <= 128),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_schedule_change_log_stylist_date ON private.schedule_change_log (stylist_user_id, change_date DESC);
CREATE INDEX idx_schedule_change_log_created ON private.schedule_change_log (created_at DESC, id DESC)
  INCLUDE (stylist_user_id, change_type, is_emergency, actor_user_id);
CREATE INDEX idx_schedule_change_log_type ON private.schedule_change_log (change_type, created_at DESC, id DESC)
  INCLUDE (actor_user_id);
CREATE INDEX idx_schedule_change_log_stylist ON private.schedule_change_log (stylist_user_id, created_at DESC, id DESC)
  INCLUDE (actor_user_id);
CREATE INDEX idx_schedule_change_log_actor ON private.schedule_change_log (actor_user_id, created_at DESC, id DESC);
COMMENT ON TABLE private.schedule_change_log IS 'Every change to one stylist''s schedule; append-only';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.schedule_change_log');

CREATE TABLE private.service_management_log (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  admin_user_id uuid,
  action text NOT NULL CONSTRAINT service_management_log_action_size CHECK (char_length(action) <= 100),
  target_id uuid,
  target_type text
    CONSTRAINT service_management_log_target_type
    CHECK (target_type IN ('service', 'stylist_profile', 'stylist_schedule', 'stylist_promotion', 'schedule_override',
                           'override_budget', 'audit_log')),
  severity text NOT NULL DEFAULT 'info'
    CONSTRAINT service_management_log_severity CHECK (severity IN ('info', 'warning', 'critical')),
  category text NOT NULL
    CONSTRAINT service_management_log_category
    CHECK (category IN ('governance', 'security', 'data_access', 'configuration')),
  details jsonb CONSTRAINT service_management_log_details_size CHECK (octet_length(details::text) <= 262144),
  ip_address inet,
  user_agent text CONSTRAINT service_management_log_user_agent_size CHECK (char_length(user_agent) <= 500),
  request_id text
    CONSTRAINT service_management_log_request_id_size CHECK (char_length(request_id) <= 128),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_service_mgmt_log_created ON private.service_management_log (created_at DESC, id DESC)
  INCLUDE (category, severity, action, admin_user_id, target_type);
CREATE INDEX idx_service_mgmt_log_category ON private.service_management_log (category, created_at DESC, id DESC)
  INCLUDE (admin_user_id);
CREATE INDEX idx_service_mgmt_log_admin ON private.service_management_log (admin_user_id, created_at DESC, id DESC)
  INCLUDE (category);
CREATE INDEX idx_service_mgmt_log_severity ON private.service_management_log (severity, created_at DESC, id DESC)
  INCLUDE (category, admin_user_id) WHERE severity IN ('warning', 'critical');
CREATE INDEX idx_service_mgmt_log_action ON private.service_management_log (action, created_at DESC, id DESC)
  INCLUDE (category, admin_user_id);
CREATE INDEX idx_service_mgmt_log_target ON private.service_management_log (target_id, created_at DESC, id DESC)
  INCLUDE (category, admin_user_id);
COMMENT ON TABLE private.service_management_log IS 'What admins did and what was refused; append-only';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.service_management_log');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.schedule_change_log'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.schedule_change_log FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.schedule_change_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.schedule_change_log FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON private.schedule_change_log TO service_engine;

CREATE POLICY schedule_change_log_engine_select ON private.schedule_change_log FOR SELECT TO service_engine USING (true);

CREATE POLICY schedule_change_log_engine_insert ON private.schedule_change_log FOR INSERT TO service_engine WITH CHECK (true);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON private.schedule_change_log
  FOR EACH ROW EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON private.schedule_change_log
  FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

INSERT INTO private.service_engine_undo (statement) VALUES ('
DROP TRIGGER refuse_change ON private.schedule_change_log;
DROP TRIGGER refuse_truncate ON private.schedule_change_log');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.service_management_log'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.service_management_log FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.service_management_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.service_management_log FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON private.service_management_log TO service_engine;

CREATE POLICY service_management_log_engine_select ON private.service_management_log FOR SELECT TO service_engine USING (true);

CREATE POLICY service_management_log_engine_insert ON private.service_management_log FOR INSERT TO service_engine WITH CHECK (true);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON private.service_management_log
  FOR EACH ROW EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON private.service_management_log
  FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

INSERT INTO private.service_engine_undo (statement) VALUES ('
DROP TRIGGER refuse_change ON private.service_management_log;
DROP TRIGGER refuse_truncate ON private.service_management_log');

CREATE FUNCTION private.emails_of(ids uuid[]) RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT u.id, u.email::text FROM auth.users u WHERE u.id = ANY (ids)
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.emails_of(uuid[])');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.emails_of(uuid[]) FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.emails_of(uuid[])'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.emails_of(uuid[]) FROM ' || holder;
  END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION private.emails_of(uuid[]) TO service_engine;

CREATE TABLE private.audit_seals (
  log text NOT NULL CONSTRAINT audit_seals_log CHECK (log IN ('schedule_change_log', 'service_management_log')),
  number bigint NOT NULL CONSTRAINT audit_seals_number CHECK (number > 0),
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  row_count bigint NOT NULL CONSTRAINT audit_seals_row_count CHECK (row_count > 0),
  newest_at timestamptz NOT NULL,
  digest bytea NOT NULL CONSTRAINT audit_seals_digest CHECK (octet_length(digest) = 32),
  sealed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (log, number),
  CONSTRAINT audit_seals_range CHECK (first_id <= last_id),
  CONSTRAINT audit_seals_one_a_range EXCLUDE USING gist (log WITH =, int8range(first_id, last_id, '[]') WITH &&)
);
COMMENT ON TABLE private.audit_seals IS 'Closed ranges of the logs, each chained to the one before; append-only';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.audit_seals');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.audit_seals'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.audit_seals FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.audit_seals ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.audit_seals FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_seals_owner_select ON private.audit_seals FOR SELECT TO CURRENT_USER USING (true);

GRANT SELECT, INSERT ON private.audit_seals TO service_engine;

CREATE POLICY audit_seals_engine_select ON private.audit_seals FOR SELECT TO service_engine USING (true);

CREATE POLICY audit_seals_engine_insert ON private.audit_seals FOR INSERT TO service_engine WITH CHECK (true);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON private.audit_seals
  FOR EACH ROW EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON private.audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

INSERT INTO private.service_engine_undo (statement) VALUES ('
DROP TRIGGER refuse_change ON private.audit_seals;
DROP TRIGGER refuse_truncate ON private.audit_seals');

CREATE TABLE private.audit_heads (
  log text PRIMARY KEY CONSTRAINT audit_heads_log CHECK (log IN ('schedule_change_log', 'service_management_log')),
  number bigint NOT NULL,
  first_id bigint,
  last_id bigint,
  digest bytea NOT NULL
);
INSERT INTO private.audit_heads (log, number, digest)
VALUES ('schedule_change_log', 0, ''), ('service_management_log', 0, '');
CREATE TRIGGER refuse_delete BEFORE DELETE ON private.audit_heads
  FOR EACH ROW EXECUTE FUNCTION private.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON private.audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();
COMMENT ON TABLE private.audit_heads IS 'The last seal of each log, so that a removed seal is noticed';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.audit_heads');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.audit_heads'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.audit_heads FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.audit_heads ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.audit_heads FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_heads_owner_select ON private.audit_heads FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY audit_heads_owner_update ON private.audit_heads FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (true);

GRANT SELECT ON private.audit_heads TO service_engine;

CREATE POLICY audit_heads_engine_select ON private.audit_heads FOR SELECT TO service_engine USING (true);

CREATE FUNCTION private.move_audit_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  UPDATE private.audit_heads h
     SET number = NEW.number, first_id = NEW.first_id, last_id = NEW.last_id, digest = NEW.digest
   WHERE h.log = NEW.log AND h.number = NEW.number - 1
     AND (h.number = 0 OR EXISTS (SELECT FROM private.audit_seals s
                                   WHERE (s.log, s.number, s.digest) = (h.log, h.number, h.digest)));
  RETURN NULL;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.move_audit_head()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.move_audit_head() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.move_audit_head()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.move_audit_head() FROM ' || holder;
  END LOOP;
END
$$;

CREATE TRIGGER move_head AFTER INSERT ON private.audit_seals
  FOR EACH ROW EXECUTE FUNCTION private.move_audit_head();

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER move_head ON private.audit_seals');

CREATE UNLOGGED TABLE private.availability_cache (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  stylist_user_id uuid NOT NULL,
  service_id uuid NOT NULL,
  cache_date date NOT NULL CONSTRAINT availability_cache_cache_date CHECK (isfinite(cache_date)),
  available_slots jsonb NOT NULL
    CONSTRAINT availability_cache_slots_size CHECK (octet_length(available_slots::text) <= 262144),
  computed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '5 minutes',
  snapshot pg_snapshot NOT NULL,
  format text NOT NULL CONSTRAINT availability_cache_format_size CHECK (char_length(format) <= 100),
  CONSTRAINT idx_availability_cache_lookup UNIQUE (stylist_user_id, service_id, cache_date)
);
CREATE INDEX idx_availability_cache_expiry ON private.availability_cache (expires_at);
COMMENT ON TABLE private.availability_cache IS 'Computed days, good while no later change covers them';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.availability_cache');

CREATE UNLOGGED TABLE private.availability_changes (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  stylist_user_id uuid,
  service_id uuid,
  from_date date NOT NULL,
  to_date date NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX idx_availability_changes_xid ON private.availability_changes (xid);
CREATE INDEX idx_availability_changes_stylist ON private.availability_changes (stylist_user_id, xid);
COMMENT ON TABLE private.availability_changes IS 'Which slots a transaction touched; null: of everyone, of every service';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.availability_changes');

CREATE UNLOGGED TABLE private.availability_sweeps (
  id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  swept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  snapshot pg_snapshot NOT NULL DEFAULT pg_current_snapshot()
);
COMMENT ON TABLE private.availability_sweeps IS 'When the feed was swept: a change goes once no row can need it';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.availability_sweeps');

CREATE UNLOGGED TABLE private.availability_feed (
  born uuid NOT NULL DEFAULT gen_random_uuid(),
  is_present boolean PRIMARY KEY DEFAULT true CONSTRAINT availability_feed_only_one CHECK (is_present)
);
COMMENT ON TABLE private.availability_feed IS 'Which feed of changes this is; a crash empties it together with the feed';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.availability_feed');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.availability_cache'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.availability_cache FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.availability_cache ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.availability_cache FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE, DELETE ON private.availability_cache TO service_engine;

CREATE POLICY availability_cache_engine_select ON private.availability_cache FOR SELECT TO service_engine USING (true);

CREATE POLICY availability_cache_engine_insert ON private.availability_cache FOR INSERT TO service_engine WITH CHECK (true);

CREATE POLICY availability_cache_engine_update ON private.availability_cache FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

CREATE POLICY availability_cache_engine_delete ON private.availability_cache FOR DELETE TO service_engine USING (true);

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.availability_changes'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.availability_changes FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.availability_changes ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.availability_changes FORCE ROW LEVEL SECURITY;

CREATE POLICY availability_changes_owner_insert ON private.availability_changes FOR INSERT TO CURRENT_USER WITH CHECK (true);

GRANT SELECT, DELETE ON private.availability_changes TO service_engine;

CREATE POLICY availability_changes_engine_select ON private.availability_changes FOR SELECT TO service_engine USING (true);

CREATE POLICY availability_changes_engine_delete ON private.availability_changes FOR DELETE TO service_engine USING (true);

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.availability_sweeps'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.availability_sweeps FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.availability_sweeps ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.availability_sweeps FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, DELETE ON private.availability_sweeps TO service_engine;

CREATE POLICY availability_sweeps_engine_select ON private.availability_sweeps FOR SELECT TO service_engine USING (true);

CREATE POLICY availability_sweeps_engine_insert ON private.availability_sweeps FOR INSERT TO service_engine WITH CHECK (true);

CREATE POLICY availability_sweeps_engine_delete ON private.availability_sweeps FOR DELETE TO service_engine USING (true);

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.availability_feed'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.availability_feed FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.availability_feed ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.availability_feed FORCE ROW LEVEL SECURITY;

CREATE POLICY availability_feed_owner_insert ON private.availability_feed FOR INSERT TO CURRENT_USER WITH CHECK (true);

GRANT SELECT ON private.availability_feed TO service_engine;

CREATE POLICY availability_feed_engine_select ON private.availability_feed FOR SELECT TO service_engine USING (true);

CREATE FUNCTION private.begin_availability_feed() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO private.availability_feed DEFAULT VALUES ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO private.availability_changes (from_date, to_date, xid)
    SELECT '-infinity', 'infinity', running.xid
      FROM pg_catalog.pg_snapshot_xip(pg_catalog.pg_current_snapshot()) AS running(xid)
      JOIN pg_catalog.pg_prepared_xacts prepared ON prepared.transaction = running.xid::pg_catalog.xid
     WHERE prepared.database = pg_catalog.current_database();
  END IF;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.begin_availability_feed()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.begin_availability_feed() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.begin_availability_feed()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.begin_availability_feed() FROM ' || holder;
  END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION private.begin_availability_feed() TO service_engine;

CREATE FUNCTION private.invalidate_availability_cache() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO private.availability_changes (from_date, to_date) VALUES ('-infinity', 'infinity');
    RETURN NULL;
  END IF;
  CASE TG_TABLE_NAME
    WHEN 'bookings' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.start_time, o.end_time, o.status)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.start_time, s.end_time, s.status))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.start_time, o.end_time, o.status)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.start_time, s.end_time, s.status))) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'booking_reservations' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.start_time, o.end_time, o.status, o.expires_at)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.start_time, s.end_time, s.status, s.expires_at))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.start_time, o.end_time, o.status, o.expires_at)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.start_time, s.end_time, s.status, s.expires_at))) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'stylist_schedules' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(coalesce(r.effective_from, '-infinity')), max(coalesce(r.effective_until, 'infinity'))
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(coalesce(r.effective_from, '-infinity')), max(coalesce(r.effective_until, 'infinity'))
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(coalesce(r.effective_from, '-infinity')), max(coalesce(r.effective_until, 'infinity'))
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.day_of_week, o.start_time_local, o.end_time_local, o.break_start_time_utc, o.break_end_time_utc, o.is_active, o.effective_from, o.effective_until)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.day_of_week, s.start_time_local, s.end_time_local, s.break_start_time_utc, s.break_end_time_utc, s.is_active, s.effective_from, s.effective_until))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.day_of_week, o.start_time_local, o.end_time_local, o.break_start_time_utc, o.break_end_time_utc, o.is_active, o.effective_from, o.effective_until)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.day_of_week, s.start_time_local, s.end_time_local, s.break_start_time_utc, s.break_end_time_utc, s.is_active, s.effective_from, s.effective_until))) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'schedule_overrides' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(r.start_date), max(r.end_date)
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(r.start_date), max(r.end_date)
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(r.start_date), max(r.end_date)
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.id = s.id
                                    AND (o.applies_to_all_stylists, o.stylist_user_id, o.start_date, o.end_date, o.override_start_time, o.override_end_time, o.is_closed, o.priority, o.created_at)
                                        IS NOT DISTINCT FROM
                                        (s.applies_to_all_stylists, s.stylist_user_id, s.start_date, s.end_date, s.override_start_time, s.override_end_time, s.is_closed, s.priority, s.created_at))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.id = s.id
                                    AND (o.applies_to_all_stylists, o.stylist_user_id, o.start_date, o.end_date, o.override_start_time, o.override_end_time, o.is_closed, o.priority, o.created_at)
                                        IS NOT DISTINCT FROM
                                        (s.applies_to_all_stylists, s.stylist_user_id, s.start_date, s.end_date, s.override_start_time, s.override_end_time, s.is_closed, s.priority, s.created_at))) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'services' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT NULL::uuid, r.id, min('-infinity'::date), max('infinity'::date)
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT NULL::uuid, r.id, min('-infinity'::date), max('infinity'::date)
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT NULL::uuid, r.id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.id = s.id
                                    AND (o.duration_minutes, o.base_price_cents, o.max_advance_days, o.min_advance_hours, o.is_active)
                                        IS NOT DISTINCT FROM
                                        (s.duration_minutes, s.base_price_cents, s.max_advance_days, s.min_advance_hours, s.is_active))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.id = s.id
                                    AND (o.duration_minutes, o.base_price_cents, o.max_advance_days, o.min_advance_hours, o.is_active)
                                        IS NOT DISTINCT FROM
                                        (s.duration_minutes, s.base_price_cents, s.max_advance_days, s.min_advance_hours, s.is_active))) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'stylist_services' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, r.service_id, min('-infinity'::date), max('infinity'::date)
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, r.service_id, min('-infinity'::date), max('infinity'::date)
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, r.service_id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.service_id, o.custom_price_cents, o.custom_duration_minutes, o.is_available)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.service_id, s.custom_price_cents, s.custom_duration_minutes, s.is_available))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.id = s.id
                                    AND (o.stylist_user_id, o.service_id, o.custom_price_cents, o.custom_duration_minutes, o.is_available)
                                        IS NOT DISTINCT FROM
                                        (s.stylist_user_id, s.service_id, s.custom_price_cents, s.custom_duration_minutes, s.is_available))) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'stylist_profiles' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.user_id, NULL::uuid, min('-infinity'::date), max('infinity'::date)
        FROM new_rows AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.user_id, NULL::uuid, min('-infinity'::date), max('infinity'::date)
        FROM old_rows AS r
       GROUP BY 1, 2;
      ELSE
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.user_id, NULL::uuid, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT s.* FROM old_rows AS s
               WHERE NOT EXISTS (SELECT FROM new_rows AS o WHERE o.user_id = s.user_id
                                    AND (o.timezone, o.booking_buffer_minutes, o.max_daily_bookings, o.is_active)
                                        IS NOT DISTINCT FROM
                                        (s.timezone, s.booking_buffer_minutes, s.max_daily_bookings, s.is_active))
              UNION ALL
              SELECT s.* FROM new_rows AS s
               WHERE NOT EXISTS (SELECT FROM old_rows AS o WHERE o.user_id = s.user_id
                                    AND (o.timezone, o.booking_buffer_minutes, o.max_daily_bookings, o.is_active)
                                        IS NOT DISTINCT FROM
                                        (s.timezone, s.booking_buffer_minutes, s.max_daily_bookings, s.is_active))) AS r
       GROUP BY 1, 2;
      END IF;
  END CASE;
  RETURN NULL;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.invalidate_availability_cache()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.invalidate_availability_cache() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.invalidate_availability_cache()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.invalidate_availability_cache() FROM ' || holder;
  END LOOP;
END
$$;

CREATE FUNCTION private.record_replicated_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'bookings' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.stylist_user_id, OLD.start_time, OLD.end_time, OLD.status)
            IS DISTINCT FROM
            (NEW.stylist_user_id, NEW.start_time, NEW.end_time, NEW.status) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'booking_reservations' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.stylist_user_id, OLD.start_time, OLD.end_time, OLD.status, OLD.expires_at)
            IS DISTINCT FROM
            (NEW.stylist_user_id, NEW.start_time, NEW.end_time, NEW.status, NEW.expires_at) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min((greatest(least(coalesce(least(r.start_time, r.end_time), '-infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date - 2), max((greatest(least(coalesce(greatest(r.start_time, r.end_time), 'infinity'), '9999-12-01 00:00+00'), '0001-02-01 00:00+00') AT TIME ZONE 'UTC')::date + 2)
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'stylist_schedules' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(coalesce(r.effective_from, '-infinity')), max(coalesce(r.effective_until, 'infinity'))
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(coalesce(r.effective_from, '-infinity')), max(coalesce(r.effective_until, 'infinity'))
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.stylist_user_id, OLD.day_of_week, OLD.start_time_local, OLD.end_time_local, OLD.break_start_time_utc, OLD.break_end_time_utc, OLD.is_active, OLD.effective_from, OLD.effective_until)
            IS DISTINCT FROM
            (NEW.stylist_user_id, NEW.day_of_week, NEW.start_time_local, NEW.end_time_local, NEW.break_start_time_utc, NEW.break_end_time_utc, NEW.is_active, NEW.effective_from, NEW.effective_until) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(coalesce(r.effective_from, '-infinity')), max(coalesce(r.effective_until, 'infinity'))
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'schedule_overrides' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(r.start_date), max(r.end_date)
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(r.start_date), max(r.end_date)
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.applies_to_all_stylists, OLD.stylist_user_id, OLD.start_date, OLD.end_date, OLD.override_start_time, OLD.override_end_time, OLD.is_closed, OLD.priority, OLD.created_at)
            IS DISTINCT FROM
            (NEW.applies_to_all_stylists, NEW.stylist_user_id, NEW.start_date, NEW.end_date, NEW.override_start_time, NEW.override_end_time, NEW.is_closed, NEW.priority, NEW.created_at) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, NULL::uuid, min(r.start_date), max(r.end_date)
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'services' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT NULL::uuid, r.id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT NULL::uuid, r.id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.duration_minutes, OLD.base_price_cents, OLD.max_advance_days, OLD.min_advance_hours, OLD.is_active)
            IS DISTINCT FROM
            (NEW.duration_minutes, NEW.base_price_cents, NEW.max_advance_days, NEW.min_advance_hours, NEW.is_active) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT NULL::uuid, r.id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'stylist_services' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, r.service_id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, r.service_id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.stylist_user_id, OLD.service_id, OLD.custom_price_cents, OLD.custom_duration_minutes, OLD.is_available)
            IS DISTINCT FROM
            (NEW.stylist_user_id, NEW.service_id, NEW.custom_price_cents, NEW.custom_duration_minutes, NEW.is_available) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.stylist_user_id, r.service_id, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
    WHEN 'stylist_profiles' THEN
      IF TG_OP = 'INSERT' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.user_id, NULL::uuid, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT NEW.*) AS r
       GROUP BY 1, 2;
      ELSIF TG_OP = 'DELETE' THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.user_id, NULL::uuid, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT OLD.*) AS r
       GROUP BY 1, 2;
      ELSIF (OLD.timezone, OLD.booking_buffer_minutes, OLD.max_daily_bookings, OLD.is_active)
            IS DISTINCT FROM
            (NEW.timezone, NEW.booking_buffer_minutes, NEW.max_daily_bookings, NEW.is_active) THEN
      INSERT INTO private.availability_changes (stylist_user_id, service_id, from_date, to_date)
      SELECT r.user_id, NULL::uuid, min('-infinity'::date), max('infinity'::date)
        FROM (SELECT OLD.* UNION ALL SELECT NEW.*) AS r
       GROUP BY 1, 2;
      END IF;
  END CASE;
  RETURN NULL;
END
$$;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP FUNCTION private.record_replicated_change()');

DO $$
DECLARE
  holder text;
BEGIN
  REVOKE ALL ON FUNCTION private.record_replicated_change() FROM PUBLIC;
  FOR holder IN
    SELECT DISTINCT acl.grantee::regrole::text
      FROM pg_catalog.pg_proc p
     CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) AS acl
     WHERE p.oid = 'private.record_replicated_change()'::regprocedure AND acl.grantee NOT IN (0, p.proowner)
  LOOP
    EXECUTE 'REVOKE ALL ON FUNCTION private.record_replicated_change() FROM ' || holder;
  END LOOP;
END
$$;

CREATE TRIGGER trigger_invalidate_cache_on_booking AFTER INSERT ON public.bookings REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_booking;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_booking ON public.bookings');

CREATE TRIGGER trigger_invalidate_cache_on_booking_update AFTER UPDATE ON public.bookings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_booking_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_booking_update ON public.bookings');

CREATE TRIGGER trigger_invalidate_cache_on_booking_delete AFTER DELETE ON public.bookings REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_booking_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_booking_delete ON public.bookings');

CREATE TRIGGER trigger_invalidate_cache_on_booking_truncate AFTER TRUNCATE ON public.bookings
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_booking_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_booking_truncate ON public.bookings');

CREATE TRIGGER trigger_invalidate_cache_on_booking_replicated AFTER INSERT OR UPDATE OR DELETE ON public.bookings
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.bookings ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_booking_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_booking_replicated ON public.bookings');

CREATE TRIGGER trigger_invalidate_cache_on_reservation AFTER INSERT ON public.booking_reservations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.booking_reservations ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_reservation;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_reservation ON public.booking_reservations');

CREATE TRIGGER trigger_invalidate_cache_on_reservation_update AFTER UPDATE ON public.booking_reservations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.booking_reservations ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_reservation_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_reservation_update ON public.booking_reservations');

CREATE TRIGGER trigger_invalidate_cache_on_reservation_delete AFTER DELETE ON public.booking_reservations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.booking_reservations ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_reservation_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_reservation_delete ON public.booking_reservations');

CREATE TRIGGER trigger_invalidate_cache_on_reservation_truncate AFTER TRUNCATE ON public.booking_reservations
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.booking_reservations ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_reservation_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_reservation_truncate ON public.booking_reservations');

CREATE TRIGGER trigger_invalidate_cache_on_reservation_replicated AFTER INSERT OR UPDATE OR DELETE ON public.booking_reservations
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.booking_reservations ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_reservation_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_reservation_replicated ON public.booking_reservations');

CREATE TRIGGER trigger_invalidate_cache_on_schedule AFTER INSERT ON public.stylist_schedules REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_schedules ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_schedule;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_schedule ON public.stylist_schedules');

CREATE TRIGGER trigger_invalidate_cache_on_schedule_update AFTER UPDATE ON public.stylist_schedules REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_schedules ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_schedule_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_schedule_update ON public.stylist_schedules');

CREATE TRIGGER trigger_invalidate_cache_on_schedule_delete AFTER DELETE ON public.stylist_schedules REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_schedules ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_schedule_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_schedule_delete ON public.stylist_schedules');

CREATE TRIGGER trigger_invalidate_cache_on_schedule_truncate AFTER TRUNCATE ON public.stylist_schedules
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_schedules ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_schedule_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_schedule_truncate ON public.stylist_schedules');

CREATE TRIGGER trigger_invalidate_cache_on_schedule_replicated AFTER INSERT OR UPDATE OR DELETE ON public.stylist_schedules
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.stylist_schedules ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_schedule_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_schedule_replicated ON public.stylist_schedules');

CREATE TRIGGER trigger_invalidate_cache_on_override AFTER INSERT ON public.schedule_overrides REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.schedule_overrides ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_override;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_override ON public.schedule_overrides');

CREATE TRIGGER trigger_invalidate_cache_on_override_update AFTER UPDATE ON public.schedule_overrides REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.schedule_overrides ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_override_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_override_update ON public.schedule_overrides');

CREATE TRIGGER trigger_invalidate_cache_on_override_delete AFTER DELETE ON public.schedule_overrides REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.schedule_overrides ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_override_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_override_delete ON public.schedule_overrides');

CREATE TRIGGER trigger_invalidate_cache_on_override_truncate AFTER TRUNCATE ON public.schedule_overrides
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.schedule_overrides ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_override_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_override_truncate ON public.schedule_overrides');

CREATE TRIGGER trigger_invalidate_cache_on_override_replicated AFTER INSERT OR UPDATE OR DELETE ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.schedule_overrides ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_override_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_override_replicated ON public.schedule_overrides');

CREATE TRIGGER trigger_invalidate_cache_on_service AFTER INSERT ON public.services REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_service;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_service ON public.services');

CREATE TRIGGER trigger_invalidate_cache_on_service_update AFTER UPDATE ON public.services REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_service_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_service_update ON public.services');

CREATE TRIGGER trigger_invalidate_cache_on_service_delete AFTER DELETE ON public.services REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_service_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_service_delete ON public.services');

CREATE TRIGGER trigger_invalidate_cache_on_service_truncate AFTER TRUNCATE ON public.services
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_service_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_service_truncate ON public.services');

CREATE TRIGGER trigger_invalidate_cache_on_service_replicated AFTER INSERT OR UPDATE OR DELETE ON public.services
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.services ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_service_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_service_replicated ON public.services');

CREATE TRIGGER trigger_invalidate_cache_on_stylist_service AFTER INSERT ON public.stylist_services REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_stylist_service;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_stylist_service ON public.stylist_services');

CREATE TRIGGER trigger_invalidate_cache_on_stylist_service_update AFTER UPDATE ON public.stylist_services REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_stylist_service_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_stylist_service_update ON public.stylist_services');

CREATE TRIGGER trigger_invalidate_cache_on_stylist_service_delete AFTER DELETE ON public.stylist_services REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_stylist_service_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_stylist_service_delete ON public.stylist_services');

CREATE TRIGGER trigger_invalidate_cache_on_stylist_service_truncate AFTER TRUNCATE ON public.stylist_services
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_services ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_stylist_service_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_stylist_service_truncate ON public.stylist_services');

CREATE TRIGGER trigger_invalidate_cache_on_stylist_service_replicated AFTER INSERT OR UPDATE OR DELETE ON public.stylist_services
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.stylist_services ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_stylist_service_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_stylist_service_replicated ON public.stylist_services');

CREATE TRIGGER trigger_invalidate_cache_on_profile AFTER INSERT ON public.stylist_profiles REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_profiles ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_profile;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_profile ON public.stylist_profiles');

CREATE TRIGGER trigger_invalidate_cache_on_profile_update AFTER UPDATE ON public.stylist_profiles REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_profiles ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_profile_update;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_profile_update ON public.stylist_profiles');

CREATE TRIGGER trigger_invalidate_cache_on_profile_delete AFTER DELETE ON public.stylist_profiles REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_profiles ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_profile_delete;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_profile_delete ON public.stylist_profiles');

CREATE TRIGGER trigger_invalidate_cache_on_profile_truncate AFTER TRUNCATE ON public.stylist_profiles
  FOR EACH STATEMENT EXECUTE FUNCTION private.invalidate_availability_cache();
ALTER TABLE public.stylist_profiles ENABLE ALWAYS TRIGGER trigger_invalidate_cache_on_profile_truncate;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_profile_truncate ON public.stylist_profiles');

CREATE TRIGGER trigger_invalidate_cache_on_profile_replicated AFTER INSERT OR UPDATE OR DELETE ON public.stylist_profiles
  FOR EACH ROW EXECUTE FUNCTION private.record_replicated_change();
ALTER TABLE public.stylist_profiles ENABLE REPLICA TRIGGER trigger_invalidate_cache_on_profile_replicated;

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TRIGGER trigger_invalidate_cache_on_profile_replicated ON public.stylist_profiles');

CREATE INDEX idx_bookings_stylist_long ON public.bookings (stylist_user_id, end_time)
 WHERE (end_time AT TIME ZONE 'UTC') > (least(start_time, '9999-12-01 00:00+00'::timestamptz) AT TIME ZONE 'UTC') + interval '48:00';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP INDEX public.idx_bookings_stylist_long');

CREATE INDEX idx_booking_reservations_stylist_long ON public.booking_reservations (stylist_user_id, end_time)
 WHERE (end_time AT TIME ZONE 'UTC') > (least(start_time, '9999-12-01 00:00+00'::timestamptz) AT TIME ZONE 'UTC') + interval '48:00';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP INDEX public.idx_booking_reservations_stylist_long');

CREATE TABLE private.idempotency_keys (
  caller uuid NOT NULL,
  key text NOT NULL CONSTRAINT idempotency_keys_key_size CHECK (char_length(key) <= 255),
  fingerprint text NOT NULL CONSTRAINT idempotency_keys_fingerprint_size CHECK (char_length(fingerprint) = 64),
  status integer NOT NULL,
  headers jsonb NOT NULL CONSTRAINT idempotency_keys_headers_size CHECK (octet_length(headers::text) <= 65536),
  body text NOT NULL CONSTRAINT idempotency_keys_body_size CHECK (octet_length(body) <= 16777216),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX idx_idempotency_keys_created ON private.idempotency_keys (created_at);
COMMENT ON TABLE private.idempotency_keys IS 'Answers kept for 24 hours to be replayed';

INSERT INTO private.service_engine_undo (statement) VALUES ('DROP TABLE private.idempotency_keys');

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'private.idempotency_keys'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON private.idempotency_keys FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE private.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE private.idempotency_keys FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE, DELETE ON private.idempotency_keys TO service_engine;

CREATE POLICY idempotency_keys_engine_select ON private.idempotency_keys FOR SELECT TO service_engine USING (true);

CREATE POLICY idempotency_keys_engine_insert ON private.idempotency_keys FOR INSERT TO service_engine WITH CHECK (true);

CREATE POLICY idempotency_keys_engine_update ON private.idempotency_keys FOR UPDATE TO service_engine USING (true) WITH CHECK (true);

CREATE POLICY idempotency_keys_engine_delete ON private.idempotency_keys FOR DELETE TO service_engine USING (true);

INSERT INTO public.stylist_override_budgets (stylist_user_id)
SELECT user_id FROM public.stylist_profiles
ON CONFLICT (stylist_user_id) DO NOTHING;

DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
      FROM pg_catalog.pg_class c
     CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS acl
     WHERE c.oid = 'public.service_engine_migrations'::regclass AND acl.grantee <> c.relowner
  LOOP
    EXECUTE 'REVOKE ALL ON public.service_engine_migrations FROM ' || holder;
  END LOOP;
END
$$;

ALTER TABLE public.service_engine_migrations ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.service_engine_migrations FORCE ROW LEVEL SECURITY;

CREATE POLICY service_engine_migrations_owner_select ON public.service_engine_migrations FOR SELECT TO CURRENT_USER USING (true);

CREATE POLICY service_engine_migrations_owner_insert ON public.service_engine_migrations FOR INSERT TO CURRENT_USER WITH CHECK (true);

CREATE POLICY service_engine_migrations_owner_delete ON public.service_engine_migrations FOR DELETE TO CURRENT_USER USING (true);

GRANT SELECT ON public.service_engine_migrations TO service_engine;

CREATE POLICY service_engine_migrations_engine_select ON public.service_engine_migrations FOR SELECT TO service_engine USING (true);

COMMENT ON TABLE public.service_engine_migrations IS 'Which migrations of the service engine are applied';

INSERT INTO "service_engine_migrations"("timestamp", "name") VALUES ('1760544000000', 'BlueprintV31Foundation1760544000000');
