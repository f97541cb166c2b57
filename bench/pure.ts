import { performance } from 'node:perf_hooks';
import { type Busy, bookingMoment, computeDay, presentDay } from '../src/availability/slots.js';
import { type OverrideLayer, resolveDay, type Schedule, type WeekDay } from '../src/schedules/layers.js';
import { addDays, datesBetween, instantOf, type LocalDate } from '../src/calendar/wall-clock.js';

const ZONE = 'Asia/Kathmandu';
const FIRST: LocalDate = '2026-11-23';
const STYLIST = '0b9a7c1e-0000-4000-8000-000000000001';
const SERVICE = { durationMinutes: 45, priceCents: 2500 };
const SETTINGS = { zone: ZONE, intervalMinutes: 30, bufferMinutes: 15, maxDailyBookings: 8 };

const week = [0, 1, 2, 3, 4, 5].map((dayOfWeek): WeekDay => ({
  dayOfWeek,
  startTime: '10:00',
  endTime: '18:00',
  breakStart: '13:00',
  breakEnd: '14:00',
  effectiveFrom: '2026-01-01',
  effectiveUntil: null,
}));

function override(id: string, day: number, more: Partial<OverrideLayer>): OverrideLayer {
  return {
    id,
    overrideType: 'stylist_vacation',
    appliesToAllStylists: false,
    branchId: null,
    stylistUserId: STYLIST,
    startDate: addDays(FIRST, day),
    endDate: addDays(FIRST, day),
    isClosed: true,
    startTime: null,
    endTime: null,
    priority: 50,
    createdAt: '2026-01-01T00:00:00.000000Z',
    ...more,
  };
}

const business = { appliesToAllStylists: true, stylistUserId: null };
const schedule: Schedule = {
  stylistUserId: STYLIST,
  branchId: null,
  week,
  overrides: [
    override('a', 3, {}),
    override('b', 8, { startTime: '15:00', endTime: '16:00' }),
    override('c', 0, {
      ...business,
      overrideType: 'seasonal_hours',
      isClosed: false,
      startTime: '09:00',
      endTime: '17:00',
      endDate: addDays(FIRST, 29),
      priority: 10,
    }),
    override('d', 20, { ...business, overrideType: 'business_closure', priority: 100 }),
  ],
};

/** Four bookings and one hold a date. */
function busyOn(dates: readonly LocalDate[]): Busy {
  const hour = (date: LocalDate, at: number) => ({
    start: instantOf(ZONE, date, at * 60),
    end: instantOf(ZONE, date, at * 60 + 45),
  });
  return {
    bookings: dates.flatMap((date) => [9, 11, 14, 16].map((at) => hour(date, at))),
    holds: dates.map((date) => ({ ...hour(date, 12), expiresAt: instantOf(ZONE, FIRST, 600) })),
  };
}

/** Milliseconds that one turn takes: the median of `rounds` rounds of `turns`. */
function median(rounds: number, turns: number, turn: () => number): number {
  let slots = 0;
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    for (let i = 0; i < turns; i += 1) slots += turn();
    return (performance.now() - begin) / turns;
  }).sort((a, b) => a - b);
  if (slots === 0) throw new Error('the measured days have no slots');
  return times[Math.floor(rounds / 2)]!;
}

/**
 * What one day and 30 days cost without database and HTTP, in milliseconds: layers, slots and the present moment, with
 * four bookings and a hold on each date.
 */
export function measurePure(rounds = 15): { pureDayMs: number; pureMonthMs: number } {
  const measure = (days: number, turns: number): number => {
    const dates = datesBetween(FIRST, addDays(FIRST, days - 1));
    const busy = busyOn(dates);
    const now = instantOf(ZONE, FIRST, 540);
    return median(rounds, turns, () => {
      const moment = bookingMoment(now, ZONE, { minAdvanceHours: 2, maxAdvanceDays: 30 });
      let slots = 0;
      for (const date of dates) {
        slots += presentDay(computeDay(resolveDay(schedule, date), SERVICE, busy, SETTINGS), moment).slots.length;
      }
      return slots;
    });
  };
  measure(30, 200);
  return { pureDayMs: measure(1, 2000), pureMonthMs: measure(30, 100) };
}
