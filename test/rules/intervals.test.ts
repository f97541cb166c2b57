import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contains, intersect, normalise, overlaps, overlapSweep, subtract } from '../../src/calendar/intervals.js';

const POINTS = 40;
const interval = fc.record({ start: fc.integer({ min: 0, max: POINTS }), end: fc.integer({ min: 0, max: POINTS }) });
const intervals = fc.array(interval, { maxLength: 8 });

/** The unit cells that intervals cover: the sets that the sweeps must agree with. */
function cells(of: readonly { start: number; end: number }[]): boolean[] {
  return Array.from({ length: POINTS }, (_, cell) => of.some(({ start, end }) => start <= cell && cell < end));
}

describe('Intervals', () => {
  it('Intervals that touch do not overlap', () => {
    expect(overlaps({ start: 1, end: 2 }, { start: 2, end: 3 })).toBe(false);
    expect(overlaps({ start: 1, end: 3 }, { start: 2, end: 3 })).toBe(true);
    expect(contains({ start: 1, end: 3 }, { start: 1, end: 3 })).toBe(true);
    expect(contains({ start: 1, end: 3 }, { start: 0, end: 3 })).toBe(false);
  });

  it('Normalised intervals cover the same, sorted and apart', () => {
    fc.assert(
      fc.property(intervals, (of) => {
        const result = normalise(of);
        expect(cells(result)).toEqual(cells(of));
        const edges = result.flatMap(({ start, end }) => [start, end]);
        expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
      }),
    );
  });

  it('Subtraction and intersection of intervals are those of sets', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const [inA, inB] = [cells(a), cells(b)];
        expect(cells(subtract(a, b))).toEqual(inA.map((is, cell) => is && !inB[cell]));
        expect(cells(intersect(a, b))).toEqual(inA.map((is, cell) => is && inB[cell]));
        expect(subtract(a, b)).toEqual(normalise(subtract(a, b)));
        expect(intersect(a, b)).toEqual(normalise(intersect(a, b)));
      }),
      { numRuns: 500 },
    );
  });

  it('The sweep answers as a look at each interval would', () => {
    fc.assert(
      fc.property(intervals, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (of, step, length) => {
        const real = of.filter(({ start, end }) => start < end);
        const asked = overlapSweep(of);
        for (let start = 0; start < POINTS; start += step) {
          const end = start + length;
          expect(asked(start, end)).toBe(real.some((one) => overlaps(one, { start, end })));
        }
      }),
      { numRuns: 500 },
    );
  });
});
