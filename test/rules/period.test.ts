import { describe, expect, it } from '@jest/globals';
import { periodOf, summaryPeriodOf } from '../../src/audit/period.js';

const KATHMANDU = 'Asia/Kathmandu';

describe('A period', () => {
  it.each([
    ['nothing', {}, null, null],
    ['one date', { from: '2026-01-05', to: '2026-01-05' }, '2026-01-04T18:15:00.000Z', '2026-01-05T18:15:00.000Z'],
    ['a year’s end', { to: '2025-12-31' }, null, '2025-12-31T18:15:00.000Z'],
    [
      'instants, as precise as they were given',
      { from: '2026-01-05T09:00:00.123456+05:45', to: '2026-01-05t10:00:00z' },
      '2026-01-05T09:00:00.123456+05:45',
      '2026-01-05T10:00:00Z',
    ],
    [
      'two equal instants',
      { from: '2026-01-05T09:00:00Z', to: '2026-01-05T09:00:00Z' },
      '2026-01-05T09:00:00Z',
      '2026-01-05T09:00:00Z',
    ],
    [
      'a date and an instant',
      { from: '2026-01-05', to: '2026-01-05T09:00:00Z' },
      '2026-01-04T18:15:00.000Z',
      '2026-01-05T09:00:00Z',
    ],
    ['all of time', { from: '0001-01-01', to: '9999-12-31' }, null, '9999-12-31T18:15:00.000Z'],
  ])('A period of %s has these bounds', (_name, query, from, to) => {
    expect(periodOf(query, KATHMANDU)).toEqual({ from, to });
  });

  it('A date is 23 or 25 hours long where the clocks change', () => {
    const hours = (date: string): number => {
      const { from, to } = periodOf({ from: date, to: date }, 'Europe/Berlin');
      return (Date.parse(to ?? '') - Date.parse(from ?? '')) / 3_600_000;
    };
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-10-26')]).toEqual([23, 25, 24]);
  });

  it.each([
    { from: '2026-01-06', to: '2026-01-05' },
    { from: '2026-01-05T09:00:00Z', to: '2026-01-05T08:59:59Z' },
    { from: '2026-01-06T00:00:00+05:45', to: '2026-01-05' },
  ])('A period that ends before it begins is refused: %j', (query) => {
    expect(() => periodOf(query, KATHMANDU)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});

describe('The period of a summary', () => {
  const now = Date.parse('2026-01-05T20:00:00Z');

  it.each([
    ['neither end is given', {}, '2025-12-08', '2026-01-06'],
    ['from is given', { from: '2026-01-01' }, '2026-01-01', '2026-01-06'],
    ['to is given', { to: '2025-03-01' }, '2025-01-31', '2025-03-01'],
    ['to is an instant at midnight', { to: '2026-01-05T18:15:00Z' }, '2025-12-07', '2026-01-05'],
    ['it is a leap year', { from: '2024-01-01', to: '2024-12-31' }, '2024-01-01', '2024-12-31'],
  ])('The period of a summary when %s', (_name, query, first, last) => {
    expect(summaryPeriodOf(query, KATHMANDU, now)).toMatchObject({ first, last });
  });

  it('The period of a summary has at most 366 days', () => {
    expect(() => summaryPeriodOf({ from: '2024-01-01', to: '2025-01-01' }, KATHMANDU, now)).toThrow(
      expect.objectContaining({ code: 'RANGE_TOO_LONG' }),
    );
  });
});
