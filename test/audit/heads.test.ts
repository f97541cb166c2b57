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

describe('A seal that is gone is missed', () => {
  it('when all seals are removed and made anew, by a process that never saw them', async () => {
    await sealTwice(app);
    const range = (await sealedRanges(app, SERVICE_LOG))[1]!;
    await tamper(app, 'TRUNCATE private.audit_seals');
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
    await fillServiceLog(app.owner, 3);
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
  });

  it.each([SERVICE_LOG, CHANGE_LOG])(
    'when the tail of %s is removed together with its seal, by a process that never saw it',
    async (log) => {
      await sealTwice(app);
      const range = (await sealedRanges(app, log))[1]!;
      await removeTail(app, range);
      expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
      if (log === SERVICE_LOG) await fillServiceLog(app.owner, 3);
      expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: range });
    },
  );

  it('when the head is removed, or set back to a seal before', async () => {
    await sealTwice(app);
    const [first, second] = await sealedRanges(app, SERVICE_LOG);
    await setBack(app, SERVICE_LOG);
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: second });
    await tamper(app, 'DELETE FROM private.audit_heads WHERE log = $1', [SERVICE_LOG]);
    expect(await verifyAfterRestart(app)).toMatchObject({ intact: false, firstBroken: first });
  });

  it('when the tail, its seal and the head are made to fit, by whoever has seen that seal', async () => {
    await sealTwice(app);
    const range = (await sealedRanges(app, CHANGE_LOG))[1]!;
    await removeTail(app, range);
    await setBack(app, CHANGE_LOG);
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });
});

it('The head of a log is not the service’s to move, nor anybody’s to remove', async () => {
  const database = app.app.get(Database);
  for (const sql of ['UPDATE private.audit_heads SET number = 0', 'DELETE FROM private.audit_heads']) {
    await expect(database.asEngine((tx) => tx.engine(sql))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  for (const sql of ['DELETE FROM private.audit_heads', 'TRUNCATE private.audit_heads']) {
    await expect(app.owner.query(sql)).rejects.toMatchObject({ code: '42501' });
  }
});
