import { invalid, type Problem } from '../../http/problem.js';
import type { DayRequest, TimeOffRequest } from '../overrides/override-types.js';
import type { PreviewChangeDto } from './my-schedule.dto.js';

/** The request of a preview: a day with its date, or time off. */
export function requestOf(body: PreviewChangeDto): DayRequest | TimeOffRequest {
  const { date, isClosed, startTime, endTime, startDate, endDate, isEmergency = false } = body;
  if (date !== undefined) {
    refuseBeside('date', { startDate, endDate });
    if (isClosed === undefined) throw required('isClosed');
    return { date, isClosed, startTime, endTime, isEmergency };
  }
  if (startDate === undefined) throw required(endDate === undefined ? 'date' : 'startDate');
  if (endDate === undefined) throw required('endDate');
  refuseBeside('startDate', { isClosed, startTime, endTime });
  return { startDate, endDate, isEmergency };
}

function refuseBeside(field: string, others: Record<string, unknown>): void {
  const given = Object.keys(others).filter((path) => others[path] !== undefined);
  if (given.length === 0) return;
  throw invalid(...given.map((path) => ({ path, code: 'NOT_ALLOWED', message: `cannot stand beside ${field}` })));
}

function required(path: string): Problem {
  return invalid({ path, code: 'REQUIRED', message: 'is required' });
}
