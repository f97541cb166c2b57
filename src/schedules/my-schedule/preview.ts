import type { RequestContext } from '../../auth/request-context.js';
import type { Tx } from '../../database/transaction.js';
import { invalid, Problem } from '../../http/problem.js';
import { ok, type Reply } from '../../http/reply.js';
import { budgetOf, readBudget } from '../budgets/budget-ledger.js';
import { listAffected } from '../effect.js';
import { effectOfPlan, loadOwn, refuseShape } from './change.js';
import { planDay, planTimeOff, refusalOf } from './plan.js';
import type { OwnPreviewAnswerDto, PreviewOwnDto } from './my-schedule.dto.js';
import { checkDay, checkTimeOff, type DayRequest, type TimeOffRequest } from '../overrides/override-shapes.js';

type Request = { kind: 'day'; day: DayRequest } | { kind: 'timeOff'; timeOff: TimeOffRequest };

/**
 * Tells what a change of the caller would do and cost, and whether it would be refused (rules.md §5). Writes nothing.
 *
 * @throws {Problem} 400.
 */
export async function previewOwn(
  tx: Tx,
  context: RequestContext,
  body: PreviewOwnDto,
): Promise<Reply<OwnPreviewAnswerDto>> {
  const request = requestOf(body);
  const state = await readBudget(tx, context.user.userId);
  if (state === undefined) throw new Problem('STYLIST_NOT_FOUND');
  const { stylistUserId, today, budget } = state;
  refuseShape(request.kind === 'day' ? checkDay(request.day, today) : checkTimeOff(request.timeOff, today));
  const [from, to] =
    request.kind === 'day'
      ? [request.day.date, request.day.date]
      : [request.timeOff.startDate, request.timeOff.endDate];
  const schedule = await loadOwn(tx, stylistUserId, from, to);
  const plan =
    request.kind === 'day'
      ? planDay(stylistUserId, schedule.overrides, request.day)
      : planTimeOff(schedule.overrides, request.timeOff);
  const { days, affected } = effectOfPlan(schedule, plan, from, to);
  const refusal = refusalOf(plan, affected.length, budget);
  return ok({ days, ...listAffected(affected), charge: plan.charge, budget: budgetOf(state), refusal });
}

/** The body is that of a day set, with its date, or of time off. */
function requestOf(body: PreviewOwnDto): Request {
  const { date, isClosed, startTime, endTime, startDate, endDate, isEmergency = false } = body;
  if (date !== undefined) {
    refuseBeside('date', { startDate, endDate });
    if (isClosed === undefined) throw required('isClosed');
    return { kind: 'day', day: { date, isClosed, startTime, endTime, isEmergency } };
  }
  if (startDate === undefined) throw required(endDate === undefined ? 'date' : 'startDate');
  if (endDate === undefined) throw required('endDate');
  refuseBeside('startDate', { isClosed, startTime, endTime });
  return { kind: 'timeOff', timeOff: { startDate, endDate, isEmergency } };
}

function refuseBeside(field: string, others: Record<string, unknown>): void {
  const given = Object.keys(others).filter((path) => others[path] !== undefined);
  if (given.length === 0) return;
  throw invalid(...given.map((path) => ({ path, code: 'NOT_ALLOWED', message: `cannot stand beside ${field}` })));
}

function required(path: string): Problem {
  return invalid({ path, code: 'REQUIRED', message: 'is required' });
}
