import type { OverrideLayer } from '../layers.js';
import { resolveDay } from '../layers.js';
import { type DayRequest, dayRowOf, shapeOf, type TimeOffRequest } from '../overrides/override-shapes.js';
import type { LocalDate } from '../../calendar/wall-clock.js';

/** What the rules of a stylist's own changes need of an override. */
export interface OwnLayer extends OverrideLayer {
  origin: 'admin' | 'stylist';
  setForDay: boolean;
  isEmergency: boolean;
}

/** The highest priority there is. */
const MAX_PRIORITY = 100;

/**
 * The own day row that already is what is asked for: the same date and shape, no less urgent. Asking for it again costs
 * and changes nothing (rules.md §3).
 */
export function standingRow<Row extends OwnLayer>(rows: readonly Row[], request: DayRequest): Row | undefined {
  return dayRowsOf(rows, request.date, request.date).find(
    (row) => isSameTimes(row, request) && (row.isEmergency || request.isEmergency !== true),
  );
}

/**
 * The own day rows that give way to a day set (rules.md §4): a closed day or hours replace the one that was set before;
 * blocks stand side by side, so a block replaces only one of the same times.
 */
export function replacedByDay<Row extends OwnLayer>(rows: readonly Row[], request: DayRequest): Row[] {
  const dayRows = dayRowsOf(rows, request.date, request.date);
  return shapeOf(request) === 'block'
    ? dayRows.filter((row) => isSameTimes(row, request))
    : dayRows.filter((row) => shapeOf(row) !== 'block');
}

/** The own day rows that accepted time off removes: all in its range, blocks too (rules.md §4). */
export function replacedByTimeOff<Row extends OwnLayer>(rows: readonly Row[], request: TimeOffRequest): Row[] {
  return dayRowsOf(rows, request.startDate, request.endDate);
}

/** The override that is the same time off already (rules.md §4, exact duplicates), whoever made it. */
export function duplicateOfTimeOff<Row extends OwnLayer>(
  rows: readonly Row[],
  { startDate, endDate }: TimeOffRequest,
): Row | undefined {
  return rows.find(
    (row) =>
      !row.setForDay &&
      row.overrideType === 'stylist_vacation' &&
      shapeOf(row) === 'closure' &&
      row.startDate === startDate &&
      row.endDate === endDate,
  );
}

/**
 * The priority of a day set: that of rules.md §4, raised above own time off that covers the date, because setting a day
 * inside time off works, also when the time off was an emergency and the day is none.
 */
export function dayPriority(rows: readonly OwnLayer[], request: DayRequest): number {
  const timeOff = rows.filter(
    (row) => row.origin === 'stylist' && !row.setForDay && covers(row, request.date) && shapeOf(row) === 'closure',
  );
  return Math.min(MAX_PRIORITY, Math.max(dayRowOf(request).priority, ...timeOff.map((row) => row.priority + 1)));
}

/** Whether an admin closed the date for this stylist, so that the stylist cannot open it (rules.md §4). */
export function isClosedByAdmin(rows: readonly OwnLayer[], stylistUserId: string, date: LocalDate): boolean {
  const overrides = rows.filter((row) => row.origin === 'admin' && !row.appliesToAllStylists);
  const { source, window } = resolveDay({ stylistUserId, week: [], overrides }, date);
  return source.layer === 'override' && window === null;
}

function dayRowsOf<Row extends OwnLayer>(rows: readonly Row[], from: LocalDate, to: LocalDate): Row[] {
  return rows.filter((row) => row.setForDay && row.startDate >= from && row.startDate <= to);
}

function isSameTimes(row: OverrideLayer, { isClosed, startTime, endTime }: DayRequest): boolean {
  return row.isClosed === isClosed && row.startTime === (startTime ?? null) && row.endTime === (endTime ?? null);
}

function covers(row: OverrideLayer, date: LocalDate): boolean {
  return row.startDate <= date && date <= row.endDate;
}
