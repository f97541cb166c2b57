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

  it('A storm finds stale answers when changes are not written into the feed', async () => {
    // The triggers stay as they are: with other ones the service does not start.
    await app.owner.query('CREATE RULE forget AS ON INSERT TO private.availability_changes DO INSTEAD NOTHING');
    try {
      const { judged, stale } = await stormOnTwo(app, 'on', READS);
      console.info(`without the feed a stale answer after ${judged}`);
      expect(stale).not.toEqual([]);
    } finally {
      await app.owner.query('DROP RULE forget ON private.availability_changes');
    }
  }, 1_800_000);
});
