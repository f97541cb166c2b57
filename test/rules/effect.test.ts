import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { affectedBookings } from '../../src/schedules/affected-bookings.js';
import { affectedBy } from '../../src/schedules/effect.js';
import { type OverrideLayer, resolveDay } from '../../src/schedules/layers.js';
import type { BookingRow, StylistSchedule } from '../../src/schedules/load-schedules.js';
import { coversDate, datesOf, variantsOf } from '../../src/schedules/overrides/override-change.js';
import type { OverrideRow } from '../../src/schedules/overrides/override-rows.js';
import { addDays, datesBetween, instantOf, type LocalDate } from '../../src/calendar/wall-clock.js';
import { override, scheduleOnDate, STYLIST, zone } from './arbitraries.js';

const HOUR = 3_600_000;

/** Bookings of one to thirty hours around a date. */
function bookings(on: LocalDate, inZone: string): fc.Arbitrary<BookingRow[]> {
  const one = fc.record({ quarter: fc.integer({ min: -200, max: 300 }), hours: fc.constantFrom(1, 2, 30) });
  return fc.array(one, { maxLength: 8 }).map((chosen) =>
    chosen.map(({ quarter, hours }, index) => {
      const start = instantOf(inZone, on, 0) + (quarter * HOUR) / 4;
      const ids = { id: String(index), stylistUserId: STYLIST, serviceId: '' };
      return { ...ids, status: 'confirmed', start, end: start + hours * HOUR };
    }),
  );
}

const shape = fc.constantFrom('closure', 'block', 'hours');

const scenario = fc.tuple(scheduleOnDate, zone).chain(([{ on, schedule }, inZone]) =>
  fc.record({
    on: fc.constant(on),
    schedule: bookings(on, inZone).map((rows): StylistSchedule => ({
      stylistUserId: STYLIST,
      branchId: schedule.branchId,
      week: schedule.week,
      overrides: schedule.overrides as OverrideRow[],
      zone: inZone,
      now: 0,
      today: on,
      bookings: rows,
    })),
    before: fc.option(shape.chain((one) => override(on, one))),
    after: shape.chain((one) => override(on, one)),
  }),
);

describe('The effect of a change of an override', () => {
  it('The affected bookings are found on the dates with bookings alone, in every zone', () => {
    fc.assert(
      fc.property(scenario, ({ on, schedule, before, after }) => {
        const change = { before, after };
        const variants = variantsOf(change, schedule.overrides);
        const found = affectedBy(schedule, variants.before, variants.after, (date) => coversDate(change, date));
        const dates = datesBetween(addDays(on, -10), addDays(on, 15));
        const worked = ({ overrides }: { overrides: OverrideLayer[] }) =>
          dates.map((date) => resolveDay({ ...schedule, overrides }, date));
        const { bookings: rows, zone: inZone } = schedule;
        expect(found).toEqual(affectedBookings(rows, inZone, worked(variants.before), worked(variants.after), 0));
      }),
      { numRuns: 1_000 },
    );
  });

  it('A change has no effect on a date that it does not cover', () => {
    fc.assert(
      fc.property(scenario, ({ on, schedule, before, after }) => {
        const change = { before, after };
        const { before: old, after: next } = variantsOf(change, schedule.overrides);
        const covered = datesOf(change, '0001-01-01');
        for (const date of datesBetween(addDays(on, -10), addDays(on, 15))) {
          if (covered.includes(date)) continue;
          expect(resolveDay({ ...schedule, ...next }, date)).toEqual(resolveDay({ ...schedule, ...old }, date));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('The effect of a change is the same before and after it is written', () => {
    fc.assert(
      fc.property(scenario, ({ schedule, before, after }) => {
        const change = { before, after: { ...after, id: before?.id ?? after.id } };
        const others = schedule.overrides.filter(({ id }) => id !== change.after.id && id !== before?.id);
        const tried = variantsOf(change, before === null ? others : [...others, before]);
        expect(variantsOf(change, [...others, change.after])).toEqual(tried);
      }),
      { numRuns: 300 },
    );
  });
});
