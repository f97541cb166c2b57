import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { startApp, type TestApp } from '../../support/app.js';
import { raceForBudget } from '../../proof/budget-race.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { addOffer } from '../../support/offers.js';
import { pooled, poolerVersion, startPooler } from '../../support/pooler.js';
import { SERVER_VARIABLE, type TestServer } from '../../support/server.js';

const INSTALLED = poolerVersion();

/** Two instances that reach one database through PgBouncer in transaction mode. */
function behindThePooler(): void {
  let database: TestDatabase;
  let stop: () => Promise<void>;
  let instances: [TestApp, TestApp];

  beforeAll(async () => {
    database = await createDatabase({ demo: true });
    const pooler = await startPooler(JSON.parse(process.env[SERVER_VARIABLE] ?? '') as TestServer);
    stop = pooler.stop;
    const settings = { DATABASE_URL: pooled(database.url, String(pooler.port)) };
    instances = [await startApp(settings, { database }), await startApp(settings, { database })];
  });

  afterAll(async () => {
    for (const instance of instances) await instance.close();
    await stop();
    await database.drop();
  });

  test('transactions go to other connections of the server, and take nothing along', async () => {
    const [one] = instances;
    await Promise.all(Array.from({ length: 40 }, () => one.as('admin').get('/v1/me').expect(200)));
    const rows: { role: string; claims: string }[] = await one.app
      .get(DataSource)
      .query(`SELECT current_user AS role, coalesce(current_setting('request.jwt.claims', true), '') AS claims`);
    expect(rows).toEqual([{ role: 'service_engine_api', claims: '' }]);
  });

  test('sixty changes at once with 10 + 3 left: exactly 10 and 3, over both', async () => {
    await raceForBudget(instances);
  });

  test('what one has changed, the other does not tell from before', async () => {
    const [one, other] = instances;
    const offer = await addOffer(database.owner);
    for (let ahead = 3; ahead < 13; ahead++) {
      const date = offer.stylist.day(ahead);
      const path = `/v1/availability?${offer.query({ date })}`;
      const before = await other.as(undefined).get(path).expect(200);
      expect(before.body.days[0].status).toBe('open');
      await one.as(offer.stylist.id).put(`/v1/me/availability/${date}`).send({ isClosed: true }).expect(200);
      const after = await other.as(undefined).get(path).expect(200);
      expect(after.body.days[0].status).toBe('closed');
    }
  });
}

/** Without it the suite says so, and leaves out what needs it. */
function leftOut(): void {
  test('nothing was tested: PgBouncer is not installed here', () => {
    console.warn('PgBouncer is not installed here: what needs a transaction pooler was left out.');
    expect(INSTALLED).toBeUndefined();
  });
}

describe(`Behind ${INSTALLED ?? 'a transaction pooler'}`, () => {
  if (INSTALLED === undefined) leftOut();
  else behindThePooler();
});
