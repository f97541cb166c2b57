import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bookingMoment, type ComputedDay, presentDay, presentUntil } from '../../src/availability/slots.js';
import { instantOf, MINUTE } from '../../src/calendar/wall-clock.js';

const ZONE = 'Asia/Kathmandu';
const DATE = '2026-01-05';
const OPEN = instantOf(ZONE, DATE, 600);
const DAY = 1_440 * MINUTE;

const slot = fc.record({
  lasting: fc.constantFrom(null, 'booking' as const, 'block' as const, 'break' as const),
  heldUntil: fc.option(fc.integer({ min: OPEN - 2 * DAY, max: OPEN + DAY })),
});
const day = fc.array(slot, { maxLength: 6 }).map((slots): ComputedDay => ({
  date: DATE,
  durationMinutes: 60,
  priceCents: 100,
  reason: null,
  slots: slots.map((one, index) => ({ ...one, start: OPEN + index * 30 * MINUTE })),
}));
const service = fc.record({
  minAdvanceHours: fc.integer({ min: 0, max: 30 }),
  maxAdvanceDays: fc.constantFrom(0, 1, 30),
});

describe('presentUntil', () => {
  it('a computed day reads the same at every moment until presentUntil', () => {
    fc.assert(
      fc.property(
        day,
        service,
        fc.integer({ min: OPEN - 2 * DAY, max: OPEN + 2 * DAY }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (computed, terms, now, part) => {
          const moment = bookingMoment(now, ZONE, terms);
          const until = presentUntil(computed, moment);
          expect(until).toBeGreaterThanOrEqual(now);
          const later = now + Math.floor((until - now) * part);
          for (const at of [later, until]) {
            expect(presentDay(computed, bookingMoment(at, ZONE, terms))).toEqual(presentDay(computed, moment));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
