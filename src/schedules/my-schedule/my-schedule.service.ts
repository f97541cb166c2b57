import { Injectable } from '@nestjs/common';
import { recordScheduleChange } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import type { Tx } from '../../database/transaction.js';
import { recordAffected } from '../../events/outbox.js';
import { Problem } from '../../http/problem.js';
import { created, entityTag, ok, type Reply } from '../../http/reply.js';
import { bookingsAffected, listAffected } from '../affected-list.js';
import { type Effect, effectOf } from '../effect.js';
import {
  budgetExhausted,
  budgetOf,
  type BudgetState,
  lockBudget,
  readBudget,
  recordExhausted,
  refund,
  spend,
} from '../budgets/locked-budget.js';
import type { EffectiveDayDto } from '../effective-day.dto.js';
import { type OverrideLayer, unwritten } from '../layers.js';
import { loadSchedule, type StylistSchedule } from '../load-schedules.js';
import { spanOf } from '../overrides/override-change.js';
import {
  endRows,
  LOCK_OVERRIDE,
  loggedRows,
  loggedValues,
  ownOverrideOf,
  type OverrideRow,
  overrideVersion,
} from '../overrides/override-rows.js';
import {
  checkDay,
  checkTimeOff,
  type DayRequest,
  refuseInvalid,
  statusOn,
  type TimeOffRequest,
} from '../overrides/override-types.js';
import { dateVersion, deleteRows, insertRow, lockDayRows } from './my-schedule-rows.js';
import { requestOf } from './preview-request.js';
import type {
  CancelledDto,
  DayChangedDto,
  MyPreviewDto,
  PreviewChangeDto,
  SetDayDto,
  TimeOffDto,
  TimeOffTakenDto,
} from './my-schedule.dto.js';
import { dayRowsOf, isByAdmin, type Outcome, type Plan, planDay, planTimeOff, refusalOf } from './plan.js';

/** A planned change between two dates. */
interface Draft {
  schedule: StylistSchedule;
  plan: Plan<OverrideRow>;
  from: LocalDate;
  to: LocalDate;
}

/** A planned change with all that decides whether it is accepted. */
interface Proposal extends Draft {
  state: BudgetState;
  effect: Effect;
  refusal: ReturnType<typeof refusalOf>;
}

/** The changes that a stylist makes to their own schedule. */
@Injectable()
export class MyScheduleService {
  /**
   * Sets a day of the caller: closed, blocked for a part, or working between two times (docs/rules.md "Layers"). A
   * request that only repeats a day row gets the same answer, and costs nothing.
   *
   * @param date in the caller's zone.
   * @throws {Problem} 400, 409 `CLOSED_BY_ADMIN`, 409 `NO_EFFECT`, 409 `BOOKINGS_AFFECTED`, 412, 429 `OVERRIDE_BUDGET_EXHAUSTED`.
   */
  setDay(context: RequestContext, date: LocalDate, { reason, ...day }: SetDayDto): Promise<Reply<DayChangedDto>> {
    return context.write(async (tx) => {
      const proposal = await propose(tx, await lockBudget(tx, context.user.userId), { date, ...day });
      const { schedule, plan } = proposal;
      const dayRows = dayRowsOf(schedule.overrides, date, date);
      context.expectVersion(dateVersion(dayRows));
      const { row, effect, after } = await accept(tx, context, proposal, reason);
      await recordExhausted(tx, context, plan.charge, after);
      const answer: DayChangedDto = {
        override: ownOverrideOf(row, after.today),
        day: effect.days[0]!.after,
        budget: budgetOf(after),
        charged: plan.charge,
        ...(await listAffected(tx, effect.affected)),
      };
      const kept = dayRows.filter((one) => one !== row && !plan.replaced.includes(one));
      return ok(answer, entityTag(dateVersion([...kept, row]) ?? ''));
    });
  }

  /**
   * Takes time off for the caller: whole days, at most 14 (docs/rules.md "Layers"). It removes the caller's day rows in
   * the range and refunds them.
   *
   * @throws {Problem} 400, 409 `DUPLICATE_OVERRIDE`, 409 `NO_EFFECT`, 409 `BOOKINGS_AFFECTED`, 429
   * `OVERRIDE_BUDGET_EXHAUSTED`.
   */
  takeTimeOff(context: RequestContext, body: TimeOffDto): Promise<Reply<TimeOffTakenDto>> {
    return context.write(async (tx) => {
      const proposal = await propose(tx, await lockBudget(tx, context.user.userId), body);
      const { charge, replaced } = proposal.plan;
      const { row, effect, after } = await accept(tx, context, proposal, body.reason);
      const { state: refunded } = await refund(tx, after, replaced);
      await recordExhausted(tx, context, charge, refunded);
      const answer: TimeOffTakenDto = {
        override: ownOverrideOf(row, after.today),
        days: effect.days.map((day) => day.after),
        replaced: replaced.map((one) => ownOverrideOf(one, after.today)),
        budget: budgetOf(refunded),
        charged: charge,
        ...(await listAffected(tx, effect.affected)),
      };
      return created(answer, `/v1/me/overrides/${row.id}`, entityTag(overrideVersion(row)));
    });
  }

  /**
   * Computes what a change of the caller would do and cost, and why it would be refused. It writes nothing.
   *
   * @throws {Problem} 400.
   */
  preview(context: RequestContext, body: PreviewChangeDto): Promise<Reply<MyPreviewDto>> {
    return context.write(async (tx) => {
      const request = requestOf(body);
      const state = await readBudget(tx, context.user.userId);
      const { plan, effect, refusal } = await propose(tx, state, request);
      const charge = refusal === 'NO_EFFECT' || refusal === 'CLOSED_BY_ADMIN' ? 'none' : plan.charge;
      const listed = await listAffected(tx, effect.affected);
      return ok({ days: effect.days, ...listed, charge, budget: budgetOf(state), refusal });
    });
  }

  /**
   * Removes all day rows of a date of the caller, and refunds them unless the date is today (docs/rules.md "Budgets").
   *
   * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`, 409 `OVERRIDE_IN_PAST`, 409 `BOOKINGS_AFFECTED`, 412.
   */
  clearDay(context: RequestContext, date: LocalDate): Promise<Reply<CancelledDto>> {
    return context.write(async (tx) => {
      const state = await lockBudget(tx, context.user.userId);
      const rows = await lockDayRows(tx, state.stylistUserId, date);
      if (rows.length === 0) throw new Problem('OVERRIDE_NOT_FOUND', { detail: 'Nothing is set for this date' });
      context.expectVersion(dateVersion(rows));
      return cancelRows(tx, context, state, rows);
    });
  }

  /**
   * Cancels an override that the caller made. One to come is removed and refunded. One that began today is removed, one
   * that began earlier ends yesterday, and neither is refunded (docs/rules.md "Layers").
   *
   * @throws {Problem} 404 `OVERRIDE_NOT_FOUND`, also for an override that the caller did not make, 409
   * `OVERRIDE_IN_PAST`, 409 `BOOKINGS_AFFECTED`, 412.
   */
  cancel(context: RequestContext, id: string): Promise<Reply<CancelledDto>> {
    return context.write(async (tx) => {
      const state = await lockBudget(tx, context.user.userId);
      const [row] = await tx.engine<OverrideRow>(LOCK_OVERRIDE, [id]);
      if (row?.stylistUserId !== state.stylistUserId || row.origin !== 'stylist') {
        throw new Problem('OVERRIDE_NOT_FOUND', { refusal: row !== undefined });
      }
      context.expectVersion(overrideVersion(row));
      return cancelRows(tx, context, state, [row]);
    });
  }
}

/**
 * Plans a change, and decides whether it is accepted.
 *
 * @throws {Problem} 400.
 */
async function propose(tx: Tx, state: BudgetState, request: DayRequest | TimeOffRequest): Promise<Proposal> {
  const { stylistUserId, today, budget } = state;
  const isDay = 'date' in request;
  refuseInvalid(isDay ? checkDay(request, today) : checkTimeOff(request, today));
  const [from, to] = isDay ? [request.date, request.date] : [request.startDate, request.endDate];
  const schedule = await loadSchedule(tx, stylistUserId, from, to);
  const { overrides } = schedule;
  const plan = isDay ? planDay(stylistUserId, overrides, request) : planTimeOff(overrides, request);
  const draft = { schedule, plan, from, to };
  const reach = { stylistUserId, appliesToAllStylists: false, branchId: null };
  const effect = effectWith(plan.row === null ? null : { ...unwritten(0), ...reach, ...plan.row }, draft);
  return { ...draft, state, effect, refusal: refusalOf(plan, outcomeOf(schedule, plan, effect), budget) };
}

/** The effect of a plan that writes the row on the dates and their bookings. */
function effectWith(row: OverrideLayer | null, { schedule, plan, from, to }: Draft): Effect {
  const kept = schedule.overrides.filter((override) => !plan.replaced.includes(override));
  return effectOf(schedule, { overrides: row === null ? kept : [...kept, row] }, from, to);
}

/** Pays for a plan and writes it, or refuses it. The dates of the effect name the row, also one that already stands. */
async function accept(
  tx: Tx,
  context: RequestContext,
  proposal: Proposal,
  reason: string | undefined,
): Promise<{ row: OverrideRow; effect: Effect; after: BudgetState }> {
  const { state, effect, refusal } = proposal;
  const { row: planned, standing, replaced, charge } = proposal.plan;
  if (standing !== null) return { row: standing, effect, after: state };
  if (refusal === 'BOOKINGS_AFFECTED') throw await bookingsAffected(tx, effect.affected);
  if (refusal === 'OVERRIDE_BUDGET_EXHAUSTED' && charge !== 'none') throw budgetExhausted(state, charge);
  if (refusal !== null) throw new Problem(refusal);
  if (planned === null || charge === 'none') throw new Error('a plan that is not refused writes a row and costs');
  await deleteRows(tx, replaced);
  // Sent together: every round trip here makes the stylist's other changes wait for the lock.
  const [after, row] = await Promise.all([
    spend(tx, state, charge),
    insertRow(tx, state.stylistUserId, planned, { charge, reason, now: state.now }),
  ]);
  await recordScheduleChange(tx, context, {
    stylistUserId: state.stylistUserId,
    changeDate: planned.startDate,
    changeType: planned.isEmergency ? 'emergency_block' : 'availability_override',
    oldValues: loggedRows(replaced),
    newValues: loggedValues(row),
    reason: row.reason,
    isEmergency: planned.isEmergency,
  });
  await recordAffected(tx, context, { overrideId: row.id }, effect.affected);
  return { row, effect: effectWith(row, proposal), after };
}

/** Cancels the caller's rows from today on, with one row in the log. No booking may then lie outside the hours. */
async function cancelRows(
  tx: Tx,
  context: RequestContext,
  state: BudgetState,
  rows: readonly OverrideRow[],
): Promise<Reply<CancelledDto>> {
  const { today, stylistUserId } = state;
  if (rows.some((row) => statusOn(row, today) === 'past')) throw new Problem('OVERRIDE_IN_PAST');
  const span = spanOf({ before: null, after: rows });
  const from = span.from < today ? today : span.from;
  const schedule = await loadSchedule(tx, stylistUserId, from, span.to);
  const ids = new Set(rows.map((row) => row.id));
  const overrides = schedule.overrides.filter(({ id }) => !ids.has(id));
  const { affected } = effectOf(schedule, { overrides }, from, span.to);
  if (affected.length > 0) throw await bookingsAffected(tx, affected);
  const begun = rows.filter((row) => row.startDate < today);
  const others = rows.filter((row) => row.startDate >= today);
  await endRows((sql, values) => tx.engine(sql, values), begun, addDays(today, -1));
  await deleteRows(tx, others);
  await recordScheduleChange(tx, context, {
    stylistUserId,
    changeDate: from,
    changeType: 'availability_override',
    oldValues: loggedRows(rows),
    newValues: null,
    reason: null,
    isEmergency: false,
  });
  const { state: after, refunded } = await refund(tx, state, rows);
  return ok({ budget: budgetOf(after), refunded });
}

/** What the effect of a plan means for its acceptance. */
function outcomeOf(schedule: StylistSchedule, plan: Plan<OverrideRow>, { days, affected }: Effect): Outcome {
  const windows = (day: EffectiveDayDto): string => JSON.stringify(day.windows);
  const winners = days.map(({ after }) => schedule.overrides.find(({ id }) => id === after.source.overrideId));
  return {
    isClosedByAdmin: plan.row?.isClosed === false && winners.some((row) => row?.isClosed === true && isByAdmin(row)),
    isWithoutEffect: days.every(({ before, after }) => windows(before) === windows(after)),
    affected: affected.length,
  };
}
