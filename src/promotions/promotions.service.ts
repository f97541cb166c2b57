import { isDeepStrictEqual } from 'node:util';
import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { created, entityTag, type Reply } from '../http/reply.js';
import { known, loggedProfile, type ProfileDraft } from './profile.js';
import { lockPromotion, promotionOf, type PromotionRow, replyWith, type Viewer } from './promotion-rows.js';
import { canMove, type Checks, stageOf, STATES, statusAfterChecks } from './promotion.states.js';
import type { AddNoteDto, EndDto, RecordChecksDto, SubmitDto } from './promotions.bodies.dto.js';
import type { PromotionDto } from './promotions.dto.js';
import { invalidTransition, takeStep } from './step.js';

/**
 * Records what is known of the checks, and moves the status to the first stage not met, in one transaction under the
 * row's lock (rules.md §2). What already is, without a note, changes and logs nothing.
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `PROMOTION_CLOSED`.
 */
export async function recordChecks(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  recorded: RecordChecksDto,
): Promise<Reply<PromotionDto>> {
  const before = await lockOpen(tx, context, id);
  const note = recorded.note ?? undefined;
  const checks: Checks = {
    backgroundCheck: recorded.backgroundCheck ?? before.backgroundCheck,
    idVerification: recorded.idVerification ?? before.idVerification,
    trainingCompleted: recorded.trainingCompleted ?? before.trainingCompleted,
    mfaEnabled: recorded.mfaEnabled ?? before.mfaEnabled,
  };
  const status = statusAfterChecks(before.status, checks);
  const changed = (Object.keys(checks) as (keyof Checks)[]).filter((key) => checks[key] !== before[key]);
  if (changed.length === 0 && status === before.status && note === undefined) return replyWith(before, viewer);
  const after = takeStep(tx, context, before, {
    name: 'record_checks',
    note,
    change: { ...checks, status },
    details: { oldValues: pick(before, changed), newValues: pick(checks, changed), note },
  });
  return replyWith(after, viewer);
}

/**
 * Replaces the profile that is being prepared. The same one again changes and logs nothing.
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `PROMOTION_CLOSED`.
 */
export async function saveDraft(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  draft: ProfileDraft,
): Promise<Reply<PromotionDto>> {
  const before = await lockOpen(tx, context, id);
  const profileDraft = known(draft);
  if (isDeepStrictEqual(before.profileDraft, profileDraft)) return replyWith(before, viewer);
  const after = takeStep(tx, context, before, {
    name: 'save_draft',
    change: { profileDraft },
    details: { oldValues: loggedProfile(before.profileDraft ?? {}), newValues: loggedProfile(profileDraft) },
  });
  return replyWith(after, viewer);
}

/**
 * Submits a draft: it goes to the first stage not met.
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
 */
export async function submit(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  { note }: SubmitDto,
): Promise<Reply<PromotionDto>> {
  const before = await lockPromotion(tx, context, id);
  context.expectVersion(before.version);
  if (!canMove(before.status, 'submit')) throw invalidTransition(before);
  const change = { status: stageOf(before) };
  return replyWith(takeStep(tx, context, before, { name: 'submit', note, change }), viewer);
}

/**
 * Rejects an open promotion.
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
 */
export async function reject(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  { reason, publicReason }: EndDto,
): Promise<Reply<PromotionDto>> {
  const before = await lockPromotion(tx, context, id);
  context.expectVersion(before.version);
  if (!canMove(before.status, 'reject')) throw invalidTransition(before);
  const after = takeStep(tx, context, before, {
    name: 'reject',
    note: reason,
    change: {
      status: 'rejected',
      rejectedBy: context.user.userId,
      rejectedAt: before.now,
      rejectionReason: reason,
      publicReason: publicReason ?? null,
    },
    details: { reason, publicReason },
  });
  return replyWith(after, viewer);
}

/**
 * Adds a note, in any state, also after the end.
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412.
 */
export async function addNote(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  { note }: AddNoteDto,
): Promise<Reply<PromotionDto>> {
  const before = await lockPromotion(tx, context, id);
  context.expectVersion(before.version);
  const after = takeStep(tx, context, before, { name: 'note', note });
  return created(promotionOf(after, viewer), `/v1/promotions/${id}`, entityTag(after.version));
}

async function lockOpen(tx: Tx, context: RequestContext, id: string): Promise<PromotionRow> {
  const row = await lockPromotion(tx, context, id);
  context.expectVersion(row.version);
  if (!STATES[row.status].isOpen) {
    throw new Problem('PROMOTION_CLOSED', { detail: `The promotion is ${row.status}` });
  }
  return row;
}

function pick(checks: Checks, keys: readonly (keyof Checks)[]): Partial<Checks> {
  return Object.fromEntries(keys.map((key) => [key, checks[key]]));
}
