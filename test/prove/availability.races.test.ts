import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { raceToBook, raceToCompute } from '../proof/availability-races.js';
import { startTwoInstances, type TwoInstances } from '../proof/instances.js';

let instances: TwoInstances;

beforeAll(async () => {
  instances = await startTwoInstances({ demo: false });
});
afterAll(() => instances.stop());

const RUNS = Array.from({ length: 50 }, (_, run) => run + 1);

describe('At once, on two instances, fifty times', () => {
  it.each(RUNS)('bookings of several stylists in opposite order all succeed, and all are seen: run %i', () =>
    raceToBook(instances.both),
  );

  it.each(RUNS)('40 who ask for a day that is not kept have it computed once in each: run %i', () =>
    raceToCompute(instances.both),
  );
});
