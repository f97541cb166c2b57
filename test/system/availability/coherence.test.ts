import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { stormOnTwo } from '../../proof/storm-services.js';

/** `npm run prove` asks for 10,000. */
const READS = 150;

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

describe('Answers while the database changes', () => {
  it.each(['on', 'off'] as const)(
    'no answer of two processes lacks a change that was committed before its request; memory cache %s',
    async (memory) => {
      const report = await stormOnTwo(app, memory, READS);
      expect(report).toMatchObject({ stale: [], failures: [] });
      expect(report.judged).toBeGreaterThanOrEqual(READS);
      expect(report.committed).toBeGreaterThan(0);
    },
    240_000,
  );
});
