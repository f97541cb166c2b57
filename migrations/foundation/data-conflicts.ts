import type { Catalog, Query } from './catalog.js';

/** A kind of rows that the migration cannot take. */
export interface DataConflict {
  table: string;
  /** What is wrong with the rows: `active rows that end before they begin`. */
  what: string;
  /** Selects the key of each such row. */
  rows: string;
  /** The statement that mends the rows, given their keys as a list of literals. */
  mend: (ids: string) => string;
}

/** Rows listed in one message. */
const NAMED = 20;

const WEEKS = 'public.stylist_schedules';

/** The dates of a weekly row; NULL where they are no range. */
const SPAN = (row: string): string => `
CASE WHEN (${row}.effective_until < ${row}.effective_from) IS NOT TRUE
     THEN daterange(${row}.effective_from, ${row}.effective_until, '[]') END`;

/** Rows of the host that the service cannot hold: weeks that overlap or end before they begin. */
export const HOST_DATA_CONFLICTS: DataConflict[] = [
  {
    table: WEEKS,
    what: 'active rows that end before they begin',
    rows: `SELECT id FROM ${WEEKS} WHERE is_active IS NOT FALSE AND effective_until < effective_from`,
    mend: (ids) => `UPDATE ${WEEKS} SET is_active = false WHERE id IN (${ids})`,
  },
  {
    table: WEEKS,
    what: 'active rows whose dates overlap those of another of the same stylist and weekday',
    rows: `
SELECT late.id
  FROM ${WEEKS} late
 WHERE late.is_active IS NOT FALSE
   AND EXISTS (
     SELECT FROM ${WEEKS} other
      WHERE other.stylist_user_id = late.stylist_user_id AND other.day_of_week = late.day_of_week
        AND other.is_active IS NOT FALSE
        AND other.id <> late.id AND ${SPAN('other')} && ${SPAN('late')})`,
    mend: (ids) => `UPDATE ${WEEKS} SET is_active = false WHERE id IN (${ids}) -- all but the one that counts`,
  },
];

/** The conflicts that the database has, one line each, with the rows and the statement that mends them. */
export async function findDataConflicts(
  query: Query,
  catalog: Catalog,
  conflicts: readonly DataConflict[],
): Promise<string[]> {
  const lines: string[] = [];
  for (const { table, what, rows, mend } of conflicts) {
    if (catalog.tables[table] === undefined) continue;
    const ids = await query<{ id: string }>(
      `SELECT r.id::text AS id FROM (${rows}) AS r (id) ORDER BY 1 LIMIT ${NAMED + 1}`,
    );
    if (ids.length === 0) continue;
    const named = ids.slice(0, NAMED).map(({ id }) => id);
    const more = ids.length > NAMED ? ' and more' : '';
    lines.push(
      `${table} holds ${what}: ${named.join(', ')}${more}; to mend: ${mend(named.map((id) => `'${id}'`).join(', '))}`,
    );
  }
  return lines;
}
