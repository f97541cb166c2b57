import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { raceToApprove, raceToEnd, raceToOpen } from '../proof/promotion-races.js';

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

describe('On two instances at once', () => {
  it.each([1, 2, 3])('20 approvals make one stylist (%i)', () => raceToApprove([app, second]));

  it.each([1, 2, 3])('20 openings for one user open one promotion (%i)', () => raceToOpen([app, second]));

  it.each([1, 2, 3, 4, 5, 6])('approve, reject and revoke end in one legal state (%i)', (run) =>
    raceToEnd([app, second], run),
  );
});
