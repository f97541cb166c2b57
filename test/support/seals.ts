import { expect } from '@jest/globals';
import { startApp, type TestApp } from './app.js';
import { fillServiceLog } from './logs.js';

interface Verified {
  sealedThrough: string | null;
  ranges: number;
  intact: boolean;
  firstBroken: { log: string; fromId: string; toId: string } | null;
  unsealed: { rows: number; since: string | null };
  heads: { log: string; number: string; lastId: string; digest: string; signature?: string }[];
  sinceFound?: boolean;
}

/** Verifies as an auditor. */
export async function verify(app: TestApp, since?: string): Promise<Verified> {
  const query = since === undefined ? '' : `?since=${since}`;
  const { body } = await app.as('auditor').get(`/v1/audit/verify${query}`).expect(200);
  return body as Verified;
}

const APPEND_ONLY = ['private.service_management_log', 'private.schedule_change_log', 'private.audit_seals'];

/** Runs a statement as the owner who has disabled the guards of the logs, and then enables them again. */
export async function tamper(app: TestApp, sql: string, values: unknown[] = []): Promise<number> {
  const client = await app.owner.connect();
  try {
    await client.query('BEGIN');
    for (const table of APPEND_ONLY) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const { rowCount } = await client.query(sql, values);
    for (const table of APPEND_ONLY) {
      const { rows } = await client.query<{ name: string }>(
        `SELECT tgname AS name FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal`,
        [table],
      );
      for (const { name } of rows) await client.query(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name}`);
    }
    await client.query('COMMIT');
    return rowCount ?? 0;
  } finally {
    client.release(true);
  }
}

/** Verifies in a process that has seen no seal before. */
export async function verifyAfterRestart(app: TestApp, since?: string): Promise<Verified> {
  const other = await startApp({}, { database: app.database });
  try {
    return await verify(other, since);
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

/** Computes all seals of a log anew, in their ranges, as an owner does who hides a change. */
export async function rewriteChain(app: TestApp, log: string): Promise<void> {
  const { rows: seals } = await app.owner.query<{ number: string; after: string; last: string }>(
    `SELECT number::text, last_id::text AS last,
            lag(last_id, 1, '-9223372036854775808'::bigint) OVER (ORDER BY number)::text AS after
       FROM private.audit_seals WHERE log = $1 ORDER BY number`,
    [log],
  );
  for (const { number, after, last } of seals) {
    await tamper(
      app,
      `UPDATE private.audit_seals s
          SET (first_id, row_count, newest_at, digest) = (
                SELECT d.first_id, d.row_count, d.newest_at, d.digest
                  FROM private.digest_${log}($3, $4, coalesce((SELECT p.digest FROM private.audit_seals p
                                                               WHERE p.log = $1 AND p.number = $2::bigint - 1), '')) d)
        WHERE s.log = $1 AND s.number = $2::bigint`,
      [log, number, after, last],
    );
  }
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
