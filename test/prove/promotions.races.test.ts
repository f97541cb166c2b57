import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { raceToApprove, raceToEnd, raceToOpen } from '../support/promotion-races.js';

let app: TestApp;
let second: TestApp;

beforeAll(async () => {
  app = await startApp();
  second = await startApp({}, { database: app.database });
});
afterAll(async () => {
  await second.close();
  await app.close();
});

const RUNS = Array.from({ length: 50 }, (_, run) => run + 1);

describe('At once, on two instances, fifty times', () => {
  it.each(RUNS)('20 approvals are one: run %i', () => raceToApprove([app, second]));

  it.each(RUNS)('20 openings for one user are one: run %i', () => raceToOpen([app, second]));

  it.each(RUNS)('approve, reject and revoke end in one legal state: run %i', (run) => raceToEnd([app, second], run));
});
