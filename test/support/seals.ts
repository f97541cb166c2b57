import { expect } from '@jest/globals';
import { startApp, type TestApp } from './app.js';
import { fillServiceLog } from './logs.js';

interface Verified {
  sealedThrough: string | null;
  ranges: number;
  intact: boolean;
  firstBroken: { log: string; fromId: string; toId: string } | null;
}

/** Verifies as an auditor. */
export async function verify(app: TestApp): Promise<Verified> {
  const { body } = await app.as('auditor').get('/v1/audit/verify').expect(200);
  return body as Verified;
}

/** Runs a statement as a superuser with triggers disabled. */
export async function tamper(app: TestApp, sql: string, values: unknown[] = []): Promise<number> {
  const client = await app.owner.connect();
  try {
    await client.query('SET session_replication_role = replica');
    return (await client.query(sql, values)).rowCount ?? 0;
  } finally {
    client.release(true);
  }
}

/** Verifies in a process that has seen no seal before. */
export async function verifyAfterRestart(app: TestApp): Promise<Verified> {
  const other = await startApp({}, { database: app.database });
  try {
    return await verify(other);
  } finally {
    await other.close();
  }
}

interface Range {
  log: string;
  fromId: string;
  toId: string;
}

/** The sealed ranges of a log, oldest first. */
export async function sealedRanges(app: TestApp, log: string): Promise<Range[]> {
  const { rows } = await app.owner.query<Range>(
    `SELECT log, first_id::text AS "fromId", last_id::text AS "toId" FROM private.audit_seals
      WHERE log = $1 ORDER BY number`,
    [log],
  );
  return rows;
}

/** Removes the rows of the last range of a log and its seal. */
export async function removeTail(app: TestApp, { log, fromId }: Range): Promise<void> {
  await tamper(app, `DELETE FROM private.${log} WHERE id >= $1`, [fromId]);
  await tamper(app, `DELETE FROM private.audit_seals WHERE log = $1 AND number = 2`, [log]);
}

/** Sets the head of a log back to its first seal. */
export async function setBack(app: TestApp, log: string): Promise<void> {
  await tamper(
    app,
    `UPDATE private.audit_heads h
        SET number = s.number, first_id = s.first_id, last_id = s.last_id, digest = s.digest
       FROM private.audit_seals s
      WHERE h.log = $1 AND s.log = $1 AND s.number = 1`,
    [log],
  );
}

/** Makes two sealed ranges in each log: rows of the demo salon, and new ones. */
export async function sealTwice(app: TestApp): Promise<void> {
  await verify(app);
  await fillServiceLog(app.owner, 5);
  await app.owner.query(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, old_values, new_values, reason, actor_user_id, ip_address, user_agent)
     SELECT gen_random_uuid(), DATE '2026-01-05', 'schedule_update', '{"a": 1}', '{"a": 2}', 'reason', gen_random_uuid(),
            '192.0.2.1', 'test'
       FROM generate_series(1, 5)`,
  );
  expect(await verify(app)).toMatchObject({ ranges: 4, intact: true, firstBroken: null });
}
