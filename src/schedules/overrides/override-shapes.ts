import { addDays, countDates, type LocalDate } from '../../calendar/wall-clock.js';

/**
 * What an override may look like (rules.md §4, the table of types): who it reaches, its shapes, its default priority.
 * Anything outside this table is refused.
 */
export const OVERRIDE_TYPES = {
  business_closure: { scopes: ['all'], shapes: ['closure', 'block'], priority: 100 },
  stylist_vacation: { scopes: ['stylist'], shapes: ['closure', 'block'], priority: 50 },
  special_event: { scopes: ['all', 'stylist'], shapes: ['hours'], priority: 30 },
  seasonal_hours: { scopes: ['all', 'stylist'], shapes: ['hours'], priority: 10 },
} as const satisfies Record<string, { scopes: readonly Scope[]; shapes: readonly Shape[]; priority: number }>;

type Scope = 'all' | 'stylist';
export type Shape = 'closure' | 'block' | 'hours';
export type OverrideType = keyof typeof OVERRIDE_TYPES;

/** What a stylist sets for one date, and takes off: stronger than what an admin plans, strongest in an emergency. */
export const OWN_PRIORITY = { day: 60, timeOff: 50, emergency: 90 } as const;

/** Limits in dates: how long an override may be, and how far ahead a stylist may plan. */
export const DATE_LIMITS = { adminDays: 366, timeOffDays: 14, stylistDaysAhead: 366 } as const;

/** One wrong field: `path` is the field's name in the body, `code` is stable. */
export interface ShapeProblem {
  path: string;
  code: ShapeCode;
  message: string;
}

type ShapeCode =
  | 'REQUIRED'
  | 'NOT_ALLOWED'
  | 'END_NOT_AFTER_START'
  | 'END_BEFORE_START'
  | 'RANGE_TOO_LONG'
  | 'DATE_IN_PAST'
  | 'DATE_TOO_FAR'
  | 'EMERGENCY_REQUIRED'
  | 'NOT_UNIQUE'
  | 'OUT_OF_RANGE';

export interface Times {
  isClosed: boolean;
  /** `HH:MM`; `24:00` is a time for an end only. Both or neither. */
  startTime?: string | null;
  endTime?: string | null;
}

/** What an admin asks for: a body of POST /schedule-overrides, or a row with a PATCH laid over it. */
export interface OverrideRequest extends Times {
  overrideType: OverrideType;
  appliesToAllStylists: boolean;
  stylistUserId?: string | null;
  startDate: LocalDate;
  endDate: LocalDate;
}

/** What a stylist asks for one date. */
export interface DayRequest extends Times {
  date: LocalDate;
  isEmergency?: boolean;
}

/** What a stylist asks for a range of dates. */
export interface TimeOffRequest {
  startDate: LocalDate;
  endDate: LocalDate;
  isEmergency?: boolean;
}

export function shapeOf({ isClosed, startTime }: Times): Shape {
  if (!isClosed) return 'hours';
  return isGiven(startTime) ? 'block' : 'closure';
}

/** The type and priority that a day set by the stylist has (rules.md §4). */
export function dayRowOf(request: Times & { isEmergency?: boolean }): { overrideType: OverrideType; priority: number } {
  return {
    overrideType: request.isClosed ? 'stylist_vacation' : 'special_event',
    priority: request.isEmergency === true ? OWN_PRIORITY.emergency : OWN_PRIORITY.day,
  };
}

/** The type and priority that time off taken by the stylist has (rules.md §4). */
export function timeOffRowOf(request: { isEmergency?: boolean }): { overrideType: OverrideType; priority: number } {
  return {
    overrideType: 'stylist_vacation',
    priority: request.isEmergency === true ? OWN_PRIORITY.emergency : OWN_PRIORITY.timeOff,
  };
}

/** Everything wrong with what an admin asks for; `today` in the zone of whom it reaches. Empty when it may be written. */
export function checkOverride(request: OverrideRequest, today: LocalDate): ShapeProblem[] {
  return [...checkPlannedShape(request), ...(request.startDate < today ? [inPast('startDate')] : [])];
}

/** Everything wrong with what an admin asks for, whatever date it is. */
export function checkPlannedShape(request: OverrideRequest): ShapeProblem[] {
  return [
    ...checkScope(request),
    ...checkTypeShape(request),
    ...checkTimes(request),
    ...checkRange(request, DATE_LIMITS.adminDays),
  ];
}

/** Everything wrong with a day that a stylist sets; `today` in the stylist's zone. */
export function checkDay(request: DayRequest, today: LocalDate): ShapeProblem[] {
  return [
    ...checkTimes(request),
    ...checkStylistDate('date', request.date, today),
    ...checkEmergency(request.date, request.isEmergency, today),
  ];
}

/** Everything wrong with time off that a stylist takes; `today` in the stylist's zone. */
export function checkTimeOff(request: TimeOffRequest, today: LocalDate): ShapeProblem[] {
  return [
    ...checkRange(request, DATE_LIMITS.timeOffDays),
    ...checkStylistDate('startDate', request.startDate, today),
    ...(isTooFar(request.startDate, today) ? [] : checkTooFar('endDate', request.endDate, today)),
    ...checkEmergency(request.startDate, request.isEmergency, today),
  ];
}

/** Where a range of dates stands on `today`. */
export function statusOn(range: { startDate: LocalDate; endDate: LocalDate }, today: LocalDate): OverrideStatus {
  if (range.endDate < today) return 'past';
  return range.startDate > today ? 'upcoming' : 'active';
}

export type OverrideStatus = 'upcoming' | 'active' | 'past';

function checkScope({ overrideType, appliesToAllStylists, stylistUserId }: OverrideRequest): ShapeProblem[] {
  const scopes: readonly Scope[] = OVERRIDE_TYPES[overrideType].scopes;
  if (!scopes.includes(appliesToAllStylists ? 'all' : 'stylist')) {
    const message = appliesToAllStylists
      ? `must be false: a ${overrideType} is for one stylist`
      : `must be true: a ${overrideType} is for all stylists`;
    return [{ path: 'appliesToAllStylists', code: 'NOT_ALLOWED', message }];
  }
  if (appliesToAllStylists && isGiven(stylistUserId)) {
    return [{ path: 'stylistUserId', code: 'NOT_ALLOWED', message: 'must be absent when it applies to all stylists' }];
  }
  return appliesToAllStylists ? [] : missing('stylistUserId', stylistUserId, 'when it is for one stylist');
}

function checkTypeShape({ overrideType, isClosed }: OverrideRequest): ShapeProblem[] {
  const shapes: readonly Shape[] = OVERRIDE_TYPES[overrideType].shapes;
  const isOpenType = shapes.includes('hours');
  if (isClosed !== isOpenType) return [];
  const message = isOpenType ? `must be false: a ${overrideType} is open` : `must be true: a ${overrideType} is closed`;
  return [{ path: 'isClosed', code: 'NOT_ALLOWED', message }];
}

function checkTimes({ isClosed, startTime, endTime }: Times): ShapeProblem[] {
  if (!isGiven(startTime) || !isGiven(endTime)) {
    if (isClosed && !isGiven(startTime) && !isGiven(endTime)) return [];
    const why = isClosed ? 'beside the other time' : 'when it is open';
    return [...missing('startTime', startTime, why), ...missing('endTime', endTime, why)];
  }
  return endTime > startTime
    ? []
    : [
        {
          path: 'endTime',
          code: 'END_NOT_AFTER_START',
          message: 'must be after startTime; 24:00 is the end of the day',
        },
      ];
}

function checkRange({ startDate, endDate }: { startDate: LocalDate; endDate: LocalDate }, max: number): ShapeProblem[] {
  if (endDate < startDate) {
    return [{ path: 'endDate', code: 'END_BEFORE_START', message: 'must not be before startDate' }];
  }
  return countDates(startDate, endDate) > max
    ? [
        {
          path: 'endDate',
          code: 'RANGE_TOO_LONG',
          message: `must be at most ${max} days from startDate, both included`,
        },
      ]
    : [];
}

function checkStylistDate(path: string, date: LocalDate, today: LocalDate): ShapeProblem[] {
  return date < today ? [inPast(path)] : checkTooFar(path, date, today);
}

function checkTooFar(path: string, date: LocalDate, today: LocalDate): ShapeProblem[] {
  const message = `must be at most ${DATE_LIMITS.stylistDaysAhead} days ahead`;
  return isTooFar(date, today) ? [{ path, code: 'DATE_TOO_FAR', message }] : [];
}

function checkEmergency(date: LocalDate, isEmergency: boolean | undefined, today: LocalDate): ShapeProblem[] {
  return date === today && isEmergency !== true
    ? [{ path: 'isEmergency', code: 'EMERGENCY_REQUIRED', message: 'must be true for a change of today' }]
    : [];
}

function isTooFar(date: LocalDate, today: LocalDate): boolean {
  return date > addDays(today, DATE_LIMITS.stylistDaysAhead);
}

function inPast(path: string): ShapeProblem {
  return { path, code: 'DATE_IN_PAST', message: 'must not be in the past' };
}

function missing(path: string, value: string | null | undefined, why: string): ShapeProblem[] {
  return isGiven(value) ? [] : [{ path, code: 'REQUIRED', message: `is required ${why}` }];
}

function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
