import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { subtract } from '../../src/calendar/intervals.js';
import { type OverrideLayer, resolveDay, type ResolvedDay, type WeekDay } from '../../src/schedules/layers.js';
import { addDays, timeOf } from '../../src/calendar/wall-clock.js';
import {
  BRANCH,
  date,
  OTHER_BRANCH,
  OTHER_STYLIST,
  override,
  overrides,
  scheduleOnDate,
  STYLIST,
  week,
} from './arbitraries.js';

const MONDAY = '2026-11-23';
const SUNDAY = '2026-11-22';
const base: WeekDay = {
  dayOfWeek: 1,
  startTime: '10:00',
  endTime: '18:00',
  breakStart: '13:00',
  breakEnd: '14:00',
  effectiveFrom: '2026-01-01',
  effectiveUntil: null,
};
const closure: OverrideLayer = {
  id: 'c0000000-0000-4000-8000-000000000000',
  overrideType: 'stylist_vacation',
  appliesToAllStylists: false,
  branchId: null,
  stylistUserId: STYLIST,
  startDate: MONDAY,
  endDate: MONDAY,
  isClosed: true,
  startTime: null,
  endTime: null,
  priority: 50,
  createdAt: '2026-01-01T00:00:00.000000Z',
};
const business = { appliesToAllStylists: true, stylistUserId: null };
const branch = { branchId: BRANCH, stylistUserId: null };
const hours = (startTime: string, endTime: string, more: Partial<OverrideLayer> = {}): OverrideLayer => ({
  ...closure,
  id: 'a0000000-0000-4000-8000-000000000000',
  overrideType: 'special_event',
  isClosed: false,
  startTime,
  endTime,
  priority: 30,
  ...more,
});
const block = (startTime: string, endTime: string, more: Partial<OverrideLayer> = {}): OverrideLayer => ({
  ...closure,
  id: 'b0000000-0000-4000-8000-000000000000',
  startTime,
  endTime,
  ...more,
});

function on(day: string, ...layers: OverrideLayer[]): ResolvedDay {
  return resolveDay({ stylistUserId: STYLIST, branchId: BRANCH, week: [base], overrides: layers }, day);
}

function words({ windows }: ResolvedDay): string {
  return windows.map(({ start, end }) => `${timeOf(start)}–${timeOf(end)}`).join(' ');
}

describe('The base schedule', () => {
  it('The base schedule is the weekly row of the weekday, without its break', () => {
    const day = on(MONDAY);
    expect(day.status).toBe('working');
    expect(words(day)).toBe('10:00–13:00 14:00–18:00');
    expect(day.source).toEqual({ layer: 'base', overrideId: null, overrideType: null, priority: null, scope: null });
    expect(day.layers).toEqual([
      {
        overrideId: null,
        overrideType: null,
        priority: null,
        scope: null,
        isClosed: false,
        start: 600,
        end: 1080,
        outcome: 'base',
      },
    ]);
  });

  it('A weekday without a row is a day off, and a date without any valid row has no schedule', () => {
    expect(on(SUNDAY).status).toBe('day_off');
    expect(on('2025-12-29').status).toBe('no_schedule');
  });

  it('The base schedule is the version that is valid on the date', () => {
    const versions = [
      { ...base, effectiveUntil: '2026-11-23' },
      { ...base, startTime: '12:00', breakStart: null, breakEnd: null, effectiveFrom: '2026-11-24' },
    ];
    const schedule = { stylistUserId: STYLIST, branchId: null, week: versions, overrides: [] };
    expect(words(resolveDay(schedule, MONDAY))).toBe('10:00–13:00 14:00–18:00');
    expect(words(resolveDay(schedule, addDays(MONDAY, 7)))).toBe('12:00–18:00');
  });
});

describe('Closures and hours', () => {
  it('A closure closes a working day and a day off', () => {
    expect(on(MONDAY, closure)).toMatchObject({ status: 'closed', windows: [], window: null, break: null });
    expect(on(SUNDAY, { ...closure, startDate: SUNDAY }).status).toBe('closed');
  });

  it('Business-wide hours replace the window of a working day', () => {
    expect(words(on(MONDAY, hours('08:00', '20:00', business)))).toBe('08:00–13:00 14:00–20:00');
  });

  it('Business-wide hours do not open a day off, and are listed as shadowed', () => {
    const day = on(SUNDAY, hours('08:00', '20:00', { ...business, startDate: SUNDAY }));
    expect(day).toMatchObject({ status: 'day_off', windows: [], source: { layer: 'base' } });
    expect(day.shadowed).toHaveLength(1);
    expect(day.layers.map(({ outcome }) => outcome)).toEqual(['base', 'shadowed']);
  });

  it('Hours of the branch replace the window of a working day, and do not open a day off', () => {
    expect(words(on(MONDAY, hours('08:00', '20:00', branch)))).toBe('08:00–13:00 14:00–20:00');
    const dayOff = on(SUNDAY, hours('08:00', '20:00', { ...branch, startDate: SUNDAY }));
    expect(dayOff).toMatchObject({ status: 'day_off', windows: [], source: { layer: 'base' } });
    expect(dayOff.shadowed).toMatchObject([{ scope: 'branch' }]);
  });

  it('A closure of the branch closes a day off too, and a block of the branch is taken out', () => {
    const closed = on(SUNDAY, { ...closure, ...branch, startDate: SUNDAY });
    expect(closed).toMatchObject({ status: 'closed', source: { scope: 'branch' } });
    expect(words(on(MONDAY, block('09:00', '12:00', branch)))).toBe('12:00–13:00 14:00–18:00');
  });

  it("One stylist's hours open a day off without a break, even under stronger business-wide hours", () => {
    const own = hours('09:00', '15:00', { startDate: SUNDAY });
    const wide = hours('08:00', '20:00', { ...business, startDate: SUNDAY, priority: 90, id: 'd' });
    const day = on(SUNDAY, own, wide);
    expect(day).toMatchObject({ status: 'working', break: null });
    expect(words(day)).toBe('09:00–15:00');
    expect(day.shadowed.map(({ overrideId }) => overrideId)).toEqual(['d']);
  });

  it('The break stays only if it lies wholly inside the new window', () => {
    expect(words(on(MONDAY, hours('13:00', '14:30')))).toBe('14:00–14:30');
    expect(words(on(MONDAY, hours('13:15', '20:00')))).toBe('13:15–20:00');
    expect(on(MONDAY, hours('13:15', '20:00')).break).toBeNull();
  });

  it.each<[string, Partial<OverrideLayer>, Partial<OverrideLayer>]>([
    [
      'higher priority wins',
      { priority: 31, ...business },
      { priority: 30, isClosed: true, startTime: null, endTime: null },
    ],
    ["then the stylist's own over the branch's", {}, { ...branch, isClosed: true, startTime: null, endTime: null }],
    ["then the branch's over business-wide", branch, { ...business, isClosed: true, startTime: null, endTime: null }],
    ["then the stylist's own over business-wide", {}, { ...business, isClosed: true, startTime: null, endTime: null }],
    [
      'then closed over open',
      { isClosed: true, startTime: null, endTime: null },
      { createdAt: '2026-09-09T00:00:00.000000Z' },
    ],
    [
      'then newer, to the microsecond',
      { createdAt: '2026-01-01T00:00:00.000002Z' },
      { createdAt: '2026-01-01T00:00:00.000001Z', id: 'f' },
    ],
    ['then the larger id', { id: 'e1' }, { id: 'e0' }],
  ])('%s wins', (_rule, stronger, weaker) => {
    const winner = hours('08:00', '20:00', { id: 'b', ...stronger });
    const loser = hours('11:00', '12:00', { id: 'a', ...weaker });
    for (const order of [
      [winner, loser],
      [loser, winner],
    ]) {
      const day = on(MONDAY, ...order);
      expect(day.source.overrideId).toBe(winner.id);
      expect(day.shadowed.map(({ overrideId }) => overrideId)).toEqual([loser.id]);
    }
  });
});

describe('Blocks', () => {
  it('Every block is taken out of the window, whatever its priority', () => {
    const day = on(MONDAY, hours('08:00', '20:00', { priority: 100 }), block('09:00', '10:00', { priority: 0 }));
    expect(words(day)).toBe('08:00–09:00 10:00–13:00 14:00–20:00');
    expect(day.blocks).toEqual([{ overrideId: block('', '').id, start: 540, end: 600 }]);
    expect(day.layers.map(({ outcome }) => outcome)).toEqual(['base', 'won', 'subtracted']);
  });

  it('A day on which blocks leave nothing is closed', () => {
    const day = on(MONDAY, block('09:00', '13:30'), block('13:30', '24:00', { id: 'b2', ...business }));
    expect(day).toMatchObject({ status: 'closed', windows: [], window: { start: 600, end: 1080 } });
  });

  it('A block on a day off leaves a day off', () => {
    expect(on(SUNDAY, block('09:00', '13:30', { startDate: SUNDAY })).status).toBe('day_off');
  });
});

describe('Overlapping overrides', () => {
  it('After a closure ends, a longer vacation still closes the day', () => {
    const vacation = { ...closure, startDate: '2026-12-28', endDate: '2027-01-10' };
    const holiday = { ...closure, ...business, id: 'h', priority: 100, startDate: '2026-12-31', endDate: '2027-01-01' };
    const sources = ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-11'].map(
      (day) => on(day, vacation, holiday).source.overrideId,
    );
    expect(sources).toEqual([vacation.id, 'h', 'h', vacation.id, null]);
  });

  it('An override for one stylist does not reach another', () => {
    expect(on(MONDAY, { ...closure, stylistUserId: OTHER_STYLIST })).toEqual(on(MONDAY));
  });

  it('An override for one branch reaches neither another nor a stylist without a branch', () => {
    expect(on(MONDAY, { ...closure, ...branch, branchId: OTHER_BRANCH })).toEqual(on(MONDAY));
    const schedule = { stylistUserId: STYLIST, branchId: null, week: [base], overrides: [{ ...closure, ...branch }] };
    expect(resolveDay(schedule, MONDAY)).toEqual(on(MONDAY));
  });
});

describe('Every schedule', () => {
  it('A resolved day does not depend on the order of the rows', () => {
    const shuffled = scheduleOnDate.chain(({ on: day, schedule }) =>
      fc.record({
        day: fc.constant(day),
        schedule: fc.constant(schedule),
        week: fc.shuffledSubarray(schedule.week as WeekDay[], { minLength: schedule.week.length }),
        overrides: fc.shuffledSubarray(schedule.overrides as OverrideLayer[], { minLength: schedule.overrides.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ day, schedule, week: rows, overrides: layers }) => {
        expect(resolveDay({ ...schedule, week: rows, overrides: layers }, day)).toEqual(resolveDay(schedule, day));
      }),
      { numRuns: 1000 },
    );
  });

  it('A closure or a block never adds working time', () => {
    const grown = scheduleOnDate.chain(({ on: day, schedule }) =>
      fc.oneof(override(day, 'closure'), override(day, 'block')).map((added) => ({ day, schedule, added })),
    );
    fc.assert(
      fc.property(grown, ({ day, schedule, added }) => {
        const before = resolveDay(schedule, day).windows;
        const after = resolveDay({ ...schedule, overrides: [...schedule.overrides, added] }, day).windows;
        expect(subtract(after, before)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('A resolved day depends only on the overrides that cover the date', () => {
    const crowded = date.chain((day) =>
      fc.record({
        day: fc.constant(day),
        week,
        overrides: overrides(day),
        elsewhere: fc.array(fc.integer({ min: 5, max: 300 }).chain((away) => override(addDays(day, away), 'closure'))),
      }),
    );
    fc.assert(
      fc.property(crowded, ({ day, week: rows, overrides: layers, elsewhere }) => {
        const alone = layers.filter(({ startDate, endDate }) => startDate <= day && day <= endDate);
        const all = { stylistUserId: STYLIST, branchId: BRANCH, week: rows, overrides: [...elsewhere, ...layers] };
        expect(resolveDay({ ...all, overrides: alone }, day)).toEqual(resolveDay(all, day));
      }),
      { numRuns: 500 },
    );
  });

  it('The layers name each override that covers the date and reaches the stylist once, with its outcome', () => {
    fc.assert(
      fc.property(scheduleOnDate, ({ on: day, schedule }) => {
        const reaching = schedule.overrides.filter(
          ({ startDate, endDate, stylistUserId, branchId }) =>
            startDate <= day && day <= endDate && stylistUserId !== OTHER_STYLIST && branchId !== OTHER_BRANCH,
        );
        const { layers, source, shadowed, blocks } = resolveDay(schedule, day);
        const told = layers.flatMap(({ overrideId }) => overrideId ?? []);
        expect(told.sort()).toEqual(reaching.map(({ id }) => id).sort());
        const won = layers.filter(({ outcome }) => outcome === 'won');
        expect(won.map(({ overrideId }) => overrideId)).toEqual(source.layer === 'base' ? [] : [source.overrideId]);
        expect(shadowed.length + blocks.length + won.length).toBe(reaching.length);
      }),
      { numRuns: 500 },
    );
  });
});
