import type { Tx } from '../database/transaction.js';
import type { Period } from './period.js';
import { type Reader, seesAll } from './visibility.js';

/** One of the two logs, for queries. */
export interface LogTable {
  name: 'private.service_management_log' | 'private.schedule_change_log';
  /** The column of the user who acted. */
  actor: string;
  /** The schedule change log has no categories: an admin sees all of it. */
  hasCategories: boolean;
}

export const SERVICE_LOG: LogTable = {
  name: 'private.service_management_log',
  actor: 'admin_user_id',
  hasCategories: true,
};

export const CHANGE_LOG: LogTable = {
  name: 'private.schedule_change_log',
  actor: 'actor_user_id',
  hasCategories: false,
};

/** The rows of a log that a reader may see and asks for. */
export interface Selection {
  log: LogTable;
  reader: Reader;
  period: Period;
  /** Columns with the value that each must have; undefined: any. */
  equal?: Readonly<Record<string, string | boolean | undefined>>;
}

/** The sort keys of the last row of a page: `created_at` and id. */
export type After = readonly string[] | undefined;

export function keysOf({ createdAt, id }: { createdAt: string; id: string }): string[] {
  return [createdAt, id];
}

/**
 * The condition on a row `l` of the log.
 *
 * @param values the parameters of the statement; those of the condition are added.
 */
export function conditionOf({ log, reader, period, equal = {} }: Selection, values: unknown[]): string {
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const conditions = Object.entries(equal)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => `l.${column} = ${parameter(value)}`);
  if (period.from !== null) conditions.push(`l.created_at >= ${parameter(period.from)}`);
  if (period.to !== null) conditions.push(`l.created_at < ${parameter(period.to)}`);
  if (!seesAll(reader)) conditions.push(isVisible(log, reader, parameter));
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The condition that the reader may see a row `l`. */
function isVisible(
  log: LogTable,
  { userId, categories, seesOthers }: Reader,
  parameter: (value: unknown) => string,
): string {
  const either: string[] = [];
  if (categories.length > 0) {
    if (!log.hasCategories) return 'true';
    either.push(`l.category = ANY (${parameter(categories)})`);
  }
  if (seesOthers) either.push(`l.${log.actor} IS DISTINCT FROM ${parameter(userId)}`);
  return either.length === 0 ? 'false' : `(${either.join(' OR ')})`;
}

/** How many rows the selection has. */
export async function countRows(tx: Tx, selection: Selection): Promise<number> {
  const values: unknown[] = [];
  const condition = conditionOf(selection, values);
  const [counted] = await tx.engine<{ total: number }>(
    `SELECT count(*)::float8 AS total FROM ${selection.log.name} l WHERE ${condition}`,
    values,
  );
  return counted?.total ?? 0;
}

/**
 * SQL of one page of the selection, newest first. The inner query reads ids only, so that PostgreSQL can answer it from
 * an index: a filter that few rows pass then reads no row that does not pass it.
 *
 * @param values the parameters of the statement; those of the page are added.
 */
export function pageSql(selection: Selection, after: After, limit: number, values: unknown[]): string {
  const conditions = [conditionOf(selection, values)];
  if (after !== undefined) {
    const [createdAt, id] = after.map((key) => `$${values.push(key)}`);
    conditions.push(`(l.created_at, l.id) < (${createdAt}::timestamptz, ${id}::bigint)`);
  }
  return `
    SELECT *
      FROM ${selection.log.name}
     WHERE id IN (SELECT l.id
                    FROM ${selection.log.name} l
                   WHERE ${conditions.join(' AND ')}
                   ORDER BY l.created_at DESC, l.id DESC
                   LIMIT $${values.push(limit)})`;
}
