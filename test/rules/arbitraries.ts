import * as fc from 'fast-check';
import type { OverrideLayer, Schedule, WeekDay } from '../../src/schedules/layers.js';
import type { OverrideType } from '../../src/schedules/overrides/override-types.js';
import { addDays, type LocalDate, timeOf } from '../../src/calendar/wall-clock.js';

export const STYLIST = '0b9a7c1e-0000-4000-8000-000000000001';
export const OTHER_STYLIST = '0b9a7c1e-0000-4000-8000-000000000002';
/** The branch of {@link STYLIST}, and one of somebody else. */
export const BRANCH = '0b9a7c1e-0000-4000-8000-000000000011';
export const OTHER_BRANCH = '0b9a7c1e-0000-4000-8000-000000000012';

/** Whom an override is for. */
const TARGETS = [
  { appliesToAllStylists: true, branchId: null, stylistUserId: null },
  { appliesToAllStylists: false, branchId: BRANCH, stylistUserId: null },
  { appliesToAllStylists: false, branchId: OTHER_BRANCH, stylistUserId: null },
  { appliesToAllStylists: false, branchId: null, stylistUserId: STYLIST },
  { appliesToAllStylists: false, branchId: null, stylistUserId: OTHER_STYLIST },
] as const;

export const ZONES = ['Asia/Kathmandu', 'Europe/London', 'America/New_York'] as const;

/** Sundays and Mondays around both clock changes of London and New York in 2026, a leap day and a year's end. */
export const TURNING_DATES: LocalDate[] = [
  '2026-03-07',
  '2026-03-08',
  '2026-03-28',
  '2026-03-29',
  '2026-10-25',
  '2026-10-26',
  '2026-10-31',
  '2026-11-01',
  '2026-12-31',
  '2028-02-29',
];

export const zone = fc.constantFrom(...ZONES);
export const date = fc.oneof(
  fc.constantFrom(...TURNING_DATES),
  fc.integer({ min: 0, max: 800 }).map((days) => addDays('2026-01-01', days)),
);

/** Start and end in quarters of an hour, more often around the hours that clock changes skip or repeat. */
export const times = fc
  .oneof(
    fc.tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 })),
    fc.tuple(fc.integer({ min: 2, max: 14 }), fc.integer({ min: 3, max: 18 })),
  )
  .filter(([start, end]) => start < end)
  .map(([start, end]) => ({ startTime: timeOf(start * 15), endTime: timeOf(end * 15) }));

const validity = fc.oneof(
  fc.constant({ effectiveFrom: null, effectiveUntil: null }),
  fc.tuple(date, fc.integer({ min: 0, max: 400 })).map(([from, days]) => ({
    effectiveFrom: from,
    effectiveUntil: addDays(from, days),
  })),
);

const weekRow = fc
  .record({ times, pause: fc.option(times), dayOfWeek: fc.integer({ min: 0, max: 6 }), validity })
  .map(({ times: hours, pause, dayOfWeek, validity: valid }): WeekDay => ({
    dayOfWeek,
    ...hours,
    breakStart: pause?.startTime ?? null,
    breakEnd: pause?.endTime ?? null,
    ...valid,
  }));

/** A week as the database keeps it: at most one row a weekday is valid on a date. */
export const week = fc.uniqueArray(weekRow, { maxLength: 7, selector: ({ dayOfWeek }) => dayOfWeek });

/** An override of `shape` that begins up to three days before `on` and ends up to three days around it. */
export function override(on: LocalDate, shape: 'closure' | 'block' | 'hours'): fc.Arbitrary<OverrideLayer> {
  return fc
    .record({
      id: fc.uuid(),
      target: fc.constantFrom(...TARGETS),
      before: fc.integer({ min: -1, max: 3 }),
      days: fc.integer({ min: 0, max: 4 }),
      times,
      priority: fc.constantFrom(10, 30, 50, 60, 100),
      second: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ id, target, before, days, times: hours, priority, second }) => {
      const startDate = addDays(on, -before);
      return {
        id,
        overrideType: typeOf(shape, target.stylistUserId),
        ...target,
        startDate,
        endDate: addDays(startDate, days),
        isClosed: shape !== 'hours',
        startTime: shape === 'closure' ? null : hours.startTime,
        endTime: shape === 'closure' ? null : hours.endTime,
        priority,
        createdAt: `2026-01-01T00:00:0${second}.000000Z`,
      };
    });
}

function typeOf(shape: 'closure' | 'block' | 'hours', stylist: string | null): OverrideType {
  if (shape === 'hours') return 'special_event';
  return stylist === null ? 'business_closure' : 'stylist_vacation';
}

export function overrides(on: LocalDate): fc.Arbitrary<OverrideLayer[]> {
  const any = fc.oneof(
    override(on, 'closure'),
    { weight: 3, arbitrary: override(on, 'block') },
    { weight: 3, arbitrary: override(on, 'hours') },
  );
  return fc.uniqueArray(any, { maxLength: 6, selector: ({ id }) => id });
}

/** A date with a schedule that has something to say about it. */
export const scheduleOnDate: fc.Arbitrary<{ on: LocalDate; schedule: Schedule }> = date.chain((on) =>
  fc
    .record({ week, overrides: overrides(on) })
    .map((rows) => ({ on, schedule: { stylistUserId: STYLIST, branchId: BRANCH, ...rows } })),
);
