import { Injectable } from '@nestjs/common';
import { recordScheduleChange } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import type { Tx } from '../../database/transaction.js';
import { recordAffected } from '../../events/outbox.js';
import { Problem } from '../../http/problem.js';
import { created, entityTag, ok, type Reply } from '../../http/reply.js';
import { type AffectedBookings, bookingsAffected, listAffected, NONE_AFFECTED } from '../affected-list.js';
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
} from '../budgets/budget-ledger.js';
import type { EffectiveDayDto } from '../effective-day.dto.js';
import { NOT_WRITTEN_YET } from '../layers.js';
import { loadSchedule, type StylistSchedule } from '../load-schedules.js';
import {
  endRows,
  LOCK_OVERRIDE,
  loggedRows,
  loggedValues,
  ownOverrideOf,
  type OverrideRow,
  overrideVersion,
} from '../overrides/override-rows.js';
import { checkDay, checkTimeOff, refuseInvalid, statusOn } from '../overrides/override-types.js';
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

/** A plan with all that decides whether it is accepted. */
interface Proposal {
  state: BudgetState;
  schedule: StylistSchedule;
  plan: Plan<OverrideRow>;
  from: LocalDate;
  to: LocalDate;
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
  setDay(context: RequestContext, date: LocalDate, body: SetDayDto): Promise<Reply<DayChangedDto>> {
    return context.write(async (tx) => {
      const { isClosed, startTime, endTime, isEmergency, reason } = body;
      const request = { date, isClosed, startTime, endTime, isEmergency };
      const state = await lockBudget(tx, context.user.userId);
      refuseInvalid(checkDay(request, state.today));
      const schedule = await loadSchedule(tx, state.stylistUserId, date, date);
      const plan = planDay(state.stylistUserId, schedule.overrides, request);
      const dayRows = dayRowsOf(schedule.overrides, date, date);
      context.expectVersion(dateVersion(dayRows));
      if (plan.standing !== null) {
        const { days } = effectOfPlan(schedule, plan, date, date);
        return dayReply(plan.standing, dayRows, days[0]!.after, { state, charged: 'none', ...NONE_AFFECTED });
      }
      const proposal = { state, schedule, plan, from: date, to: date };
      const { row, effect, after } = await accept(tx, context, proposal, reason);
      const kept = [...dayRows.filter((one) => !plan.replaced.includes(one)), row];
      const { charge: charged } = plan;
      await recordExhausted(tx, context, charged, after);
      const listed = await listAffected(tx, effect.affected);
      return dayReply(row, kept, effect.days[0]!.after, { state: after, charged, ...listed });
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
      const { startDate: from, endDate: to } = body;
      const state = await lockBudget(tx, context.user.userId);
      const { today } = state;
      refuseInvalid(checkTimeOff(body, today));
      const schedule = await loadSchedule(tx, state.stylistUserId, from, to);
      const plan = planTimeOff(schedule.overrides, body);
      const proposal = { state, schedule, plan, from, to };
      const { row, effect, after } = await accept(tx, context, proposal, body.reason);
      const { state: refunded } = await refund(tx, after, plan.replaced);
      await recordExhausted(tx, context, plan.charge, refunded);
      const answer: TimeOffTakenDto = {
        override: ownOverrideOf(row, today),
        days: effect.days.map((day) => day.after),
        replaced: plan.replaced.map((replaced) => ownOverrideOf(replaced, today)),
        budget: budgetOf(refunded),
        charged: plan.charge,
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
      const { stylistUserId, today, budget } = state;
      refuseInvalid('date' in request ? checkDay(request, today) : checkTimeOff(request, today));
      const [from, to] = 'date' in request ? [request.date, request.date] : [request.startDate, request.endDate];
      const schedule = await loadSchedule(tx, stylistUserId, from, to);
      const plan =
        'date' in request
          ? planDay(stylistUserId, schedule.overrides, request)
          : planTimeOff(schedule.overrides, request);
      const effect = effectOfPlan(schedule, plan, from, to);
      const refusal = refusalOf(plan, outcomeOf(schedule, plan, effect), budget);
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
      if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND');
      if (row.stylistUserId !== state.stylistUserId || row.origin !== 'stylist') {
        throw new Problem('OVERRIDE_NOT_FOUND', { refusal: true });
      }
      context.expectVersion(overrideVersion(row));
      return cancelRows(tx, context, state, [row]);
    });
  }
}

/** The effect of a plan on the dates and their bookings. */
function effectOfPlan(schedule: StylistSchedule, plan: Plan<OverrideRow>, from: LocalDate, to: LocalDate): Effect {
  const { stylistUserId } = schedule;
  const kept = schedule.overrides.filter((override) => !plan.replaced.includes(override));
  const unwritten = { id: '', stylistUserId, appliesToAllStylists: false, branchId: null, createdAt: NOT_WRITTEN_YET };
  const overrides = plan.row === null ? kept : [...kept, { ...unwritten, ...plan.row }];
  return effectOf(schedule, { overrides }, from, to);
}

/** Pays for a plan and writes it, or refuses it. The dates of the effect name the written row. */
async function accept(
  tx: Tx,
  context: RequestContext,
  { state, schedule, plan, from, to }: Proposal,
  reason: string | undefined,
): Promise<{ row: OverrideRow; effect: Effect; after: BudgetState }> {
  const proposed = effectOfPlan(schedule, plan, from, to);
  const refusal = refusalOf(plan, outcomeOf(schedule, plan, proposed), state.budget);
  const { row: planned, charge, replaced } = plan;
  if (refusal === 'BOOKINGS_AFFECTED') throw await bookingsAffected(tx, proposed.affected);
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
  await recordAffected(tx, context, { overrideId: row.id }, proposed.affected);
  const overrides = [...schedule.overrides.filter((override) => !replaced.includes(override)), row];
  return { row, effect: effectOf(schedule, { overrides }, from, to), after };
}

/** Cancels the caller's rows from today on. It is one change, with one row in the log. */
async function cancelRows(
  tx: Tx,
  context: RequestContext,
  state: BudgetState,
  rows: readonly OverrideRow[],
): Promise<Reply<CancelledDto>> {
  const { today, stylistUserId } = state;
  if (rows.some((row) => statusOn(row, today) === 'past')) throw new Problem('OVERRIDE_IN_PAST');
  const first = rows.map(({ startDate }) => startDate).sort()[0] ?? today;
  const from = first < today ? today : first;
  await refuseIfBooked(tx, stylistUserId, rows, from);
  const begun = rows.filter((row) => row.startDate < today);
  await endRows((sql, values) => tx.engine(sql, values), begun, addDays(today, -1));
  await deleteRows(
    tx,
    rows.filter((row) => !begun.includes(row)),
  );
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

/** A cancellation may not leave bookings outside the working hours either. */
async function refuseIfBooked(
  tx: Tx,
  stylistUserId: string,
  rows: readonly OverrideRow[],
  from: LocalDate,
): Promise<void> {
  const to = rows.reduce((last, row) => (row.endDate > last ? row.endDate : last), from);
  const schedule = await loadSchedule(tx, stylistUserId, from, to);
  const ids = new Set(rows.map((row) => row.id));
  const overrides = schedule.overrides.filter((override) => !ids.has(override.id));
  const { affected } = effectOf(schedule, { overrides }, from, to);
  if (affected.length > 0) throw await bookingsAffected(tx, affected);
}

/** The answer to a day that was set, with the tag of the date. */
function dayReply(
  row: OverrideRow,
  dayRows: readonly OverrideRow[],
  day: EffectiveDayDto,
  { state, ...change }: Pick<DayChangedDto, 'charged'> & AffectedBookings & { state: BudgetState },
): Reply<DayChangedDto> {
  const answer = { override: ownOverrideOf(row, state.today), day, budget: budgetOf(state), ...change };
  return ok(answer, entityTag(dateVersion(dayRows) ?? ''));
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
