import { HOST } from './marketplace.js';

const id = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;

export const EARLIER_ROWS = {
  draft: id(101),
  rejected: id(102),
  revoked: id(103),
  approved: id(104),
  closure: id(111),
  ownDay: id(112),
};

/** Rows in all of them, as the plan's own rules allow. */
export const EARLIER_DATA = `
INSERT INTO public.stylist_promotions (id, user_id, requested_by, approved_by, background_check_status,
                                       id_verification_status, training_completed, mfa_enabled, status,
                                       rejection_reason, revocation_reason, notes, created_at, approved_at, rejected_at)
VALUES
  ('${EARLIER_ROWS.draft}', '${HOST.candidate}', '${HOST.admin}', NULL, 'passed', 'pending', false, false, 'draft',
   NULL, NULL, '[{"timestamp": "2025-10-20T08:00:00Z", "admin_id": "${HOST.admin}", "note": "Has a good hand"}]',
   '2025-10-20', NULL, NULL),
  ('${EARLIER_ROWS.rejected}', '${HOST.candidate}', '${HOST.admin}', NULL, 'failed', 'pending', false, false,
   'rejected', NULL, NULL, '[]', '2025-10-17', NULL, NULL),
  ('${EARLIER_ROWS.revoked}', '${HOST.formerStylist}', '${HOST.admin}', '${HOST.secondAdmin}', 'passed', 'verified',
   true, true, 'revoked', NULL, 'Left the salon', '[]', '2025-10-18', NULL, NULL),
  ('${EARLIER_ROWS.approved}', '${HOST.stylist}', '${HOST.admin}', '${HOST.secondAdmin}', 'passed', 'verified',
   true, true, 'approved', NULL, NULL, '[]', '2025-10-18', '2025-10-19', NULL);
INSERT INTO public.stylist_override_budgets (stylist_user_id, monthly_override_limit, current_month_overrides)
VALUES ('${HOST.stylist}', 12, 5);
INSERT INTO public.schedule_overrides (id, override_type, applies_to_all_stylists, stylist_user_id, start_date,
                                       end_date, override_start_time, override_end_time, is_closed, priority, reason,
                                       created_by)
VALUES ('${EARLIER_ROWS.closure}', 'business_closure', true, NULL, CURRENT_DATE + 20, CURRENT_DATE + 24, NULL, NULL,
        true, 100, 'Dashain', '${HOST.admin}'),
       ('${EARLIER_ROWS.ownDay}', 'special_event', false, '${HOST.stylist}', CURRENT_DATE + 9, CURRENT_DATE + 9,
        '12:00', '20:00', false, 30, 'A wedding', '${HOST.stylist}');
INSERT INTO private.schedule_change_log (stylist_user_id, change_date, change_type, new_values, reason, user_agent)
VALUES ('${HOST.stylist}', '2025-10-21', 'availability_override', '{"isClosed": true}', 'A wedding', 'Firefox'),
       ('${HOST.stylist}', '2025-10-22', 'schedule_update', NULL, NULL, NULL);
INSERT INTO private.availability_cache (stylist_user_id, service_id, cache_date, available_slots)
VALUES ('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + 1, '[{"start_time": "10:00", "status": "available"}]');
INSERT INTO private.service_management_log (admin_user_id, action, target_id, target_type, category, details)
VALUES ('${HOST.admin}', 'APPROVE_PROMOTION', '${EARLIER_ROWS.approved}', 'stylist_promotion', 'governance', '{}');`;
