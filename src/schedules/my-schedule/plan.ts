import type { LocalDate } from '../../calendar/wall-clock.js';
import { type Budget, type Charge, chargeOf, exhaustedBy } from '../budgets/budget.js';
import { covers, type OverrideLayer, resolveDay } from '../layers.js';
import {
  type DayRequest,
  dayRowOf,
  type Origin,
  scopeOf,
  shapeOf,
  type TimeOffRequest,
  timeOffRowOf,
} from '../overrides/override-types.js';
import { words } from '../../http/words.js';

/** The part of an override that a plan needs. */
export interface PlanLayer extends OverrideLayer {
  origin: Origin;
  setForDay: boolean;
  isEmergency: boolean;
}

/** A row that a stylist's change writes. Dates and times in the stylist's zone. */
export type PlannedRow = Omit<
  PlanLayer,
  'id' | 'appliesToAllStylists' | 'branchId' | 'stylistUserId' | 'createdAt' | 'origin'
>;

/** The reasons to refuse a well-formed change (docs/rules.md "Bookings already made"). */
export const REFUSALS = words('ChangeRefusal', [
  'DUPLICATE_OVERRIDE',
  'CLOSED_BY_ADMIN',
  'NO_EFFECT',
  'BOOKINGS_AFFECTED',
  'OVERRIDE_BUDGET_EXHAUSTED',
]);

/** The plan of a stylist's change, before anything is written. */
export interface Plan<Row extends PlanLayer> {
  /** The row to write; null where the plan has a standing row or a refusal. */
  row: PlannedRow | null;
  /** The day row that the change would only repeat. */
  standing: Row | null;
  /** The day rows that the change removes. */
  replaced: readonly Row[];
  charge: Charge;
  /** Why the change is impossible, apart from bookings and budget. */
  refusal: 'CLOSED_BY_ADMIN' | 'DUPLICATE_OVERRIDE' | null;
}

const NOTHING = { row: null, standing: null, replaced: [], charge: 'none', refusal: null } as const;

/**
 * Plans a day that a stylist sets (docs/rules.md "Layers").
 *
 * @param rows the overrides that reach the stylist on the date.
 */
export function planDay<Row extends PlanLayer>(
  stylistUserId: string,
  rows: readonly Row[],
  request: DayRequest,
): Plan<Row> {
  const { date, isClosed, startTime = null, endTime = null, isEmergency = false } = request;
  if (!isClosed && isClosedByAdmin(rows, stylistUserId, date)) return { ...NOTHING, refusal: 'CLOSED_BY_ADMIN' };
  const standing = standingRow(rows, request);
  if (standing !== undefined) return { ...NOTHING, standing };
  const { overrideType } = dayRowOf(request);
  const priority = dayPriority(rows, request);
  const shape = { isClosed, startTime, endTime, setForDay: true, isEmergency };
  return {
    ...NOTHING,
    row: { overrideType, priority, startDate: date, endDate: date, ...shape },
    replaced: replacedByDay(rows, request),
    charge: chargeOf(isEmergency),
  };
}

/**
 * Plans time off (docs/rules.md "Layers").
 *
 * @param rows the overrides that reach the stylist in the range.
 */
export function planTimeOff<Row extends PlanLayer>(rows: readonly Row[], request: TimeOffRequest): Plan<Row> {
  const { startDate, endDate, isEmergency = false } = request;
  if (repeatsTimeOff(rows, request)) return { ...NOTHING, refusal: 'DUPLICATE_OVERRIDE' };
  const shape = { isClosed: true, startTime: null, endTime: null, setForDay: false, isEmergency };
  return {
    ...NOTHING,
    row: { ...timeOffRowOf(request), startDate, endDate, ...shape },
    // All that was set for a day in the range, blocks too.
    replaced: dayRowsOf(rows, startDate, endDate),
    charge: chargeOf(isEmergency),
  };
}

/** What a plan would do. */
export interface Outcome {
  /** An admin's closure decides the date that the stylist would open. */
  isClosedByAdmin: boolean;
  /** Every date is worked as before. */
  isWithoutEffect: boolean;
  /** The number of bookings that it affects. */
  affected: number;
}

/** The first reason to refuse a well-formed change; null: it is accepted. An emergency may affect bookings. */
export function refusalOf(plan: Plan<PlanLayer>, outcome: Outcome, budget: Budget): (typeof REFUSALS)[number] | null {
  if (plan.refusal !== null) return plan.refusal;
  if (plan.standing !== null) return null;
  if (outcome.isClosedByAdmin) return 'CLOSED_BY_ADMIN';
  if (outcome.isWithoutEffect) return 'NO_EFFECT';
  if (outcome.affected > 0 && plan.row?.isEmergency !== true) return 'BOOKINGS_AFFECTED';
  return exhaustedBy(budget, plan.charge) === null ? null : 'OVERRIDE_BUDGET_EXHAUSTED';
}

/** The highest priority of all. */
const MAX_PRIORITY = 100;

/** The day row that the request would only repeat: the same date and times, and no less urgent. */
function standingRow<Row extends PlanLayer>(rows: readonly Row[], request: DayRequest): Row | undefined {
  return dayRowsOf(rows, request.date, request.date).find(
    (row) => isSameTimes(row, request) && (row.isEmergency || request.isEmergency !== true),
  );
}

/**
 * The day rows that a new day row replaces (docs/rules.md "Layers"). A closed day or hours replace the earlier one;
 * blocks stand side by side, so that a block replaces only a block of the same times.
 */
function replacedByDay<Row extends PlanLayer>(rows: readonly Row[], request: DayRequest): Row[] {
  const dayRows = dayRowsOf(rows, request.date, request.date);
  return shapeOf(request) === 'block'
    ? dayRows.filter((row) => isSameTimes(row, request))
    : dayRows.filter((row) => shapeOf(row) !== 'block');
}

/** Whether the same time off exists; a stylist or an admin may have made it. */
function repeatsTimeOff(rows: readonly PlanLayer[], { startDate, endDate }: TimeOffRequest): boolean {
  return rows.some(
    (row) =>
      !row.setForDay &&
      row.overrideType === 'stylist_vacation' &&
      shapeOf(row) === 'closure' &&
      row.startDate === startDate &&
      row.endDate === endDate,
  );
}

/**
 * The priority of a day row. It is raised above the stylist's time off on the date, because a stylist may set a day
 * inside time off, even if only the time off is an emergency.
 */
function dayPriority(rows: readonly PlanLayer[], request: DayRequest): number {
  const timeOff = rows.filter(
    (row) => row.origin === 'stylist' && !row.setForDay && covers(row, request.date) && shapeOf(row) === 'closure',
  );
  return Math.min(MAX_PRIORITY, Math.max(dayRowOf(request).priority, ...timeOff.map((row) => row.priority + 1)));
}

/** Whether an admin closed the date for this stylist, who then cannot open it (docs/rules.md "Layers"). */
function isClosedByAdmin(rows: readonly PlanLayer[], stylistUserId: string, date: LocalDate): boolean {
  const overrides = rows.filter((row) => row.origin === 'admin' && scopeOf(row) === 'stylist');
  const { source, window } = resolveDay({ stylistUserId, branchId: null, week: [], overrides }, date);
  return source.layer === 'override' && window === null;
}

/**
 * Whether a row is an admin's word: an admin wrote it, or raised time off of the stylist so far that no day of the
 * stylist wins over it.
 */
export function isByAdmin({ origin, setForDay, priority }: PlanLayer): boolean {
  return origin === 'admin' || (!setForDay && priority === MAX_PRIORITY);
}

/** The day rows among the rows, all of the date. */
export function dayRowsOf<Row extends PlanLayer>(rows: readonly Row[], from: LocalDate, to: LocalDate): Row[] {
  return rows.filter((row) => row.setForDay && row.startDate >= from && row.startDate <= to);
}

function isSameTimes(row: OverrideLayer, { isClosed, startTime, endTime }: DayRequest): boolean {
  return row.isClosed === isClosed && row.startTime === (startTime ?? null) && row.endTime === (endTime ?? null);
}
