import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../auth/request-context.js';
import { CONFIG, type Config } from '../../config.js';
import { readList } from '../../database/list.js';
import { instantColumn } from '../../database/sql-format.js';
import { checkRange } from '../../http/date-range.js';
import { pageOf, type PageQuery, pageRequest } from '../../http/paging.js';
import { Problem } from '../../http/problem.js';
import { entityTag, ok, type Reply } from '../../http/reply.js';
import { branchOf } from '../branches.js';
import { readBudget } from '../budgets/locked-budget.js';
import {
  OVERRIDE_COLUMNS,
  type OverrideRow,
  ownOverrideOf,
  overrideVersion,
  pageOfOverrides,
  SELECT_OVERRIDE,
  statusColumn,
} from '../overrides/override-rows.js';
import type { OverrideDto, OverridePageDto } from '../overrides/overrides.dto.js';
import type { MyOverridesQuery, MyScheduleChangeDto, MyScheduleChangePageDto } from './my-schedule.dto.js';

/** Today in the stylist's zone ($2), or in the business's ($3) for an override for all stylists or a branch. */
const TODAY = `(now() AT TIME ZONE CASE WHEN o.stylist_user_id IS NULL THEN $3::text ELSE $2::text END)::date`;

const REACHING = `
   FROM public.schedule_overrides o
  WHERE (o.stylist_user_id = $1 OR o.applies_to_all_stylists OR o.branch_id = ${branchOf('$1')})
    AND ($4::date IS NULL OR o.end_date >= $4)
    AND ($5::date IS NULL OR o.start_date <= $5)
    AND ($6::text IS NULL OR $6 = ${statusColumn(TODAY)})`;

const LIST_OVERRIDES = `
  SELECT ${OVERRIDE_COLUMNS}, ${TODAY}::text AS today
  ${REACHING}
    AND ($7::timestamptz IS NULL OR (o.created_at, o.id) < ($7::timestamptz, $8::uuid))
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $9`;

const COUNT_OVERRIDES = `SELECT count(*)::int AS total ${REACHING}`;

const LIST_CHANGES = `
  SELECT l.id::text AS id, l.stylist_user_id AS "stylistUserId", p.display_name AS "stylistName",
         l.change_date::text AS "changeDate", l.change_type AS "changeType", l.old_values AS "oldValues",
         l.new_values AS "newValues", l.reason, l.is_emergency AS "isEmergency",
         coalesce(actor.display_name, actor.username) AS "actorName", l.request_id AS "requestId",
         ${instantColumn('l.created_at')} AS "createdAt"
    FROM private.schedule_change_log l
    LEFT JOIN public.stylist_profiles p ON p.user_id = l.stylist_user_id
    LEFT JOIN public.user_profiles actor ON actor.id = l.actor_user_id
   WHERE l.stylist_user_id = $1
     AND ($2::timestamptz IS NULL OR (l.created_at, l.id) < ($2::timestamptz, $3::bigint))
   ORDER BY l.created_at DESC, l.id DESC
   LIMIT $4`;

const COUNT_CHANGES = `
  SELECT count(*)::int AS total FROM private.schedule_change_log WHERE stylist_user_id = $1`;

/** What a stylist reads: the overrides that reach them, one of their own, and the log of their schedule. */
@Injectable()
export class MyScheduleLists {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Lists the overrides that reach the caller, for the caller alone, for the present branch or for all stylists; newest
   * first.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`.
   */
  async overrides(context: RequestContext, query: MyOverridesQuery): Promise<OverridePageDto> {
    checkRange(query);
    const { businessTimezone } = this.config;
    const { userId, stylist } = context.user;
    const request = pageRequest('me/overrides', query, ['instant', 'id']);
    const zones = [stylist?.timezone ?? businessTimezone, businessTimezone];
    const filters = [userId, ...zones, query.from ?? null, query.to ?? null, query.status ?? null];
    const list = { rows: LIST_OVERRIDES, count: COUNT_OVERRIDES, filters };
    return context.read(async (tx) => pageOfOverrides(tx, request, await readList(tx, 'engine', list, request)));
  }

  /**
   * Shows an override that the caller made, or an admin for the caller alone.
   *
   * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`.
   */
  override(context: RequestContext, id: string): Promise<Reply<OverrideDto>> {
    return context.read(async (tx) => {
      const { userId } = context.user;
      const [row] = await tx.engine<OverrideRow>(SELECT_OVERRIDE, [id]);
      if (row?.stylistUserId !== userId) {
        throw new Problem('OVERRIDE_NOT_FOUND', { refusal: (row?.stylistUserId ?? null) !== null });
      }
      const { today } = await readBudget(tx, userId);
      return ok(ownOverrideOf(row, today), entityTag(overrideVersion(row)));
    });
  }

  /** Lists the changes of the caller's schedule, newest first, without actor id, address and user agent. */
  async changes(context: RequestContext, query: PageQuery): Promise<MyScheduleChangePageDto> {
    const { userId } = context.user;
    const request = pageRequest('me/schedule-changes', query, ['instant', 'row']);
    const list = { rows: LIST_CHANGES, count: COUNT_CHANGES, filters: [userId] };
    return context.read(async (tx) => {
      const found = await readList<MyScheduleChangeDto>(tx, 'engine', list, request);
      return pageOf(request, found, (row) => [row.createdAt, row.id]);
    });
  }
}
