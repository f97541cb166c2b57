/** Fixed ids of the marketplace's people and things. */
const id = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;

export const HOST = {
  admin: id(1),
  secondAdmin: id(2),
  stylist: id(11),
  /** Deactivated. */
  formerStylist: id(12),
  customer: id(21),
  candidate: id(22),
  /** An account without a profile. */
  account: id(23),
  service: id(31),
  /** `is_active` is NULL, which means the default. */
  otherService: id(32),
  booking: id(41),
};

/** Columns and a CHECK that newer marketplaces have. */
const NEWER = `
ALTER TABLE public.stylist_profiles
  ADD COLUMN is_featured boolean DEFAULT false,
  ADD COLUMN featured_at timestamptz,
  ADD COLUMN featured_by uuid,
  ADD COLUMN deactivated_at timestamptz,
  ADD COLUMN deactivated_by uuid,
  ADD COLUMN branch_id uuid,
  ADD CONSTRAINT stylist_profiles_deactivation CHECK (is_active = (deactivated_at IS NULL));`;

/** The marketplace's tables with its own rules, as the role that owns them makes them. */
export function marketplaceTables({ newer, reservations }: { newer: boolean; reservations: boolean }): string {
  return `
CREATE FUNCTION public.update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END $$;
CREATE TABLE public.user_profiles (
  id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
  username text UNIQUE,
  display_name text,
  avatar_url text,
  bio text,
  is_verified boolean DEFAULT false,
  role_version integer DEFAULT 1,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
CREATE TABLE public.roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  description text,
  is_system_role boolean DEFAULT false,
  created_at timestamptz DEFAULT now()
);
CREATE TABLE public.user_roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES public.roles (id) ON DELETE CASCADE,
  assigned_by uuid REFERENCES auth.users (id),
  assigned_at timestamptz DEFAULT now(),
  expires_at timestamptz,
  is_active boolean DEFAULT true,
  UNIQUE (user_id, role_id)
);
CREATE FUNCTION public.bump_role_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE public.user_profiles SET role_version = role_version + 1 WHERE id = coalesce(NEW.user_id, OLD.user_id);
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER bump_role_version AFTER INSERT OR UPDATE OR DELETE ON public.user_roles
  FOR EACH ROW EXECUTE FUNCTION public.bump_role_version();
CREATE FUNCTION public.user_has_role(user_uuid uuid, role_name text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM public.user_roles ur JOIN public.roles r ON r.id = ur.role_id
     WHERE ur.user_id = user_uuid AND r.name = role_name AND ur.is_active = true
       AND (ur.expires_at IS NULL OR ur.expires_at > now()));
END $$;
CREATE TABLE public.stylist_profiles (
  user_id uuid PRIMARY KEY REFERENCES public.user_profiles (id) ON DELETE CASCADE,
  display_name text NOT NULL,
  title text,
  bio text,
  years_experience integer CHECK (years_experience >= 0),
  specialties text[],
  certifications jsonb,
  timezone text DEFAULT 'Asia/Kathmandu',
  booking_buffer_minutes integer DEFAULT 15,
  max_daily_bookings integer DEFAULT 8,
  is_active boolean DEFAULT true,
  rating_average numeric(3, 2),
  total_bookings integer DEFAULT 0,
  metadata jsonb DEFAULT '{}',
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
${newer ? NEWER : ''}
CREATE TABLE public.services (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  slug text NOT NULL UNIQUE,
  description text,
  category text NOT NULL,
  duration_minutes integer NOT NULL CHECK (duration_minutes > 0 AND duration_minutes <= 480),
  base_price_cents integer NOT NULL CHECK (base_price_cents >= 0),
  requires_consultation boolean DEFAULT false,
  max_advance_days integer DEFAULT 30,
  min_advance_hours integer DEFAULT 2,
  is_active boolean DEFAULT true,
  metadata jsonb,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
CREATE TABLE public.stylist_services (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES public.services (id) ON DELETE CASCADE,
  custom_price_cents integer,
  custom_duration_minutes integer,
  is_available boolean DEFAULT true,
  created_at timestamptz DEFAULT now(),
  UNIQUE (stylist_user_id, service_id)
);
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
  is_active boolean DEFAULT true,
  effective_from date DEFAULT CURRENT_DATE,
  effective_until date,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now(),
  CONSTRAINT valid_effective_dates CHECK (effective_until IS NULL OR effective_until > effective_from)
);
CREATE UNIQUE INDEX idx_unique_active_schedule ON public.stylist_schedules (stylist_user_id, day_of_week)
  WHERE is_active = true;
CREATE TABLE public.bookings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_user_id uuid NOT NULL REFERENCES auth.users (id),
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id),
  service_id uuid NOT NULL REFERENCES public.services (id),
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  price_cents integer NOT NULL,
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')),
  customer_name text NOT NULL,
  customer_phone text,
  customer_email text,
  customer_notes text,
  stylist_notes text,
  booking_source text,
  metadata jsonb,
  cancelled_at timestamptz,
  cancelled_by uuid REFERENCES auth.users (id),
  cancellation_reason text,
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);
${
  reservations
    ? `
CREATE TABLE public.booking_reservations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_user_id uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
  stylist_user_id uuid NOT NULL REFERENCES public.stylist_profiles (user_id) ON DELETE CASCADE,
  service_id uuid NOT NULL REFERENCES public.services (id),
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  price_cents integer NOT NULL,
  customer_name text NOT NULL,
  status text NOT NULL DEFAULT 'reserved',
  expires_at timestamptz NOT NULL DEFAULT now() + interval '15 minutes',
  created_at timestamptz DEFAULT now(),
  updated_at timestamptz DEFAULT now()
);`
    : ''
}
CREATE TRIGGER update_bookings_updated_at BEFORE UPDATE ON public.bookings
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();`;
}

/** The marketplace's row level security, in its own loose style. */
export function marketplacePolicies(reservations: boolean): string {
  const tables = [
    'user_profiles',
    'roles',
    'user_roles',
    'stylist_profiles',
    'services',
    'stylist_services',
    'stylist_schedules',
    'bookings',
    ...(reservations ? ['booking_reservations'] : []),
  ];
  return `
${tables.map((table) => `ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY;`).join('\n')}
CREATE POLICY "Public profiles are viewable by everyone" ON public.user_profiles FOR SELECT USING (true);
CREATE POLICY "Users can update own profile" ON public.user_profiles FOR UPDATE USING (auth.uid() = id);
CREATE POLICY "Roles are viewable by everyone" ON public.roles FOR SELECT USING (true);
CREATE POLICY "Users can view own roles" ON public.user_roles FOR SELECT USING (auth.uid() = user_id);
CREATE POLICY "Anyone can view active stylists" ON public.stylist_profiles FOR SELECT USING (is_active = true);
CREATE POLICY "Stylists can update own profile" ON public.stylist_profiles FOR UPDATE USING (auth.uid() = user_id);
CREATE POLICY "Anyone can view active services" ON public.services FOR SELECT USING (is_active = true);
CREATE POLICY "Anyone can view stylist services" ON public.stylist_services FOR SELECT USING (true);
CREATE POLICY "Anyone can view schedules" ON public.stylist_schedules FOR SELECT USING (true);
CREATE POLICY "Stylists can manage own schedule" ON public.stylist_schedules
  FOR ALL USING (auth.uid() = stylist_user_id);
CREATE POLICY "Customers can view own bookings" ON public.bookings
  FOR SELECT USING (auth.uid() = customer_user_id OR auth.uid() = stylist_user_id);
${tables
  .map(
    (table) =>
      `CREATE POLICY "Admins can manage ${table}" ON public.${table} FOR ALL USING (public.user_has_role(auth.uid(), 'admin'));`,
  )
  .join('\n')}`;
}

/** Who and what is there before the service comes. Accounts are made apart: they are not the owner's. */
export function marketplaceData({ newer, reservations }: { newer: boolean; reservations: boolean }): string {
  return `
INSERT INTO public.user_profiles (id, username, display_name) VALUES
  ('${HOST.admin}', 'sarita', 'Sarita'), ('${HOST.secondAdmin}', 'bishnu', 'Bishnu'),
  ('${HOST.stylist}', 'maya', 'Maya'), ('${HOST.formerStylist}', 'ram', NULL),
  ('${HOST.customer}', NULL, NULL), ('${HOST.candidate}', 'kamala', 'Kamala');
INSERT INTO public.roles (name, is_system_role) VALUES
  ('admin', true), ('vendor', NULL), ('customer', true), ('support', true);
INSERT INTO public.user_roles (user_id, role_id, is_active)
SELECT given.user_id::uuid, r.id, given.is_active
  FROM (VALUES ('${HOST.admin}', 'admin', true), ('${HOST.secondAdmin}', 'admin', true),
               ('${HOST.customer}', 'admin', NULL), ('${HOST.customer}', 'customer', true))
       AS given (user_id, role, is_active)
  JOIN public.roles r ON r.name = given.role;
INSERT INTO public.stylist_profiles (user_id, display_name, is_active, timezone, booking_buffer_minutes) VALUES
  ('${HOST.stylist}', 'Maya', true, NULL, NULL), ('${HOST.formerStylist}', 'Ram', ${newer ? 'true' : 'false'}, 'Asia/Kathmandu', 15);
${newer ? `UPDATE public.stylist_profiles SET is_active = false, deactivated_at = now() WHERE user_id = '${HOST.formerStylist}';` : ''}
INSERT INTO public.services (id, name, slug, category, duration_minutes, base_price_cents, is_active, max_advance_days)
VALUES ('${HOST.service}', 'Haircut', 'haircut', 'hair', 60, 150000, true, 60),
       ('${HOST.otherService}', 'Colour', 'colour', 'hair', 120, 400000, NULL, NULL);
INSERT INTO public.stylist_services (stylist_user_id, service_id, is_available) VALUES
  ('${HOST.stylist}', '${HOST.service}', NULL), ('${HOST.stylist}', '${HOST.otherService}', true);
INSERT INTO public.stylist_schedules (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local,
                                      end_time_local, break_start_time_utc, break_end_time_utc, effective_from)
SELECT '${HOST.stylist}', day, '10:00', '18:00', '10:00', '18:00', '13:00', '14:00',
       CASE WHEN day < 6 THEN DATE '2025-01-01' END
  FROM generate_series(0, 6) AS day;
INSERT INTO public.bookings (id, customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents,
                             status, customer_name, customer_phone)
VALUES ('${HOST.booking}', '${HOST.customer}', '${HOST.stylist}', '${HOST.service}', now() + interval '3 days',
        now() + interval '3 days 1 hour', 150000, 'confirmed', 'Gita', '+977 1 5550100');
${
  reservations
    ? `INSERT INTO public.booking_reservations (customer_user_id, stylist_user_id, service_id, start_time, end_time,
                                         price_cents, customer_name)
VALUES ('${HOST.customer}', '${HOST.stylist}', '${HOST.service}', now() + interval '4 days',
        now() + interval '4 days 1 hour', 150000, 'Gita');`
    : ''
}`;
}

/** Accounts, as whoever owns them makes them. */
export const ACCOUNTS = `
INSERT INTO auth.users (id, email) VALUES
${[HOST.admin, HOST.secondAdmin, HOST.stylist, HOST.formerStylist, HOST.customer, HOST.candidate, HOST.account]
  .map((user, index) => `  ('${user}', 'person${index}@marketplace.example')`)
  .join(',\n')};`;
