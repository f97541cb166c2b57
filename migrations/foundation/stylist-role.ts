import { closedFunction, ownTable, type Step } from './steps.js';

/** Whether this transaction wrote the row. The service uses no savepoints, which would have ids of their own. */
const isOfThisTransaction = (row: string): string => `${row}.xmin = pg_current_xact_id()::xid`;
/** The service knows the start of its transaction to the millisecond. */
const isNow = (instant: string): string => `${instant} >= date_trunc('milliseconds', now())`;

/**
 * The role `stylist` is granted and ended by functions that check the state of the promotion or profile, so that the
 * service's login makes nobody an admin. Every other change of roles leaves a row in the log (docs/rules.md "Who may do
 * what").
 */
export const stylistRole: Step[] = [
  {
    sql: `
CREATE TABLE private.own_role_changes (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  user_id uuid NOT NULL
);
COMMENT ON TABLE private.own_role_changes IS
  'Changes of roles that a promotion makes, while they are made; only the owner writes it'`,
    undo: 'DROP TABLE private.own_role_changes',
  },
  ...ownTable('private.own_role_changes', { owner: ['SELECT', 'INSERT', 'DELETE'] }),
  {
    sql: `
CREATE FUNCTION private.grant_stylist_role(promotion uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  stylist uuid;
  approver uuid;
  granted boolean;
BEGIN
  SELECT p.user_id, p.approved_by INTO stylist, approver
    FROM public.stylist_promotions p
   WHERE p.id = promotion AND p.status = 'approved'
     AND ${isNow('p.approved_at')} AND ${isOfThisTransaction('p')};
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The role is granted with the approval of a promotion' USING ERRCODE = '42501';
  END IF;
  INSERT INTO private.own_role_changes (user_id) VALUES (stylist);
  INSERT INTO public.user_roles (user_id, role_id, assigned_by, assigned_at, is_active)
  SELECT stylist, r.id, approver, now(), true
    FROM public.roles r
   WHERE r.name = 'stylist'
  ON CONFLICT (user_id, role_id) DO UPDATE
     SET assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at, expires_at = NULL, is_active = true;
  granted := FOUND;
  DELETE FROM private.own_role_changes c WHERE c.xid = pg_current_xact_id() AND c.user_id = stylist;
  RETURN granted;
END
$$`,
    undo: 'DROP FUNCTION private.grant_stylist_role(uuid)',
  },
  {
    sql: `
CREATE FUNCTION private.remove_stylist_role(stylist uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  INSERT INTO private.own_role_changes (user_id) VALUES (stylist);
  UPDATE public.user_roles ur
     SET is_active = false
    FROM public.roles r
   WHERE r.id = ur.role_id AND r.name = 'stylist' AND ur.user_id = stylist;
  DELETE FROM private.own_role_changes c WHERE c.xid = pg_current_xact_id() AND c.user_id = stylist;
END
$$`,
    undo: 'DROP FUNCTION private.remove_stylist_role(uuid)',
  },
  { sql: closedFunction('private.remove_stylist_role(uuid)') },
  {
    sql: `
CREATE FUNCTION private.end_stylist_role(stylist uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.stylist_promotions p
                  WHERE p.user_id = stylist AND p.status = 'revoked'
                    AND ${isNow('p.revoked_at')} AND ${isOfThisTransaction('p')}) THEN
    RAISE EXCEPTION 'The role ends with the revocation of a promotion' USING ERRCODE = '42501';
  END IF;
  PERFORM private.remove_stylist_role(stylist);
END
$$`,
    undo: 'DROP FUNCTION private.end_stylist_role(uuid)',
  },
  {
    // A stylist of before the service has no promotion that could be revoked.
    sql: `
CREATE FUNCTION private.deactivate_stylist(stylist uuid, actor uuid, ends_role boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
  PERFORM FROM public.stylist_profiles s WHERE s.user_id = stylist AND s.is_active IS NOT FALSE FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Only an active stylist is deactivated' USING ERRCODE = '42501';
  END IF;
  IF ends_role AND EXISTS (SELECT FROM public.stylist_promotions p WHERE p.user_id = stylist AND p.status = 'approved') THEN
    RAISE EXCEPTION 'The role ends with the revocation of the promotion' USING ERRCODE = '42501';
  END IF;
  PERFORM private.set_stylist_active(stylist, false, actor);
  IF ends_role THEN
    PERFORM private.remove_stylist_role(stylist);
  END IF;
END
$$`,
    undo: 'DROP FUNCTION private.deactivate_stylist(uuid, uuid, boolean)',
  },
  ...[
    'private.grant_stylist_role(uuid)',
    'private.end_stylist_role(uuid)',
    'private.deactivate_stylist(uuid, uuid, boolean)',
  ].flatMap((signature) => [
    { sql: closedFunction(signature) },
    { sql: `GRANT EXECUTE ON FUNCTION ${signature} TO service_engine` },
  ]),
  {
    sql: `
CREATE FUNCTION private.log_role_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  changed jsonb := coalesce(becomes, was);
  taken text := nullif(current_setting('role'), 'none');
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.user_id, NEW.role_id, NEW.is_active, NEW.expires_at)
                          IS NOT DISTINCT FROM (OLD.user_id, OLD.role_id, OLD.is_active, OLD.expires_at)
     OR EXISTS (SELECT FROM private.own_role_changes c
                 WHERE c.xid = pg_current_xact_id() AND c.user_id = (changed ->> 'user_id')::uuid) THEN
    RETURN NULL;
  END IF;
  INSERT INTO private.service_management_log (admin_user_id, action, target_id, severity, category, details)
  VALUES (auth.uid(), 'ROLE_CHANGED', (changed ->> 'user_id')::uuid, 'warning', 'governance', jsonb_build_object(
    'role', (SELECT r.name FROM public.roles r WHERE r.id = (changed ->> 'role_id')::uuid),
    'change', lower(TG_OP),
    'oldValues', was - '{id,user_id,assigned_at}'::text[],
    'newValues', becomes - '{id,user_id,assigned_at}'::text[],
    'databaseRole', coalesce(taken, session_user::text)));
  RETURN NULL;
END
$$`,
    undo: 'DROP FUNCTION private.log_role_change()',
  },
  { sql: closedFunction('private.log_role_change()') },
  {
    sql: `
CREATE TRIGGER service_engine_log_role_change AFTER INSERT OR UPDATE OR DELETE ON public.user_roles
  FOR EACH ROW EXECUTE FUNCTION private.log_role_change();
ALTER TABLE public.user_roles ENABLE ALWAYS TRIGGER service_engine_log_role_change`,
    undo: 'DROP TRIGGER service_engine_log_role_change ON public.user_roles',
  },
];
