import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.js';
import type { Tx } from '../database/transaction.js';
import { type Log, LOGS } from './logs.js';

/** Rows in one seal at most: what one statement digests in some tens of milliseconds. */
const ROWS_A_SEAL = 10_000;
/** How long writers under way are waited for, in steps of so many milliseconds. */
const WAITS = 20;
const WAIT_MS = 100;

/** One seal of a log's chain. */
export interface Seal {
  number: string;
  lastId: string;
  digest: Buffer;
}

/** What the first seal of a log follows. */
export const BEFORE_ALL: Seal = { number: '0', lastId: String(-(2n ** 63n)), digest: Buffer.alloc(0) };

/**
 * The digest of a range `l` after the seal `previous`: SHA-256 over that seal's digest, what the range claims to be, and
 * the SHA-256 of every row by id.
 */
export function digestOf(log: Log, previous: string): string {
  return `sha256(${previous}
            || convert_to(concat_ws(' ', '${log.name}', min(l.id), max(l.id), count(*)) || E'\\n', 'UTF8')
            || coalesce(string_agg(sha256(${log.sealed}), ''::bytea ORDER BY l.id), ''::bytea))`;
}

const HEAD = `
  SELECT number::text, last_id::text AS "lastId", digest
    FROM private.audit_seals
   WHERE log = $1
   ORDER BY audit_seals.number DESC
   LIMIT 1`;

/**
 * Closes the ranges of both logs whose rows are settled, and chains a seal to each (rules.md §8 Audit). Any number of
 * instances may do so at once: of two seals of one range the second is refused by constraint and forgotten.
 *
 * @returns how many rows were sealed.
 */
export async function sealLogs(database: Database): Promise<number> {
  let sealed = 0;
  for (const log of LOGS) {
    const through = await database.asEngine((tx) => settledThrough(tx, log));
    if (through === undefined) continue;
    let before: string | undefined;
    for (;;) {
      const { after, rows } = await database.asEngine((tx) => sealNext(tx, log, through));
      sealed += rows;
      // Of another instance that was quicker the seal is followed, unless it is the same one again: nothing is left.
      const isLast = rows === 0 ? after === before : rows < ROWS_A_SEAL;
      if (isLast) break;
      before = after;
    }
  }
  return sealed;
}

/**
 * The id up to which no row can appear any more: ids come from a sequence and may be committed in another order.
 * Whoever draws an id holds a lock on the table from before that until the end of the transaction, so once those who
 * hold one now are gone, every id seen before is settled.
 *
 * @returns undefined when there is nothing new, or a writer takes longer than this waits.
 */
async function settledThrough(tx: Tx, log: Log): Promise<string | undefined> {
  const [seen] = await tx.engine<{ through: string | null }>(
    `SELECT max(l.id)::text AS through
       FROM private.${log.name} l
      WHERE l.id > coalesce((SELECT max(s.last_id) FROM private.audit_seals s WHERE s.log = $1), $2)`,
    [log.name, BEFORE_ALL.lastId],
  );
  if (seen === undefined || seen.through === null) return undefined;
  let writers = await writersOf(tx, log);
  for (let waited = 0; writers.size > 0; waited++) {
    if (waited === WAITS) return undefined;
    await sleep(WAIT_MS);
    const present = await writersOf(tx, log);
    writers = new Set([...writers].filter((writer) => present.has(writer)));
  }
  return seen.through;
}

async function writersOf(tx: Tx, log: Log): Promise<Set<string>> {
  const rows = await tx.engine<{ writer: string }>(
    `SELECT virtualtransaction AS writer
       FROM pg_catalog.pg_locks
      WHERE locktype = 'relation'
        AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND relation = 'private.${log.name}'::regclass
        AND mode = 'RowExclusiveLock'
        AND granted`,
  );
  return new Set(rows.map(({ writer }) => writer));
}

/** @returns after which seal it sealed how many rows; none when another instance was quicker. */
async function sealNext(tx: Tx, log: Log, through: string): Promise<{ after: string; rows: number }> {
  const [head = BEFORE_ALL] = await tx.engine<Seal>(HEAD, [log.name]);
  const [seal] = await tx.engine<{ rows: number }>(
    `INSERT INTO private.audit_seals (log, number, first_id, last_id, row_count, newest_at, digest)
     SELECT $1, $2::bigint + 1, min(l.id), max(l.id), count(*), max(l.created_at), ${digestOf(log, '$3::bytea')}
       FROM (SELECT *
               FROM private.${log.name}
              WHERE id > $4::bigint
              ORDER BY id
              LIMIT ${ROWS_A_SEAL}) l
      WHERE l.id <= $5::bigint
     HAVING count(*) > 0
     ON CONFLICT DO NOTHING
     RETURNING row_count::int AS rows`,
    [log.name, head.number, head.digest, head.lastId, through],
  );
  return { after: head.number, rows: seal?.rows ?? 0 };
}
