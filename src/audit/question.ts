import type { Log } from './logs.js';
import { type Reader, seesAll } from './readers.js';

/** What somebody asks of a log. */
export interface Question {
  log: Log;
  reader: Reader;
  /** Columns of the log and what they must be; undefined: anything. */
  equal: Record<string, string | boolean | undefined>;
  /** Bounds of `created_at`, half open, RFC 3339; null: none. */
  from: string | null;
  to: string | null;
}

/** The values of a statement, numbered as they are used. */
export class Values {
  readonly list: unknown[] = [];

  /** @returns the placeholder of one more value. */
  add(value: unknown, type: string): string {
    return `$${this.list.push(value)}::${type}`;
  }
}

/** The filters of a question that are set. */
export function filtersOf({ equal }: Question): [column: string, value: string | boolean][] {
  return Object.entries(equal).filter((entry): entry is [string, string | boolean] => entry[1] !== undefined);
}

/** The condition on a row `l` that makes it an answer: the filters, and what the reader may see. */
export function isAnswer(question: Question, values: Values): string {
  const { log, from, to } = question;
  const conditions = [
    ...filtersOf(question).map(
      ([column, value]) => `l.${column} = ${values.add(value, log.columns[column] ?? 'text')}`,
    ),
    ...(from === null ? [] : [`l.created_at >= ${values.add(from, 'timestamptz')}`]),
    ...(to === null ? [] : [`l.created_at < ${values.add(to, 'timestamptz')}`]),
    ...isVisible(question, values),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The condition that a row `l` comes after the last one of a page: older, or as old with a smaller id. */
export function isAfter(last: string[] | undefined, values: Values): string {
  const [createdAt, id] = last ?? [];
  if (createdAt === undefined || id === undefined) return 'true';
  return `(l.created_at, l.id) < (${values.add(createdAt, 'timestamptz')}, ${values.add(id, 'bigint')})`;
}

/**
 * A few rows of a log. OFFSET, and bounds on both sides of a range of ids, keep the planner on the index of these
 * conditions, whatever filters follow and whatever it believes about them: its statistics lag behind a log that grows,
 * and know nothing of columns that depend on each other.
 */
export function few(log: Log, condition: string): string {
  return `(SELECT * FROM private.${log.name} WHERE ${condition} OFFSET 0)`;
}

/**
 * Whether the reader sees whatever the filters let through: every row of the log, as an admin every change to a schedule,
 * which has no category; every row of the category, or of the actor, that is asked for.
 */
export function seesWhole({ log, reader, equal }: Question): boolean {
  const actor = equal[log.actor];
  return (
    seesAll(reader) ||
    (!('category' in log.columns) && reader.whoever.length > 0) ||
    reader.whoever.some((category) => category === equal['category']) ||
    (reader.others && actor !== undefined && actor !== reader.userId)
  );
}

function isVisible(question: Question, values: Values): string[] {
  const { log, reader } = question;
  if (seesWhole(question)) return [];
  const ofWhoever = reader.whoever.length === 0 ? [] : [`l.category = ANY (${values.add(reader.whoever, 'text[]')})`];
  const ofOthers = reader.others ? [`l.${log.actor} IS DISTINCT FROM ${values.add(reader.userId, 'uuid')}`] : [];
  const either = [...ofWhoever, ...ofOthers];
  return [either.length === 1 ? either.join('') : `(${either.join(' OR ')})`];
}
