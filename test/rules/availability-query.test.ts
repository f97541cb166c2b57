import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AvailabilityQuery } from '../../src/availability/availability-query.dto.js';
import { DtoPipe } from '../../src/http/dto.pipe.js';
import { Problem } from '../../src/http/problem.js';

/** The same fields with the same decorators, without the reading by hand. */
class ByDecorators extends AvailabilityQuery {}
Object.defineProperty(ByDecorators, 'read', { value: undefined });

const ID = '00000000-0000-4000-8000-00000000000A';
const NAMES = ['stylistId', 'serviceId', 'date', 'from', 'to', 'timezone', 'status', 'page', 'Status'];
const value = fc.constantFrom(
  ID,
  ` ${ID.toLowerCase()} `,
  'x',
  '',
  '  ',
  '2026-02-28',
  '2026-02-29',
  '2024-02-29',
  '0000-01-01',
  '2026-1-1',
  'all',
  'available',
  'ALL',
  'Asia/Kathmandu',
);
const parameter = fc.oneof(
  { weight: 5, arbitrary: value },
  { weight: 1, arbitrary: fc.array(value, { minLength: 2, maxLength: 3 }) },
);
const query = fc.dictionary(fc.constantFrom(...NAMES), parameter, { noNullPrototype: true });

/** What a class makes of a query: its fields, or the errors by field. */
function outcome(type: typeof AvailabilityQuery, given: object): unknown {
  try {
    const read = new DtoPipe().transform(given, { type: 'query', metatype: type }) as object;
    return Object.fromEntries(Object.entries(read).filter(([, field]) => field !== undefined));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.options.errors ?? [];
    return { code: error.code, errors: errors.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
  }
}

describe('The query of the hot route, read by hand', () => {
  it('is what its decorators would make of it, errors and all', () => {
    fc.assert(
      fc.property(query, (given) => {
        expect(outcome(AvailabilityQuery, { ...given })).toEqual(outcome(ByDecorators, { ...given }));
      }),
      { numRuns: 2_000 },
    );
  });
});
