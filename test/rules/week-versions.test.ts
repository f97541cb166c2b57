import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, datesBetween, type LocalDate, weekdayOf } from '../../src/calendar/wall-clock.js';
import {
  type DayHours,
  replacedRows,
  replaceWeek,
  versionsOf,
  type WeekRow,
  type WeekVersion,
} from '../../src/schedules/weeks/week-versions.js';
import { times } from './arbitraries.js';

const FIRST = '2026-01-01';
const DATES = datesBetween(FIRST, addDays(FIRST, 59));

const day = fc
  .record({ dayOfWeek: fc.integer({ min: 0, max: 6 }), times, pause: fc.option(times) })
  .map(({ dayOfWeek, times: hours, pause }): DayHours => ({
    dayOfWeek,
    ...hours,
    breakStart: pause?.startTime ?? null,
    breakEnd: pause?.endTime ?? null,
  }));

const week: fc.Arbitrary<WeekVersion> = fc
  .record({
    from: fc.integer({ min: 5, max: 50 }),
    length: fc.option(fc.integer({ min: 1, max: 30 })),
    days: fc.uniqueArray(day, { maxLength: 7, selector: ({ dayOfWeek }) => dayOfWeek }),
  })
  .map(({ from, length, days }) => ({
    effectiveFrom: addDays(FIRST, from),
    effectiveUntil: length === null ? null : addDays(FIRST, from + length - 1),
    days,
  }));

/** Rows as weeks that were put one after the other leave them. */
const history = fc.array(week, { maxLength: 6 }).map((weeks) => {
  const always = { effectiveFrom: null, effectiveUntil: null, days: [] };
  return [always, ...weeks].reduce<WeekRow[]>((rows, next) => written(rows, next), []);
});

let ids = 0;
function written(rows: readonly WeekRow[], next: WeekVersion): WeekRow[] {
  return replacedRows(rows, replaceWeek(rows, next)).map((row) => ({ ...row, id: String((ids += 1)) }));
}

function isInside(
  { effectiveFrom, effectiveUntil }: Pick<WeekVersion, 'effectiveFrom' | 'effectiveUntil'>,
  date: LocalDate,
): boolean {
  return (effectiveFrom === null || effectiveFrom <= date) && (effectiveUntil === null || date <= effectiveUntil);
}

function hoursOn(rows: readonly WeekRow[], date: LocalDate): DayHours[] {
  return rows
    .filter((row) => row.dayOfWeek === weekdayOf(date) && isInside(row, date))
    .map(({ dayOfWeek, startTime, endTime, breakStart, breakEnd }) => ({
      dayOfWeek,
      startTime,
      endTime,
      breakStart,
      breakEnd,
    }));
}

describe('A week put between two dates', () => {
  it('A replaced week decides every date between its two dates, and none before or after', () => {
    fc.assert(
      fc.property(history, week, (rows, next) => {
        const after = written(rows, next);
        for (const date of DATES) {
          const asked = next.days.filter(({ dayOfWeek }) => dayOfWeek === weekdayOf(date));
          expect(hoursOn(after, date)).toEqual(isInside(next, date) ? asked : hoursOn(rows, date));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('A replaced week leaves at most one row for a weekday and date', () => {
    fc.assert(
      fc.property(history, (rows) => {
        for (const date of DATES) expect(hoursOn(rows, date).length).toBeLessThanOrEqual(1);
        const inverted = rows.filter(
          ({ effectiveFrom, effectiveUntil }) => (effectiveFrom ?? '') > (effectiveUntil ?? '9999-12-31'),
        );
        expect(inverted).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('A replaced week cuts a row that reaches over both ends in two, and removes only rows inside', () => {
    const row = { id: 'a', dayOfWeek: 1, startTime: '10:00', endTime: '18:00', breakStart: null, breakEnd: null };
    const rows = [{ ...row, effectiveFrom: '2026-01-01', effectiveUntil: null }];
    const { removed, shortened, added } = replaceWeek(rows, {
      effectiveFrom: '2026-02-01',
      effectiveUntil: '2026-02-28',
      days: [],
    });
    expect(removed).toEqual([]);
    expect(shortened).toMatchObject([{ id: 'a', effectiveFrom: '2026-01-01', effectiveUntil: '2026-01-31' }]);
    expect(added).toMatchObject([{ dayOfWeek: 1, effectiveFrom: '2026-03-01', effectiveUntil: null }]);
  });
});

describe('The versions of a weekly schedule', () => {
  it('Versions follow one another without gap or overlap, and give each date the hours of its rows', () => {
    fc.assert(
      fc.property(history, (rows) => {
        const versions = versionsOf(rows);
        versions.slice(1).forEach((version, index) => {
          expect(version.effectiveFrom).toBe(addDays(versions[index]!.effectiveUntil!, 1));
        });
        expect(versions.at(-1)?.effectiveUntil ?? null).toBeNull();
        for (const date of DATES) {
          const covering = versions.filter((version) => isInside(version, date));
          const said = covering.flatMap(({ days }) => days.filter(({ dayOfWeek }) => dayOfWeek === weekdayOf(date)));
          expect(said).toEqual(hoursOn(rows, date));
        }
      }),
      { numRuns: 300 },
    );
  });
});
