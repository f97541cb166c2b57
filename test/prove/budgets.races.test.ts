import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { raceForBudget } from '../proof/budget-race.js';
import { startTwoInstances, type TwoInstances } from '../proof/instances.js';

let instances: TwoInstances;

beforeAll(async () => {
  instances = await startTwoInstances();
});
afterAll(() => instances.stop());

describe('Races for budgets, on two instances', () => {
  it.each(Array.from({ length: 50 }, (_, run) => run + 1))(
    '60 requests at once with 10 units and 3 tokens left give exactly 10 and 3: run %i',
    () => raceForBudget(instances.both),
  );
});
