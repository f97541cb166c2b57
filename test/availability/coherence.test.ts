import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { stormOnTwo } from '../proof/storm-services.js';

/** `npm run prove` asks for 10,000. */
const READS = 150;

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

describe('No answer is from before a change that was committed when it was asked for (rules.md §7 Cache)', () => {
  it.each(['on', 'off'] as const)(
    'two services, the layer in the process %s',
    async (memory) => {
      const report = await stormOnTwo(app, memory, READS);
      expect(report).toMatchObject({ stale: [], failures: [] });
      expect(report.judged).toBeGreaterThanOrEqual(READS);
      expect(report.committed).toBeGreaterThan(0);
    },
    240_000,
  );
});
