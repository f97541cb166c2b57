import type { RequestContext } from '../../auth/request-context.js';
import { recordScheduleChange } from '../../audit/record.js';
import type { Tx } from '../../database/transaction.js';
import { invalid, Problem } from '../../http/problem.js';
import { created, entityTag, ok, type Reply } from '../../http/reply.js';
import { budgetOf, type BudgetState, lockBudget, refund, spend } from '../budgets/budget-ledger.js';
import { bookingsAffected, type ChangedDay, type Effect, effectOf, listAffected } from '../effect.js';
import { NOT_WRITTEN_YET } from '../layers.js';
import { loadSchedules, type StylistSchedule } from '../load-schedules.js';
import { type OwnPlan, planDay, planTimeOff, refusalOf } from './plan.js';
import { deleteRows, insertRow } from './rows.js';
import type { DayChangedDto, SetDayDto, TimeOffDto, TimeOffTakenDto } from './my-schedule.dto.js';
import { loggedRows, loggedValues, overrideOf, type OverrideRow, overrideVersion } from '../overrides/override-rows.js';
import { checkDay, checkTimeOff, type DayRequest, type ShapeProblem } from '../overrides/override-shapes.js';
import type { LocalDate } from '../../calendar/wall-clock.js';

/**
 * Sets a day of the caller: closed, blocked for a part, or worked between two times (rules.md §3–5). What stands already
 * as an own day row, no less urgent, is answered unchanged and costs nothing.
 *
 * @param date in the caller's zone.
 * @throws {Problem} 400, 409 `CLOSED_BY_ADMIN`, 409 `BOOKINGS_AFFECTED`, 412, 429 `OVERRIDE_BUDGET_EXHAUSTED`.
 */
export async function setDay(
  tx: Tx,
  context: RequestContext,
  date: LocalDate,
  body: SetDayDto,
): Promise<Reply<DayChangedDto>> {
  const { isClosed, startTime, endTime, isEmergency } = body;
  const request: DayRequest = { date, isClosed, startTime, endTime, isEmergency };
  const state = await lockBudget(tx, context.user.userId);
  refuseShape(checkDay(request, state.today));
  const schedule = await loadOwn(tx, state.stylistUserId, date, date);
  const plan = planDay(state.stylistUserId, schedule.overrides, request);
  expectCurrent(context, plan.standing === null ? plan.replaced : [plan.standing]);
  if (plan.standing !== null) {
    const { days } = effectOfPlan(schedule, plan, date, date);
    return dayReply(plan.standing, days, state, 'none', listAffected([]));
  }
  const { row, effect, after } = await write(tx, context, { state, schedule, plan, from: date, to: date }, body.reason);
  return dayReply(row, effect.days, after, plan.charge, listAffected(effect.affected));
}

/**
 * Takes time off for the caller: whole days, at most 14 (rules.md §3–5). It removes the caller's own day rows in its
 * range and gives back what they cost.
 *
 * @throws {Problem} 400, 409 `DUPLICATE_OVERRIDE`, 409 `BOOKINGS_AFFECTED`, 429 `OVERRIDE_BUDGET_EXHAUSTED`.
 */
export async function takeTimeOff(tx: Tx, context: RequestContext, body: TimeOffDto): Promise<Reply<TimeOffTakenDto>> {
  const { startDate: from, endDate: to } = body;
  const state = await lockBudget(tx, context.user.userId);
  refuseShape(checkTimeOff(body, state.today));
  const schedule = await loadOwn(tx, state.stylistUserId, from, to);
  const plan = planTimeOff(schedule.overrides, body);
  const { row, effect, after } = await write(tx, context, { state, schedule, plan, from, to }, body.reason);
  const { state: afterwards } = await refund(tx, after, plan.replaced);
  const answer: TimeOffTakenDto = {
    override: overrideOf(row, state.today),
    days: effect.days.map((day) => day.after),
    replaced: plan.replaced.map((replaced) => overrideOf(replaced, state.today)),
    budget: budgetOf(afterwards),
    charged: plan.charge,
    ...listAffected(effect.affected),
  };
  return created(answer, `/v1/me/overrides/${row.id}`, entityTag(overrideVersion(row)));
}

/** What a plan would do to the dates and their bookings. */
export function effectOfPlan(
  schedule: StylistSchedule,
  plan: OwnPlan<OverrideRow>,
  from: LocalDate,
  to: LocalDate,
): Effect {
  const { stylistUserId } = schedule;
  const kept = schedule.overrides.filter((override) => !plan.replaced.includes(override));
  const unwritten = { id: '', stylistUserId, appliesToAllStylists: false, createdAt: NOT_WRITTEN_YET };
  const overrides = plan.row === null ? kept : [...kept, { ...unwritten, ...plan.row }];
  return effectOf(schedule, { overrides }, from, to);
}

/** The caller's own schedule between two dates. */
export async function loadOwn(tx: Tx, stylistUserId: string, from: LocalDate, to: LocalDate): Promise<StylistSchedule> {
  const [schedule] = await loadSchedules(tx, [stylistUserId], from, to);
  if (schedule === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return schedule;
}

/** Honours `If-Match` for a day: what is set there now, which may be nothing. */
function expectCurrent(context: RequestContext, current: readonly OverrideRow[]): void {
  if (current.length === 0) context.expectVersion('none');
  for (const row of current) context.expectVersion(overrideVersion(row));
}

/** @throws {Problem} 400 `VALIDATION_FAILED` with every wrong field. */
export function refuseShape(problems: readonly ShapeProblem[]): void {
  if (problems.length > 0) throw invalid(...problems);
}

interface Accepting {
  state: BudgetState;
  schedule: StylistSchedule;
  plan: OwnPlan<OverrideRow>;
  from: LocalDate;
  to: LocalDate;
}

/** Pays for a plan and writes it, or refuses it; the answer's dates name the row that was written. */
async function write(
  tx: Tx,
  context: RequestContext,
  { state, schedule, plan, from, to }: Accepting,
  reason: string | undefined,
): Promise<{ row: OverrideRow; effect: Effect; after: BudgetState }> {
  const planned = effectOfPlan(schedule, plan, from, to);
  refuse(plan, planned, state);
  const { row: wanted, charge, replaced } = plan;
  if (wanted === null || charge === 'none') throw new Error('a plan that is not refused writes a row and costs');
  deleteRows(tx, replaced);
  const [after, row] = await Promise.all([
    spend(tx, state, charge),
    insertRow(tx, state.stylistUserId, wanted, { charge, reason }),
  ]);
  await recordScheduleChange(tx, context, {
    stylistUserId: state.stylistUserId,
    changeDate: wanted.startDate,
    changeType: wanted.isEmergency ? 'emergency_block' : 'availability_override',
    oldValues: loggedRows(replaced),
    newValues: loggedValues(row),
    reason: row.reason,
    isEmergency: wanted.isEmergency,
  });
  const overrides = [...schedule.overrides.filter((override) => !replaced.includes(override)), row];
  return { row, effect: effectOf(schedule, { overrides }, from, to), after };
}

/** Throws what stands in the way; an empty budget is left to the guarded spend, which refuses it. */
function refuse(plan: OwnPlan<OverrideRow>, effect: Effect, { budget }: BudgetState): void {
  const refusal = refusalOf(plan, effect.affected.length, budget);
  if (refusal === 'BOOKINGS_AFFECTED') throw bookingsAffected(effect.affected);
  if (refusal !== null && refusal !== 'OVERRIDE_BUDGET_EXHAUSTED') throw new Problem(refusal);
}

function dayReply(
  row: OverrideRow,
  days: readonly ChangedDay[],
  state: BudgetState,
  charged: DayChangedDto['charged'],
  affected: ReturnType<typeof listAffected>,
): Reply<DayChangedDto> {
  const day = days[0]!.after;
  const answer = { override: overrideOf(row, state.today), day, budget: budgetOf(state), charged, ...affected };
  return ok(answer, entityTag(overrideVersion(row)));
}
