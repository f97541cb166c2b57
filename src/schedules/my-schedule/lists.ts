import type { RequestContext } from '../../auth/request-context.js';
import type { Tx } from '../../database/transaction.js';
import { pageOf, pageRequest, type PageQuery } from '../../http/paging.js';
import { refuseInverted } from '../date-range.js';
import type {
  OwnOverridePageDto,
  OwnOverridesQuery,
  OwnScheduleChangeDto,
  OwnScheduleChangePageDto,
} from './my-schedule.dto.js';
import { OVERRIDE_COLUMNS, overrideOf, type OverrideRow } from '../overrides/override-rows.js';

/** The day it is where the override is meant: own ones in the stylist's zone, business-wide ones in the business's. */
const TODAY = `(now() AT TIME ZONE CASE WHEN o.applies_to_all_stylists THEN $3::text ELSE $2::text END)::date`;

const REACHING = `
   FROM public.schedule_overrides o
  WHERE (o.stylist_user_id = $1 OR o.applies_to_all_stylists)
    AND ($4::date IS NULL OR o.end_date >= $4)
    AND ($5::date IS NULL OR o.start_date <= $5)
    AND ($6::text IS NULL
         OR $6 = CASE WHEN o.end_date < ${TODAY} THEN 'past' WHEN o.start_date > ${TODAY} THEN 'upcoming' ELSE 'active' END)`;

const LIST_OVERRIDES = `
  SELECT ${OVERRIDE_COLUMNS}, ${TODAY}::text AS today
  ${REACHING}
    AND ($7::timestamptz IS NULL OR (o.created_at, o.id) < ($7::timestamptz, $8::uuid))
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $9`;

const COUNT_OVERRIDES = `SELECT count(*)::int AS total ${REACHING}`;

/**
 * The overrides that reach the caller: own ones, whoever made them, and business-wide ones; newest first.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`.
 */
export async function listOwnOverrides(
  tx: Tx,
  context: RequestContext,
  query: OwnOverridesQuery,
  businessTimezone: string,
): Promise<OwnOverridePageDto> {
  refuseInverted(query);
  const { userId, stylist } = context.user;
  const request = pageRequest('me/overrides', query, 2);
  const zones = [stylist?.timezone ?? businessTimezone, businessTimezone];
  const filters = [userId, ...zones, query.from ?? null, query.to ?? null, query.status ?? null];
  const [createdAt = null, id = null] = request.after ?? [];
  const [rows, [counted]] = await Promise.all([
    tx.engine<OverrideRow & { today: string }>(LIST_OVERRIDES, [...filters, createdAt, id, request.limit + 1]),
    tx.engine<{ total: number }>(COUNT_OVERRIDES, filters),
  ]);
  return pageOf(
    request,
    rows,
    counted?.total ?? 0,
    ({ today, ...row }) => overrideOf(row, today),
    (row) => [row.createdAt, row.id],
  );
}

const LIST_CHANGES = `
  SELECT l.id::text AS id, l.stylist_user_id AS "stylistUserId", p.display_name AS "stylistName",
         l.change_date::text AS "changeDate", l.change_type AS "changeType", l.old_values AS "oldValues",
         l.new_values AS "newValues", l.reason, l.is_emergency AS "isEmergency",
         coalesce(actor.display_name, actor.username) AS "actorName", l.request_id AS "requestId",
         to_char(l.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt"
    FROM private.schedule_change_log l
    LEFT JOIN public.stylist_profiles p ON p.user_id = l.stylist_user_id
    LEFT JOIN public.user_profiles actor ON actor.id = l.actor_user_id
   WHERE l.stylist_user_id = $1
     AND ($2::timestamptz IS NULL OR (l.created_at, l.id) < ($2::timestamptz, $3::bigint))
   ORDER BY l.created_at DESC, l.id DESC
   LIMIT $4`;

const COUNT_CHANGES = `
  SELECT count(*)::int AS total FROM private.schedule_change_log WHERE stylist_user_id = $1`;

/** The caller's part of the schedule change log, newest first: without actor id, address and agent (rules.md §8 Audit). */
export async function listOwnChanges(
  tx: Tx,
  context: RequestContext,
  query: PageQuery,
): Promise<OwnScheduleChangePageDto> {
  const { userId } = context.user;
  const request = pageRequest('me/schedule-changes', query, 2);
  const [createdAt = null, id = null] = request.after ?? [];
  const [rows, [counted]] = await Promise.all([
    tx.engine<OwnScheduleChangeDto>(LIST_CHANGES, [userId, createdAt, id, request.limit + 1]),
    tx.engine<{ total: number }>(COUNT_CHANGES, [userId]),
  ]);
  return pageOf(
    request,
    rows,
    counted?.total ?? 0,
    (row) => row,
    (row) => [row.createdAt, row.id],
  );
}
