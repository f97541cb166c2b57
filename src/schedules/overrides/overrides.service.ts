import { Inject, Injectable } from '@nestjs/common';
import { LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import { type Action, recordAction, recordScheduleChange } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import { usableStylistZone, usableZones } from '../../calendar/stylist-zone.js';
import { addDays, type LocalDate, todayIn } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Tx } from '../../database/transaction.js';
import { checkRange } from '../../http/date-range.js';
import { pageOf, pageRequest } from '../../http/paging.js';
import { invalid, Problem } from '../../http/problem.js';
import { created, entityTag, noContent, ok, type Reply } from '../../http/reply.js';
import { type AffectedBookings, bookingsAffected, listAffected, NONE_AFFECTED } from '../affected-list.js';
import type { ConflictPolicy } from '../affected-bookings.dto.js';
import { lockBudget, refund } from '../budgets/budget-ledger.js';
import { checkEdit, differences, firstTouched, patched, refusalOfEdit, valuesOf } from './override-change.js';
import { bookingsAffectedBy, shadowsOf } from './override-preview.js';
import {
  type Clock,
  clockOf,
  deleteOverride,
  endRows,
  insertOverride,
  lockOverride,
  loggedValues,
  OVERRIDE_COLUMNS,
  overrideOf,
  type OverrideRow,
  overrideVersion,
  readOverride,
  refuseUnknown,
  statusColumn,
  updateOverride,
} from './override-rows.js';
import { ScheduleOverride } from './override.entity.js';
import { checkOverride, refuseInvalid, statusOn } from './override-types.js';
import type {
  CreateOverrideDto,
  OverrideChangedDto,
  OverrideDto,
  OverridePageDto,
  OverrideQuery,
  PublicOverrideQuery,
  PublicOverridesDto,
  UpdateOverrideDto,
} from './overrides.dto.js';

/** Today in the stylist's zone, or in the business's ($1) for an override for all stylists. */
const TODAY = `
  (now() AT TIME ZONE CASE WHEN o.applies_to_all_stylists THEN $1 ELSE ${usableStylistZone('stylist', '$9')} END)::date`;

const WANTED = `
   FROM public.schedule_overrides o
   LEFT JOIN public.stylist_profiles stylist ON stylist.user_id = o.stylist_user_id
  WHERE ($2::text IS NULL OR o.override_type = $2)
    AND ($3::uuid IS NULL OR o.stylist_user_id = $3)
    AND ($4::text IS NULL OR o.applies_to_all_stylists = ($4 = 'all'))
    AND ($5::text IS NULL OR o.origin = $5)
    AND ($6::date IS NULL OR o.end_date >= $6)
    AND ($7::date IS NULL OR o.start_date <= $7)
    AND ($8::text IS NULL OR $8 = ${statusColumn(TODAY)})`;

export const LIST_OVERRIDES = `
  SELECT ${OVERRIDE_COLUMNS}, ${TODAY}::text AS today
  ${WANTED}
    AND ($10::timestamptz IS NULL OR (o.created_at, o.id) < ($10::timestamptz, $11::uuid))
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $12`;

const COUNT_OVERRIDES = `SELECT count(*)::int AS total ${WANTED}`;

/** The public list has no pages; no salon has so many overrides to come. */
const MAX_PUBLIC = 1_000;

/** The overrides of an admin, for one stylist or for all. An override for all stylists is one row. */
@Injectable()
export class OverridesService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Adds an override.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `STYLIST_NOT_FOUND`, 409 `DUPLICATE_OVERRIDE`, 409
   * `BOOKINGS_AFFECTED`.
   */
  create(context: RequestContext, body: CreateOverrideDto): Promise<Reply<OverrideChangedDto>> {
    return context.write(async (tx) => {
      const values = valuesOf(body);
      const clock = await this.clockOf(tx, values.stylistUserId);
      refuseInvalid(checkOverride(values, clock.today));
      refuseUnknown(clock);
      const after = await insertOverride(tx, context, values);
      const affected = await affectedBy(tx, { before: null, after }, clock.today, body.conflictPolicy);
      await record(tx, context, 'CREATE_OVERRIDE', { before: null, after, today: clock.today });
      const shadowedBy = await shadowsOf(tx, after, clock.today);
      const answer = { ...overrideOf(after, clock.today), ...affected, shadowedBy };
      return created(answer, `/v1/schedule-overrides/${after.id}`, entityTag(overrideVersion(after)));
    });
  }

  /**
   * Applies a PATCH to an override (docs/rules.md "Layers"). Once it has begun, only its end and its reason may change;
   * once it is over, nothing may. A PATCH without a difference writes and logs nothing.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `OVERRIDE_NOT_FOUND`, 404 `STYLIST_NOT_FOUND`, 412, 409
   * `OVERRIDE_IN_PAST`, 409 `OVERRIDE_STARTED`, 409 `DUPLICATE_OVERRIDE`, 409 `BOOKINGS_AFFECTED`.
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
      context.expectVersion(overrideVersion(before));
      const refusal = refusalOfEdit(before, values, status);
      if (refusal !== null) throw new Problem(refusal);
      const { today } = clock;
      const changed = differences(before, values);
      if (changed.length === 0) return changedReply(tx, before, today, NONE_AFFECTED);
      const after = await updateOverride(tx, id, values);
      const isReworded = changed.every((field) => field === 'reason');
      const affected = isReworded ? NONE_AFFECTED : await affectedBy(tx, { before, after }, today, conflictPolicy);
      await record(tx, context, 'UPDATE_OVERRIDE', { before, after, today });
      return changedReply(tx, after, today, affected);
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
      if (row.startDate < today) await endRows((sql, values) => tx.query(sql, values), [row], addDays(today, -1));
      else await deleteOverride(tx, id);
      const details = row.origin === 'stylist' ? { refunded: await refundedBy(tx, row) } : {};
      await record(tx, context, 'DELETE_OVERRIDE', { before: row, after: null, today }, details);
      return noContent();
    });
  }

  /** @throws {Problem} 404 `OVERRIDE_NOT_FOUND`. */
  show(context: RequestContext, id: string): Promise<Reply<OverrideDto>> {
    return context.read(async (tx) => {
      const row = await readOverride(tx, id);
      const { today } = await this.clockOf(tx, row.stylistUserId);
      return ok(overrideOf(row, today), entityTag(overrideVersion(row)));
    });
  }

  /**
   * Lists the overrides of everybody, newest first.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`.
   */
  async list(context: RequestContext, query: OverrideQuery): Promise<OverridePageDto> {
    checkRange(query);
    const { type, stylistId, scope, origin, from, to, status } = query;
    const request = pageRequest('schedule-overrides', query, ['instant', 'id']);
    const wanted = [type, stylistId, scope, origin, from, to, status].map((value) => value ?? null);
    const filters = [this.config.businessTimezone, ...wanted, usableZones()];
    const [createdAt = null, id = null] = request.after ?? [];
    return context.read(async (tx) => {
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
    });
  }

  /**
   * Lists the overrides for all stylists that are active or to come, by start. Everybody may read them.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`.
   */
  async listPublic(context: RequestContext, query: PublicOverrideQuery): Promise<PublicOverridesDto> {
    checkRange(query);
    const today = todayIn(this.config.businessTimezone, Date.now());
    const from = query.from === undefined || query.from < today ? today : query.from;
    const rows = await context.read((tx) =>
      tx.manager.find(ScheduleOverride, {
        select: {
          id: true,
          overrideType: true,
          startDate: true,
          endDate: true,
          isClosed: true,
          startTime: true,
          endTime: true,
          reason: true,
        },
        where: {
          appliesToAllStylists: true,
          endDate: MoreThanOrEqual(from),
          ...(query.to === undefined ? {} : { startDate: LessThanOrEqual(query.to) }),
        },
        order: { startDate: 'ASC', endDate: 'ASC', id: 'ASC' },
        take: MAX_PUBLIC,
      }),
    );
    const items = rows.map(({ overrideType, startDate, endDate, isClosed, startTime, endTime, reason }) => {
      return { overrideType, startDate, endDate, isClosed, startTime, endTime, reason };
    });
    return { items };
  }

  private clockOf(tx: Tx, stylistUserId: string | null): Promise<Clock> {
    return clockOf(tx, stylistUserId, this.config.businessTimezone);
  }
}

/** The bookings that a written change affects. By the policy it may refuse the change instead. */
async function affectedBy(
  tx: Tx,
  change: { before: OverrideRow | null; after: OverrideRow },
  today: LocalDate,
  policy: ConflictPolicy = 'warn',
): Promise<AffectedBookings> {
  const { bookings, total } = await bookingsAffectedBy(tx, change, addDays(today, -1));
  if (policy === 'refuse' && total > 0) throw await bookingsAffected(tx, bookings, total);
  return listAffected(tx, bookings, total);
}

/** Gives the stylist who made an override back what it cost. */
async function refundedBy(tx: Tx, row: OverrideRow): Promise<object> {
  const { refunded } = await refund(tx, await lockBudget(tx, row.stylistUserId ?? ''), [row]);
  return refunded;
}

/**
 * Records an admin's change of an override (docs/rules.md "Audit"): one row in the service management log, and one in
 * the schedule change log of each stylist that it reaches alone. An override for all stylists is only in the former.
 *
 * @param details further members of the record's details.
 */
async function record(
  tx: Tx,
  context: RequestContext,
  action: Extract<Action, 'CREATE_OVERRIDE' | 'UPDATE_OVERRIDE' | 'DELETE_OVERRIDE'>,
  change: { before: OverrideRow | null; after: OverrideRow | null; today: LocalDate },
  details: Record<string, unknown> = {},
): Promise<void> {
  const { before, after, today } = change;
  const row = after ?? before;
  const reason = row?.reason ?? null;
  const values = (one: OverrideRow | null) => (one === null ? null : loggedValues(one));
  await recordAction(tx, context, {
    action,
    targetType: 'schedule_override',
    targetId: row?.id ?? null,
    details: { oldValues: values(before), newValues: values(after), reason, ...details },
  });
  const stylists = new Set([before, after].flatMap((one) => one?.stylistUserId ?? []));
  for (const stylistUserId of stylists) {
    const old = before?.stylistUserId === stylistUserId ? before : null;
    const next = after?.stylistUserId === stylistUserId ? after : null;
    await recordScheduleChange(tx, context, {
      stylistUserId,
      changeDate: firstTouched(old, next, today),
      changeType: 'availability_override',
      oldValues: values(old),
      newValues: values(next),
      reason,
      isEmergency: false,
    });
  }
}

async function changedReply(
  tx: Tx,
  row: OverrideRow,
  today: LocalDate,
  affected: AffectedBookings,
): Promise<Reply<OverrideChangedDto>> {
  const shadowedBy = await shadowsOf(tx, row, today);
  return ok({ ...overrideOf(row, today), ...affected, shadowedBy }, entityTag(overrideVersion(row)));
}
