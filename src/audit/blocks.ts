import type { Database } from '../database/database.js';
import type { Tx } from '../database/transaction.js';
import { type Log, LOGS } from './logs.js';
import { filtersOf, isAnswer, type Question, seesWhole, Values } from './question.js';

/**
 * Totals of lists over a log of any length. The ids of a log are cut into blocks; of every block that is sealed, so that
 * nothing in it can change, it is kept which ids are rows and, value by value, which rows have it: one bit an id. A total
 * is then the bits that are set in the conjunction of a few bit strings a block, and the rows after the last block.
 */
const BLOCK = 4_096;
const NONE = `0::bit(${BLOCK})`;

/** Selects the bits of the rows `l` of a group, $2 being the first id of the block. */
const MEMBERS = `bit_or(set_bit(${NONE}, (l.id - $2::bigint)::integer, 1))`;

/** $1 the log's name, $2 the first id of the block. */
function indexBlock(log: Log): string {
  const fields = log.counted.map((column) => `('${column}', l.${column}::text)`).join(', ');
  return `
    WITH l AS MATERIALIZED (
      SELECT * FROM private.${log.name} WHERE id >= $2::bigint AND id < $2::bigint + ${BLOCK}
    ), indexed AS (
      INSERT INTO private.audit_blocks (log, block, oldest_at, newest_at, members)
      SELECT $1, $2::bigint / ${BLOCK}, min(l.created_at), max(l.created_at), ${MEMBERS}
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

/** How many rows answer a question, exactly. */
export async function countAnswers(tx: Tx, question: Question): Promise<number> {
  const { log } = question;
  const values = new Values();
  const selective = filtersOf(question).filter(([column]) => !log.counted.includes(column));
  if (selective.length > 0) {
    const chosen = selective.map(
      ([column, value]) => `${column} = ${values.add(value, log.columns[column] ?? 'text')}`,
    );
    return countRows(tx, question, few(log, chosen), values);
  }
  const { rows, nextId } = await countBlocks(tx, question);
  const after = few(log, [`id BETWEEN ${values.add(nextId, 'bigint')} AND ${2n ** 63n - 1n}`]);
  return rows + (await countRows(tx, question, after, values));
}

async function countRows(tx: Tx, question: Question, rows: string, values: Values): Promise<number> {
  const [counted] = await tx.engine<{ rows: number }>(
    `SELECT count(*)::float8 AS rows FROM ${rows} l WHERE ${isAnswer(question, values)}`,
    values.list,
  );
  return counted?.rows ?? 0;
}

/**
 * A few rows of a log. OFFSET, and bounds on both sides of an id, keep the planner on the index of these conditions,
 * whatever filters follow and whatever it believes about them.
 */
function few(log: Log, conditions: string[]): string {
  return `(SELECT * FROM private.${log.name} WHERE ${conditions.join(' AND ')} OFFSET 0)`;
}

/** @returns the answers in blocks, and the first id after them. */
async function countBlocks(tx: Tx, question: Question): Promise<{ rows: number; nextId: string }> {
  const { log, from, to } = question;
  const values = new Values();
  const name = values.add(log.name, 'text');
  const bits = answerBits(question, name, values);
  const outside = [
    ...(from === null ? [] : [`b.newest_at >= ${values.add(from, 'timestamptz')}`]),
    ...(to === null ? [] : [`b.oldest_at < ${values.add(to, 'timestamptz')}`]),
  ];
  const inside = [
    ...(from === null ? [] : [`b.oldest_at >= ${values.add(from, 'timestamptz')}`]),
    ...(to === null ? [] : [`b.newest_at < ${values.add(to, 'timestamptz')}`]),
  ];
  const counted =
    inside.length === 0
      ? `bit_count(${bits})`
      : `CASE WHEN ${inside.join(' AND ')} THEN bit_count(${bits})
              ELSE (SELECT count(*)
                      FROM ${few(log, [`id BETWEEN b.block * ${BLOCK} AND b.block * ${BLOCK} + ${BLOCK - 1}`])} l
                     WHERE ${isAnswer(question, values)}) END`;
  const [sum] = await tx.engine<{ rows: number; nextId: string }>(
    `SELECT coalesce(sum(${counted}), 0)::float8 AS rows,
            (coalesce((SELECT max(block) + 1 FROM private.audit_blocks WHERE log = ${name}), 0) * ${BLOCK})::text AS "nextId"
       FROM private.audit_blocks b
      WHERE ${[`b.log = ${name}`, ...outside].join(' AND ')}`,
    values.list,
  );
  return sum ?? { rows: 0, nextId: '0' };
}

/**
 * The bits of a block `b` that are answers whenever they were written: {@link isAnswer} without its bounds in time. Each
 * bit string is looked up by its whole key: a join would be planned by statistics that lag behind.
 */
function answerBits(question: Question, name: string, values: Values): string {
  const { log, reader } = question;
  const having = (field: string, value: string): string =>
    `coalesce((SELECT v.members FROM private.audit_block_values v WHERE v.log = ${name} AND v.field = '${field}' ` +
    `AND v.value = ${values.add(value, 'text')} AND v.block = b.block), ${NONE})`;
  const filtered = filtersOf(question).map(([column, value]) => having(column, String(value)));
  const visible = seesWhole(question)
    ? []
    : [
        ...reader.whoever.map((category) => having('category', category)),
        ...(reader.others ? [`b.members & ~${having(log.actor, reader.userId)}`] : []),
      ];
  return ['b.members', ...filtered, ...(visible.length === 0 ? [] : [`(${visible.join(' | ')})`])].join(' & ');
}
