import type { FoundRows, PageRequest } from '../http/paging.js';
import type { Tx } from './transaction.js';

/** The statements of a list, with its filters: the parameters of both, from `$1` on. */
export interface List {
  /** Its further parameters are the two sort keys of the last item seen, null on the first page, and the limit. */
  rows: string;
  /** The number of all rows, as `total`. */
  count: string;
  filters: readonly unknown[];
}

/**
 * Reads the rows of a page, one more if there is a next page, and the number of all rows; in one round trip.
 *
 * @param as `query` reads as the caller, `engine` as the engine.
 */
export async function readList<Row>(
  tx: Tx,
  as: 'query' | 'engine',
  { rows: sql, count, filters }: List,
  { after, limit }: PageRequest,
): Promise<FoundRows<Row>> {
  const [first = null, second = null] = after ?? [];
  const [rows, [counted]] = await Promise.all([
    tx[as]<Row>(sql, [...filters, first, second, limit + 1]),
    tx[as]<{ total: number }>(count, filters),
  ]);
  return { rows, total: counted?.total ?? 0 };
}
