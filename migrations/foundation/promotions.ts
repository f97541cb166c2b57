import { CALLER, IS_ADMIN } from './host-rights.js';
import { closedFunction, ownTable, revokeDefaults, type Step } from './steps.js';

/** The workflow's legal moves; a test compares them with `promotion.states.ts`. */
const MOVES = `
  ('draft', 'pending_checks'), ('draft', 'pending_training'), ('draft', 'pending_approval'), ('draft', 'rejected'),
  ('pending_checks', 'pending_training'), ('pending_checks', 'pending_approval'), ('pending_checks', 'rejected'),
  ('pending_training', 'pending_checks'), ('pending_training', 'pending_approval'), ('pending_training', 'rejected'),
  ('pending_approval', 'pending_checks'), ('pending_approval', 'pending_training'), ('pending_approval', 'rejected'),
  ('pending_approval', 'approved'), ('approved', 'revoked')`;

const OPEN = `('draft', 'pending_checks', 'pending_training', 'pending_approval')`;

/**
 * The promotion workflow (docs/rules.md "Promotion workflow"): the table, the trigger that enforces transitions and
 * checks, and the candidate's view. Tests compare the checks with the table in `promotion.states.ts`.
 */
export const promotions: Step[] = [
  {
    sql: `
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
CREATE UNIQUE INDEX stylist_promotions_one_open ON public.stylist_promotions (user_id) WHERE status IN ${OPEN};
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
COMMENT ON COLUMN public.stylist_promotions.notes IS 'Append-only: [{timestamp, admin_id, action, note}]'`,
    undo: 'DROP TABLE public.stylist_promotions',
  },
  {
    sql: `
CREATE FUNCTION private.promotion_transitions() RETURNS TABLE (from_status text, to_status text)
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
  VALUES ${MOVES.trim()}
$$`,
    undo: 'DROP FUNCTION private.promotion_transitions()',
  },
  { sql: closedFunction('private.promotion_transitions()') },
  {
    sql: `
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
  IF OLD.status NOT IN ${OPEN}
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
$$`,
    undo: 'DROP FUNCTION private.guard_promotion()',
  },
  { sql: closedFunction('private.guard_promotion()') },
  {
    sql: `
CREATE TRIGGER guard_stylist_promotion BEFORE INSERT OR UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION private.guard_promotion();
CREATE TRIGGER count_stylist_promotion_version BEFORE UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION private.count_row_version();
CREATE TRIGGER update_stylist_promotions_updated_at BEFORE UPDATE ON public.stylist_promotions
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column()`,
    undo: `
DROP TRIGGER guard_stylist_promotion ON public.stylist_promotions;
DROP TRIGGER count_stylist_promotion_version ON public.stylist_promotions;
DROP TRIGGER update_stylist_promotions_updated_at ON public.stylist_promotions`,
  },
  ...ownTable('public.stylist_promotions', { owner: ['SELECT'], engine: ['SELECT'] }),
  {
    sql: `
GRANT SELECT ON public.stylist_promotions TO authenticated;
GRANT INSERT (user_id, requested_by, previous_promotion_id, notes) ON public.stylist_promotions TO authenticated;
GRANT UPDATE (background_check_status, id_verification_status, training_completed, mfa_enabled, status, profile_draft,
              notes, approved_by, approved_at, rejected_by, rejected_at, rejection_reason, revoked_by, revoked_at,
              revocation_reason, public_reason) ON public.stylist_promotions TO authenticated;
CREATE POLICY stylist_promotions_admin_select ON public.stylist_promotions FOR SELECT TO authenticated
  USING (${IS_ADMIN});
CREATE POLICY stylist_promotions_admin_insert ON public.stylist_promotions FOR INSERT TO authenticated
  WITH CHECK (${IS_ADMIN} AND requested_by = ${CALLER} AND user_id <> ${CALLER});
CREATE POLICY stylist_promotions_admin_update ON public.stylist_promotions FOR UPDATE TO authenticated
  USING (${IS_ADMIN} AND user_id <> ${CALLER}) WITH CHECK (${IS_ADMIN} AND user_id <> ${CALLER})`,
  },
  {
    sql: `
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
COMMENT ON VIEW public.my_stylist_promotions IS 'The columns of their own promotions that candidates may see'`,
    undo: 'DROP VIEW public.my_stylist_promotions',
  },
  { sql: revokeDefaults('public.my_stylist_promotions') },
  { sql: 'GRANT SELECT ON public.my_stylist_promotions TO authenticated' },
];
