import type { Query } from '../../migrations/foundation/catalog.js';

/** What every day that is computed asks of these tables: the rows of one stylist by start. */
const MISSING = `
  SELECT wanted.source AS "table"
    FROM unnest(ARRAY['bookings', 'booking_reservations']) AS wanted(source)
    JOIN pg_catalog.pg_class c ON c.relname = wanted.source AND c.relkind IN ('r', 'p')
     AND c.relnamespace = 'public'::regnamespace
   WHERE NOT EXISTS (
     SELECT FROM pg_catalog.pg_index i
       JOIN pg_catalog.pg_attribute first ON first.attrelid = c.oid AND first.attnum = i.indkey[0]
       JOIN pg_catalog.pg_attribute second ON second.attrelid = c.oid AND second.attnum = i.indkey[1]
      WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
        AND first.attname = 'stylist_user_id' AND second.attname = 'start_time')
   ORDER BY 1`;

/** The tables of a marketplace that lack the index by stylist and start, each with what makes it while others write. */
export async function missingIndexes(query: Query): Promise<string[]> {
  const rows = await query<{ table: string }>(MISSING);
  return rows.map(
    ({ table }) =>
      `public.${table} has no index by stylist and start, so each day that is computed reads it whole: ` +
      `CREATE INDEX CONCURRENTLY ON public.${table} (stylist_user_id, start_time)`,
  );
}
