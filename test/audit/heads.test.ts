import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { fillServiceLog } from '../support/logs.js';
import { removeTail, sealedRanges, sealTwice, setBack, tamper, verify, verifyAfterRestart } from '../support/seals.js';

const SERVICE_LOG = 'service_management_log';
const CHANGE_LOG = 'schedule_change_log';

let app: TestApp;

beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

describe('A removed seal', () => {
  it('A process that never saw the seals notices that all were removed and made again', async () => {
    await sealTwice(app);
    const range = (await sealedRanges(app, SERVICE_LOG))[1]!;
    await tamper(app, 'TRUNCATE private.audit_seals');
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
    await fillServiceLog(app.owner, 3);
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
  });

  it.each([SERVICE_LOG, CHANGE_LOG])(
    'A process that never saw the last seal of %s notices that it was removed with its rows',
    async (log) => {
      await sealTwice(app);
      const range = (await sealedRanges(app, log))[1]!;
      await removeTail(app, range);
      expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
      if (log === SERVICE_LOG) await fillServiceLog(app.owner, 3);
      expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
    },
  );

  it('Verification notices a head that is removed or set back to an earlier seal', async () => {
    await sealTwice(app);
    const [first, second] = await sealedRanges(app, SERVICE_LOG);
    await setBack(app, SERVICE_LOG);
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: second });
    await tamper(app, 'DELETE FROM private.audit_heads WHERE log = $1', [SERVICE_LOG]);
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: first });
  });

  it('A process that has seen the last seal notices its removal although the head was set back', async () => {
    await sealTwice(app);
    const range = (await sealedRanges(app, CHANGE_LOG))[1]!;
    await removeTail(app, range);
    await setBack(app, CHANGE_LOG);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });
});

it('The service cannot move the head of a log, and no role can remove it', async () => {
  const database = app.app.get(Database);
  for (const sql of ['UPDATE private.audit_heads SET number = 0', 'DELETE FROM private.audit_heads']) {
    await expect(database.asEngine((tx) => tx.engine(sql))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  for (const sql of ['DELETE FROM private.audit_heads', 'TRUNCATE private.audit_heads']) {
    await expect(app.owner.query(sql)).rejects.toMatchObject({ code: '42501' });
  }
});
