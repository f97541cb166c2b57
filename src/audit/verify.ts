import type { Database } from '../database/database.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { type Log, LOGS } from './logs.js';
import { BEFORE_ALL, digestOf, type Seal } from './seals.js';

/** Seals, and rows in them, that one statement checks. */
const SEALS_A_CHECK = 500;
const ROWS_A_CHECK = 20_000;

/** A range of a log that is not what its seal says. */
export interface BrokenRange {
  log: string;
  fromId: string;
  toId: string;
}

export interface Verification {
  /** When the newest sealed row was written; null while nothing is sealed. */
  sealedThrough: string | null;
  ranges: number;
  firstBroken: BrokenRange | null;
}

interface IdRange {
  firstId: string;
  lastId: string;
}

/** A seal as it was read, with the first id of its range. */
export type RangeSeal = Seal & IdRange;

/** The last good seal seen of each log, by its name. */
export type KnownSeals = Map<Log['name'], RangeSeal>;

/** Digests anew what each seal speaks of. $2–$4 are the seal before the first of them. */
function check(log: Log): string {
  return `
    SELECT s.number::text, s.first_id::text AS "firstId", s.last_id::text AS "lastId", s.digest,
           (s.number, s.first_id, s.row_count, s.digest) = (s.previous + 1, r.first_id, r.row_count, r.digest) AS holds
      FROM (SELECT *,
                   lag(number, 1, $2::bigint) OVER in_order AS previous,
                   lag(last_id, 1, $3::bigint) OVER in_order AS after_id,
                   lag(digest, 1, $4::bytea) OVER in_order AS previous_digest,
                   sum(row_count) OVER in_order - row_count AS rows_before
              FROM (SELECT *
                      FROM private.audit_seals
                     WHERE log = $1 AND number > $2::bigint
                     ORDER BY number
                     LIMIT ${SEALS_A_CHECK}) next
            WINDOW in_order AS (ORDER BY number)) s
     CROSS JOIN LATERAL (
           SELECT min(l.id) AS first_id, count(*) AS row_count, ${digestOf(log, 's.previous_digest')} AS digest
             FROM private.${log.name} l
            WHERE l.id > s.after_id AND l.id <= s.last_id) r
     WHERE s.rows_before < ${ROWS_A_CHECK}
     ORDER BY s.number`;
}

/** The range of the seal that the head of a log points to when that is gone, else of the first one past the head. */
const BESIDE_HEAD = `
  SELECT first_id::text AS "firstId", last_id::text AS "lastId"
    FROM (SELECT h.number, h.first_id, h.last_id
            FROM private.audit_heads h
           WHERE h.log = $1 AND h.number > 0
             AND NOT EXISTS (SELECT FROM private.audit_seals s
                              WHERE (s.log, s.number, s.digest) = (h.log, h.number, h.digest))
           UNION ALL
          SELECT s.number, s.first_id, s.last_id
            FROM private.audit_seals s
           WHERE s.log = $1
             AND s.number > coalesce((SELECT h.number FROM private.audit_heads h WHERE h.log = $1), 0)) beside
   ORDER BY number
   LIMIT 1`;

/**
 * Recomputes every seal of both logs and names the first range that is not what was sealed: a row changed, removed or
 * slipped in, a seal changed or removed (rules.md §8 Audit). Reads every row. A tail removed together with its seals is
 * missed by the log's head; also where that was set back, by whoever has seen those seals.
 *
 * @param known the last seals seen before, brought up to date here: where one is gone, its range is broken.
 */
export async function verifyLogs(database: Database, known: KnownSeals): Promise<Verification> {
  let firstBroken: BrokenRange | null = null;
  for (const log of LOGS) firstBroken ??= (await brokenRange(database, log, known)) ?? null;
  return database.asEngine(
    async (tx) => {
      const [sealed] = await tx.engine<{ ranges: number; sealedThrough: string | null }>(
        `SELECT count(*)::int AS ranges, ${instantColumn('max(newest_at)')} AS "sealedThrough" FROM private.audit_seals`,
      );
      return { sealedThrough: sealed?.sealedThrough ?? null, ranges: sealed?.ranges ?? 0, firstBroken };
    },
    { readOnly: true },
  );
}

async function brokenRange(database: Database, log: Log, known: KnownSeals): Promise<BrokenRange | undefined> {
  let newest: RangeSeal | undefined;
  let seals: (RangeSeal & { holds: boolean | null })[];
  do {
    const { number, lastId, digest } = newest ?? BEFORE_ALL;
    seals = await database.asEngine((tx) => tx.engine(check(log), [log.name, number, lastId, digest]), {
      readOnly: true,
    });
    const broken = seals.find(({ holds }) => holds !== true);
    if (broken !== undefined) return rangeOf(log, broken);
    newest = seals.at(-1) ?? newest;
  } while (seals.length > 0);
  const [beside] = await database.asEngine((tx) => tx.engine<IdRange>(BESIDE_HEAD, [log.name]), { readOnly: true });
  if (beside !== undefined) return rangeOf(log, beside);
  const remembered = known.get(log.name);
  if (remembered !== undefined && !(await database.asEngine((tx) => isSeal(tx, log, remembered), { readOnly: true }))) {
    return rangeOf(log, remembered);
  }
  if (newest !== undefined) known.set(log.name, newest);
  return undefined;
}

async function isSeal(tx: Tx, log: Log, { number, digest }: Seal): Promise<boolean> {
  const found = await tx.engine(`SELECT FROM private.audit_seals WHERE log = $1 AND number = $2 AND digest = $3`, [
    log.name,
    number,
    digest,
  ]);
  return found.length > 0;
}

function rangeOf(log: Log, { firstId, lastId }: IdRange): BrokenRange {
  return { log: log.name, fromId: firstId, toId: lastId };
}
