import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { stormOnTwo } from '../proof/storm-services.js';

const READS = 10_000;

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

describe('A storm of changes (rules.md §7 Cache)', () => {
  it.each(['on', 'off'] as const)(
    'finds not one stale answer in 10,000, the layer in the process %s',
    async (memory) => {
      const report = await stormOnTwo(app, memory, READS);
      const { judged, unjudged, stale, committed, rolledBack } = report;
      console.info(
        `layer in the process ${memory}: ${judged} answers judged and ${unjudged} between changes, ${stale.length} stale, ` +
          `${committed} transactions committed and ${rolledBack} rolled back`,
      );
      expect(report).toMatchObject({ stale: [], failures: [] });
      expect(report.judged).toBeGreaterThanOrEqual(READS);
    },
    1_800_000,
  );

  it('finds stale answers where a source of slots tells nobody of its changes', async () => {
    await app.owner.query('ALTER TABLE public.bookings DISABLE TRIGGER ALL');
    try {
      const { judged, stale } = await stormOnTwo(app, 'on', READS);
      console.info(`without the triggers of bookings a stale answer after ${judged}`);
      expect(stale).not.toEqual([]);
    } finally {
      await app.owner.query('ALTER TABLE public.bookings ENABLE TRIGGER ALL');
    }
  }, 1_800_000);
});
