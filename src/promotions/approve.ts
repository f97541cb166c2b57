import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { DEFAULT_ZONE, isStylistZone } from '../calendar/stylist-zone.js';
import { CONFIG, type Config } from '../config.js';
import type { Tx } from '../database/transaction.js';
import { invalid, Problem } from '../http/problem.js';
import type { Reply } from '../http/reply.js';
import { expectOffered, WITHDRAW_OTHERS } from '../schedules/offers.js';
import { loggedProfile, mergedProfile, missingFields, type Profile } from './profile.js';
import { PromotionAnswers } from './promotion-answers.js';
import type { ApproveDto } from './promotion-requests.dto.js';
import { expectMove, lockPromotion, readPromotion, takeStep } from './take-step.js';
import { LOCK_APPROVED, type PromotionRow } from './promotion.sql.js';
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

const WRITE_PROFILE = `
  INSERT INTO public.stylist_profiles AS profile
         (user_id, display_name, title, bio, years_experience, specialties, timezone, is_active)
  VALUES ($1, $2, $3, $4, $5, coalesce($6::text[], '{}'), coalesce($7, '${DEFAULT_ZONE}'), true)
  ON CONFLICT (user_id) DO UPDATE
     SET display_name = excluded.display_name, title = excluded.title, bio = excluded.bio,
         years_experience = excluded.years_experience, specialties = excluded.specialties,
         timezone = excluded.timezone`;

const ACTIVATE = `SELECT private.set_stylist_active($1, true, $2)`;

const GRANT_ROLE = `SELECT private.grant_stylist_role($1) AS granted`;

const OFFER = `
  INSERT INTO public.stylist_services (stylist_user_id, service_id, is_available)
  SELECT $1, unnest($2::uuid[]), true
  ON CONFLICT (stylist_user_id, service_id) DO UPDATE SET is_available = true`;

/** Approves promotions (docs/rules.md "Promotion workflow"). */
@Injectable()
export class ApprovePromotion {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly answers: PromotionAnswers,
  ) {}

  /**
   * One transaction revokes an approved run before it, approves the promotion, writes and activates the profile, grants
   * the role, offers the services and writes one row of the audit log for each run; a trigger adds the budget.
   *
   * @throws {Problem} 404, 400 for an unknown zone, 403 `SELF_PROMOTION`, `FOUR_EYES`, 412, 409 `CHECKS_INCOMPLETE`,
   * `INVALID_TRANSITION`, 422 `PROFILE_INCOMPLETE`, `SERVICE_NOT_FOUND`.
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
      // A former profile of a host may hold any name.
      if (profile.timezone !== undefined && !isStylistZone(profile.timezone)) {
        throw invalid({ path: 'profile.timezone', code: 'INVALID_TIMEZONE', message: 'must be an IANA time zone' });
      }
      const serviceIds = body.serviceIds ?? before.profileDraft?.serviceIds ?? [];
      await expectOffered(tx, serviceIds);

      const { note } = body;
      const reactivated = former?.isActive === false;
      const superseded = await supersede(tx, context, before);
      const after = await takeStep(tx, context, before, {
        name: 'approve',
        note,
        change: { status: 'approved', approvedBy: approver, approvedAt: before.now },
        details: { role: 'stylist', serviceIds, profile: loggedProfile(profile), reactivated, superseded, note },
      });
      await makeStylist(tx, after, approver, profile);
      // A former stylist offers again only the services that this approval names.
      if (reactivated) await tx.engine(WITHDRAW_OTHERS, [before.userId, serviceIds]);
      await tx.engine(OFFER, [before.userId, serviceIds]);
      return this.answers.reply(context, after);
    });
  }
}

/**
 * Revokes the approved run whose role or profile the host ended, so that a user has one approved run, and revoking the
 * old one never ends the new one's role.
 *
 * @returns its id; null: there is none.
 */
async function supersede(tx: Tx, context: RequestContext, { id, userId }: PromotionRow): Promise<string | null> {
  const [former] = await tx.query<{ id: string }>(LOCK_APPROVED, [userId]);
  if (former === undefined) return null;
  const before = await readPromotion(tx, context, former.id);
  const reason = 'superseded';
  const by = { revokedBy: context.user.userId, revokedAt: before.now, revocationReason: reason };
  const change = { status: 'revoked', ...by } as const;
  await takeStep(tx, context, before, { name: 'revoke', note: reason, change, details: { reason, supersededBy: id } });
  return former.id;
}

async function makeStylist(tx: Tx, { id, userId }: PromotionRow, approver: string, profile: Profile): Promise<void> {
  const { displayName, title, bio, yearsExperience, specialties, timezone } = profile;
  await tx.engine(WRITE_PROFILE, [userId, displayName, title, bio, yearsExperience, specialties, timezone]);
  await tx.engine(ACTIVATE, [userId, approver]);
  const [role] = await tx.engine<{ granted: boolean }>(GRANT_ROLE, [id]);
  if (role?.granted !== true) throw new Problem('CONFLICT_RETRY');
}

function refuseUnready(promotion: PromotionRow): void {
  const { due } = requirementsOf(promotion);
  // A stored run may wait for approval although a check is due: one that a host left so, or that a new check came to.
  if (awaitsChecks(promotion.status) || (due.length > 0 && canMove(promotion.status, 'approve'))) {
    throw new Problem('CHECKS_INCOMPLETE', { extra: { missing: due } });
  }
  expectMove(promotion, 'approve');
}
