import { closedFunction, type Step } from './steps.js';

/**
 * Sets whether a stylist is active. Newer hosts tie it to when and by whom a stylist was deactivated. Triggers of some
 * hosts end the stylist's weeks then, against their own CHECK on dates: a former stylist who returns would have no hours,
 * and one whose week begins later could not be deactivated. So the weekly rows stay as they are: where a host's triggers
 * touch them or fail, the rows lie in the distant past, switched off, while the triggers run, and are written back in the
 * same transaction.
 */
export const stylistActive: Step[] = [
  {
    sql: `
CREATE FUNCTION private.write_stylist_active(stylist uuid, active boolean, actor uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
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
$$`,
    undo: 'DROP FUNCTION private.write_stylist_active(uuid, boolean, uuid)',
  },
  { sql: closedFunction('private.write_stylist_active(uuid, boolean, uuid)') },
  {
    sql: `
CREATE FUNCTION private.set_stylist_active(stylist uuid, active boolean, actor uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  kept public.stylist_schedules[];
BEGIN
  -- The order of locks that every change of a stylist has: the profile, then the rows.
  PERFORM FROM public.stylist_profiles WHERE user_id = stylist FOR NO KEY UPDATE;
  kept := ARRAY(SELECT s FROM public.stylist_schedules s WHERE s.stylist_user_id = stylist ORDER BY s.id FOR UPDATE);
  BEGIN
    PERFORM private.write_stylist_active(stylist, active, actor);
    IF kept IS NOT DISTINCT FROM
       ARRAY(SELECT s FROM public.stylist_schedules s WHERE s.stylist_user_id = stylist ORDER BY s.id) THEN
      RETURN;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'KB001', MESSAGE = 'a trigger of the host has touched the weeks';
  EXCEPTION WHEN SQLSTATE 'KB001' OR check_violation OR exclusion_violation OR unique_violation OR raise_exception THEN
    NULL; -- undone: once more with the weeks out of reach
  END;
  UPDATE public.stylist_schedules w
     SET is_active = false, effective_from = DATE '0001-01-01' + away.ordinality::integer, effective_until = NULL
    FROM unnest(kept) WITH ORDINALITY AS away
   WHERE w.id = away.id;
  PERFORM private.write_stylist_active(stylist, active, actor);
  DELETE FROM public.stylist_schedules w
   WHERE w.stylist_user_id = stylist AND NOT EXISTS (SELECT FROM unnest(kept) AS k WHERE k.id = w.id);
  UPDATE public.stylist_schedules w
     SET day_of_week = k.day_of_week, start_time_utc = k.start_time_utc, end_time_utc = k.end_time_utc,
         start_time_local = k.start_time_local, end_time_local = k.end_time_local,
         break_start_time_utc = k.break_start_time_utc, break_end_time_utc = k.break_end_time_utc,
         break_duration_minutes = k.break_duration_minutes, is_active = k.is_active,
         effective_from = k.effective_from, effective_until = k.effective_until
    FROM unnest(kept) AS k
   WHERE w.id = k.id;
  INSERT INTO public.stylist_schedules
  SELECT k.* FROM unnest(kept) AS k
   WHERE NOT EXISTS (SELECT FROM public.stylist_schedules w WHERE w.id = k.id);
END
$$`,
    undo: 'DROP FUNCTION private.set_stylist_active(uuid, boolean, uuid)',
  },
  { sql: closedFunction('private.set_stylist_active(uuid, boolean, uuid)') },
  { sql: 'GRANT EXECUTE ON FUNCTION private.set_stylist_active(uuid, boolean, uuid) TO service_engine' },
];
