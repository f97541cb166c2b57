import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, instantOf } from '../../src/calendar/wall-clock.js';
import { conflictsOf } from '../../src/schedules/conflicts/conflict.js';
import type { BookedGroup } from '../../src/schedules/load-booked.js';
import { modelCause } from '../support/conflict-model.js';
import { BRANCH, scheduleOnDate, STYLIST } from './arbitraries.js';

const ZONE = 'Asia/Kathmandu';
const OFFSET = 345;

function groupOf(schedule: Partial<BookedGroup>, ...spans: [start: number, end: number][]): BookedGroup {
  const bookings = spans.map(([start, end], index) => {
    return { id: String(index), stylistUserId: STYLIST, serviceId: 'service', status: 'confirmed', start, end };
  });
  return {
    stylistUserId: STYLIST,
    branchId: null,
    week: [],
    overrides: [],
    zone: ZONE,
    now: 0,
    isActive: true,
    ...schedule,
    bookings,
  };
}

describe('Conflicts', () => {
  it('Conflicts and their causes are those of a computation that looks at every minute', () => {
    const causes = new Set<string>();
    const booking = fc.record({
      day: fc.integer({ min: -1, max: 1 }),
      quarter: fc.nat(95),
      length: fc.integer({ min: 1, max: 110 }),
    });
    fc.assert(
      fc.property(scheduleOnDate, fc.array(booking, { minLength: 1, maxLength: 6 }), ({ on, schedule }, wanted) => {
        const spans = wanted.map(({ day, quarter, length }): [number, number] => {
          const start = instantOf(ZONE, addDays(on, day), quarter * 15);
          return [start, start + length * 900_000];
        });
        const overrides = schedule.overrides.filter(
          ({ appliesToAllStylists, branchId, stylistUserId }) =>
            appliesToAllStylists || branchId === BRANCH || stylistUserId === STYLIST,
        );
        const model = {
          isActive: true,
          offset: OFFSET,
          week: [...schedule.week],
          overrides: overrides.map(({ branchId, stylistUserId, ...one }) => {
            const scope = stylistUserId !== null ? ('stylist' as const) : branchId !== null ? 'branch' : 'all';
            return { ...one, scope } as const;
          }),
        };
        const found = new Map(
          conflictsOf(groupOf(schedule, ...spans)).map(({ booking: { id }, cause }) => [id, cause]),
        );
        for (const [index, [start, end]] of spans.entries()) {
          const cause = modelCause(model, start, end);
          causes.add(cause === null ? 'none' : cause.layer);
          expect(found.get(String(index)) ?? null).toEqual(cause);
        }
      }),
      { numRuns: 500 },
    );
    expect([...causes].sort()).toEqual(['base', 'none', 'override']);
  });

  it('Every booking of an inactive stylist is in conflict, whatever the week says', () => {
    const week = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => {
      const hours = { startTime: '00:00', endTime: '24:00', breakStart: null, breakEnd: null };
      return { dayOfWeek, ...hours, effectiveFrom: null, effectiveUntil: null };
    });
    const start = instantOf(ZONE, '2026-11-25', 600);
    expect(conflictsOf(groupOf({ week }, [start, start + 3_600_000]))).toEqual([]);
    expect(conflictsOf(groupOf({ week, isActive: false }, [start, start + 3_600_000]))).toMatchObject([
      { cause: { layer: 'inactive', overrideId: null, overrideType: null } },
    ]);
  });

  it('A block that begins in the hour that a clock change skips is the cause for what is left of it', () => {
    // Berlin, 2027-03-28: 02:00 becomes 03:00.
    const zone = 'Europe/Berlin';
    const date = '2027-03-28';
    const hours = { startTime: '01:00', endTime: '10:00', breakStart: null, breakEnd: null };
    const week = [{ dayOfWeek: 0, ...hours, effectiveFrom: null, effectiveUntil: null }];
    const block = {
      id: 'block',
      overrideType: 'stylist_vacation' as const,
      appliesToAllStylists: false,
      branchId: null,
      stylistUserId: STYLIST,
      startDate: date,
      endDate: date,
      isClosed: true,
      startTime: '02:30',
      endTime: '03:30',
      priority: 70,
      createdAt: '2026-01-01T00:00:00.000000Z',
    };
    const atThree: [number, number] = [instantOf(zone, date, 180), instantOf(zone, date, 195)];
    expect(conflictsOf(groupOf({ zone, week }, atThree))).toEqual([]);
    expect(conflictsOf(groupOf({ zone, week, overrides: [block] }, atThree))).toMatchObject([
      { cause: { layer: 'override', overrideId: 'block', overrideType: 'stylist_vacation' } },
    ]);
  });
});
