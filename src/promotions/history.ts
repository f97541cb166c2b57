import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { OwnPromotion, Promotion } from './promotion.entity.js';
import type { PromotionStatus } from './promotion.states.js';
import type { HistoryDto, HistoryItemDto } from './promotions.lists.dto.js';
import { STEP_ACTIONS, STEP_NAMES, type StepName } from './step-names.js';

interface EntryRow {
  at: Date;
  action: (typeof STEP_ACTIONS)[StepName];
  actorId: string | null;
  actorName: string | null;
  details: { from: PromotionStatus | null; to: PromotionStatus; publicReason?: string | null };
}

/** In the order of writing, which the promotion's lock has put them in: a transaction that waited began earlier. */
const HISTORY = `
  SELECT l.created_at AS at, l.action, l.admin_user_id AS "actorId",
         coalesce(actor.display_name, actor.username) AS "actorName", l.details
    FROM private.service_management_log l
    LEFT JOIN public.user_profiles actor ON actor.id = l.admin_user_id
   WHERE l.target_id = $1
     AND l.target_type = 'stylist_promotion'
     AND l.action = ANY ($2)
   ORDER BY l.id`;

/** What admins keep among themselves: it moves nothing that a candidate sees. */
const INTERNAL: readonly StepName[] = ['note', 'save_draft'];

/**
 * The steps of a promotion, oldest first, from the audit log: all of it for admins, for the candidate the part that is
 * theirs (rules.md §8 Audit).
 *
 * @throws {Problem} 404 `PROMOTION_NOT_FOUND`, also for another's.
 */
export async function promotionHistory(tx: Tx, context: RequestContext, id: string): Promise<HistoryDto> {
  const isAdmin = context.user.roles.has('admin');
  const isShown = isAdmin
    ? await tx.manager.existsBy(Promotion, { id })
    : await tx.manager.existsBy(OwnPromotion, { id });
  if (!isShown) throw new Problem('PROMOTION_NOT_FOUND', { refusal: !isAdmin });
  const names = isAdmin ? STEP_NAMES : STEP_NAMES.filter((name) => !INTERNAL.includes(name));
  const rows = await tx.engine<EntryRow>(HISTORY, [id, names.map((name) => STEP_ACTIONS[name])]);
  return { items: rows.map(isAdmin ? adminItemOf : candidateItemOf) };
}

function adminItemOf({ at, action, actorId, actorName, details }: EntryRow): HistoryItemDto {
  const { from, to, ...rest } = details;
  return { at: at.toISOString(), actorId, actorName, action: stepOf(action), from, to, details: rest };
}

function candidateItemOf({ at, action, details }: EntryRow): HistoryItemDto {
  const { from, to, publicReason = null } = details;
  return { at: at.toISOString(), action: stepOf(action), from, to, publicReason };
}

function stepOf(action: EntryRow['action']): StepName {
  return STEP_NAMES.find((name) => STEP_ACTIONS[name] === action) ?? 'note';
}
