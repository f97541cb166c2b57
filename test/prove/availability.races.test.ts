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
  it.each(RUNS)('Bookings of several stylists in opposite order all succeed, and all are seen: run %i', () =>
    raceToBook(instances.both),
  );

  it.each(RUNS)('40 requests at once for a day that is not cached compute it once in each instance: run %i', () =>
    raceToCompute(instances.both),
  );
});
