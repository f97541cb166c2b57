import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { LogVerifier } from '../../src/audit/verify.js';
import { startApp, type TestApp } from '../support/app.js';
import { fillServiceLog } from '../support/logs.js';
import {
  removeTail,
  rewriteChain,
  sealedRanges,
  sealTwice,
  tamper,
  verify,
  verifyAfterRestart,
} from '../support/seals.js';

const SERVICE_LOG = 'service_management_log';
const CHANGE_LOG = 'schedule_change_log';
const KEY = 'a key for the heads, longer than 32 bytes';

let app: TestApp;

beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

async function headOf(log: string): Promise<string> {
  const { heads } = await verify(app);
  return heads.find((head) => head.log === log)!.digest;
}

describe('A head that was noted before', () => {
  it('The answer has the last seal of each log, and a head noted before stays in the chain', async () => {
    await sealTwice(app);
    const { heads } = await verify(app);
    const { rows } = await app.owner.query(
      `SELECT log, number::text, last_id::text AS "lastId", encode(digest, 'hex') AS digest
         FROM private.audit_seals WHERE number = 2 ORDER BY log`,
    );
    expect(heads).toEqual(rows);
    await fillServiceLog(app.owner, 3);
    for (const { digest } of heads) {
      expect(await verifyAfterRestart(app, digest)).toMatchObject({ intact: true, sinceFound: true });
      expect(await verifyAfterRestart(app, digest.toUpperCase())).toMatchObject({ intact: true, sinceFound: true });
    }
    expect(await verify(app)).not.toHaveProperty('sinceFound');
  });

  it.each([SERVICE_LOG, CHANGE_LOG])(
    'The owner who changes a row of %s, computes the whole chain anew and restarts the service is found by it',
    async (log) => {
      await sealTwice(app);
      const head = await headOf(log);
      const [first] = await sealedRanges(app, log);
      await tamper(app, `UPDATE private.${log} SET request_id = 'another' WHERE id = $1`, [first!.fromId]);
      await rewriteChain(app, log);
      expect(await verifyAfterRestart(app)).toMatchObject({ intact: true, firstBroken: null });
      expect(await verifyAfterRestart(app, head)).toMatchObject({ intact: false, sinceFound: false });
    },
  );

  it.each([SERVICE_LOG, CHANGE_LOG])('A tail of %s that was removed with its seal is found by it', async (log) => {
    await sealTwice(app);
    const head = await headOf(log);
    const range = (await sealedRanges(app, log))[1]!;
    await removeTail(app, range);
    expect(await verifyAfterRestart(app, head)).toMatchObject({ intact: false, sinceFound: false });
    // A process that has seen the seal needs no head.
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });

  it('A digest that is none is refused', async () => {
    for (const since of ['x', '0'.repeat(63), `${'0'.repeat(64)}0`]) {
      const { body } = await app.as('auditor').get(`/v1/audit/verify?since=${since}`).expect(400);
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'since' }] });
    }
  });

  it('Heads are signed with AUDIT_SEAL_KEY', async () => {
    const signing = await startApp({ AUDIT_SEAL_KEY: KEY }, { database: app.database });
    const { heads } = await verify(signing);
    await signing.close();
    expect(heads).toHaveLength(2);
    for (const { log, number, lastId, digest, signature } of heads) {
      const text = `${log} ${number} ${lastId} ${digest}`;
      expect(signature).toBe(createHmac('sha256', KEY).update(text).digest('hex'));
    }
  });
});

describe('Verification by the service itself', () => {
  it('New seals are checked without reading the old ones again, and a broken one stays broken', async () => {
    const verifier = app.app.get(LogVerifier);
    await sealTwice(app);
    await verifier.verifyRegularly();
    const range = (await sealedRanges(app, SERVICE_LOG))[1]!;
    await tamper(app, `UPDATE private.${SERVICE_LOG} SET request_id = 'another' WHERE id = $1`, [range.fromId]);
    const [one, two, three] = await Promise.all([verify(app), verify(app), verify(app)]);
    for (const answer of [one, two, three]) expect(answer).toMatchObject({ intact: false, firstBroken: range });
    await fillServiceLog(app.owner, 3);
    await verifier.verifyRegularly();
    expect(await verify(app)).toMatchObject({ intact: false, firstBroken: range });
  });
});
