import { MoreThanOrEqual, LessThanOrEqual } from 'typeorm';
import type { RequestContext } from '../../auth/request-context.js';
import type { Tx } from '../../database/transaction.js';
import { pageOf, pageRequest } from '../../http/paging.js';
import { Problem } from '../../http/problem.js';
import { entityTag, ok, type Reply } from '../../http/reply.js';
import { checkRange } from '../../http/date-range.js';
import { todayIn } from '../../calendar/wall-clock.js';
import { ScheduleOverride } from './override.entity.js';
import { OVERRIDE_COLUMNS, overrideOf, type OverrideRow, overrideVersion, SELECT_OVERRIDE } from './override-rows.js';
import { clockOf } from './override-write.js';
import type { OverrideDto, OverridePageDto, OverrideQuery } from './overrides.dto.js';
import type { PublicOverrideQuery, PublicOverridesDto } from './public-overrides.dto.js';

/** The date it is where the override is meant; $1 is the business's zone. */
const TODAY = `
  (now() AT TIME ZONE CASE WHEN o.applies_to_all_stylists THEN $1 ELSE coalesce(stylist.timezone, 'Asia/Kathmandu') END)::date`;

const WANTED = `
   FROM public.schedule_overrides o
   LEFT JOIN public.stylist_profiles stylist ON stylist.user_id = o.stylist_user_id
  WHERE ($2::text IS NULL OR o.override_type = $2)
    AND ($3::uuid IS NULL OR o.stylist_user_id = $3)
    AND ($4::text IS NULL OR o.applies_to_all_stylists = ($4 = 'all'))
    AND ($5::text IS NULL OR o.origin = $5)
    AND ($6::date IS NULL OR o.end_date >= $6)
    AND ($7::date IS NULL OR o.start_date <= $7)
    AND ($8::text IS NULL
         OR $8 = CASE WHEN o.end_date < ${TODAY} THEN 'past' WHEN o.start_date > ${TODAY} THEN 'upcoming' ELSE 'active' END)`;

export const LIST_OVERRIDES = `
  SELECT ${OVERRIDE_COLUMNS}, ${TODAY}::text AS today
  ${WANTED}
    AND ($9::timestamptz IS NULL OR (o.created_at, o.id) < ($9::timestamptz, $10::uuid))
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $11`;

const COUNT_OVERRIDES = `SELECT count(*)::int AS total ${WANTED}`;

/** More business-wide overrides to come than anybody plans. */
const MAX_PUBLIC = 1_000;

/**
 * The overrides of everybody, newest first.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`.
 */
export async function listOverrides(tx: Tx, query: OverrideQuery, businessTimezone: string): Promise<OverridePageDto> {
  checkRange(query);
  const { type, stylistId, scope, origin, from, to, status } = query;
  const request = pageRequest('schedule-overrides', query, 2);
  const filters = [
    businessTimezone,
    ...[type, stylistId, scope, origin, from, to, status].map((value) => value ?? null),
  ];
  const [createdAt = null, id = null] = request.after ?? [];
  const [rows, [counted]] = await Promise.all([
    tx.query<OverrideRow & { today: string }>(LIST_OVERRIDES, [...filters, createdAt, id, request.limit + 1]),
    tx.query<{ total: number }>(COUNT_OVERRIDES, filters),
  ]);
  return pageOf(
    request,
    rows,
    counted?.total ?? 0,
    ({ today, ...row }) => overrideOf(row, today),
    (row) => [row.createdAt, row.id],
  );
}

/** @throws {Problem} 404 `OVERRIDE_NOT_FOUND`. */
export async function showOverride(tx: Tx, id: string, businessTimezone: string): Promise<Reply<OverrideDto>> {
  const [row] = await tx.query<OverrideRow>(SELECT_OVERRIDE, [id]);
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
  const { today } = await clockOf(tx, row.stylistUserId, businessTimezone);
  return ok(overrideOf(row, today), entityTag(overrideVersion(row)));
}

/**
 * The business-wide overrides that are active or to come, by start: what the salon tells everybody (rules.md §9).
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`.
 */
export async function listPublicOverrides(
  context: RequestContext,
  query: PublicOverrideQuery,
  businessTimezone: string,
): Promise<PublicOverridesDto> {
  checkRange(query);
  const today = todayIn(businessTimezone, Date.now());
  const from = query.from === undefined || query.from < today ? today : query.from;
  const rows = await context.read((tx) =>
    tx.manager.find(ScheduleOverride, {
      where: {
        appliesToAllStylists: true,
        endDate: MoreThanOrEqual(from),
        ...(query.to === undefined ? {} : { startDate: LessThanOrEqual(query.to) }),
      },
      order: { startDate: 'ASC', endDate: 'ASC', id: 'ASC' },
      take: MAX_PUBLIC,
    }),
  );
  return {
    items: rows.map(({ overrideType, startDate, endDate, isClosed, startTime, endTime, reason }) => ({
      overrideType,
      startDate,
      endDate,
      isClosed,
      startTime,
      endTime,
      reason,
    })),
  };
}
