import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { raceToBeRefused, raceToSeal } from '../proof/audit-races.js';
import { startTwoInstances, type TwoInstances } from '../proof/instances.js';

let instances: TwoInstances;

beforeAll(async () => {
  instances = await startTwoInstances();
});
afterAll(() => instances.stop());

const RUNS = Array.from({ length: 50 }, (_, run) => run + 1);

describe('Races on two instances, fifty times', () => {
  it.each(RUNS)('Sealing while rows are written leaves one chain without overlap: run %i', () =>
    raceToSeal(instances.both),
  );

  it.each(RUNS)('75 refusals of one actor leave 60 rows and one that counts the others: run %i', () =>
    raceToBeRefused(instances.both),
  );
});
