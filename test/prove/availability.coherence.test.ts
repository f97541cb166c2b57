import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { stormOnTwo } from '../proof/storm-services.js';

const READS = 10_000;

let app: TestApp;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
});
afterAll(() => app.close());

describe('A storm of changes (docs/rules.md "Cache")', () => {
  it.each(['on', 'off'] as const)(
    'In a storm of changes none of 10,000 answers is stale, with the memory of the process %s',
    async (memory) => {
      const report = await stormOnTwo(app, memory, READS);
      const { judged, unjudged, stale, committed, rolledBack } = report;
      console.info(
        `memory of the process ${memory}: ${judged} answers judged and ${unjudged} between changes, ${stale.length} stale, ` +
          `${committed} transactions committed and ${rolledBack} rolled back`,
      );
      expect(report).toMatchObject({ stale: [], failures: [] });
      expect(report.judged).toBeGreaterThanOrEqual(READS);
    },
    1_800_000,
  );

  it('A storm finds stale answers when changes of bookings are not written into the feed', async () => {
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
