import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import type { OverrideRow } from './override-rows.js';
import {
  checkOverride,
  checkPlannedShape,
  OVERRIDE_TYPES,
  type OverrideStatus,
  type ShapeProblem,
} from './override-shapes.js';
import type { OverrideValues } from './override-write.js';
import type { UpdateOverrideDto } from './overrides.dto.js';

/** What of an override may change once it has begun (rules.md §4). */
const CHANGEABLE_ONCE_BEGUN: readonly (keyof OverrideValues)[] = ['endDate', 'reason'];

/** What of an override that a stylist made stays the stylist's. */
const FIXED_IF_OWN: readonly (keyof OverrideValues)[] = [
  'overrideType',
  'appliesToAllStylists',
  'stylistUserId',
  'isClosed',
];

const FIELDS: readonly (keyof OverrideValues)[] = [
  'overrideType',
  'appliesToAllStylists',
  'stylistUserId',
  'startDate',
  'endDate',
  'isClosed',
  'startTime',
  'endTime',
  'priority',
  'reason',
];

/**
 * What an override becomes when a PATCH is laid over it: what is absent stays, null clears, and a cleared priority is
 * the default of the type. For all stylists there is no stylist.
 */
export function patched(row: OverrideRow, patch: UpdateOverrideDto): OverrideValues {
  const overrideType = patch.overrideType ?? row.overrideType;
  const appliesToAllStylists = patch.appliesToAllStylists ?? row.appliesToAllStylists;
  const keptStylist = patch.appliesToAllStylists === true ? null : row.stylistUserId;
  return {
    overrideType,
    appliesToAllStylists,
    stylistUserId: laidOver(keptStylist, patch.stylistUserId),
    startDate: patch.startDate ?? row.startDate,
    endDate: patch.endDate ?? row.endDate,
    isClosed: patch.isClosed ?? row.isClosed,
    startTime: laidOver(row.startTime, patch.startTime),
    endTime: laidOver(row.endTime, patch.endTime),
    priority: laidOver(row.priority, patch.priority) ?? OVERRIDE_TYPES[overrideType].priority,
    reason: laidOver(row.reason, patch.reason),
  };
}

/** The fields in which an override becomes another one. */
export function differences(row: OverrideRow, wanted: OverrideValues): (keyof OverrideValues)[] {
  return FIELDS.filter((field) => row[field] !== wanted[field]);
}

/**
 * Everything wrong with what an override becomes (rules.md §4); `today` in the zone of whom it will reach. One that has
 * begun keeps its start and may end yesterday or later. One that a stylist made stays of its kind, for its stylist, and a
 * day row stays one date.
 */
export function checkEdit(
  row: OverrideRow,
  wanted: OverrideValues,
  status: OverrideStatus,
  today: LocalDate,
): ShapeProblem[] {
  const changed = differences(row, wanted);
  const isOwn = row.origin === 'stylist';
  const fixed = isOwn ? FIXED_IF_OWN.filter((field) => changed.includes(field)) : [];
  const message = 'cannot change: the stylist made this override';
  const ownership = fixed.map((path): ShapeProblem => ({ path, code: 'NOT_ALLOWED', message }));
  if (row.setForDay && wanted.endDate !== wanted.startDate) {
    ownership.push({ path: 'endDate', code: 'NOT_ALLOWED', message: 'must be startDate: the stylist set one day' });
  }
  if (status === 'upcoming') return [...ownership, ...checkOverride(wanted, today)];
  const endsTooEarly = changed.includes('endDate') && wanted.endDate < addDays(today, -1);
  return [
    ...ownership,
    ...checkPlannedShape(wanted),
    ...(endsTooEarly
      ? [{ path: 'endDate', code: 'DATE_IN_PAST' as const, message: 'must be yesterday or later: it has begun' }]
      : []),
  ];
}

/** Why an override that was read as it is cannot become another one (rules.md §4). */
export function refusalOfEdit(
  row: OverrideRow,
  wanted: OverrideValues,
  status: OverrideStatus,
): 'OVERRIDE_IN_PAST' | 'OVERRIDE_STARTED' | null {
  if (status === 'past') return 'OVERRIDE_IN_PAST';
  if (status === 'upcoming') return null;
  const isMore = differences(row, wanted).some((field) => !CHANGEABLE_ONCE_BEGUN.includes(field));
  return isMore ? 'OVERRIDE_STARTED' : null;
}

/**
 * The first date that a change touches: where only the end moves, the day after the earlier one; of what has begun none
 * before today.
 */
export function firstTouched(before: OverrideRow | null, after: OverrideRow | null, today: LocalDate): LocalDate {
  const rows = [before, after].filter((row) => row !== null);
  const onlyEnds = before !== null && after !== null && differences(before, after).join() === 'endDate';
  const dates = rows.map(({ startDate, endDate }) => (onlyEnds ? addDays(endDate, 1) : startDate)).sort();
  const first = dates[0] ?? today;
  return first < today ? today : first;
}

function laidOver<Value>(present: Value | null, given: Value | null | undefined): Value | null {
  return given === undefined ? present : given;
}
