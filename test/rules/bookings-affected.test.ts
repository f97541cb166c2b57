import { describe, expect, it } from '@jest/globals';
import { affectedBookings, workedInstants } from '../../src/schedules/affected-bookings.js';
import { instantOf, minutesOf } from '../../src/calendar/wall-clock.js';

const ZONE = 'Asia/Kathmandu';
const DATE = '2026-11-25';
const at = (time: string): number => instantOf(ZONE, DATE, minutesOf(time));
const windows = (...ranges: [string, string][]) => [
  { date: DATE, windows: ranges.map(([start, end]) => ({ start: minutesOf(start), end: minutesOf(end) })) },
];
const booking = (start: string, end: string, status = 'confirmed') => ({ start: at(start), end: at(end), status });

const BEFORE = windows(['10:00', '13:00'], ['14:00', '18:00']);
const WITHOUT_AFTERNOON = windows(['10:00', '13:00']);
const NOW = at('09:00');

function isAffected(one: ReturnType<typeof booking>, after = WITHOUT_AFTERNOON, now = NOW): boolean {
  return affectedBookings([one], ZONE, BEFORE, after, now).length === 1;
}

describe('The bookings that a change affects', () => {
  it.each(['pending', 'confirmed', 'in_progress'])(
    'A %s booking is affected if it was inside the hours and is outside now',
    (status) => {
      expect(isAffected(booking('15:00', '16:00', status))).toBe(true);
    },
  );

  it.each(['completed', 'cancelled', 'no_show'])('A %s booking is never affected', (status) => {
    expect(isAffected(booking('15:00', '16:00', status))).toBe(false);
  });

  it('A booking wholly inside the new hours is not affected', () => {
    expect(isAffected(booking('12:00', '13:00'))).toBe(false);
  });

  it('A booking is affected if a part of it is lost, but not if it only touches the lost time', () => {
    expect(isAffected(booking('14:00', '15:00'), windows(['10:00', '13:00'], ['14:30', '18:00']))).toBe(true);
    expect(isAffected(booking('14:30', '15:00'), windows(['10:00', '13:00'], ['14:30', '18:00']))).toBe(false);
  });

  it('A booking that was outside the hours before is not affected', () => {
    expect(isAffected(booking('18:00', '19:00'))).toBe(false);
    expect(isAffected(booking('13:00', '14:00'), windows())).toBe(false);
  });

  it('A booking that reached out of the hours is affected only if the change takes time that it covers', () => {
    expect(isAffected(booking('12:30', '13:30'), windows())).toBe(true);
    expect(isAffected(booking('12:30', '13:30'))).toBe(false);
  });

  it('A booking that has ended is not affected, but a running one is', () => {
    expect(isAffected(booking('15:00', '16:00'), WITHOUT_AFTERNOON, at('16:00'))).toBe(false);
    expect(isAffected(booking('15:00', '16:00'), WITHOUT_AFTERNOON, at('15:59'))).toBe(true);
  });

  it('A booking across midnight is inside when both dates together hold it', () => {
    const nights = [
      { date: DATE, windows: [{ start: 1200, end: 1440 }] },
      { date: '2026-11-26', windows: [{ start: 0, end: 120 }] },
    ];
    const late = {
      start: instantOf(ZONE, DATE, 1380),
      end: instantOf(ZONE, DATE, 1440) + 3_600_000,
      status: 'confirmed',
    };
    expect(affectedBookings([late], ZONE, nights, nights, NOW)).toEqual([]);
    expect(affectedBookings([late], ZONE, nights, nights.slice(0, 1), NOW)).toEqual([late]);
    expect(workedInstants(ZONE, nights)).toHaveLength(1);
  });

  it('A block that begins in the hour that a clock change skips takes what is left of it', () => {
    // Berlin, 2027-03-28: 02:00 becomes 03:00.
    const zone = 'Europe/Berlin';
    const date = '2027-03-28';
    const day = (worked: [number, number][]) => [
      { date, window: { start: 60, end: 600 }, windows: worked.map(([start, end]) => ({ start, end })) },
    ];
    const atThree = { start: instantOf(zone, date, 180), end: instantOf(zone, date, 195), status: 'confirmed' };
    const before = day([[60, 600]]);
    // A block from 02:30 to 03:30.
    const blocked = day([
      [60, 150],
      [210, 600],
    ]);
    expect(affectedBookings([atThree], zone, before, blocked, 0)).toEqual([atThree]);
  });
});
