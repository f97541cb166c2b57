import type { Database } from '../database/database.js';
import { type Log, LOGS } from './logs.js';

/**
 * The index that answers questions over a log of any length. The ids of a log are cut into blocks; of every block that is
 * sealed, so that nothing in it can change, it is kept which ids are rows and, value by value, which rows have it: one bit
 * an id. Which rows answer a question is then the conjunction of a few bit strings a block. Ids follow time nearly, not
 * quite: when the oldest and the newest row were written is kept of a block, and of each of its chunks.
 */
export const BLOCK = 4_096;
export const CHUNK = 64;
export const NONE = `0::bit(${BLOCK})`;

/** Selects the bits of the rows `l` of a group, $2 being the first id of the block. */
const MEMBERS = `bit_or(set_bit(${NONE}, (l.id - $2::bigint)::integer, 1))`;

/** $1 the log's name, $2 the first id of the block. */
function indexBlock(log: Log): string {
  const fields = log.counted.map((column) => `('${column}', l.${column}::text)`).join(', ');
  return `
    WITH l AS MATERIALIZED (
      SELECT * FROM private.${log.name} WHERE id >= $2::bigint AND id < $2::bigint + ${BLOCK}
    ), chunk AS (
      SELECT array_agg(c.oldest_at ORDER BY number) AS oldest, array_agg(c.newest_at ORDER BY number) AS newest
        FROM generate_series(0, ${BLOCK / CHUNK - 1}) AS number
        LEFT JOIN (SELECT (l.id - $2::bigint) / ${CHUNK} AS number,
                          min(l.created_at) AS oldest_at, max(l.created_at) AS newest_at
                     FROM l
                    GROUP BY 1) c USING (number)
    ), indexed AS (
      INSERT INTO private.audit_blocks (log, block, oldest_at, newest_at, chunks_oldest_at, chunks_newest_at, members)
      SELECT $1, $2::bigint / ${BLOCK}, min(l.created_at), max(l.created_at),
             (SELECT oldest FROM chunk), (SELECT newest FROM chunk), ${MEMBERS}
        FROM l
      ON CONFLICT DO NOTHING
    )
    INSERT INTO private.audit_block_values (log, field, value, block, members)
    SELECT $1, f.field, f.value, $2::bigint / ${BLOCK}, ${MEMBERS}
      FROM l
     CROSS JOIN LATERAL (VALUES ${fields}) AS f(field, value)
     WHERE f.value IS NOT NULL
     GROUP BY f.field, f.value
    ON CONFLICT DO NOTHING`;
}

/** The first block with rows after those that are indexed, if the seals cover all of it. */
function nextBlock(log: Log): string {
  return `
    SELECT (next.block * ${BLOCK})::text AS "firstId"
      FROM (SELECT min(l.id) / ${BLOCK} AS block
              FROM private.${log.name} l
             WHERE l.id >= coalesce((SELECT max(b.block) + 1 FROM private.audit_blocks b WHERE b.log = $1), 0)
                           * ${BLOCK}) next
     WHERE (next.block + 1) * ${BLOCK} - 1 <= (SELECT max(s.last_id) FROM private.audit_seals s WHERE s.log = $1)`;
}

/** Indexes every block that is sealed and not indexed yet. Any number of instances may do so at once. */
export async function indexBlocks(database: Database): Promise<void> {
  for (const log of LOGS) {
    let before: string | undefined;
    for (;;) {
      const firstId = await database.asEngine(async (tx) => {
        const [next] = await tx.engine<{ firstId: string }>(nextBlock(log), [log.name]);
        if (next !== undefined) await tx.engine(indexBlock(log), [log.name, next.firstId]);
        return next?.firstId;
      });
      // The same one again: what is written cannot be seen, and going on would never end.
      if (firstId === undefined || firstId === before) break;
      before = firstId;
    }
  }
}
