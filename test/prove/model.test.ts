import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { type ClockDatabase, createClockDatabase } from '../support/clock.js';
import { Play } from '../proof/model/play.js';

let database: ClockDatabase;
let app: TestApp;

beforeAll(async () => {
  database = await createClockDatabase();
  app = await startApp({}, { database });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

test('Random requests get the answers, budgets, days, runs and log rows of a model that shares no code with the service', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const steps = Number(process.env['STEPS'] ?? 2_000);
  console.info(`SEED=${seed}`);
  const { answers, days } = await new Play(app, database, seed).run(steps);
  const told = Object.entries(answers).map(([status, number]) => `${status}: ${number}`);
  console.info(`${steps} steps over ${days} days; ${told.join(', ')}`);
  expect(Object.keys(answers).sort()).toEqual(
    expect.arrayContaining(['200', '201', '204', '400', '403', '404', '409', '429']),
  );
}, 1_200_000);
