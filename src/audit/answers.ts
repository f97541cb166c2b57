import type { Tx } from '../database/transaction.js';
import { BLOCK, CHUNK, lastIndexed, NONE } from './blocks.js';
import { few, filtersOf, isAfter, isAnswer, type Question, seesWhole, Values } from './question.js';

/** What answers a question. */
export interface Answers {
  /** How many rows do, exactly. */
  total: number;
  /** Ids of rows, those of the page among them; not many more, however long the log is. */
  near: string[];
}

/** A page of answers: how many rows, after which one (its `created_at` and id; undefined: from the newest). */
export interface PageOfAnswers {
  limit: number;
  after: string[] | undefined;
}

/** Counts the rows that answer a question, and finds those of a page. */
export async function findAnswers(tx: Tx, question: Question, page: PageOfAnswers): Promise<Answers> {
  const values = new Values();
  const sql = isSelective(question) ? amongChosen(question, page, values) : byBlocks(question, page, values);
  void tx.engine(`SET LOCAL jit = off`);
  const [answers] = await tx.engine<Answers>(sql, values.list);
  return answers ?? { total: 0, near: [] };
}

/** The rows `l` of a page, newest first, chosen from those that {@link findAnswers} found. */
export function rowsOfPage(
  question: Question,
  { limit, after }: PageOfAnswers,
  near: string[],
  values: Values,
): string {
  return `
    SELECT *
      FROM ${few(question.log, `id = ANY (${values.add(near, 'bigint[]')})`)} l
     WHERE ${isAnswer(question, values)} AND ${isAfter(after, values)}
     ORDER BY l.created_at DESC, l.id DESC
     LIMIT ${limit}`;
}

/** Whether a filter is on a column that is not kept block by block, being selective enough for its index. */
function isSelective(question: Question): boolean {
  return filtersOf(question).some(([column]) => !question.log.counted.includes(column));
}

function amongChosen(question: Question, page: PageOfAnswers, values: Values): string {
  const { log } = question;
  const chosen = filtersOf(question)
    .filter(([column]) => !log.counted.includes(column))
    .map(([column, value]) => `${column} = ${values.add(value, log.columns[column] ?? 'text')}`);
  const condition = chosen.join(' AND ');
  return `
    SELECT (SELECT count(*) FROM ${few(log, condition)} l WHERE ${isAnswer(question, values)})::float8 AS total,
           ARRAY(SELECT l.id::text
                   FROM ${few(log, `${condition} ORDER BY created_at DESC, id DESC`)} l
                  WHERE ${isAnswer(question, values)} AND ${isAfter(page.after, values)}
                  ORDER BY l.created_at DESC, l.id DESC
                  LIMIT ${page.limit}) AS near`;
}

/**
 * By the bits of every block, and row by row after what they cover. The page needs only what was written since some
 * instant: one since which as many answers as fill it were. It is found from when blocks were written, and more closely
 * from when the chunks of those few blocks were.
 */
function byBlocks(question: Question, page: PageOfAnswers, values: Values): string {
  const { log, from, to } = question;
  const name = values.add(log.name, 'text');
  const cursor = page.after?.[0] === undefined ? [] : [values.add(page.after[0], 'timestamptz')];
  const since = from === null ? [] : [values.add(from, 'timestamptz')];
  const before = to === null ? [] : [values.add(to, 'timestamptz')];
  const overlaps = (piece: string): string[] => [
    ...since.map((bound) => `${piece}.newest_at >= ${bound}`),
    ...before.map((bound) => `${piece}.oldest_at < ${bound}`),
  ];
  const isWithin = (piece: string): string[] => [
    ...since.map((bound) => `${piece}.oldest_at >= ${bound}`),
    ...before.map((bound) => `${piece}.newest_at < ${bound}`),
  ];
  const isNear = (piece: string, pieces: string): string[] => [
    ...overlaps(piece),
    ...cursor.map((bound) => `${piece}.oldest_at <= ${bound}`),
    `${piece}.newest_at >= (
          SELECT coalesce(max(p.oldest_at), '-infinity')
            FROM (SELECT p.oldest_at, sum(bit_count(p.answers)) OVER (ORDER BY p.oldest_at DESC) AS rows
                    FROM ${pieces} p
                   WHERE ${all([...isWithin('p'), ...cursor.map((bound) => `p.newest_at < ${bound}`)])}) p
           WHERE p.rows >= ${page.limit})`,
  ];
  const chunks = `
    (SELECT b.block * ${BLOCK} + (c.number - 1) * ${CHUNK} AS first_id, c.oldest_at, c.newest_at,
            substring(b.answers FROM (c.number::integer - 1) * ${CHUNK} + 1 FOR ${CHUNK}) AS answers
       FROM private.audit_blocks kept
      CROSS JOIN LATERAL unnest(kept.chunks_oldest_at, kept.chunks_newest_at) WITH ORDINALITY
              AS c(oldest_at, newest_at, number)
      WHERE kept.log = ${name} AND kept.block = b.block)`;
  const counted = (): string =>
    isWithin('b').length === 0
      ? 'bit_count(b.answers)'
      : `CASE WHEN ${all(isWithin('b'))} THEN bit_count(b.answers) ELSE
          (SELECT sum(CASE WHEN ${all(isWithin('c'))} THEN bit_count(c.answers) ELSE
                      (SELECT count(*)
                         FROM ${few(log, `id BETWEEN c.first_id AND c.first_id + ${CHUNK - 1}`)} l
                        WHERE ${isAnswer(question, values)}) END)
             FROM ${chunks} c
            WHERE ${all(overlaps('c'))}) END`;
  const nextId = `coalesce(${lastIndexed(name)} + 1, 0)`;
  return `
    WITH span AS MATERIALIZED (
      SELECT min(block) AS first, max(block) AS last FROM private.audit_blocks b WHERE ${all([`log = ${name}`, ...overlaps('b')])}
    ), block AS MATERIALIZED (
      SELECT * FROM (${blocksOf(question, name, values)}) b WHERE ${all(overlaps('b'))}
    ), near AS MATERIALIZED (
      SELECT c.*
        FROM block b
       CROSS JOIN LATERAL ${chunks} c
       WHERE ${all(['bit_count(b.answers) > 0', 'bit_count(c.answers) > 0', ...isNear('b', 'block')])}
    ), later AS MATERIALIZED (
      SELECT l.id, l.created_at
        FROM ${few(log, `id BETWEEN ${nextId} AND ${2n ** 63n - 1n}`)} l
       WHERE ${isAnswer(question, values)}
    )
    SELECT (coalesce((SELECT sum(${counted()}) FROM block b), 0) + (SELECT count(*) FROM later))::float8 AS total,
           ARRAY(SELECT (c.first_id + bit)::text
                   FROM near c
                  CROSS JOIN generate_series(0, ${CHUNK - 1}) AS bit
                  WHERE get_bit(c.answers, bit) = 1 AND ${all(isNear('c', 'near'))}
                  UNION ALL
                 (SELECT l.id::text
                    FROM later l
                   WHERE ${isAfter(page.after, values)}
                   ORDER BY l.created_at DESC, l.id DESC
                   LIMIT ${page.limit})) AS near`;
}

function all(conditions: string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/**
 * Every block of `span` with the bits of its answers whenever they were written: {@link isAnswer} without its bounds in
 * time. The bit strings are gathered and grouped by block: a join would be planned by statistics that lag behind.
 */
function blocksOf(question: Question, name: string, values: Values): string {
  const { log, reader } = question;
  const parts: string[] = [];
  const isInSpan = 'block BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)';
  const having = (field: string, value: unknown): string => {
    const part = parts.push(`
      SELECT ${parts.length + 1}, v.block, v.members, NULL, NULL
        FROM private.audit_block_values v
       WHERE v.log = ${name} AND v.field = '${field}' AND v.value = ANY (${values.add(value, 'text[]')})
         AND v.${isInSpan}`);
    return `coalesce(bit_or(members) FILTER (WHERE part = ${part}), ${NONE})`;
  };
  const filtered = filtersOf(question).map(([column, value]) => having(column, [String(value)]));
  const visible = seesWhole(question)
    ? []
    : [
        ...(reader.whoever.length === 0 ? [] : [having('category', reader.whoever)]),
        ...(reader.others ? [`~${having(log.actor, [reader.userId])}`] : []),
      ];
  const answers = [
    'bit_or(members) FILTER (WHERE part = 0)',
    ...filtered,
    ...(visible.length === 0 ? [] : [`(${visible.join(' | ')})`]),
  ];
  return `
    SELECT block, max(oldest_at) AS oldest_at, max(newest_at) AS newest_at, ${answers.join(' & ')} AS answers
      FROM (SELECT 0 AS part, block, members, oldest_at, newest_at FROM private.audit_blocks
             WHERE log = ${name} AND ${isInSpan}
            ${parts.map((part) => `UNION ALL${part}`).join('')}) parts
     GROUP BY block`;
}
