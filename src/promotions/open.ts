import type { RequestContext } from '../auth/request-context.js';
import { findCaller, mayCall } from '../auth/caller.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { created, entityTag, type Reply } from '../http/reply.js';
import { PROMOTION_COLUMNS, promotionOf, type PromotionRow, replyWith, type Viewer } from './promotion-rows.js';
import { INITIAL_STATUS, OPEN_STATUSES } from './promotion.states.js';
import type { OpenPromotionDto } from './promotions.bodies.dto.js';
import type { PromotionDto } from './promotions.dto.js';
import { recordStep } from './step.js';

const IS_OPEN = `status IN (${OPEN_STATUSES.map((status) => `'${status}'`).join(', ')})`;

/**
 * Where one is open already this waits for whoever works on it and keeps it from ending, but changes nothing of it:
 * ON CONFLICT locks the row before it looks at its WHERE.
 */
const OPEN = `
  INSERT INTO public.stylist_promotions (user_id, requested_by, previous_promotion_id, notes)
  SELECT u.id, $2,
         (SELECT earlier.id FROM public.stylist_promotions earlier
           WHERE earlier.user_id = u.id ORDER BY earlier.created_at DESC, earlier.id DESC LIMIT 1),
         jsonb_build_array(jsonb_build_object(
           'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'admin_id', $2::uuid, 'action', 'create', 'note', $3::text))
    FROM public.user_profiles u
   WHERE u.id = $1
  ON CONFLICT (user_id) WHERE ${IS_OPEN} DO UPDATE SET status = excluded.status WHERE false
  RETURNING id`;

const OPENED = `SELECT ${PROMOTION_COLUMNS} FROM public.stylist_promotions p WHERE p.user_id = $1 AND p.${IS_OPEN}`;

/**
 * Opens a promotion for a user, or finds the open one: then nothing changes, a note is ignored, nothing is logged
 * (rules.md §2). Written first and looked at afterwards, so that an approval that has just ended is seen.
 *
 * @throws {Problem} 404 `USER_NOT_FOUND`, 403 `SELF_PROMOTION`, 409 `ALREADY_STYLIST`.
 */
export async function openPromotion(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  { userId, note }: OpenPromotionDto,
): Promise<Reply<PromotionDto>> {
  if (userId === context.user.userId) throw new Problem('SELF_PROMOTION');
  const [inserted, [row], candidate] = await Promise.all([
    tx.query<{ id: string }>(OPEN, [userId, context.user.userId, note ?? null]),
    tx.query<PromotionRow>(OPENED, [userId]),
    findCaller(tx, userId),
  ]);
  if (candidate === undefined || row === undefined) throw new Problem('USER_NOT_FOUND');
  if (inserted.length === 0) return replyWith(row, viewer);
  if (mayCall('stylist', candidate)) throw new Problem('ALREADY_STYLIST');
  const details = { userId, previousPromotionId: row.previousPromotionId, note };
  recordStep(tx, context, row.id, { name: 'create', note, details }, { from: null, to: INITIAL_STATUS });
  return created(promotionOf(row, viewer), `/v1/promotions/${row.id}`, entityTag(row.version));
}
