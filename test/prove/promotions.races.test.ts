import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startTwoInstances, type TwoInstances } from '../proof/instances.js';
import { raceToApprove, raceToEnd, raceToOpen } from '../proof/promotion-races.js';

let instances: TwoInstances;

beforeAll(async () => {
  instances = await startTwoInstances();
});
afterAll(() => instances.stop());

const RUNS = Array.from({ length: 50 }, (_, run) => run + 1);

describe('On two instances at once, fifty times', () => {
  it.each(RUNS)('20 approvals make one stylist: run %i', () => raceToApprove(instances.both));

  it.each(RUNS)('20 openings for one user open one promotion: run %i', () => raceToOpen(instances.both));

  it.each(RUNS)('Approve, reject and revoke at once end in one legal state: run %i', (run) =>
    raceToEnd(instances.both, run),
  );
});
