import { createHash } from 'node:crypto';
import { QueryInteger, Text } from './fields.js';
import { invalid } from './problem.js';
import { UUID } from './uuid.js';

/** `limit` and `cursor` of every list (docs/api.md "Lists"). */
export class PageQuery {
  @QueryInteger(1, 200, { description: 'At most so many items.', example: 50 })
  limit?: number;

  @Text(1_000, { optional: true, description: '`nextCursor` of the page before.' })
  cursor?: string;
}

export interface Page<Item> {
  items: Item[];
  /** Null at the end. */
  nextCursor: string | null;
  total: number;
}

/** The page that a query asks for: `limit` items after a position. */
export interface PageRequest {
  limit: number;
  /** The sort keys of the last item seen, as text; undefined on the first page. */
  after: string[] | undefined;
  /** A digest of the list and its filters, which the cursor carries. */
  scope: string;
}

/** The rows of a page, one more if there is a next page, and the number of all. */
export interface FoundRows<Row> {
  rows: readonly Row[];
  total: number;
}

/** What a sort key is: an instant as lists write it, a uuid, the id of a log row, or any text. */
export type SortKey = 'instant' | 'id' | 'row' | 'text';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
const DEFAULT_LIMIT = 50;

/**
 * Reads `limit` and `cursor`. A cursor is valid only for its own list and filters.
 *
 * @param list a name of the list; @param query the whole query; @param keys what the sort keys of the list are.
 * @throws {Problem} 400 `VALIDATION_FAILED` for an unknown cursor or one of another list.
 */
export function pageRequest(list: string, query: PageQuery, keys: readonly SortKey[]): PageRequest {
  const { limit = DEFAULT_LIMIT, cursor, ...filters } = query;
  const scope = scopeOf(list, filters);
  return { limit, scope, after: cursor === undefined ? undefined : readCursor(cursor, scope, keys) };
}

/**
 * Makes a page of the rows of a statement with `LIMIT limit + 1`.
 *
 * @param keysOf the sort keys of a row, as text, precise to the last digit.
 * @param itemOf an item as the list shows it; without it the rows are the items.
 */
export function pageOf<Row, Item = Row>(
  request: PageRequest,
  { rows, total }: FoundRows<Row>,
  keysOf: (row: Row) => string[],
  itemOf = (row: Row) => row as unknown as Item,
): Page<Item> {
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  const more = rows.length > request.limit && last !== undefined;
  return {
    items: shown.map(itemOf),
    nextCursor: more ? writeCursor(keysOf(last), request.scope) : null,
    total,
  };
}

function scopeOf(list: string, filters: object): string {
  const sorted = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, sorted]))
    .digest('base64url')
    .slice(0, 12);
}

/** A cursor behind an item with these sort keys. */
export function writeCursor(keys: string[], scope: string): string {
  return Buffer.from(JSON.stringify([scope, ...keys])).toString('base64url');
}

function readCursor(cursor: string, scope: string, keys: readonly SortKey[]): string[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = undefined;
  }
  const [of, ...values] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const texts = values.filter((value, index) => isKey(value, keys[index]));
  if (of !== scope || texts.length !== keys.length || values.length !== keys.length) {
    throw invalid({ path: 'cursor', code: 'INVALID_CURSOR', message: 'is not a cursor of this list' });
  }
  return texts as string[];
}

/** Whether a value of a cursor can be a key of a row: a forged one must not reach the database. */
function isKey(value: unknown, key: SortKey | undefined): boolean {
  if (typeof value !== 'string' || key === undefined) return false;
  if (key === 'text') return !/[\0\p{Surrogate}]/u.test(value);
  if (key === 'row') return /^-?\d{1,19}$/.test(value) && BigInt(value) < 2n ** 63n;
  return key === 'id' ? UUID.test(value) : INSTANT.test(value) && !Number.isNaN(Date.parse(value));
}
