import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bookingMoment, computeDay, type ComputedDay, presentDay } from '../../src/availability/slots.js';
import { contains, type Interval, normalise, overlaps } from '../../src/calendar/intervals.js';
import { resolveDay } from '../../src/schedules/layers.js';
import { addDays, instantOf, type LocalDate, localOf, weekdayOf } from '../../src/calendar/wall-clock.js';
import { scheduleOnDate, STYLIST, ZONES, zone } from './arbitraries.js';
import { instantByIntl } from './intl-clock.js';

const MINUTE = 60_000;
const NOTHING_BUSY = { bookings: [], holds: [] };
const settings = { intervalMinutes: 30, bufferMinutes: 15, maxDailyBookings: null };

function instants(inZone: string, date: LocalDate, { start, end }: Interval): Interval {
  return { start: instantByIntl(inZone, date, start), end: instantByIntl(inZone, date, end) };
}

/** The first instant of the date at which a clock shows this time or a later one, found minute by minute. */
function firstShown(inZone: string, date: LocalDate, minutes: number): number {
  for (let instant = instantByIntl(inZone, date, minutes) - 180 * MINUTE; ; instant += MINUTE) {
    const shown = localOf(inZone, instant);
    if (shown.date === date && shown.minutes >= minutes) return instant;
  }
}

/** One that ends after the hour that a clock change skips keeps that part; one wholly inside it moves with the clock. */
function taken(inZone: string, date: LocalDate, { start, end }: Interval): Interval {
  const until = instantByIntl(inZone, date, end);
  const isEndSkipped = end < 1440 && firstShown(inZone, date, end) !== until;
  return { start: isEndSkipped ? instantByIntl(inZone, date, start) : firstShown(inZone, date, start), end: until };
}

function onWholeDay(inZone: string, date: LocalDate, start: string, end: string): ComputedDay {
  const week = [
    {
      dayOfWeek: weekdayOf(date),
      startTime: start,
      endTime: end,
      breakStart: null,
      breakEnd: null,
      effectiveFrom: null,
      effectiveUntil: null,
    },
  ];
  const day = resolveDay({ stylistUserId: STYLIST, branchId: null, week, overrides: [] }, date);
  return computeDay(day, { durationMinutes: 30, priceCents: 0 }, NOTHING_BUSY, { ...settings, zone: inZone });
}

describe('Slots and the effective schedule', () => {
  it('a slot is free exactly where the effective windows hold it and no block or break reaches it', () => {
    fc.assert(
      fc.property(scheduleOnDate, zone, fc.constantFrom(15, 30, 45, 60, 120), ({ on, schedule }, inZone, duration) => {
        const day = resolveDay(schedule, on);
        const service = { durationMinutes: duration, priceCents: 100 };
        const { slots, reason } = computeDay(day, service, NOTHING_BUSY, { ...settings, zone: inZone });
        const worked = normalise(day.windows.map((window) => instants(inZone, on, window)));
        const withBreak = [...day.blocks, ...[day.break ?? []].flat()];
        const pauses = [...normalise(day.blocks), ...normalise(withBreak)].map((one) => taken(inZone, on, one));
        const window = day.window === null ? { start: 0, end: 0 } : instants(inZone, on, day.window);

        const expected: { start: number; isFree: boolean }[] = [];
        for (let start = window.start; start + duration * MINUTE <= window.end; start += 30 * MINUTE) {
          const slot = { start, end: start + duration * MINUTE };
          const isWorked = worked.some((one) => contains(one, slot));
          expected.push({
            start,
            isFree: isWorked && !pauses.some((one) => one.start < one.end && overlaps(one, slot)),
          });
        }
        const isWorking = day.status === 'working';
        expect(slots.map(({ start, lasting }) => ({ start, isFree: lasting === null }))).toEqual(
          isWorking ? expected : [],
        );
        const workingReason = expected.some(({ isFree }) => isFree) ? null : 'too_short';
        expect(reason).toBe(isWorking ? workingReason : day.status);
      }),
      { numRuns: 3000 },
    );
  });

  it('the instants of a grid come once, half an hour apart, on every day', () => {
    fc.assert(
      fc.property(scheduleOnDate, zone, ({ on, schedule }, inZone) => {
        const day = resolveDay(schedule, on);
        const { slots } = computeDay(day, { durationMinutes: 30, priceCents: 0 }, NOTHING_BUSY, {
          ...settings,
          zone: inZone,
        });
        const first = slots[0]?.start ?? 0;
        expect(slots.map(({ start }) => start)).toEqual(slots.map((_, index) => first + index * 30 * MINUTE));
      }),
    );
  });

  it('each instant of a year comes once in the grids when every day is worked from 00:00 to 24:00', () => {
    for (const inZone of ZONES) {
      const starts: number[] = [];
      for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
        starts.push(...onWholeDay(inZone, date, '00:00', '24:00').slots.map(({ start }) => start));
      }
      const from = instantOf(inZone, '2026-01-01', 0);
      const to = instantOf(inZone, '2027-01-01', 0);
      expect(starts).toHaveLength((to - from) / (30 * MINUTE));
      expect(starts.every((start, index) => start === from + index * 30 * MINUTE)).toBe(true);
    }
  });
});

describe('Days when the clocks change', () => {
  it.each([
    ['Europe/London', '2026-03-29', 46],
    ['Europe/London', '2026-10-25', 50],
    ['America/New_York', '2026-03-08', 46],
    ['America/New_York', '2026-11-01', 50],
    ['Asia/Kathmandu', '2026-03-29', 48],
  ])('a whole day in %s on %s has %d half hours', (inZone, date, halfHours) => {
    expect(onWholeDay(inZone, date, '00:00', '24:00').slots).toHaveLength(halfHours);
  });

  it('a window that begins in the gap begins after it', () => {
    const { slots } = onWholeDay('America/New_York', '2026-03-08', '02:30', '05:00');
    expect(slots.map(({ start }) => new Date(start).toISOString().slice(11, 16))).toEqual(['07:30', '08:00', '08:30']);
  });

  it('a window that begins at an hour that comes twice begins with the first', () => {
    const { slots } = onWholeDay('America/New_York', '2026-11-01', '01:00', '03:00');
    expect(slots[0]?.start).toBe(Date.UTC(2026, 10, 1, 5));
    expect(slots).toHaveLength(6);
  });
});

describe('Computed days and the moment', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  const busyHours = fc.array(hour, { maxLength: 4 });

  it('a booking or a hold never frees a slot, and a hold counts only until it expires', () => {
    fc.assert(
      fc.property(
        scheduleOnDate,
        zone,
        busyHours,
        busyHours,
        hour,
        ({ on, schedule }, inZone, booked, held, expiry) => {
          const day = resolveDay(schedule, on);
          const at = (hours: number): Interval => ({
            start: instantOf(inZone, on, hours * 60),
            end: instantOf(inZone, on, hours * 60 + 60),
          });
          const expiresAt = instantOf(inZone, on, 0) - expiry * 60 * MINUTE - 1;
          const service = { durationMinutes: 60, priceCents: 0 };
          const inSettings = { ...settings, zone: inZone };
          const bookings = booked.map(at);
          const holds = held.map((hours) => ({ ...at(hours), expiresAt }));
          const rules = { minAdvanceHours: 0, maxAdvanceDays: 2 };
          const present = (computed: ComputedDay, now: number) =>
            presentDay(computed, bookingMoment(now, inZone, rules));
          const free = computeDay(day, service, NOTHING_BUSY, inSettings);
          const withBookings = computeDay(day, service, { bookings, holds: [] }, inSettings);
          const withBoth = computeDay(day, service, { bookings, holds }, inSettings);

          expect(present(withBoth, expiresAt)).toEqual(present(withBookings, expiresAt));
          const [none, some, most] = [free, withBookings, withBoth].map((computed) => present(computed, expiresAt - 1));
          expect(some!.availableCount).toBeLessThanOrEqual(none!.availableCount);
          expect(most!.availableCount).toBeLessThanOrEqual(some!.availableCount);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a computed day survives JSON', () => {
    fc.assert(
      fc.property(scheduleOnDate, zone, ({ on, schedule }, inZone) => {
        const computed = computeDay(resolveDay(schedule, on), { durationMinutes: 30, priceCents: 5 }, NOTHING_BUSY, {
          ...settings,
          zone: inZone,
        });
        expect(JSON.parse(JSON.stringify(computed))).toEqual(computed);
      }),
      { numRuns: 100 },
    );
  });
});
