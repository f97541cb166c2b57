import type { Catalog } from './catalog.js';
import type { Step } from './steps.js';

/** A minimal `auth` schema, where the database has none (docs/database.md "Host schema"). */
export const auth: Step[] = [
  { sql: 'CREATE SCHEMA auth', undo: 'DROP SCHEMA auth' },
  {
    sql: `
CREATE TABLE auth.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
)`,
    undo: 'DROP TABLE auth.users',
  },
  {
    sql: `
CREATE FUNCTION auth.uid() RETURNS uuid
LANGUAGE sql STABLE
AS $$
  SELECT (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$`,
    undo: 'DROP FUNCTION auth.uid()',
  },
  { sql: 'ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY' },
  { sql: 'GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_engine' },
];

/** The tables of the marketplace that the service needs, where there is no marketplace (docs/database.md "Host schema"). */
export function hostTables(catalog: Catalog): Step[] {
  const hasStamps = catalog.functions['public.update_updated_at_column()'] === 'trigger';
  return [...(hasStamps ? [] : stamps), ...tables];
}

const stamps: Step[] = [
  {
    sql: `
CREATE FUNCTION public.update_updated_at_column() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$`,
    undo: 'DROP FUNCTION public.update_updated_at_column()',
  },
];

const tables: Step[] = [
  {
    sql: `
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
)`,
    undo: 'DROP TABLE public.user_profiles',
  },
  {
    sql: `
CREATE TABLE public.roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  description text,
  is_system_role boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
)`,
    undo: 'DROP TABLE public.roles',
  },
  {
    sql: `
INSERT INTO public.roles (name, description, is_system_role)
VALUES ('admin', 'Runs the salon', true),
       ('vendor', 'Sells products', true),
       ('customer', 'Books services', true),
       ('support', 'Helps customers', true)`,
  },
  {
    sql: `
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
CREATE INDEX idx_user_roles_assigned_by ON public.user_roles (assigned_by)`,
    undo: 'DROP TABLE public.user_roles',
  },
  {
    sql: `
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
  FOR EACH ROW EXECUTE FUNCTION public.count_role_version()`,
    undo: 'DROP FUNCTION public.count_role_version() CASCADE',
  },
  {
    // It answers callers about themselves only.
    sql: `
CREATE FUNCTION public.user_has_role(user_uuid uuid, role_name text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT EXISTS (
    SELECT FROM public.user_roles ur
      JOIN public.roles r ON r.id = ur.role_id
     WHERE ur.user_id = user_uuid
       AND r.name = role_name
       AND ur.is_active
       AND (ur.expires_at IS NULL OR ur.expires_at > now())
       AND (pg_catalog.current_setting('role') NOT IN ('authenticated', 'service_engine_caller')
            OR user_uuid = auth.uid()))
$$;
REVOKE ALL ON FUNCTION public.user_has_role(uuid, text) FROM PUBLIC, anon, authenticated;
GRANT EXECUTE ON FUNCTION public.user_has_role(uuid, text) TO authenticated, service_engine`,
    undo: 'DROP FUNCTION public.user_has_role(uuid, text)',
  },
  {
    sql: `
CREATE TABLE public.kb_branches (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(100) NOT NULL UNIQUE,
  operating_hours jsonb NOT NULL DEFAULT '{}',
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
)`,
    undo: 'DROP TABLE public.kb_branches',
  },
  {
    sql: `
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
  branch_id uuid REFERENCES public.kb_branches (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_stylist_profiles_branch ON public.stylist_profiles (branch_id)`,
    undo: 'DROP TABLE public.stylist_profiles',
  },
  {
    sql: `
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
)`,
    undo: 'DROP TABLE public.services',
  },
  {
    sql: `
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
CREATE INDEX idx_stylist_services_service ON public.stylist_services (service_id)`,
    undo: 'DROP TABLE public.stylist_services',
  },
  {
    sql: `
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
COMMENT ON COLUMN public.stylist_schedules.start_time_utc IS 'Local wall clock, as start_time_local'`,
    undo: 'DROP TABLE public.stylist_schedules',
  },
  {
    sql: `
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
CREATE INDEX idx_bookings_cancelled_by ON public.bookings (cancelled_by)`,
    undo: 'DROP TABLE public.bookings',
  },
  {
    sql: `
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
CREATE INDEX idx_booking_reservations_service ON public.booking_reservations (service_id)`,
    undo: 'DROP TABLE public.booking_reservations',
  },
  ...[
    'user_profiles',
    'kb_branches',
    'stylist_profiles',
    'services',
    'stylist_schedules',
    'bookings',
    'booking_reservations',
  ].map((table) => ({
    sql: `
CREATE TRIGGER update_${table}_updated_at BEFORE UPDATE ON public.${table}
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column()`,
  })),
];
