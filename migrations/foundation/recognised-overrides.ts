import { closedFunction, type Step } from './steps.js';

/** A block of the service's, from hours of a host. */
export const AS_BLOCK = `is_closed = true, override_type = CASE WHEN applies_to_all_stylists THEN 'business_closure' ELSE 'stylist_vacation' END`;
/** A whole day closed, as an old engine reads a closed row with times. */
export const AS_CLOSURE = `override_start_time = NULL, override_end_time = NULL`;

/** An emergency's priority in rows of old functions: theirs say 100, the service's 90. */
const URGENT = 90;

/** Whether the row `e` of an earlier version was an emergency of the stylist's: its priority or the log says so. */
const wasEmergency = (log: string | undefined): string =>
  log === undefined
    ? `(e.priority >= ${URGENT})`
    : `(e.priority >= ${URGENT} OR EXISTS (
  SELECT FROM ${log} AS l
   WHERE l.stylist_user_id = e.stylist_user_id AND l.is_emergency AND l.change_date = e.start_date
     AND l.created_at = e.created_at))`;

const IS_OWN = 'e.created_by IS NOT DISTINCT FROM e.stylist_user_id AND e.created_by IS NOT NULL';

/** One closure or window a date is the day's; others of the date stand beside it and are cancelled by id. */
const IS_DAY = `(e.start_date = e.end_date AND NOT EXISTS (
  SELECT FROM service_engine_earlier.schedule_overrides AS o
   WHERE o.created_by = o.stylist_user_id AND o.stylist_user_id = e.stylist_user_id
     AND o.start_date = e.start_date AND o.end_date = e.end_date
     AND (o.priority, o.created_at, o.id) > (e.priority, e.created_at, e.id)))`;

/**
 * A stylist's own row of an earlier version keeps its standing: whose it is, whether it was an emergency, what it cost,
 * with the service's priorities, so that it can be opened, cancelled and refunded.
 */
export function ownStanding(log: string | undefined): Record<string, string> {
  const emergency = wasEmergency(log);
  return {
    origin: `CASE WHEN ${IS_OWN} THEN 'stylist' ELSE 'admin' END`,
    is_emergency: `(${IS_OWN} AND ${emergency})`,
    set_for_day: `(${IS_OWN} AND ${IS_DAY})`,
    charged_to: `CASE WHEN NOT (${IS_OWN}) THEN 'none' WHEN ${emergency} THEN 'emergency' ELSE 'monthly' END`,
    charged_at: `CASE WHEN ${IS_OWN} THEN e.created_at END`,
    priority: `CASE WHEN NOT (${IS_OWN}) THEN e.priority WHEN ${emergency} THEN ${URGENT} WHEN ${IS_DAY} THEN 60 ELSE 50 END`,
  };
}

/**
 * Rows that old functions of a host add are the stylist's where the stylist made them. The service's own roles say it
 * themselves; an old function runs as its owner and knows none of these columns.
 */
export const ownOverrides: Step[] = [
  {
    sql: `
CREATE FUNCTION private.recognise_own_override() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
  IF NEW.origin <> 'admin' OR NEW.created_by IS DISTINCT FROM NEW.stylist_user_id OR NEW.created_by IS NULL
     OR current_user IN ('anon', 'authenticated', 'service_engine_caller', 'service_engine') THEN
    RETURN NEW;
  END IF;
  NEW.origin := 'stylist';
  NEW.is_emergency := NEW.priority >= ${URGENT};
  NEW.set_for_day := NEW.start_date = NEW.end_date AND NOT EXISTS (
    SELECT FROM public.schedule_overrides AS o
     WHERE o.stylist_user_id = NEW.stylist_user_id AND o.start_date = NEW.start_date AND o.set_for_day);
  NEW.priority := CASE WHEN NEW.is_emergency THEN ${URGENT} WHEN NEW.set_for_day THEN 60 ELSE 50 END;
  NEW.charged_to := CASE WHEN NEW.is_emergency THEN 'emergency' ELSE 'monthly' END;
  NEW.charged_at := now();
  RETURN NEW;
END
$$`,
    undo: 'DROP FUNCTION private.recognise_own_override()',
  },
  { sql: closedFunction('private.recognise_own_override()') },
  {
    sql: `
CREATE TRIGGER recognise_own_override BEFORE INSERT ON public.schedule_overrides
  FOR EACH ROW EXECUTE FUNCTION private.recognise_own_override()`,
    undo: 'DROP TRIGGER recognise_own_override ON public.schedule_overrides',
  },
];
