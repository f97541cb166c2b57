import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CATEGORIES, CHANGE_TYPES, SEVERITIES, TARGET_TYPES } from '../../src/audit/record.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

it.each([
  ['service_management_log_category', CATEGORIES],
  ['service_management_log_severity', SEVERITIES],
  ['service_management_log_target_type', TARGET_TYPES],
  ['schedule_change_log_type', CHANGE_TYPES],
])('The constraint %s allows exactly the values that the code knows', async (name, values) => {
  const { rows } = await app.owner.query<{ definition: string }>(
    'SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1',
    [name],
  );
  const allowed = [...(rows[0]?.definition ?? '').matchAll(/'(\w+)'/g)].map(([, value]) => value);
  expect(new Set(allowed)).toEqual(new Set<string>(values));
});
