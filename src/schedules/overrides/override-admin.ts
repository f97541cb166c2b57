import type { RequestContext } from '../../auth/request-context.js';
import type { Tx } from '../../database/transaction.js';
import { invalid, Problem } from '../../http/problem.js';
import { created, entityTag, noContent, ok, type Reply } from '../../http/reply.js';
import { lockBudget, refund } from '../budgets/budget-ledger.js';
import { bookingsAffected, listAffected } from '../effect.js';
import { addDays } from '../../calendar/wall-clock.js';
import { checkEdit, differences, patched, refusalOfEdit } from './override-edit-rules.js';
import { bookingsAffectedBy } from './override-effect.js';
import { recordOverride } from './override-log.js';
import { overrideOf, type OverrideRow, overrideVersion } from './override-rows.js';
import { checkOverride, OVERRIDE_TYPES, statusOn } from './override-shapes.js';
import {
  type Clock,
  clockOf,
  deleteOverrideRow,
  insertOverride,
  lockOverride,
  type OverrideValues,
  updateOverride,
} from './override-write.js';
import type { ConflictPolicy, CreateOverrideDto, OverrideChangedDto, UpdateOverrideDto } from './overrides.dto.js';

/**
 * Writes an override for one stylist or for all: one row, whomever it reaches (rules.md §4, §5).
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `STYLIST_NOT_FOUND`, 409 `DUPLICATE_OVERRIDE`, 409 `BOOKINGS_AFFECTED`.
 */
export async function createOverride(
  tx: Tx,
  context: RequestContext,
  body: CreateOverrideDto,
  businessTimezone: string,
): Promise<Reply<OverrideChangedDto>> {
  const values = valuesOf(body);
  const clock = await clockOf(tx, values.stylistUserId, businessTimezone);
  refuseValues(checkOverride(values, clock.today), clock);
  const row = await insertOverride(tx, context, values);
  const affected = await decide(tx, { before: null, after: row }, clock, body.conflictPolicy);
  recordOverride(tx, context, 'CREATE_OVERRIDE', { before: null, after: row, today: clock.today });
  const answer = { ...overrideOf(row, clock.today), ...affected };
  return created(answer, `/v1/schedule-overrides/${row.id}`, entityTag(overrideVersion(row)));
}

/**
 * Lays a PATCH over an override (rules.md §4): what has begun changes in its end and reason only, what is over not at
 * all. What already is so changes and logs nothing.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `OVERRIDE_NOT_FOUND`, 404 `STYLIST_NOT_FOUND`, 412, 409
 * `OVERRIDE_IN_PAST`, 409 `OVERRIDE_STARTED`, 409 `DUPLICATE_OVERRIDE`, 409 `BOOKINGS_AFFECTED`.
 */
export async function editOverride(
  tx: Tx,
  context: RequestContext,
  id: string,
  { conflictPolicy, ...patch }: UpdateOverrideDto,
  businessTimezone: string,
): Promise<Reply<OverrideChangedDto>> {
  if (Object.values(patch).every((value) => value === undefined)) {
    throw invalid({ path: '', code: 'REQUIRED', message: 'must change something beside conflictPolicy' });
  }
  const row = await lockOverride(tx, id);
  const values = patched(row, patch);
  const status = statusOn(row, (await clockOf(tx, row.stylistUserId, businessTimezone)).today);
  const clock = await clockOf(tx, values.stylistUserId, businessTimezone);
  refuseValues(checkEdit(row, values, status, clock.today), clock);
  context.expectVersion(overrideVersion(row));
  const refusal = refusalOfEdit(row, values, status);
  if (refusal !== null) throw new Problem(refusal);
  const changed = differences(row, values);
  if (changed.length === 0) return changedReply(row, clock, listAffected([]));
  const after = await updateOverride(tx, id, values);
  const isReworded = changed.every((field) => field === 'reason');
  const affected = isReworded ? listAffected([]) : await decide(tx, { before: row, after }, clock, conflictPolicy);
  recordOverride(tx, context, 'UPDATE_OVERRIDE', { before: row, after, today: clock.today });
  return changedReply(after, clock, affected);
}

/**
 * Removes an override that is to come or began today, and lets one that has begun end yesterday (rules.md §4). Own time
 * to come of a stylist gives back what it cost (rules.md §3).
 *
 * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`, 412, 409 `OVERRIDE_IN_PAST`.
 */
export async function deleteOverride(
  tx: Tx,
  context: RequestContext,
  id: string,
  businessTimezone: string,
): Promise<Reply<null>> {
  const row = await lockOverride(tx, id);
  const { today } = await clockOf(tx, row.stylistUserId, businessTimezone);
  context.expectVersion(overrideVersion(row));
  if (statusOn(row, today) === 'past') throw new Problem('OVERRIDE_IN_PAST');
  if (row.startDate < today) await updateOverride(tx, id, { ...row, endDate: addDays(today, -1) });
  else deleteOverrideRow(tx, id);
  const refunded =
    row.origin === 'stylist' && row.stylistUserId !== null ? await giveBack(tx, row, row.stylistUserId) : {};
  recordOverride(tx, context, 'DELETE_OVERRIDE', { before: row, after: null, today }, refunded);
  return noContent();
}

/** The values of a POST, as they are stored. */
export function valuesOf(body: CreateOverrideDto): OverrideValues {
  const { overrideType, appliesToAllStylists, stylistUserId = null, startDate, endDate, isClosed } = body;
  const { startTime = null, endTime = null, priority = OVERRIDE_TYPES[overrideType].priority, reason = null } = body;
  const dates = { startDate, endDate };
  return {
    overrideType,
    appliesToAllStylists,
    stylistUserId,
    ...dates,
    isClosed,
    startTime,
    endTime,
    priority,
    reason,
  };
}

/** @throws {Problem} 400 `VALIDATION_FAILED` with every wrong field, then 404 `STYLIST_NOT_FOUND`. */
export function refuseValues(problems: ReturnType<typeof checkOverride>, { isUnknown }: Clock): void {
  if (problems.length > 0) throw invalid(...problems);
  if (isUnknown) throw new Problem('STYLIST_NOT_FOUND');
}

/** Lists the bookings that a written change affects, or refuses it with the list (rules.md §5). */
async function decide(
  tx: Tx,
  change: { before: OverrideRow | null; after: OverrideRow },
  { today }: Clock,
  policy: ConflictPolicy = 'warn',
): Promise<ReturnType<typeof listAffected>> {
  const { bookings, total } = await bookingsAffectedBy(tx, change, addDays(today, -1));
  if (policy === 'refuse' && total > 0) throw bookingsAffected(bookings, total);
  return listAffected(bookings, total);
}

async function giveBack(tx: Tx, row: OverrideRow, stylistUserId: string): Promise<{ refunded: object }> {
  const { refunded } = await refund(tx, await lockBudget(tx, stylistUserId), [row]);
  return { refunded };
}

function changedReply(
  row: OverrideRow,
  { today }: Clock,
  affected: ReturnType<typeof listAffected>,
): Reply<OverrideChangedDto> {
  return ok({ ...overrideOf(row, today), ...affected }, entityTag(overrideVersion(row)));
}
