import type { RequestContext } from '../auth/request-context.js';
import { recordAction } from '../audit/record.js';
import { reachingARow } from '../http/sqlstate.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Promotion, StoredNote } from './promotion.entity.js';
import type { PromotionRow } from './promotion-rows.js';
import type { PromotionStatus } from './promotion.states.js';
import { STEP_ACTIONS, type StepName } from './step-names.js';

/** What an admin does to a promotion: one change, one note, one row in the audit log. */
export interface Step {
  name: StepName;
  note?: string | undefined;
  /** What it changes, as far as it does. */
  change?: Partial<Omit<Promotion, 'id' | 'userId' | 'requestedBy' | 'notes'>>;
  /** For the audit log, besides the two states; the note unless given. */
  details?: Record<string, unknown>;
}

const WRITE = reachingARow(`
  UPDATE public.stylist_promotions
     SET status = $2, background_check_status = $3, id_verification_status = $4, training_completed = $5,
         mfa_enabled = $6, profile_draft = $7, approved_by = $8, approved_at = $9, rejected_by = $10,
         rejected_at = $11, rejection_reason = $12, revoked_by = $13, revoked_at = $14, revocation_reason = $15,
         public_reason = $16, notes = notes || $17::jsonb
   WHERE id = $1 AND row_version = $18`);

/**
 * Takes a step on a locked promotion. The row after it is computed here and not read back, so that change, note and
 * audit row travel with the commit in one round trip; a test compares the two.
 *
 * @returns the row as it is after the step.
 */
export function takeStep(tx: Tx, context: RequestContext, before: PromotionRow, step: Step): PromotionRow {
  const { userId, displayName } = context.user;
  const note: StoredNote = {
    timestamp: notBefore(before.now.toISOString(), before.notes.at(-1)),
    admin_id: userId,
    action: step.name,
    note: step.note ?? null,
  };
  const after: PromotionRow = {
    ...before,
    ...step.change,
    notes: [...before.notes, note],
    names: { ...before.names, [userId]: displayName },
    updatedAt: before.now,
    version: String(BigInt(before.version) + 1n),
  };
  void tx.query(WRITE, [
    after.id,
    after.status,
    after.backgroundCheck,
    after.idVerification,
    after.trainingCompleted,
    after.mfaEnabled,
    after.profileDraft,
    after.approvedBy,
    after.approvedAt,
    after.rejectedBy,
    after.rejectedAt,
    after.rejectionReason,
    after.revokedBy,
    after.revokedAt,
    after.revocationReason,
    after.publicReason,
    JSON.stringify([note]),
    before.version,
  ]);
  recordStep(tx, context, after.id, step, { from: before.status, to: after.status });
  return after;
}

/** A transaction that waited for the lock began before the one whose note it follows. */
function notBefore(now: string, last: StoredNote | undefined): string {
  return last !== undefined && last.timestamp > now ? last.timestamp : now;
}

/** Writes a step into the audit log; as {@link recordAction}. */
export function recordStep(
  tx: Tx,
  context: RequestContext,
  id: string,
  { name, note, details = { note } }: Pick<Step, 'name' | 'note' | 'details'>,
  move: { from: PromotionStatus | null; to: PromotionStatus },
): void {
  recordAction(tx, context, {
    action: STEP_ACTIONS[name],
    targetType: 'stylist_promotion',
    targetId: id,
    details: { ...move, ...details },
  });
}

/** 409 `INVALID_TRANSITION` with the state that the promotion is in. */
export function invalidTransition({ status }: { status: PromotionStatus }): Problem {
  return new Problem('INVALID_TRANSITION', { detail: `The promotion is ${status}`, extra: { status } });
}
