import { closedFunction, type Step } from './steps.js';

/** Columns of a stylist's profile on which slots or standing depend. Some hosts have not all of them. */
export const ADMINS_COLUMNS = [
  'is_active',
  'deactivated_at',
  'deactivated_by',
  'timezone',
  'booking_buffer_minutes',
  'max_daily_bookings',
  'branch_id',
];

/** Browsers come in as these roles; the service writes as others. */
const BY_BROWSER = `current_user IN ('anon', 'authenticated')`;

const LOGGED = [
  { table: 'stylist_profiles', key: 'user_id', target: 'stylist_profile' },
  { table: 'stylist_services', key: 'stylist_user_id', target: 'service' },
  { table: 'stylist_schedules', key: 'stylist_user_id', target: 'stylist_schedule' },
];

/**
 * A marketplace's own policies let browsers write its tables. Stylists no longer write what their standing and slots
 * depend on, and what an admin's own token writes there leaves a row in the log (docs/database.md "Host schema").
 */
export const hostDoors: Step[] = [
  {
    sql: `
CREATE FUNCTION private.guard_stylist_profile() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  guarded text[] := '{${ADMINS_COLUMNS.join(',')}}';
  was jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
  becomes jsonb := to_jsonb(NEW);
BEGIN
  IF NOT coalesce(public.user_has_role(auth.uid(), 'admin'), false)
     AND EXISTS (SELECT FROM unnest(guarded) AS g (col) WHERE becomes -> g.col IS DISTINCT FROM was -> g.col) THEN
    RAISE EXCEPTION 'Only admins change the standing of a stylist' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$`,
    undo: 'DROP FUNCTION private.guard_stylist_profile()',
  },
  { sql: closedFunction('private.guard_stylist_profile()') },
  {
    sql: `
CREATE TRIGGER service_engine_guard_profile BEFORE INSERT OR UPDATE ON public.stylist_profiles
  FOR EACH ROW WHEN (${BY_BROWSER}) EXECUTE FUNCTION private.guard_stylist_profile();
ALTER TABLE public.stylist_profiles ENABLE ALWAYS TRIGGER service_engine_guard_profile`,
    undo: 'DROP TRIGGER service_engine_guard_profile ON public.stylist_profiles',
  },
  {
    // Stylists may write the rest of their own profile; that is no matter of the log.
    sql: `
CREATE FUNCTION private.log_direct_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  stylist uuid := (coalesce(becomes, was) ->> TG_ARGV[0])::uuid;
  differing text[];
BEGIN
  IF TG_TABLE_NAME = 'stylist_profiles' AND stylist = auth.uid()
     AND NOT coalesce(public.user_has_role(auth.uid(), 'admin'), false) THEN
    RETURN NULL;
  END IF;
  -- Values only of what the rules depend on: a biography stays out of the log.
  differing := ARRAY(SELECT k.key FROM jsonb_object_keys(coalesce(becomes, was)) AS k (key)
                      WHERE was -> k.key IS DISTINCT FROM becomes -> k.key ORDER BY 1);
  INSERT INTO private.service_management_log
         (admin_user_id, action, target_id, target_type, severity, category, details)
  VALUES (auth.uid(), 'DIRECT_CHANGE', stylist, TG_ARGV[1], 'warning', 'configuration', jsonb_build_object(
    'table', TG_TABLE_NAME, 'change', lower(TG_OP), 'columns', differing,
    'oldValues', was - '{display_name,title,bio,specialties,certifications,metadata}'::text[],
    'newValues', becomes - '{display_name,title,bio,specialties,certifications,metadata}'::text[]));
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.log_direct_change()',
  },
  { sql: closedFunction('private.log_direct_change()') },
  ...LOGGED.map(({ table, key, target }) => ({
    sql: `
CREATE TRIGGER service_engine_log_direct_change AFTER INSERT OR UPDATE OR DELETE ON public.${table}
  FOR EACH ROW WHEN (${BY_BROWSER}) EXECUTE FUNCTION private.log_direct_change('${key}', '${target}');
ALTER TABLE public.${table} ENABLE ALWAYS TRIGGER service_engine_log_direct_change`,
    undo: `DROP TRIGGER service_engine_log_direct_change ON public.${table}`,
  })),
];
