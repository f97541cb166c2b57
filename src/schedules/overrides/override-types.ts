import { addDays, countDates, type LocalDate } from '../../calendar/wall-clock.js';
import { type FieldError, invalid } from '../../http/problem.js';
import { words } from '../../http/words.js';

export const SCOPES = words('OverrideScope', ['all', 'branch', 'stylist']);
export const ORIGINS = words('OverrideOrigin', ['admin', 'stylist']);
export const STATUSES = words('OverrideStatus', ['upcoming', 'active', 'past']);

/** All stylists, those of one branch, or one. */
export type Scope = (typeof SCOPES)[number];
export type Origin = (typeof ORIGINS)[number];
export type OverrideStatus = (typeof STATUSES)[number];
export type Shape = 'closure' | 'block' | 'hours';

interface TypeRule {
  scopes: readonly Scope[];
  /** A type is either closed or open. */
  shapes: readonly ['closure', 'block'] | readonly ['hours'];
  /** The priority unless an admin gives another one. */
  priority: number;
}

/**
 * The types of overrides (docs/rules.md "Layers"). The API's words, its documentation, the checks and the tests follow
 * from this table. The database repeats it in two constraints, which a test compares with it.
 */
export const OVERRIDE_TYPES = {
  business_closure: { scopes: ['all', 'branch'], shapes: ['closure', 'block'], priority: 100 },
  stylist_vacation: { scopes: ['stylist'], shapes: ['closure', 'block'], priority: 70 },
  seasonal_hours: { scopes: ['all', 'branch', 'stylist'], shapes: ['hours'], priority: 10 },
  special_event: { scopes: ['all', 'branch', 'stylist'], shapes: ['hours'], priority: 30 },
} as const satisfies Record<string, TypeRule>;

export type OverrideType = keyof typeof OVERRIDE_TYPES;

export const OVERRIDE_TYPE_NAMES = words('OverrideType', Object.keys(OVERRIDE_TYPES) as OverrideType[]);

/** Priorities of what a stylist makes: a day that is set, time off, and either of them in an emergency. */
export const STYLIST_PRIORITY = { day: 60, timeOff: 50, emergency: 90 } as const;

/** Limits in dates: how long an override may be, and how far ahead a stylist may plan. */
export const DATE_LIMITS = { adminDays: 366, timeOffDays: 14, stylistDaysAhead: 366 } as const;

const SCOPE_TEXTS: Record<Scope, string> = { all: 'all stylists', branch: 'one branch', stylist: 'one stylist' };
const SHAPE_TEXTS: Record<Shape, string> = {
  closure: 'closed for whole days',
  block: 'closed between two times',
  hours: 'open between two times',
};

/** The table in words, for the documentation of the API. */
export const OVERRIDE_TYPES_TEXT = OVERRIDE_TYPE_NAMES.map((type) => {
  const { scopes, shapes, priority }: TypeRule = OVERRIDE_TYPES[type];
  const scope = inWords(scopes.map((one) => SCOPE_TEXTS[one]));
  const shape = shapes.map((one) => SHAPE_TEXTS[one]).join(' or ');
  return `\`${type}\` is for ${scope}, ${shape}, by default at priority ${priority}.`;
}).join(' ');

function inWords(names: readonly string[]): string {
  const before = names.slice(0, -1).join(', ');
  return [before, names.at(-1)].filter(Boolean).join(' or ');
}

export interface Times {
  isClosed: boolean;
  /** `HH:MM`; `24:00` is a time for an end only. Both or neither. */
  startTime?: string | null;
  endTime?: string | null;
}

/** An override that an admin wants: the body of a POST, or a row with a PATCH applied. */
export interface OverrideRequest extends Times {
  overrideType: OverrideType;
  appliesToAllStylists: boolean;
  branchId?: string | null;
  stylistUserId?: string | null;
  startDate: LocalDate;
  endDate: LocalDate;
}

/** A stylist's change of one date. */
export interface DayRequest extends Times {
  date: LocalDate;
  isEmergency?: boolean;
}

/** A stylist's time off. */
export interface TimeOffRequest {
  startDate: LocalDate;
  endDate: LocalDate;
  isEmergency?: boolean;
}

/** The scope of an override, also of one that is only wanted and may name more than one. */
export function scopeOf(override: Pick<OverrideRequest, 'appliesToAllStylists' | 'branchId'>): Scope {
  if (override.appliesToAllStylists) return 'all';
  return isGiven(override.branchId) ? 'branch' : 'stylist';
}

/** Whether overrides of the type are open: hours, neither a closure nor a block. */
export function isOpenType(type: OverrideType): boolean {
  return OVERRIDE_TYPES[type].shapes[0] === 'hours';
}

export function shapeOf({ isClosed, startTime }: Times): Shape {
  if (!isClosed) return 'hours';
  return isGiven(startTime) ? 'block' : 'closure';
}

/** The type and priority of a day that a stylist sets (docs/rules.md "Layers"). */
export function dayRowOf(request: Times & { isEmergency?: boolean }): { overrideType: OverrideType; priority: number } {
  return {
    overrideType: request.isClosed ? 'stylist_vacation' : 'special_event',
    priority: request.isEmergency === true ? STYLIST_PRIORITY.emergency : STYLIST_PRIORITY.day,
  };
}

/** The type and priority of time off that a stylist takes (docs/rules.md "Layers"). */
export function timeOffRowOf(request: { isEmergency?: boolean }): { overrideType: OverrideType; priority: number } {
  return {
    overrideType: 'stylist_vacation',
    priority: request.isEmergency === true ? STYLIST_PRIORITY.emergency : STYLIST_PRIORITY.timeOff,
  };
}

/**
 * All wrong fields of an override that an admin adds.
 *
 * @param today in the stylist's zone, or in the business's for all stylists and for a branch.
 */
export function checkOverride(request: OverrideRequest, today: LocalDate): FieldError[] {
  return [...checkShape(request), ...(request.startDate < today ? [inPast('startDate')] : [])];
}

/** All wrong fields of an admin's override that do not depend on today. */
export function checkShape(request: OverrideRequest): FieldError[] {
  return [
    ...checkScope(request),
    ...checkTypeShape(request),
    ...checkTimes(request),
    ...checkRange(request, DATE_LIMITS.adminDays),
  ];
}

/** All wrong fields of a day that a stylist sets; `today` in the stylist's zone. */
export function checkDay(request: DayRequest, today: LocalDate): FieldError[] {
  return [
    ...checkTimes(request),
    ...checkStylistDate('date', request.date, today),
    ...checkEmergency(request.date, request.isEmergency, today),
  ];
}

/** All wrong fields of time off that a stylist takes; `today` in the stylist's zone. */
export function checkTimeOff(request: TimeOffRequest, today: LocalDate): FieldError[] {
  return [
    ...checkRange(request, DATE_LIMITS.timeOffDays),
    ...checkStylistDate('startDate', request.startDate, today),
    ...(isTooFar(request.startDate, today) ? [] : checkTooFar('endDate', request.endDate, today)),
    ...checkEmergency(request.startDate, request.isEmergency, today),
  ];
}

/** Whether a range of dates is to come, under way or over on `today`. */
export function statusOn(range: { startDate: LocalDate; endDate: LocalDate }, today: LocalDate): OverrideStatus {
  if (range.endDate < today) return 'past';
  return range.startDate > today ? 'upcoming' : 'active';
}

/** @throws {Problem} 400 `VALIDATION_FAILED` with every wrong field, if there is one. */
export function refuseInvalid(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid(...errors);
}

/** Exactly one of all stylists, a branch and a stylist, and one that the type is for. */
function checkScope(request: OverrideRequest): FieldError[] {
  const { overrideType, appliesToAllStylists, branchId, stylistUserId } = request;
  const { scopes }: TypeRule = OVERRIDE_TYPES[overrideType];
  const ofBranch = isGiven(branchId);
  const scope = scopeOf(request);
  if (!scopes.includes(scope)) {
    const allowed = `a ${overrideType} is for ${inWords(scopes.map((one) => SCOPE_TEXTS[one]))}`;
    if (scope === 'branch') return [{ path: 'branchId', code: 'NOT_ALLOWED', message: `must be absent: ${allowed}` }];
    const message = scope === 'all' ? `must be false: ${allowed}` : `must be true, or branchId given: ${allowed}`;
    return [{ path: 'appliesToAllStylists', code: 'NOT_ALLOWED', message }];
  }
  const beside = appliesToAllStylists ? 'when it applies to all stylists' : 'beside branchId';
  const refused = (path: string): FieldError => ({ path, code: 'NOT_ALLOWED', message: `must be absent ${beside}` });
  return [
    ...(appliesToAllStylists && ofBranch ? [refused('branchId')] : []),
    ...(scope !== 'stylist' && isGiven(stylistUserId) ? [refused('stylistUserId')] : []),
    ...(scope === 'stylist' ? missing('stylistUserId', stylistUserId, 'when it is for one stylist') : []),
  ];
}

function checkTypeShape({ overrideType, isClosed }: OverrideRequest): FieldError[] {
  const isOpen = isOpenType(overrideType);
  if (isClosed !== isOpen) return [];
  const message = isOpen ? `must be false: a ${overrideType} is open` : `must be true: a ${overrideType} is closed`;
  return [{ path: 'isClosed', code: 'NOT_ALLOWED', message }];
}

function checkTimes({ isClosed, startTime, endTime }: Times): FieldError[] {
  if (!isGiven(startTime) || !isGiven(endTime)) {
    if (isClosed && !isGiven(startTime) && !isGiven(endTime)) return [];
    const why = isClosed ? 'beside the other time' : 'when it is open';
    return [...missing('startTime', startTime, why), ...missing('endTime', endTime, why)];
  }
  if (endTime > startTime) return [];
  const message = 'must be after startTime; 24:00 is the end of the day';
  return [{ path: 'endTime', code: 'END_NOT_AFTER_START', message }];
}

function checkRange({ startDate, endDate }: { startDate: LocalDate; endDate: LocalDate }, max: number): FieldError[] {
  if (endDate < startDate) {
    return [{ path: 'endDate', code: 'END_BEFORE_START', message: 'must not be before startDate' }];
  }
  if (countDates(startDate, endDate) <= max) return [];
  const message = `must be at most ${max} days from startDate, both included`;
  return [{ path: 'endDate', code: 'RANGE_TOO_LONG', message }];
}

function checkStylistDate(path: string, date: LocalDate, today: LocalDate): FieldError[] {
  return date < today ? [inPast(path)] : checkTooFar(path, date, today);
}

function checkTooFar(path: string, date: LocalDate, today: LocalDate): FieldError[] {
  const message = `must be at most ${DATE_LIMITS.stylistDaysAhead} days ahead`;
  return isTooFar(date, today) ? [{ path, code: 'DATE_TOO_FAR', message }] : [];
}

function checkEmergency(date: LocalDate, isEmergency: boolean | undefined, today: LocalDate): FieldError[] {
  if (date !== today || isEmergency === true) return [];
  return [{ path: 'isEmergency', code: 'EMERGENCY_REQUIRED', message: 'must be true for a change of today' }];
}

function isTooFar(date: LocalDate, today: LocalDate): boolean {
  return date > addDays(today, DATE_LIMITS.stylistDaysAhead);
}

export function inPast(path: string): FieldError {
  return { path, code: 'DATE_IN_PAST', message: 'must not be in the past' };
}

function missing(path: string, value: string | null | undefined, why: string): FieldError[] {
  return isGiven(value) ? [] : [{ path, code: 'REQUIRED', message: `is required ${why}` }];
}

function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
