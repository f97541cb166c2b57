import { type ProblemName } from '../../http/problem.js';
import { type Budget, type Charge, chargeOf, exhaustedBy } from '../budgets/budget.js';
import {
  dayPriority,
  duplicateOfTimeOff,
  isClosedByAdmin,
  replacedByDay,
  replacedByTimeOff,
  standingRow,
} from './rules.js';
import type { OwnLayer } from './rules.js';
import {
  type DayRequest,
  dayRowOf,
  type OverrideType,
  type TimeOffRequest,
  timeOffRowOf,
} from '../overrides/override-shapes.js';
import type { LocalDate } from '../../calendar/wall-clock.js';

/** A row that a stylist's change writes. Dates and times in the stylist's zone. */
export interface OwnRow {
  overrideType: OverrideType;
  startDate: LocalDate;
  endDate: LocalDate;
  isClosed: boolean;
  startTime: string | null;
  endTime: string | null;
  priority: number;
  setForDay: boolean;
  isEmergency: boolean;
}

/** What a stylist's change comes to, before anything is written. */
export interface OwnPlan<Row extends OwnLayer> {
  /** Null: nothing is to be written, because it stands already or cannot be. */
  row: OwnRow | null;
  /** What already is as asked for. */
  standing: Row | null;
  /** The own day rows that give way. */
  replaced: Row[];
  charge: Charge;
  /** Why it cannot be, whatever the bookings and the budget say. */
  refusal: 'CLOSED_BY_ADMIN' | 'DUPLICATE_OVERRIDE' | null;
}

const NOTHING = { row: null, standing: null, replaced: [], charge: 'none', refusal: null } as const;

/** Setting a day (rules.md §3, §4): `rows` are the overrides that reach the stylist on the date. */
export function planDay<Row extends OwnLayer>(
  stylistUserId: string,
  rows: readonly Row[],
  request: DayRequest,
): OwnPlan<Row> {
  const { date, isClosed, startTime = null, endTime = null, isEmergency = false } = request;
  if (!isClosed && isClosedByAdmin(rows, stylistUserId, date)) {
    return { ...NOTHING, replaced: [], refusal: 'CLOSED_BY_ADMIN' };
  }
  const standing = standingRow(rows, request);
  if (standing !== undefined) return { ...NOTHING, replaced: [], standing };
  const { overrideType } = dayRowOf(request);
  const priority = dayPriority(rows, request);
  const dates = { startDate: date, endDate: date };
  return {
    ...NOTHING,
    row: { overrideType, ...dates, isClosed, startTime, endTime, priority, setForDay: true, isEmergency },
    replaced: replacedByDay(rows, request),
    charge: chargeOf(isEmergency),
  };
}

/** Taking time off (rules.md §3, §4): `rows` are the overrides that reach the stylist in the range. */
export function planTimeOff<Row extends OwnLayer>(rows: readonly Row[], request: TimeOffRequest): OwnPlan<Row> {
  const { startDate, endDate, isEmergency = false } = request;
  if (duplicateOfTimeOff(rows, request) !== undefined) {
    return { ...NOTHING, replaced: [], refusal: 'DUPLICATE_OVERRIDE' };
  }
  const shape = { isClosed: true, startTime: null, endTime: null, setForDay: false, isEmergency };
  return {
    ...NOTHING,
    row: { ...timeOffRowOf(request), startDate, endDate, ...shape },
    replaced: replacedByTimeOff(rows, request),
    charge: chargeOf(isEmergency),
  };
}

/**
 * Why a well-formed change is refused, if it is: the order of rules.md §5. An emergency may affect bookings.
 *
 * @param affected how many bookings the change affects.
 */
export function refusalOf(plan: OwnPlan<OwnLayer>, affected: number, budget: Budget): ProblemName | null {
  if (plan.refusal !== null) return plan.refusal;
  if (affected > 0 && plan.row?.isEmergency !== true) return 'BOOKINGS_AFFECTED';
  return exhaustedBy(budget, plan.charge) === null ? null : 'OVERRIDE_BUDGET_EXHAUSTED';
}
