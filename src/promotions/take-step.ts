import { recordAction } from '../audit/record.js';
import { hiddenFrom } from '../auth/caller.js';
import type { RequestContext } from '../auth/request-context.js';
import { instantText } from '../calendar/wall-clock.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { Promotion, StoredNote } from './promotion.entity.js';
import { LOCK, type PromotionRow, READ, updateOf } from './promotion.sql.js';
import { canMove, type PromotionStatus, type StepName, STEPS, type TransitionAction } from './promotion.states.js';

/** One step: one change, one note, one row in the audit log. */
export interface Step {
  name: StepName;
  note?: string | undefined;
  change?: Partial<Omit<Promotion, 'id' | 'userId' | 'requestedBy' | 'notes' | 'createdAt' | 'updatedAt' | 'version'>>;
  /** For the audit log, besides the two states; by default the note. */
  details?: Record<string, unknown>;
}

/**
 * Reads a promotion as the caller.
 *
 * @throws {Problem} 404 `PROMOTION_NOT_FOUND`, 403 `FORBIDDEN` where the caller is no admin any more.
 */
export async function readPromotion(tx: Tx, context: RequestContext, id: string): Promise<PromotionRow> {
  const [row] = await tx.query<PromotionRow>(READ, [id]);
  if (row === undefined) throw await hiddenFrom(tx, context.user, 'PROMOTION_NOT_FOUND');
  return row;
}

/**
 * Locks a promotion until the transaction ends, and reads it afterwards: a second statement sees the changes that the
 * first has waited for. Row level security lets callers read but not lock a promotion of their own, so they get the 403
 * and not a 404.
 *
 * @throws {Problem} 404 `PROMOTION_NOT_FOUND`, 403 `FORBIDDEN`, `SELF_PROMOTION`.
 */
export async function lockPromotion(tx: Tx, context: RequestContext, id: string): Promise<PromotionRow> {
  await tx.query(LOCK, [id]);
  const row = await readPromotion(tx, context, id);
  if (row.userId === context.user.userId) throw new Problem('SELF_PROMOTION');
  return row;
}

/**
 * Takes a step on a locked promotion.
 *
 * @returns the row after the step.
 * @throws {Problem} 403 `FORBIDDEN` where the caller's role ended after the lock.
 */
export async function takeStep(
  tx: Tx,
  context: RequestContext,
  before: PromotionRow,
  step: Step,
): Promise<PromotionRow> {
  const note = noteOf(context, step, notBefore(instantText(before.now), before.notes.at(-1)));
  const change = step.change ?? {};
  const fields = Object.keys(change) as (keyof typeof change)[];
  const values = [before.id, before.version, JSON.stringify([note]), ...fields.map((field) => change[field])];
  const [after] = await tx.query<PromotionRow>(updateOf(fields), values);
  if (after === undefined) throw await hiddenFrom(tx, context.user, 'CONFLICT_RETRY');
  await recordStep(tx, context, after.id, step, { from: before.status, to: after.status });
  return after;
}

/** The note that a step leaves. */
export function noteOf(
  context: RequestContext,
  { name, note = null }: { name: StepName; note?: string | null | undefined },
  timestamp: string,
): StoredNote {
  return { timestamp, admin_id: context.user.userId, action: name, note };
}

/** A transaction that waited for the lock began before the one whose note it follows. */
function notBefore(now: string, last: StoredNote | undefined): string {
  return last !== undefined && last.timestamp > now ? last.timestamp : now;
}

/** Writes a step into the audit log. */
export async function recordStep(
  tx: Tx,
  context: RequestContext,
  id: string,
  { name, note, details = { note } }: Pick<Step, 'name' | 'note' | 'details'>,
  move: { from: PromotionStatus | null; to: PromotionStatus },
): Promise<void> {
  await recordAction(tx, context, {
    action: STEPS[name],
    targetType: 'stylist_promotion',
    targetId: id,
    details: { ...move, ...details },
  });
}

/** @throws {Problem} 409 `INVALID_TRANSITION` where no move `action` leads out of the promotion's state. */
export function expectMove({ status }: PromotionRow, action: TransitionAction): void {
  if (!canMove(status, action)) throw notInState('INVALID_TRANSITION', status);
}

/** A problem that names the state of the promotion. */
export function notInState(
  problem: 'INVALID_TRANSITION' | 'PROMOTION_CLOSED',
  currentStatus: PromotionStatus,
): Problem {
  return new Problem(problem, { detail: `The promotion is ${currentStatus}`, extra: { currentStatus } });
}
