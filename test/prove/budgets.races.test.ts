import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { raceForBudget } from '../support/budget-race.js';

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

describe('60 requests at once with 10 + 3 left, on two instances', () => {
  it.each(Array.from({ length: 50 }, (_, run) => run + 1))('give exactly 10 and 3: run %i', () =>
    raceForBudget([app, second]),
  );
});
