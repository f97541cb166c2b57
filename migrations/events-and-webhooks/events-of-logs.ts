import { closedFunction, type Step } from '../foundation/steps.js';

/** The event that each action of the service management log sets off; others set off none. */
const OF_ACTIONS = {
  CREATE_PROMOTION: 'promotion.opened',
  SUBMIT_PROMOTION: 'promotion.submitted',
  RECORD_CHECKS: 'promotion.updated',
  SAVE_DRAFT: 'promotion.updated',
  APPROVE_PROMOTION: 'promotion.approved',
  REJECT_PROMOTION: 'promotion.rejected',
  REVOKE_PROMOTION: 'promotion.revoked',
  CREATE_OVERRIDE: 'override.created',
  UPDATE_OVERRIDE: 'override.updated',
  DELETE_OVERRIDE: 'override.ended',
  REPLACE_SCHEDULE: 'schedule.replaced',
  UPDATE_STYLIST: 'stylist.updated',
  SET_SERVICES: 'stylist.updated',
  DEACTIVATE_STYLIST: 'stylist.deactivated',
  REACTIVATE_STYLIST: 'stylist.reactivated',
  UPDATE_BUDGET: 'budget.changed',
} as const;

/** What an event tells of an override: never its reason. */
const OVERRIDE = [
  'overrideType',
  'appliesToAllStylists',
  'branchId',
  'stylistUserId',
  'startDate',
  'endDate',
  'isClosed',
  'startTime',
  'endTime',
  'isEmergency',
  'origin',
];

/** SQL: an override's event data from the values that a log keeps of it. */
function overrideData(values: string, id = `${values} -> 'id'`): string {
  const members = OVERRIDE.map((name) => `'${name}', ${values} -> '${name}'`);
  return `jsonb_build_object('overrideId', ${id}, ${members.join(', ')})`;
}

/**
 * Events are derived where a log row is written, so every change that has its row has its event, in the same transaction
 * and whatever call made it (docs/events.md).
 */
export const eventsOfLogs: Step[] = [
  {
    sql: `
CREATE FUNCTION private.tell_event(
  type text, occurred_at timestamptz, actor_id uuid, request_id text, data jsonb) RETURNS void
LANGUAGE sql SET search_path = ''
AS $$
  INSERT INTO private.events (type, occurred_at, actor_id, request_id, data)
  VALUES (type, occurred_at, actor_id, request_id, data)
$$`,
    undo: 'DROP FUNCTION private.tell_event(text, timestamptz, uuid, text, jsonb)',
  },
  { sql: closedFunction('private.tell_event(text, timestamptz, uuid, text, jsonb)') },
  {
    sql: `
CREATE FUNCTION private.tell_action() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  kind text := CASE NEW.action
    ${Object.entries(OF_ACTIONS)
      .map(([action, type]) => `WHEN '${action}' THEN '${type}'`)
      .join('\n    ')}
    WHEN 'ROLE_CHANGED' THEN CASE WHEN NEW.details ->> 'role' = 'stylist' THEN 'stylist.updated' END
  END;
  becomes jsonb := coalesce(nullif(NEW.details -> 'newValues', 'null'), NEW.details -> 'oldValues', '{}');
  told jsonb;
BEGIN
  told := CASE split_part(kind, '.', 1)
    WHEN 'promotion' THEN jsonb_build_object(
      'promotionId', NEW.target_id,
      'userId', (SELECT p.user_id FROM public.stylist_promotions p WHERE p.id = NEW.target_id),
      'from', NEW.details -> 'from', 'to', NEW.details -> 'to')
    WHEN 'override' THEN ${overrideData('becomes', 'NEW.target_id')}
    WHEN 'schedule' THEN jsonb_build_object(
      'stylistUserId', NEW.target_id,
      'effectiveFrom', becomes -> 'effectiveFrom', 'effectiveUntil', becomes -> 'effectiveUntil')
    WHEN 'budget' THEN jsonb_build_object(
      'stylistUserId', NEW.target_id, 'monthlyLimit', becomes -> 'monthlyLimit',
      'monthlyUsed', becomes -> 'monthlyUsed', 'emergencyRemaining', becomes -> 'emergencyRemaining')
    WHEN 'stylist' THEN jsonb_build_object('stylistUserId', NEW.target_id)
  END;
  IF told IS NOT NULL THEN
    PERFORM private.tell_event(kind, NEW.created_at, NEW.admin_user_id, NEW.request_id, told);
  END IF;
  IF NEW.severity = 'critical' THEN
    PERFORM private.tell_event('audit.critical', NEW.created_at, NEW.admin_user_id, NEW.request_id, jsonb_build_object(
      'logId', NEW.id::text, 'action', NEW.action, 'category', NEW.category, 'targetType', NEW.target_type,
      'targetId', NEW.target_id));
  END IF;
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.tell_action()',
  },
  {
    // A change by an admin has a row in the other log, written before in this transaction, and so its event.
    sql: `
CREATE FUNCTION private.tell_own_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  made jsonb;
  kind text;
BEGIN
  FOR kind, made IN
    SELECT 'override.ended', o.row
      FROM jsonb_array_elements(coalesce(NEW.old_values -> 'rows', jsonb_build_array(NEW.old_values))) AS o (row)
     UNION ALL
    SELECT 'override.created', NEW.new_values
  LOOP
    IF made ->> 'id' IS NOT NULL AND NOT EXISTS (
      SELECT FROM private.service_management_log l
       WHERE l.target_id = (made ->> 'id')::uuid AND l.xmin = pg_current_xact_id()::xid) THEN
      PERFORM private.tell_event(kind, NEW.created_at, NEW.actor_user_id, NEW.request_id, ${overrideData('made')});
    END IF;
  END LOOP;
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.tell_own_change()',
  },
  ...[
    ['service_management_log', 'tell_action', ''],
    ['schedule_change_log', 'tell_own_change', `WHEN (NEW.change_type <> 'schedule_update') `],
  ].flatMap(([log = '', name = '', when = '']) => [
    { sql: closedFunction(`private.${name}()`) },
    {
      sql: `
CREATE TRIGGER ${name} AFTER INSERT ON private.${log}
  FOR EACH ROW ${when}EXECUTE FUNCTION private.${name}();
ALTER TABLE private.${log} ENABLE ALWAYS TRIGGER ${name}`,
      undo: `DROP TRIGGER ${name} ON private.${log}`,
    },
  ]),
];
