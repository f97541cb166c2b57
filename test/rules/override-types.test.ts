import { describe, expect, it } from '@jest/globals';
import {
  checkDay,
  checkOverride,
  checkTimeOff,
  dayRowOf,
  OVERRIDE_TYPE_NAMES,
  OVERRIDE_TYPES,
  type OverrideRequest,
  shapeOf,
  statusOn,
  timeOffRowOf,
} from '../../src/schedules/overrides/override-types.js';
import { addDays } from '../../src/calendar/wall-clock.js';
import { read } from '../house/tree.js';
import { BRANCH, STYLIST } from './arbitraries.js';

const TODAY = '2026-11-24';
const SHAPES = {
  closure: { isClosed: true, startTime: null, endTime: null },
  block: { isClosed: true, startTime: '09:00', endTime: '12:00' },
  hours: { isClosed: false, startTime: '09:00', endTime: '12:00' },
} as const;
const SCOPES = {
  all: { appliesToAllStylists: true, stylistUserId: null },
  branch: { appliesToAllStylists: false, branchId: BRANCH, stylistUserId: null },
  stylist: { appliesToAllStylists: false, stylistUserId: STYLIST },
} as const;
const closure: OverrideRequest = {
  overrideType: 'business_closure',
  ...SCOPES.all,
  ...SHAPES.closure,
  startDate: TODAY,
  endDate: TODAY,
};
const hours: OverrideRequest = { ...closure, overrideType: 'seasonal_hours', ...SHAPES.hours };

const problems = (found: { path: string; code: string }[]): string[] =>
  found.map(({ path, code }) => `${path} ${code}`);

/** The rows of the table in docs/rules.md "Layers" that stand for a type; the others are a stylist's own. */
function documentedTypes(): Record<string, { scopes: string[]; shapes: string[]; priority: number }> {
  const rows = read('docs/rules.md').matchAll(/^\| ([a-z_]+) +\| ([a-z, ]+?) +\| ([a-z ]+?) +\| (\d+) +\|$/gm);
  return Object.fromEntries(
    [...rows].map(([, type = '', scope = '', shape = '', priority]) => [
      type,
      {
        scopes: scope === 'any' ? Object.keys(SCOPES) : scope.split(', '),
        shapes: shape.split(' or '),
        priority: Number(priority),
      },
    ]),
  );
}

describe('The table of override types', () => {
  const scopes = ['all', 'branch', 'stylist'] as const;
  const shapes = ['closure', 'block', 'hours'] as const;
  const rules = documentedTypes();
  const cases = OVERRIDE_TYPE_NAMES.flatMap((type) =>
    scopes.flatMap((scope) => shapes.map((shape) => [type, scope, shape] as const)),
  );

  it.each(cases)('The check allows a %s for %s as %s only by the table', (type, scope, shape) => {
    const request = { ...closure, overrideType: type, ...SCOPES[scope], ...SHAPES[shape] };
    expect(shapeOf(request)).toBe(shape);
    const found = problems(checkOverride(request, TODAY));
    const rule = rules[type];
    const isAllowed = (rule?.scopes.includes(scope) && rule.shapes.includes(shape)) ?? 'not in the document';
    expect(found.length === 0).toBe(isAllowed);
    for (const problem of found) expect(problem).toMatch(/ NOT_ALLOWED$/);
  });

  it('The document lists the same types, each with its default priority', () => {
    const priorities = OVERRIDE_TYPE_NAMES.map((type) => [type, OVERRIDE_TYPES[type].priority]);
    const documented = Object.entries(rules).map(([type, { priority }]) => [type, priority]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(priorities));
  });

  it('A stylist’s day and time off have their type and priority 60 and 50, or 90 in an emergency', () => {
    expect(dayRowOf({ isClosed: true })).toEqual({ overrideType: 'stylist_vacation', priority: 60 });
    expect(dayRowOf({ ...SHAPES.hours, isEmergency: true })).toEqual({ overrideType: 'special_event', priority: 90 });
    expect(timeOffRowOf({})).toEqual({ overrideType: 'stylist_vacation', priority: 50 });
    expect(timeOffRowOf({ isEmergency: true })).toEqual({ overrideType: 'stylist_vacation', priority: 90 });
  });
});

describe('The check of an admin’s override', () => {
  it.each<[string, OverrideRequest, string[]]>([
    ['hours on a closure', { ...closure, ...SHAPES.hours }, ['isClosed NOT_ALLOWED']],
    ['an open type that is closed', { ...hours, ...SHAPES.closure }, ['isClosed NOT_ALLOWED']],
    ['hours without times', { ...hours, startTime: null, endTime: null }, ['startTime REQUIRED', 'endTime REQUIRED']],
    ['a start without an end', { ...closure, startTime: '09:00' }, ['endTime REQUIRED']],
    ['an end without a start', { ...closure, endTime: '09:00' }, ['startTime REQUIRED']],
    ['an end at the start', { ...hours, endTime: '09:00' }, ['endTime END_NOT_AFTER_START']],
    ['an end before the start', { ...hours, endTime: '08:45' }, ['endTime END_NOT_AFTER_START']],
    ['24:00 as an end', { ...hours, endTime: '24:00' }, []],
    ['a vacation for all', { ...closure, overrideType: 'stylist_vacation' }, ['appliesToAllStylists NOT_ALLOWED']],
    ['a closure for one', { ...closure, ...SCOPES.stylist }, ['appliesToAllStylists NOT_ALLOWED']],
    ['a closure for a branch', { ...closure, ...SCOPES.branch }, []],
    [
      'a vacation for a branch',
      { ...closure, ...SCOPES.branch, overrideType: 'stylist_vacation' },
      ['branchId NOT_ALLOWED'],
    ],
    ['a branch beside all', { ...hours, branchId: BRANCH }, ['branchId NOT_ALLOWED']],
    [
      'a stylist beside a branch',
      { ...hours, ...SCOPES.branch, stylistUserId: STYLIST },
      ['stylistUserId NOT_ALLOWED'],
    ],
    ['no stylist', { ...hours, ...SCOPES.stylist, stylistUserId: null }, ['stylistUserId REQUIRED']],
    ['a stylist beside all', { ...hours, stylistUserId: STYLIST }, ['stylistUserId NOT_ALLOWED']],
    ['366 days', { ...closure, endDate: addDays(TODAY, 365) }, []],
    ['367 days', { ...closure, endDate: addDays(TODAY, 366) }, ['endDate RANGE_TOO_LONG']],
    ['an end date before the start', { ...closure, endDate: '2026-11-23' }, ['endDate END_BEFORE_START']],
    ['a start in the past', { ...closure, startDate: '2026-11-23' }, ['startDate DATE_IN_PAST']],
    ['a start years ahead', { ...closure, startDate: '2030-01-01', endDate: '2030-01-02' }, []],
  ])('The check answers %s', (_name, request, expected) => {
    expect(problems(checkOverride(request, TODAY))).toEqual(expected);
  });

  it('The check names all wrong fields at once', () => {
    const request = { ...hours, ...SCOPES.stylist, stylistUserId: null, endTime: '08:00', startDate: '2026-11-01' };
    expect(problems(checkOverride(request, TODAY))).toEqual([
      'stylistUserId REQUIRED',
      'endTime END_NOT_AFTER_START',
      'startDate DATE_IN_PAST',
    ]);
  });
});

describe('The check of a stylist’s change', () => {
  it.each<[string, Parameters<typeof checkDay>[0], string[]]>([
    ['a day closed', { date: '2026-11-25', isClosed: true }, []],
    ['a block', { date: '2026-11-25', ...SHAPES.block }, []],
    ['hours', { date: '2026-11-25', ...SHAPES.hours }, []],
    ['an open day without times', { date: '2026-11-25', isClosed: false }, ['startTime REQUIRED', 'endTime REQUIRED']],
    ['half a block', { date: '2026-11-25', isClosed: true, endTime: '12:00' }, ['startTime REQUIRED']],
    ['today', { date: TODAY, isClosed: true }, ['isEmergency EMERGENCY_REQUIRED']],
    ['today, an emergency', { date: TODAY, isClosed: true, isEmergency: true }, []],
    ['yesterday', { date: '2026-11-23', isClosed: true, isEmergency: true }, ['date DATE_IN_PAST']],
    ['366 days ahead', { date: addDays(TODAY, 366), isClosed: true }, []],
    ['367 days ahead', { date: addDays(TODAY, 367), isClosed: true }, ['date DATE_TOO_FAR']],
  ])('The check answers %s', (_name, request, expected) => {
    expect(problems(checkDay(request, TODAY))).toEqual(expected);
  });

  it.each<[string, Parameters<typeof checkTimeOff>[0], string[]]>([
    ['14 days', { startDate: '2026-11-25', endDate: '2026-12-08' }, []],
    ['15 days', { startDate: '2026-11-25', endDate: '2026-12-09' }, ['endDate RANGE_TOO_LONG']],
    ['from today', { startDate: TODAY, endDate: '2026-11-25' }, ['isEmergency EMERGENCY_REQUIRED']],
    ['from today, an emergency', { startDate: TODAY, endDate: '2026-11-25', isEmergency: true }, []],
    ['from yesterday', { startDate: '2026-11-23', endDate: '2026-11-25' }, ['startDate DATE_IN_PAST']],
    ['backwards', { startDate: '2026-11-26', endDate: '2026-11-25' }, ['endDate END_BEFORE_START']],
    [
      'across the last allowed date',
      { startDate: addDays(TODAY, 366), endDate: addDays(TODAY, 367) },
      ['endDate DATE_TOO_FAR'],
    ],
    [
      'after the last allowed date',
      { startDate: addDays(TODAY, 367), endDate: addDays(TODAY, 367) },
      ['startDate DATE_TOO_FAR'],
    ],
  ])('The check answers time off: %s', (_name, request, expected) => {
    expect(problems(checkTimeOff(request, TODAY))).toEqual(expected);
  });
});

describe('The status of an override', () => {
  it('The status of an override includes both ends', () => {
    const range = { startDate: '2026-11-24', endDate: '2026-11-25' };
    expect(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((day) => statusOn(range, day))).toEqual([
      'upcoming',
      'active',
      'active',
      'past',
    ]);
  });
});
