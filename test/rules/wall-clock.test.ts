import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addDays,
  countDates,
  datesBetween,
  firstOfNextMonth,
  formatInstant,
  instantOf,
  isZone,
  localOf,
  minutesOf,
  timeOf,
  todayIn,
  weekdayOf,
} from '../../src/calendar/wall-clock.js';
import { date, ZONES } from './arbitraries.js';
import { instantByIntl, wallTimeByIntl } from './intl-clock.js';

const zone = fc.constantFrom(...ZONES, 'UTC', 'Pacific/Apia', 'Australia/Lord_Howe', 'America/Havana', 'Africa/Cairo');
const minutes = fc.integer({ min: 0, max: 1439 });
const instant = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2037, 11, 31) });

describe('Wall clock to instant (docs/rules.md "Slots")', () => {
  it('A wall time that does not exist moves forward by the gap', () => {
    expect(formatInstant('America/New_York', instantOf('America/New_York', '2026-03-08', minutesOf('02:30')))).toBe(
      '2026-03-08T03:30:00-04:00',
    );
    expect(formatInstant('Europe/London', instantOf('Europe/London', '2026-03-29', minutesOf('01:00')))).toBe(
      '2026-03-29T02:00:00+01:00',
    );
  });

  it('A wall time that occurs twice is the first of the two instants', () => {
    expect(formatInstant('America/New_York', instantOf('America/New_York', '2026-11-01', minutesOf('01:30')))).toBe(
      '2026-11-01T01:30:00-04:00',
    );
    expect(formatInstant('Europe/London', instantOf('Europe/London', '2026-10-25', minutesOf('01:30')))).toBe(
      '2026-10-25T01:30:00+01:00',
    );
  });

  it('24:00 is the first instant of the next date, also where midnight does not exist', () => {
    expect(instantOf('Asia/Kathmandu', '2026-12-31', 1440)).toBe(instantOf('Asia/Kathmandu', '2027-01-01', 0));
    const skipped = instantOf('Africa/Cairo', '2026-04-24', 0);
    expect(formatInstant('Africa/Cairo', skipped)).toBe('2026-04-24T01:00:00+03:00');
    expect(instantOf('Africa/Cairo', '2026-04-23', 1440)).toBe(skipped);
  });

  it('The instant of a wall time agrees with Intl on every date, minute and zone', () => {
    fc.assert(
      fc.property(zone, date, minutes, (inZone, onDate, minute) => {
        expect(instantOf(inZone, onDate, minute)).toBe(instantByIntl(inZone, onDate, minute));
      }),
      { numRuns: 2000 },
    );
  });

  it('The instant of a wall time agrees with Intl on days when clocks change', () => {
    for (const inZone of ZONES) {
      for (const onDate of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']) {
        for (let minute = 0; minute < 1440; minute += 15) {
          expect(instantOf(inZone, onDate, minute)).toBe(instantByIntl(inZone, onDate, minute));
        }
      }
    }
  });
});

describe('Instant to wall clock', () => {
  it('The wall time of an instant agrees with Intl on date, minutes and offset', () => {
    fc.assert(
      fc.property(zone, instant, (inZone, at) => {
        const { date: expectedDate, minutes: expectedMinutes, offset } = wallTimeByIntl(inZone, at);
        expect(localOf(inZone, at)).toEqual({ date: expectedDate, minutes: expectedMinutes });
        expect(todayIn(inZone, at)).toBe(expectedDate);
        expect(Date.parse(formatInstant(inZone, at))).toBe(at);
        expect(formatInstant(inZone, at).slice(-6)).toBe(offset);
      }),
      { numRuns: 2000 },
    );
  });

  it('An instant becomes wall time and the same instant again, or the first of two equal wall times', () => {
    fc.assert(
      fc.property(zone, instant, (inZone, at) => {
        const minute = Math.floor(at / 60_000) * 60_000;
        const local = localOf(inZone, minute);
        const back = instantOf(inZone, local.date, local.minutes);
        expect(localOf(inZone, back)).toEqual(local);
        expect(back).toBeLessThanOrEqual(minute);
      }),
      { numRuns: 2000 },
    );
  });

  it('A written instant has fractions of a second only when they are not zero', () => {
    expect(formatInstant('Asia/Kathmandu', Date.UTC(2026, 0, 5, 3, 15))).toBe('2026-01-05T09:00:00+05:45');
    expect(formatInstant('UTC', Date.UTC(2026, 0, 5, 3, 15, 7, 42))).toBe('2026-01-05T03:15:07.042+00:00');
  });

  it('The first of the next month begins at local midnight', () => {
    fc.assert(
      fc.property(zone, instant, (inZone, at) => {
        const [year = 0, month = 1] = wallTimeByIntl(inZone, at).date.split('-').map(Number);
        const first = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
        expect(firstOfNextMonth(inZone, at)).toBe(instantByIntl(inZone, first, 0));
      }),
    );
  });
});

describe('Zones', () => {
  it.each([
    'Asia/Kathmandu',
    'asia/kathmandu',
    'Europe/London',
    'UTC',
    'Etc/GMT+5',
    'EST',
    'America/Argentina/Ushuaia',
  ])('%s is an IANA name', (name) => expect(isZone(name)).toBe(true));

  it.each(['+05:45', '-03', 'GMT+5', 'Asia/Nowhere', '', ' UTC', 'BST', 'IST', 'Asia/Kathmandu\n', 'x'.repeat(300)])(
    '%j is not an IANA name',
    (name) => expect(isZone(name)).toBe(false),
  );
});

describe('Dates', () => {
  it('Weekdays are counted from Sunday', () => {
    expect(['2026-11-22', '2026-11-23', '2026-11-28', '1969-12-31'].map(weekdayOf)).toEqual([0, 1, 6, 3]);
  });

  it('Dates are counted over leap days and year ends, both ends included', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addDays('0099-12-31', 1)).toBe('0100-01-01');
    expect(countDates('2026-12-30', '2027-01-02')).toBe(4);
    expect(datesBetween('2026-12-31', '2027-01-01')).toEqual(['2026-12-31', '2027-01-01']);
    expect(datesBetween('2027-01-01', '2026-12-31')).toEqual([]);
  });

  it('Times of day are minutes, and 24:00 is the last', () => {
    expect(['00:00', '09:30', '24:00', '17:45:30'].map(minutesOf)).toEqual([0, 570, 1440, 1065]);
    expect([0, 570, 1440].map(timeOf)).toEqual(['00:00', '09:30', '24:00']);
    expect(() => timeOf(1441)).toThrow(RangeError);
  });
});
