import { describe, expect, it } from '@jest/globals';
import { type Busy, bookingMoment, computeDay, presentDay, type PresentDay } from '../../src/availability/slots.js';
import { type OverrideLayer, resolveDay, type WeekDay } from '../../src/schedules/layers.js';
import { formatInstant, instantOf, minutesOf } from '../../src/calendar/wall-clock.js';
import { STYLIST } from './arbitraries.js';

const ZONE = 'Asia/Kathmandu';
const MONDAY = '2026-11-23';
const base: WeekDay = {
  dayOfWeek: 1,
  startTime: '10:00',
  endTime: '14:00',
  breakStart: '12:00',
  breakEnd: '12:30',
  effectiveFrom: '2026-01-01',
  effectiveUntil: null,
};
const block: OverrideLayer = {
  id: 'b',
  overrideType: 'stylist_vacation',
  appliesToAllStylists: false,
  branchId: null,
  stylistUserId: STYLIST,
  startDate: MONDAY,
  endDate: MONDAY,
  isClosed: true,
  startTime: '13:00',
  endTime: '13:15',
  priority: 60,
  createdAt: '2026-01-01T00:00:00.000000Z',
};
const closure = { ...block, startTime: null, endTime: null };
const at = (time: string, date = MONDAY): number => instantOf(ZONE, date, minutesOf(time));
const range = (start: string, end: string) => ({ start: at(start), end: at(end) });
const LONG_BEFORE = at('00:00', '2026-11-20');

interface Given {
  date?: string;
  week?: WeekDay[];
  overrides?: OverrideLayer[];
  busy?: Partial<Busy>;
  durationMinutes?: number;
  bufferMinutes?: number;
  maxDailyBookings?: number | null;
  now?: number;
  minAdvanceHours?: number;
}

function dayOf(given: Given): PresentDay {
  const { date = MONDAY, week = [base], overrides = [], now = LONG_BEFORE } = given;
  const computed = computeDay(
    resolveDay({ stylistUserId: STYLIST, branchId: null, week, overrides }, date),
    { durationMinutes: given.durationMinutes ?? 30, priceCents: 2500 },
    { bookings: [], holds: [], ...given.busy },
    {
      zone: ZONE,
      intervalMinutes: 30,
      bufferMinutes: given.bufferMinutes ?? 0,
      maxDailyBookings: given.maxDailyBookings === undefined ? 8 : given.maxDailyBookings,
    },
  );
  return presentDay(
    computed,
    bookingMoment(now, ZONE, { minAdvanceHours: given.minAdvanceHours ?? 2, maxAdvanceDays: 30 }),
  );
}

function words(given: Given): string[] {
  return dayOf(given).slots.map(({ start, status }) => `${formatInstant(ZONE, start).slice(11, 16)} ${status}`);
}

describe('The grid of slots', () => {
  it('the grid runs from the start of the window as long as start + duration ≤ end, through break and block', () => {
    expect(words({ overrides: [block] })).toEqual([
      '10:00 available',
      '10:30 available',
      '11:00 available',
      '11:30 available',
      '12:00 in_break',
      '12:30 available',
      '13:00 unavailable',
      '13:30 available',
    ]);
  });

  it('the last slot of a long service ends within the window', () => {
    expect(words({ durationMinutes: 90 }).at(-1)).toBe('12:30 available');
  });

  it('every slot has the duration of the service, and the day its price', () => {
    const day = dayOf({ durationMinutes: 45 });
    expect(day.priceCents).toBe(2500);
    for (const { start, end } of day.slots) expect(end - start).toBe(45 * 60_000);
  });
});

describe('The status of a slot', () => {
  const hold = { ...range('10:30', '11:00'), expiresAt: at('09:00') };

  it('a slot is booked when it overlaps a booking widened by the buffer on both sides; touching is not overlapping', () => {
    const busy = { bookings: [range('11:00', '11:30')] };
    expect(words({ busy }).slice(0, 4)).toEqual([
      '10:00 available',
      '10:30 available',
      '11:00 booked',
      '11:30 available',
    ]);
    expect(words({ busy, bufferMinutes: 15 }).slice(0, 4)).toEqual([
      '10:00 available',
      '10:30 booked',
      '11:00 booked',
      '11:30 booked',
    ]);
  });

  it('a slot is booked or reserved by a booking or hold before the window whose buffer reaches in', () => {
    const early = { ...range('09:00', '09:50'), expiresAt: at('08:00') };
    expect(words({ busy: { bookings: [early] }, bufferMinutes: 15 })[0]).toBe('10:00 booked');
    expect(words({ busy: { holds: [early] }, bufferMinutes: 15 })[0]).toBe('10:00 reserved');
    expect(words({ busy: { bookings: [early], holds: [early] }, bufferMinutes: 10 })[0]).toBe('10:00 available');
  });

  it('a slot is reserved by a live hold, widened by the buffer, until it expires', () => {
    const given = { busy: { holds: [hold] }, bufferMinutes: 15, minAdvanceHours: 0 };
    expect(words({ ...given, now: at('08:59') }).slice(0, 4)).toEqual([
      '10:00 reserved',
      '10:30 reserved',
      '11:00 reserved',
      '11:30 available',
    ]);
    expect(words({ ...given, now: at('09:00') })[1]).toBe('10:30 available');
  });

  it('a slot is reserved until the last of several holds expires', () => {
    const holds = [{ ...hold, expiresAt: at('08:00') }, hold];
    expect(words({ busy: { holds }, now: at('08:30'), minAdvanceHours: 0 })[1]).toBe('10:30 reserved');
  });

  it('a slot is booked before reserved, reserved before unavailable, unavailable before in_break', () => {
    const whole = { ...range('10:00', '14:00'), expiresAt: at('23:00') };
    const now = at('13:00');
    const reasons = (given: Given): (string | null)[] => dayOf({ ...given, now }).slots.map(({ reason }) => reason);
    const busy = { bookings: [range('10:00', '10:30')], holds: [whole] };
    expect(reasons({ busy, overrides: [block] })).toEqual(['booking', ...Array<string>(7).fill('hold')]);
    expect(words({ now })[4]).toBe('12:00 unavailable');
    expect(words({ now: at('10:30') })[4]).toBe('12:00 unavailable');
    expect(words({ now: at('10:00') })[4]).toBe('12:00 in_break');
    expect(words({ overrides: [{ ...block, startTime: '12:00' }] })[4]).toBe('12:00 unavailable');
    expect(words({ maxDailyBookings: 0 })[4]).toBe('12:00 unavailable');
  });

  it('a slot is no longer too soon exactly min_advance_hours ahead, and not past exactly now', () => {
    expect(words({ now: at('09:30') }).slice(2, 4)).toEqual(['11:00 unavailable', '11:30 available']);
    expect(words({ now: at('11:30'), minAdvanceHours: 0 }).slice(2, 4)).toEqual([
      '11:00 unavailable',
      '11:30 available',
    ]);
    const reasons = dayOf({ now: at('10:15') }).slots.map(({ reason }) => reason);
    expect(reasons.slice(0, 6)).toEqual(['past', 'too_soon', 'too_soon', 'too_soon', 'too_soon', null]);
  });

  it('max_daily_bookings counts bookings that start on the local date; holds do not count', () => {
    const elsewhere = [
      { start: at('23:30', '2026-11-22'), end: at('00:30') },
      { start: at('24:00'), end: at('01:00', '2026-11-24') },
    ];
    const holds = [{ ...range('09:00', '10:00'), expiresAt: at('23:00') }];
    const early = range('00:00', '00:30');
    expect(dayOf({ maxDailyBookings: 1, busy: { bookings: elsewhere, holds } }).status).toBe('open');
    expect(dayOf({ maxDailyBookings: null, busy: { bookings: [early] } }).status).toBe('open');
    const full = dayOf({ maxDailyBookings: 1, busy: { bookings: [...elsewhere, early] } });
    expect(full.status).toBe('fully_booked');
    expect(full.slots[0]).toMatchObject({ status: 'unavailable', reason: 'max_daily_bookings' });
  });
});

describe('A day on which the clocks go forward', () => {
  // Berlin, Sunday 2027-03-28: 02:00 becomes 03:00.
  const zone = 'Europe/Berlin';
  const date = '2027-03-28';
  const instant = (time: string): number => instantOf(zone, date, minutesOf(time));

  it.each([
    [
      'a block',
      { breakStart: null, breakEnd: null },
      [{ ...block, startDate: date, endDate: date, startTime: '02:30', endTime: '03:30' }],
      'block',
    ],
    ['a break', { breakStart: '02:30', breakEnd: '03:30' }, [], 'break'],
  ])('%s that begins in the skipped hour keeps the part after it', (_what, pause, overrides, reason) => {
    const week = [{ ...base, dayOfWeek: 0, startTime: '01:00', endTime: '06:00', ...pause }];
    const { slots } = computeDay(
      resolveDay({ stylistUserId: STYLIST, branchId: null, week, overrides }, date),
      { durationMinutes: 30, priceCents: 2500 },
      { bookings: [], holds: [] },
      { zone, intervalMinutes: 30, bufferMinutes: 0, maxDailyBookings: null },
    );
    const taken = slots.filter(({ lasting }) => lasting !== null);
    expect(taken).toEqual([{ start: instant('03:00'), lasting: reason, heldUntil: null }]);
  });
});

describe('The status of a computed day', () => {
  const whole = { bookings: [range('10:00', '14:00')] };

  it.each<[string, Given, string]>([
    ['open', {}, 'open'],
    ['a date before the stylist’s today', { now: at('00:00', '2026-11-24') }, 'past'],
    ['a date after today + max_advance_days', { now: at('23:59', '2026-10-23') }, 'beyond_booking_window'],
    ['the last date of the window', { now: at('00:00', '2026-10-24') }, 'open'],
    ['a closure', { overrides: [closure] }, 'closed'],
    ['blocks that leave nothing', { overrides: [{ ...block, startTime: '10:00', endTime: '14:00' }] }, 'closed'],
    ['a day off', { date: '2026-11-24' }, 'day_off'],
    ['no weekly row at all', { week: [] }, 'no_schedule'],
    ['a service longer than the window', { durationMinutes: 241 }, 'too_short'],
    ['a service that blocks and break leave no place for', { durationMinutes: 150 }, 'too_short'],
    ['every start passed', { now: at('13:31') }, 'past'],
    ['only the last start left, too soon', { now: at('13:30') }, 'too_soon'],
    ['notice alone', { now: at('09:00'), minAdvanceHours: 5 }, 'too_soon'],
    ['bookings all over', { busy: whole }, 'fully_booked'],
    ['bookings all over, and notice', { busy: whole, now: at('09:00'), minAdvanceHours: 5 }, 'fully_booked'],
    ['the daily limit, and notice', { maxDailyBookings: 0, now: at('09:00'), minAdvanceHours: 5 }, 'fully_booked'],
    ['holds all over', { busy: { holds: [{ ...range('10:00', '14:00'), expiresAt: at('23:00') }] } }, 'fully_booked'],
  ])('a day has its status by the first reason that applies: %s', (_name, given, status) => {
    expect(dayOf(given).status).toBe(status);
  });

  it('a closed day that is past is past, a closed day beyond the window is beyond it', () => {
    expect(dayOf({ overrides: [closure], now: at('00:00', '2026-11-24') }).status).toBe('past');
    expect(dayOf({ overrides: [closure], now: at('00:00', '2026-10-01') }).status).toBe('beyond_booking_window');
    expect(dayOf({ durationMinutes: 241, now: at('13:59') }).status).toBe('too_short');
  });

  it('past and far dates have no slots', () => {
    expect(dayOf({ now: at('00:00', '2026-11-24') })).toMatchObject({ slots: [], availableCount: 0 });
    expect(dayOf({ now: at('00:00', '2026-10-01') })).toMatchObject({ slots: [], availableCount: 0 });
  });

  it('a booking window of any length stays in the calendar', () => {
    const service = { minAdvanceHours: 2, maxAdvanceDays: 2_147_483_647 };
    expect(bookingMoment(LONG_BEFORE, ZONE, service).lastDate > '2100-01-01').toBe(true);
  });

  it('availableCount is the number of available slots', () => {
    expect(dayOf({}).availableCount).toBe(7);
  });
});
