import type { Database } from '../database/database.js';
import { type Log, LOGS } from './logs.js';

/**
 * The index that answers questions over a log of any length. The ids of a log are cut into blocks; of every block it is
 * kept, as far as it is sealed, so that nothing in it can change, which ids are rows and, value by value, which rows have
 * it: one bit an id. Which rows answer a question is then the conjunction of a few bit strings a block. Ids follow time
 * nearly, not quite: when the oldest and the newest row were written is kept of a block, and of each of its chunks.
 */
export const BLOCK = 8_192;
export const CHUNK = 256;
export const NONE = `0::bit(${BLOCK})`;

/** Selects the bits of the rows `l` of a group, $2 being the first id of the block. */
const MEMBERS = `bit_or(set_bit(${NONE}, (l.id - $2::bigint)::integer, 1))`;

/**
 * $1 the log's name, $2 the first id of the block, $3 the last id that is sealed. A block that grows is written anew; of two
 * instances the one that knows more has the last word, on the block and so on its values.
 */
function indexBlock(log: Log): string {
  const fields = log.counted.map((column) => `('${column}', l.${column}::text)`).join(', ');
  return `
    WITH l AS MATERIALIZED (
      SELECT * FROM private.${log.name} WHERE id >= $2::bigint AND id <= least($3::bigint, $2::bigint + ${BLOCK - 1})
    ), chunk AS (
      SELECT array_agg(c.oldest_at ORDER BY number) AS oldest, array_agg(c.newest_at ORDER BY number) AS newest
        FROM generate_series(0, ${BLOCK / CHUNK - 1}) AS number
        LEFT JOIN (SELECT (l.id - $2::bigint) / ${CHUNK} AS number,
                          min(l.created_at) AS oldest_at, max(l.created_at) AS newest_at
                     FROM l
                    GROUP BY 1) c USING (number)
    ), indexed AS (
      INSERT INTO private.audit_blocks AS kept
             (log, block, last_id, oldest_at, newest_at, chunks_oldest_at, chunks_newest_at, members)
      SELECT $1, $2::bigint / ${BLOCK}, least($3::bigint, $2::bigint + ${BLOCK - 1}), min(l.created_at), max(l.created_at),
             (SELECT oldest FROM chunk), (SELECT newest FROM chunk), ${MEMBERS}
        FROM l
      ON CONFLICT (log, block) DO UPDATE
         SET last_id = excluded.last_id, oldest_at = excluded.oldest_at, newest_at = excluded.newest_at,
             chunks_oldest_at = excluded.chunks_oldest_at, chunks_newest_at = excluded.chunks_newest_at,
             members = excluded.members
       WHERE kept.last_id < excluded.last_id
      RETURNING block
    )
    INSERT INTO private.audit_block_values (log, field, value, block, members)
    SELECT $1, f.field, f.value, $2::bigint / ${BLOCK}, ${MEMBERS}
      FROM l
     CROSS JOIN LATERAL (VALUES ${fields}) AS f(field, value)
     WHERE f.value IS NOT NULL AND EXISTS (SELECT FROM indexed)
     GROUP BY f.field, f.value
    ON CONFLICT (log, field, value, block) DO UPDATE SET members = excluded.members`;
}

/** The last id of a log that its blocks cover; null: none. */
export function lastIndexed(log: string): string {
  return `(SELECT last_id FROM private.audit_blocks WHERE log = ${log} ORDER BY block DESC LIMIT 1)`;
}

/** The block of the first row that is sealed and not indexed, once that is a chunk of ids: fewer are soon read as rows. */
function nextBlock(log: Log): string {
  return `
    SELECT (first.id / ${BLOCK} * ${BLOCK})::text AS "firstId", sealed.last_id::text AS "lastSealed"
      FROM (SELECT max(last_id) AS last_id, coalesce(${lastIndexed('$1')}, -1) AS indexed
              FROM private.audit_seals WHERE log = $1) sealed
     CROSS JOIN LATERAL (SELECT min(l.id) AS id FROM private.${log.name} l WHERE l.id > sealed.indexed) first
     WHERE first.id <= sealed.last_id AND sealed.last_id - sealed.indexed >= ${CHUNK}`;
}

/** Indexes every block as far as it is sealed. Any number of instances may do so at once. */
export async function indexBlocks(database: Database): Promise<void> {
  for (const log of LOGS) {
    let before: string | undefined;
    for (;;) {
      const firstId = await database.asEngine(async (tx) => {
        const [next] = await tx.engine<{ firstId: string; lastSealed: string }>(nextBlock(log), [log.name]);
        if (next !== undefined) await tx.engine(indexBlock(log), [log.name, next.firstId, next.lastSealed]);
        return next?.firstId;
      });
      // The same one again: what is written cannot be seen, and going on would never end.
      if (firstId === undefined || firstId === before) break;
      before = firstId;
    }
  }
}
