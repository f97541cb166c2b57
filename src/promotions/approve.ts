import type { RequestContext } from '../auth/request-context.js';
import { reachingARow } from '../http/sqlstate.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Reply } from '../http/reply.js';
import { loggedProfile, mergedProfile, missingFields, type Profile } from './profile.js';
import { lockPromotion, type PromotionRow, replyWith, type Viewer } from './promotion-rows.js';
import { awaitsChecks, canMove, requirementsOf } from './promotion.states.js';
import type { ApproveDto } from './promotions.bodies.dto.js';
import type { PromotionDto } from './promotions.dto.js';
import { invalidTransition, takeStep } from './step.js';

interface FormerProfile {
  isActive: boolean;
  /** Without the fields that are null. */
  profile: Profile;
}

const STYLIST = `(SELECT user_id FROM public.stylist_promotions WHERE id = $1)`;

const FORMER_PROFILE = `
  SELECT coalesce(is_active, true) AS "isActive",
         jsonb_strip_nulls(jsonb_build_object(
           'displayName', display_name, 'title', title, 'bio', bio, 'yearsExperience', years_experience,
           'specialties', specialties, 'timezone', timezone)) AS profile
    FROM public.stylist_profiles
   WHERE user_id = ${STYLIST}
     FOR NO KEY UPDATE`;

/** The services named by the request or else by the draft, each with whether it can be offered. */
const NAMED_SERVICES = `
  SELECT wanted.id, coalesce(s.is_active, false) AS "isActive"
    FROM (SELECT unnest(coalesce($2::uuid[], ARRAY(
            SELECT jsonb_array_elements_text(p.profile_draft -> 'serviceIds')::uuid))) AS id
            FROM public.stylist_promotions p
           WHERE p.id = $1) AS wanted
    LEFT JOIN (SELECT id, coalesce(is_active, true) AS is_active FROM public.services) AS s ON s.id = wanted.id`;

const WRITE_PROFILE = `
  INSERT INTO public.stylist_profiles AS profile
         (user_id, display_name, title, bio, years_experience, specialties, timezone, is_active)
  VALUES ($1, $2, $3, $4, $5, coalesce($6::text[], '{}'), coalesce($7, 'Asia/Kathmandu'), true)
  ON CONFLICT (user_id) DO UPDATE
     SET display_name = excluded.display_name, title = excluded.title, bio = excluded.bio,
         years_experience = excluded.years_experience, specialties = excluded.specialties,
         timezone = excluded.timezone`;

const ACTIVATE = `SELECT private.set_stylist_active($1, true, $2)`;

const GRANT_ROLE = reachingARow(`
  INSERT INTO public.user_roles (user_id, role_id, assigned_by, assigned_at, is_active)
  SELECT $1, id, $2, now(), true
    FROM public.roles
   WHERE name = 'stylist'
  ON CONFLICT (user_id, role_id) DO UPDATE
     SET assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at, expires_at = NULL, is_active = true`);

const OFFER = `
  INSERT INTO public.stylist_services (stylist_user_id, service_id, is_available)
  SELECT $1, unnest($2::uuid[]), true
  ON CONFLICT (stylist_user_id, service_id) DO UPDATE SET is_available = true`;

const WITHDRAW_OTHERS = `
  UPDATE public.stylist_services
     SET is_available = false
   WHERE stylist_user_id = $1
     AND service_id <> ALL ($2::uuid[])
     AND is_available IS NOT FALSE`;

/**
 * Approves a promotion: in one transaction the promotion is approved, the profile is there and active, the role is
 * granted, the services are offered, the budget appears by trigger, and one row tells it to the audit log (rules.md §2).
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, `FOUR_EYES`, 412, 409 `CHECKS_INCOMPLETE`, `INVALID_TRANSITION`, 422
 * `PROFILE_INCOMPLETE`, `SERVICE_NOT_FOUND`.
 */
export async function approve(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  { profile: given, serviceIds: named, note }: ApproveDto,
): Promise<Reply<PromotionDto>> {
  const [before, [former], services] = await Promise.all([
    lockPromotion(tx, context, id),
    tx.engine<FormerProfile>(FORMER_PROFILE, [id]),
    tx.engine<{ id: string; isActive: boolean }>(NAMED_SERVICES, [id, named ?? null]),
  ]);
  if (viewer.fourEyes && before.requestedBy === viewer.userId) throw new Problem('FOUR_EYES');
  context.expectVersion(before.version);
  refuseUnready(before);
  const profile = mergedProfile(given, before.profileDraft, former?.profile);
  const missing = missingFields(profile);
  if (missing.length > 0) throw new Problem('PROFILE_INCOMPLETE', { extra: { missing } });
  refuseUnknown(services);

  const serviceIds = services.map((service) => service.id);
  const reactivated = former?.isActive === false;
  const after = takeStep(tx, context, before, {
    name: 'approve',
    note,
    change: { status: 'approved', approvedBy: viewer.userId, approvedAt: before.now },
    details: { role: 'stylist', serviceIds, profile: loggedProfile(profile), reactivated, note },
  });
  makeStylist(tx, { userId: before.userId, approver: viewer.userId, profile, serviceIds, reactivated });
  return replyWith(after, viewer);
}

/** Everything but the promotion itself; nobody waits for it but the commit. */
function makeStylist(
  tx: Tx,
  stylist: { userId: string; approver: string; profile: Profile; serviceIds: string[]; reactivated: boolean },
): void {
  const { userId, approver, profile, serviceIds, reactivated } = stylist;
  void tx.engine(WRITE_PROFILE, [
    userId,
    profile.displayName,
    profile.title,
    profile.bio,
    profile.yearsExperience,
    profile.specialties,
    profile.timezone,
  ]);
  void tx.engine(ACTIVATE, [userId, approver]);
  void tx.engine(GRANT_ROLE, [userId, approver]);
  // What a former stylist offered is not offered again without being named.
  if (reactivated) void tx.engine(WITHDRAW_OTHERS, [userId, serviceIds]);
  void tx.engine(OFFER, [userId, serviceIds]);
}

function refuseUnready(promotion: PromotionRow): void {
  if (awaitsChecks(promotion.status)) {
    throw new Problem('CHECKS_INCOMPLETE', { extra: { missing: requirementsOf(promotion).due } });
  }
  if (!canMove(promotion.status, 'approve')) throw invalidTransition(promotion);
}

function refuseUnknown(services: { id: string; isActive: boolean }[]): void {
  const unknown = services.filter(({ isActive }) => !isActive).map(({ id }) => id);
  if (unknown.length > 0) {
    throw new Problem('SERVICES_NOT_FOUND', {
      detail: `Unknown or inactive: ${unknown.join(', ')}`,
      extra: { unknown },
    });
  }
}
