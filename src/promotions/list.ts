import type { Tx } from '../database/transaction.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { ITEM_COLUMNS, promotionItemOf, type PromotionItemRow, type Viewer } from './promotion-rows.js';
import { type PromotionStatus, STATUSES } from './promotion.states.js';
import type { PromotionCountsDto, PromotionPageDto, PromotionsQuery } from './promotions.lists.dto.js';

/** The name is what {@link promotionItemOf} shows. Without one to look for nobody's is read. */
const WANTED = `
  FROM public.stylist_promotions p
 WHERE ($1::uuid IS NULL OR p.user_id = $1)
   AND ($2::text IS NULL
        OR p.user_id IN (SELECT u.id FROM public.user_profiles u
                          WHERE strpos(lower(coalesce(u.display_name, u.username)), lower($2)) > 0))`;

const CREATED_AT = `to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const LIST = `
  SELECT ${ITEM_COLUMNS}, ${CREATED_AT} AS position
    FROM (SELECT p.* ${WANTED}
             AND ($3::text[] IS NULL OR p.status = ANY ($3))
             AND ($4::timestamptz IS NULL OR (p.created_at, p.id) < ($4::timestamptz, $5::uuid))
           ORDER BY p.created_at DESC, p.id DESC
           LIMIT $6) AS p
   ORDER BY p.created_at DESC, p.id DESC`;

const COUNT = `SELECT p.status, count(*)::int AS number ${WANTED} GROUP BY p.status`;

/** Promotions, newest first, and how many there are in each state. */
export async function listPromotions(tx: Tx, viewer: Viewer, query: PromotionsQuery): Promise<PromotionPageDto> {
  const request = pageRequest('promotions', query, 2);
  const { userId = null, q = null, status = null } = query;
  const [createdAt = null, id = null] = request.after ?? [];
  const [rows, counted] = await Promise.all([
    tx.query<PromotionItemRow & { position: string }>(LIST, [userId, q, status, createdAt, id, request.limit + 1]),
    tx.query<{ status: PromotionStatus; number: number }>(COUNT, [userId, q]),
  ]);
  const counts: PromotionCountsDto = Object.fromEntries(
    STATUSES.map((one) => [one, counted.find((row) => row.status === one)?.number ?? 0]),
  ) as Record<PromotionStatus, number>;
  const total = (status ?? STATUSES).reduce((sum, one) => sum + counts[one], 0);
  const page = pageOf(
    request,
    rows,
    total,
    (row) => promotionItemOf(row, viewer),
    (row) => [row.position, row.id],
  );
  return { ...page, counts };
}
