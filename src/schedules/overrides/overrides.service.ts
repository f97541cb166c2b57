import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../auth/request-context.js';
import { usableStylistZone, usableZones } from '../../calendar/stylist-zone.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import { readList } from '../../database/list.js';
import type { Tx } from '../../database/transaction.js';
import { checkRange } from '../../http/date-range.js';
import { pageRequest } from '../../http/paging.js';
import { invalid, Problem } from '../../http/problem.js';
import { created, entityTag, noContent, ok, type Reply } from '../../http/reply.js';
import { type AffectedBookings, NONE_AFFECTED } from '../affected-list.js';
import { refuseUnknownBranch, withBranchNames } from '../branches.js';
import { lockBudget, refund } from '../budgets/locked-budget.js';
import { checkEdit, differences, patched, refusalOfEdit, valuesOf } from './override-change.js';
import { listAffectedBy, shadowsOf } from './override-preview.js';
import { recordOverride } from './override-record.js';
import {
  type Clock,
  clockOf,
  deleteOverride,
  endRows,
  insertOverride,
  lockOverride,
  OVERRIDE_COLUMNS,
  overrideOf,
  type OverrideRow,
  overrideVersion,
  pageOfOverrides,
  readOverride,
  refuseUnknown,
  SCOPE_COLUMN,
  statusColumn,
  updateOverride,
} from './override-rows.js';
import { checkOverride, refuseInvalid, statusOn } from './override-types.js';
import type {
  CreateOverrideDto,
  OverrideChangedDto,
  OverrideDto,
  OverridePageDto,
  OverrideQuery,
  UpdateOverrideDto,
} from './overrides.dto.js';

/** Today in the stylist's zone, or in the business's ($1) for an override for all stylists or a branch. */
const TODAY = `
  (now() AT TIME ZONE CASE WHEN o.stylist_user_id IS NULL THEN $1 ELSE ${usableStylistZone('stylist', '$9')} END)::date`;

const WANTED = `
   FROM public.schedule_overrides o
   LEFT JOIN public.stylist_profiles stylist ON stylist.user_id = o.stylist_user_id
  WHERE ($2::text IS NULL OR o.override_type = $2)
    AND ($3::uuid IS NULL OR o.stylist_user_id = $3)
    AND ($4::text IS NULL OR $4 = ${SCOPE_COLUMN})
    AND ($5::text IS NULL OR o.origin = $5)
    AND ($6::date IS NULL OR o.end_date >= $6)
    AND ($7::date IS NULL OR o.start_date <= $7)
    AND ($8::text IS NULL OR $8 = ${statusColumn(TODAY)})
    AND ($10::uuid IS NULL OR o.branch_id = $10)`;

export const LIST_OVERRIDES = `
  SELECT ${OVERRIDE_COLUMNS}, ${TODAY}::text AS today
  ${WANTED}
    AND ($11::timestamptz IS NULL OR (o.created_at, o.id) < ($11::timestamptz, $12::uuid))
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $13`;

const COUNT_OVERRIDES = `SELECT count(*)::int AS total ${WANTED}`;

/** The overrides of an admin, for one stylist, a branch or all. An override for several stylists is one row. */
@Injectable()
export class OverridesService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Adds an override.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `STYLIST_NOT_FOUND`, 404 `BRANCH_NOT_FOUND`, 409 `DUPLICATE_OVERRIDE`,
   * 409 `BOOKINGS_AFFECTED`.
   */
  create(context: RequestContext, body: CreateOverrideDto): Promise<Reply<OverrideChangedDto>> {
    return context.write(async (tx) => {
      const values = valuesOf(body);
      const clock = await this.clockOf(tx, values.stylistUserId);
      refuseInvalid(checkOverride(values, clock.today));
      refuseUnknown(clock);
      await refuseUnknownBranch(tx, values.branchId);
      const after = await insertOverride(tx, context, values);
      const affected = await listAffectedBy(tx, { before: null, after }, clock.today, body.conflictPolicy);
      await recordOverride(tx, context, 'CREATE_OVERRIDE', { before: null, after, today: clock.today, affected });
      const answer = await answerOf(tx, after, clock.today, affected);
      return created(answer, `/v1/schedule-overrides/${after.id}`, entityTag(overrideVersion(after)));
    });
  }

  /**
   * Applies a PATCH to an override (docs/rules.md "Layers"). Once it has begun, only its end and its reason may change;
   * once it is over, nothing may. A PATCH without a difference writes and logs nothing.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `OVERRIDE_NOT_FOUND`, 404 `STYLIST_NOT_FOUND`, 404
   * `BRANCH_NOT_FOUND`, 412, 409 `OVERRIDE_IN_PAST`, 409 `OVERRIDE_STARTED`, 409 `DUPLICATE_OVERRIDE`, 409 `BOOKINGS_AFFECTED`.
   */
  edit(
    context: RequestContext,
    id: string,
    { conflictPolicy, ...patch }: UpdateOverrideDto,
  ): Promise<Reply<OverrideChangedDto>> {
    return context.write(async (tx) => {
      if (Object.values(patch).every((value) => value === undefined)) {
        throw invalid({ path: '', code: 'REQUIRED', message: 'must change something beside conflictPolicy' });
      }
      const before = await lockOverride(tx, id);
      const values = patched(before, patch);
      const status = statusOn(before, (await this.clockOf(tx, before.stylistUserId)).today);
      const clock = await this.clockOf(tx, values.stylistUserId);
      refuseInvalid(checkEdit(before, values, status, clock.today));
      refuseUnknown(clock);
      await refuseUnknownBranch(tx, values.branchId, before.branchId);
      context.expectVersion(overrideVersion(before));
      const refusal = refusalOfEdit(before, values, status);
      if (refusal !== null) throw new Problem(refusal);
      const { today } = clock;
      const different = differences(before, values);
      const after = different.length === 0 ? before : await updateOverride(tx, id, values);
      const isReworded = different.every((field) => field === 'reason');
      const affected = isReworded ? NONE_AFFECTED : await listAffectedBy(tx, { before, after }, today, conflictPolicy);
      if (after !== before) await recordOverride(tx, context, 'UPDATE_OVERRIDE', { before, after, today, affected });
      return ok(await answerOf(tx, after, today, affected), entityTag(overrideVersion(after)));
    });
  }

  /**
   * Removes an override that is to come or began today; one that began earlier ends yesterday (docs/rules.md "Layers"),
   * or is removed where the shortened one would repeat another.
   * If a stylist made it and it is to come, the stylist gets back what it cost (docs/rules.md "Budgets").
   *
   * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`, 412, 409 `OVERRIDE_IN_PAST`.
   */
  delete(context: RequestContext, id: string): Promise<Reply<null>> {
    return context.write(async (tx) => {
      const row = await lockOverride(tx, id);
      const { today } = await this.clockOf(tx, row.stylistUserId);
      context.expectVersion(overrideVersion(row));
      if (statusOn(row, today) === 'past') throw new Problem('OVERRIDE_IN_PAST');
      const after = row.startDate < today ? { ...row, endDate: addDays(today, -1) } : null;
      if (after !== null) await endRows((sql, values) => tx.query(sql, values), [row], after.endDate);
      else await deleteOverride(tx, id);
      const maker = row.origin === 'stylist' ? row.stylistUserId : null;
      const details =
        maker === null ? {} : { refunded: (await refund(tx, await lockBudget(tx, maker), [row])).refunded };
      const affected = await listAffectedBy(tx, { before: row, after }, today);
      await recordOverride(tx, context, 'DELETE_OVERRIDE', { before: row, after: null, today, affected }, details);
      return noContent();
    });
  }

  /** @throws {Problem} 404 `OVERRIDE_NOT_FOUND`. */
  show(context: RequestContext, id: string): Promise<Reply<OverrideDto>> {
    return context.read(async (tx) => {
      const row = await readOverride(tx, id);
      const { today } = await this.clockOf(tx, row.stylistUserId);
      return ok(await shown(tx, row, today), entityTag(overrideVersion(row)));
    });
  }

  /**
   * Lists the overrides of everybody, newest first.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`.
   */
  async list(context: RequestContext, query: OverrideQuery): Promise<OverridePageDto> {
    checkRange(query);
    const { type, stylistId, branchId, scope, origin, from, to, status } = query;
    const request = pageRequest('schedule-overrides', query, ['instant', 'id']);
    const wanted = [type, stylistId, scope, origin, from, to, status].map((value) => value ?? null);
    const filters = [this.config.businessTimezone, ...wanted, usableZones(), branchId ?? null];
    const list = { rows: LIST_OVERRIDES, count: COUNT_OVERRIDES, filters };
    return context.read(async (tx) => pageOfOverrides(tx, request, await readList(tx, 'query', list, request)));
  }

  private clockOf(tx: Tx, stylistUserId: string | null): Promise<Clock> {
    return clockOf(tx, stylistUserId, this.config.businessTimezone);
  }
}

async function answerOf(
  tx: Tx,
  row: OverrideRow,
  today: LocalDate,
  affected: AffectedBookings,
): Promise<OverrideChangedDto> {
  const shadowedBy = await shadowsOf(tx, row, today);
  return { ...(await shown(tx, row, today)), ...affected, shadowedBy };
}

async function shown(tx: Tx, row: OverrideRow, today: LocalDate): Promise<Pick<OverrideDto, keyof OverrideDto>> {
  const [named] = await withBranchNames(tx, [row]);
  return overrideOf(named!, today);
}
