import { addDays, countDates, datesBetween, type LocalDate } from '../../calendar/wall-clock.js';
import type { FieldError } from '../../http/problem.js';
import { covers, type OverrideLayer } from '../layers.js';
import { FIELDS, type OverrideField, type OverrideRow, type OverrideValues } from './override-rows.js';
import { checkOverride, checkShape, OVERRIDE_TYPES, type OverrideStatus } from './override-types.js';
import type { NewOverrideDto, UpdateOverrideDto } from './overrides.dto.js';

/** One override before and after a change, or several that are added; null before it is added, and after it is removed. */
export interface OverrideChange {
  before: OverrideLayer | null;
  after: OverrideLayer | readonly OverrideLayer[] | null;
}

/** The stylists that a change reaches: all, the members of branches, and some alone. */
export interface Reach {
  isForAll: boolean;
  branches: string[];
  stylists: string[];
}

/** The first and the last date that the change covers, before or after. */
export function spanOf(change: OverrideChange): { from: LocalDate; to: LocalDate } {
  const rows = rowsOf(change);
  const starts = rows.map(({ startDate }) => startDate).sort();
  const ends = rows.map(({ endDate }) => endDate).sort();
  return { from: starts[0]!, to: ends.at(-1)! };
}

/** The dates from `first` on that the change covers, before or after; a gap between the two ranges does not count. */
export function datesOf(change: OverrideChange, first: LocalDate): LocalDate[] {
  const dates = rowsOf(change).flatMap(({ startDate, endDate }) => {
    const from = startDate < first ? first : startDate;
    return countDates(from, endDate) > 0 ? datesBetween(from, endDate) : [];
  });
  return [...new Set(dates)].sort();
}

/** Whether the change covers the date, before or after. */
export function coversDate(change: OverrideChange, date: LocalDate): boolean {
  return rowsOf(change).some((row) => covers(row, date));
}

/** The stylists that the change reaches on the date, before or after; without a date, on any date. */
export function reachOf(change: OverrideChange, date?: LocalDate): Reach {
  const rows = rowsOf(change).filter((row) => date === undefined || covers(row, date));
  return {
    isForAll: rows.some(({ appliesToAllStylists }) => appliesToAllStylists),
    branches: [...new Set(rows.flatMap(({ branchId }) => branchId ?? []))],
    stylists: [...new Set(rows.flatMap(({ stylistUserId }) => stylistUserId ?? []))],
  };
}

/**
 * The overrides of a schedule before and after the change. The schedule may be loaded before or after the change is
 * written.
 */
export function variantsOf(
  change: OverrideChange,
  loaded: readonly OverrideLayer[],
): Record<'before' | 'after', { overrides: OverrideLayer[] }> {
  const ids = rowsOf(change).map(({ id }) => id);
  const others = loaded.filter(({ id }) => !ids.includes(id));
  const { before, after } = change;
  return {
    before: { overrides: [...others, ...rowsOf({ before, after: null })] },
    after: { overrides: [...others, ...rowsOf({ before: null, after })] },
  };
}

/** The fields that may change once an override has begun (docs/rules.md "Layers"). */
const CHANGEABLE_ONCE_BEGUN: readonly OverrideField[] = ['endDate', 'reason'];

/** The fields that an admin cannot change in an override that a stylist made. */
const FIXED_IF_BY_STYLIST: readonly OverrideField[] = [
  'overrideType',
  'appliesToAllStylists',
  'branchId',
  'stylistUserId',
  'isClosed',
];

/** The values of a POST. */
export function valuesOf(body: NewOverrideDto): OverrideValues {
  const { overrideType, appliesToAllStylists = false, branchId = null, stylistUserId = null } = body;
  const { startDate, endDate, isClosed, startTime = null, endTime = null, reason = null } = body;
  const { priority = OVERRIDE_TYPES[overrideType].priority } = body;
  const reach = { overrideType, appliesToAllStylists, branchId, stylistUserId };
  return { ...reach, startDate, endDate, isClosed, startTime, endTime, priority, reason };
}

/**
 * The values of an override after a PATCH: an absent field stays, null clears a field, and a cleared priority becomes
 * the default of the type. `appliesToAllStylists: true` drops branch and stylist; otherwise null takes a scope away.
 */
export function patched(row: OverrideRow, patch: UpdateOverrideDto): OverrideValues {
  const overrideType = patch.overrideType ?? row.overrideType;
  const appliesToAllStylists = patchedField(row.appliesToAllStylists, patch.appliesToAllStylists) ?? false;
  const isForAll = patch.appliesToAllStylists === true;
  return {
    overrideType,
    appliesToAllStylists,
    branchId: patchedField(isForAll ? null : row.branchId, patch.branchId),
    stylistUserId: patchedField(isForAll ? null : row.stylistUserId, patch.stylistUserId),
    startDate: patch.startDate ?? row.startDate,
    endDate: patch.endDate ?? row.endDate,
    isClosed: patch.isClosed ?? row.isClosed,
    startTime: patchedField(row.startTime, patch.startTime),
    endTime: patchedField(row.endTime, patch.endTime),
    priority: patchedField(row.priority, patch.priority) ?? OVERRIDE_TYPES[overrideType].priority,
    reason: patchedField(row.reason, patch.reason),
  };
}

/** The fields that differ. */
export function differences(row: OverrideRow, wanted: OverrideValues): OverrideField[] {
  return FIELDS.filter((field) => row[field] !== wanted[field]);
}

/**
 * All wrong fields of an edited override (docs/rules.md "Layers"). An override that has begun may end yesterday or later.
 * An override that a stylist made keeps its type and its stylist, and a day row keeps to one date.
 *
 * @param today in the zone of the stylist after the edit, or in the business's for all stylists or a branch.
 */
export function checkEdit(
  row: OverrideRow,
  wanted: OverrideValues,
  status: OverrideStatus,
  today: LocalDate,
): FieldError[] {
  const changed = differences(row, wanted);
  const isByStylist = row.origin === 'stylist';
  const fixed = isByStylist ? FIXED_IF_BY_STYLIST.filter((field) => changed.includes(field)) : [];
  const message = 'cannot change: the stylist made this override';
  const ownership = fixed.map((path): FieldError => ({ path, code: 'NOT_ALLOWED', message }));
  if (row.setForDay && wanted.endDate !== wanted.startDate) {
    ownership.push({ path: 'endDate', code: 'NOT_ALLOWED', message: 'must be startDate: the stylist set one day' });
  }
  if (status === 'upcoming') return [...ownership, ...checkOverride(wanted, today)];
  const endsTooEarly = changed.includes('endDate') && wanted.endDate < addDays(today, -1);
  const tooEarly = { path: 'endDate', code: 'DATE_IN_PAST', message: 'must be yesterday or later: it has begun' };
  return [...ownership, ...checkShape(wanted), ...(endsTooEarly ? [tooEarly] : [])];
}

/** Why an override cannot take the wanted values (docs/rules.md "Layers"); null: it can. */
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
 * The first date that a change touches, today or later. Where only the end moves it is the day after the earlier end.
 */
export function firstTouched(before: OverrideRow | null, after: OverrideRow | null, today: LocalDate): LocalDate {
  const rows = [before, after].filter((row) => row !== null);
  const onlyEnds = before !== null && after !== null && differences(before, after).join() === 'endDate';
  const dates = rows.map(({ startDate, endDate }) => (onlyEnds ? addDays(endDate, 1) : startDate)).sort();
  const first = dates[0] ?? today;
  return first < today ? today : first;
}

function rowsOf({ before, after }: OverrideChange): OverrideLayer[] {
  return [before, after].flat().filter((row) => row !== null);
}

function patchedField<Value>(stored: Value | null, given: Value | null | undefined): Value | null {
  return given === undefined ? stored : given;
}
