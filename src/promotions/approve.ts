import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { DEFAULT_ZONE } from '../calendar/stylist-zone.js';
import { CONFIG, type Config } from '../config.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Reply } from '../http/reply.js';
import { loggedProfile, mergedProfile, missingFields, type Profile } from './profile.js';
import { PromotionAnswers } from './promotion-answers.js';
import type { ApproveDto } from './promotion-requests.dto.js';
import { invalidTransition, lockPromotion, takeStep } from './promotion-steps.js';
import type { PromotionRow } from './promotion.sql.js';
import { awaitsChecks, canMove, requirementsOf } from './promotion.states.js';
import type { PromotionDto } from './promotions.dto.js';

interface FormerProfile {
  isActive: boolean;
  /** Without the fields that are null. */
  profile: Profile;
}

const FORMER_PROFILE = `
  SELECT coalesce(is_active, true) AS "isActive",
         jsonb_strip_nulls(jsonb_build_object(
           'displayName', display_name, 'title', title, 'bio', bio, 'yearsExperience', years_experience,
           'specialties', specialties, 'timezone', timezone)) AS profile
    FROM public.stylist_profiles
   WHERE user_id = $1
     FOR NO KEY UPDATE`;

const ACTIVE_SERVICES = `SELECT id FROM public.services WHERE id = ANY ($1::uuid[]) AND is_active IS NOT FALSE`;

const WRITE_PROFILE = `
  INSERT INTO public.stylist_profiles AS profile
         (user_id, display_name, title, bio, years_experience, specialties, timezone, is_active)
  VALUES ($1, $2, $3, $4, $5, coalesce($6::text[], '{}'), coalesce($7, '${DEFAULT_ZONE}'), true)
  ON CONFLICT (user_id) DO UPDATE
     SET display_name = excluded.display_name, title = excluded.title, bio = excluded.bio,
         years_experience = excluded.years_experience, specialties = excluded.specialties,
         timezone = excluded.timezone`;

const ACTIVATE = `SELECT private.set_stylist_active($1, true, $2)`;

const GRANT_ROLE = `
  INSERT INTO public.user_roles (user_id, role_id, assigned_by, assigned_at, is_active)
  SELECT $1, id, $2, now(), true
    FROM public.roles
   WHERE name = 'stylist'
  ON CONFLICT (user_id, role_id) DO UPDATE
     SET assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at, expires_at = NULL, is_active = true
  RETURNING user_id`;

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

/** Approves promotions (docs/rules.md "Promotion workflow"). */
@Injectable()
export class ApprovePromotion {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly answers: PromotionAnswers,
  ) {}

  /**
   * One transaction approves the promotion, writes and activates the profile, grants the role, offers the services and
   * writes one row of the audit log; a trigger adds the budget.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, `FOUR_EYES`, 412, 409 `CHECKS_INCOMPLETE`, `INVALID_TRANSITION`, 422
   * `PROFILE_INCOMPLETE`, `SERVICE_NOT_FOUND`.
   */
  approve(context: RequestContext, id: string, body: ApproveDto): Promise<Reply<PromotionDto>> {
    const approver = context.user.userId;
    return context.write(async (tx) => {
      const before = await lockPromotion(tx, context, id);
      if (this.config.fourEyes && before.requestedBy === approver) throw new Problem('FOUR_EYES');
      context.expectVersion(before.version);
      refuseUnready(before);
      const [former] = await tx.engine<FormerProfile>(FORMER_PROFILE, [before.userId]);
      const profile = mergedProfile(body.profile, before.profileDraft, former?.profile);
      const missing = missingFields(profile);
      if (missing.length > 0) throw new Problem('PROFILE_INCOMPLETE', { extra: { missing } });
      const serviceIds = body.serviceIds ?? before.profileDraft?.serviceIds ?? [];
      await refuseUnknown(tx, serviceIds);

      const { note } = body;
      const reactivated = former?.isActive === false;
      const after = await takeStep(tx, context, before, {
        name: 'approve',
        note,
        change: { status: 'approved', approvedBy: approver, approvedAt: before.now },
        details: { role: 'stylist', serviceIds, profile: loggedProfile(profile), reactivated, note },
      });
      await makeStylist(tx, before.userId, approver, profile);
      // A former stylist offers again only the services that this approval names.
      if (reactivated) await tx.engine(WITHDRAW_OTHERS, [before.userId, serviceIds]);
      await tx.engine(OFFER, [before.userId, serviceIds]);
      return this.answers.reply(context, after);
    });
  }
}

async function makeStylist(tx: Tx, userId: string, approver: string, profile: Profile): Promise<void> {
  await tx.engine(WRITE_PROFILE, [
    userId,
    profile.displayName,
    profile.title,
    profile.bio,
    profile.yearsExperience,
    profile.specialties,
    profile.timezone,
  ]);
  await tx.engine(ACTIVATE, [userId, approver]);
  const granted = await tx.engine(GRANT_ROLE, [userId, approver]);
  if (granted.length === 0) throw new Problem('CONFLICT_RETRY');
}

function refuseUnready(promotion: PromotionRow): void {
  if (awaitsChecks(promotion.status)) {
    throw new Problem('CHECKS_INCOMPLETE', { extra: { missing: requirementsOf(promotion).due } });
  }
  if (!canMove(promotion.status, 'approve')) throw invalidTransition(promotion);
}

async function refuseUnknown(tx: Tx, serviceIds: readonly string[]): Promise<void> {
  const active = await tx.engine<{ id: string }>(ACTIVE_SERVICES, [serviceIds]);
  const unknown = serviceIds.filter((id) => !active.some((service) => service.id === id));
  if (unknown.length > 0) {
    throw new Problem('SERVICES_NOT_FOUND', {
      detail: `Unknown or inactive: ${unknown.join(', ')}`,
      extra: { unknown },
    });
  }
}
