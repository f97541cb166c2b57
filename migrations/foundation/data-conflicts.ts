import type { Found, Query } from './catalog.js';

/** Rows that stand in the way of the migration. */
export interface Obstacle {
  table: string;
  /** What is the matter with them: `that end before they begin`. */
  what: string;
  /** Selects what names each row, as `id`. */
  rows: string;
  /** The statement that would mend them, given their names as a list of literals. */
  mend: (ids: string) => string;
}

/** Rows named in one message. */
const NAMED = 20;

const WEEKS = 'public.stylist_schedules';

/** The dates of a week's row, as far as they are a range. */
const SPAN = (row: string): string => `
CASE WHEN (${row}.effective_until < ${row}.effective_from) IS NOT TRUE
     THEN daterange(${row}.effective_from, ${row}.effective_until, '[]') END`;

/** What the service cannot reckon with: weeks that the exclusion constraint refuses. */
export const HOST_ROWS_IN_THE_WAY: Obstacle[] = [
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

/** Which of the obstacles there are, one line each, with the rows and the statement that would mend them. */
export async function inTheWay(query: Query, found: Found, obstacles: readonly Obstacle[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { table, what, rows, mend } of obstacles) {
    if (found.tables[table] === undefined) continue;
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
