import type { Catalog, Query } from './catalog.js';
import { type HostFunction, withoutComments } from './host-functions.js';
import { AS_BLOCK, AS_CLOSURE } from './recognised-overrides.js';

/** Something that the marketplace and the service read differently. */
export interface Reading {
  /** What it is and what both make of it, in one line. */
  title: string;
  /** One line a row. */
  rows: string[];
  /** The statement that keeps what it means to the salon now, and when to run it. */
  keep: string;
}

const OVERRIDES = 'public.schedule_overrides';

interface OverrideLine {
  id: string;
  line: string;
}

const upcoming = (condition: string): string => `
SELECT o.id::text AS id,
       format('%s: %s %s, %s to %s, %s–%s', o.id, o.override_type,
              CASE WHEN o.applies_to_all_stylists THEN 'of all' ELSE 'of ' || o.stylist_user_id END, o.start_date,
              o.end_date, left(o.override_start_time::text, 5), left(o.override_end_time::text, 5)) AS line
  FROM ${OVERRIDES} o
 WHERE o.end_date >= CURRENT_DATE AND o.override_start_time IS NOT NULL AND ${condition}
 ORDER BY o.start_date, o.id`;

/** What means something else after the move, looked up before it. */
export async function readings(query: Query, catalog: Catalog, functions: readonly HostFunction[]): Promise<Reading[]> {
  return [...(await overrideReadings(query, catalog)), ...(await pauseReading(query, catalog, functions))];
}

async function overrideReadings(query: Query, catalog: Catalog): Promise<Reading[]> {
  const table = catalog.tables[OVERRIDES];
  if (table?.readable !== true || table.columns['override_start_time'] === undefined) return [];
  if (table.columns['is_closed'] === undefined || table.columns['row_version'] !== undefined) return [];
  const open = await query<OverrideLine>(upcoming('NOT o.is_closed'));
  const closed = await query<OverrideLine>(upcoming('o.is_closed'));
  return [
    {
      title: 'open overrides with hours: there these hours are blocked, here they are the only ones worked',
      rows: open.map(({ line }) => line),
      keep: `to keep them blocked, right after npm run migrate (before it, the old engine would close the whole day): UPDATE ${OVERRIDES} SET ${AS_BLOCK} WHERE id IN (${listed(open)})`,
    },
    {
      title: 'closed overrides with hours: there they close the whole day, here only these hours',
      rows: closed.map(({ line }) => line),
      keep: `to keep the whole day closed, but for rows that were made into a block just now: UPDATE ${OVERRIDES} SET ${AS_CLOSURE} WHERE id IN (${listed(closed)})`,
    },
  ].filter(({ rows }) => rows.length > 0);
}

/** Functions that keep a fixed distance between bookings, whatever the stylist's column says. */
async function pauseReading(query: Query, catalog: Catalog, functions: readonly HostFunction[]): Promise<Reading[]> {
  const fixed = functions.flatMap((one) => {
    const minutes = fixedPause(one);
    return minutes === undefined ? [] : [{ signature: one.signature, minutes }];
  });
  if (fixed.length === 0 || catalog.tables['public.stylist_profiles']?.readable !== true) return [];
  const most = Math.max(...fixed.map(({ minutes }) => minutes));
  const shorter = `coalesce(booking_buffer_minutes, 15) < ${most}`;
  const [row] = await query<{ count: number }>(
    `SELECT count(*)::int AS count FROM public.stylist_profiles WHERE ${shorter}`,
  );
  if (row === undefined || row.count === 0) return [];
  return [
    {
      title: `stylists with a shorter pause in booking_buffer_minutes: there ${most} minutes are fixed, here the column counts`,
      rows: [
        `${row.count} stylists`,
        ...fixed.map(({ signature, minutes }) => `${signature} keeps ${minutes} minutes`),
      ],
      keep: `to keep it: UPDATE public.stylist_profiles SET booking_buffer_minutes = ${most} WHERE ${shorter}`,
    },
  ];
}

function fixedPause({ definition }: HostFunction): number | undefined {
  const text = withoutComments(definition);
  const isOfBookings = /\b(bookings|booking_reservations)\b/i.test(text) && !/booking_buffer_minutes/i.test(text);
  // Comments may say what an interval is for; a slot's grid is none.
  if (!isOfBookings || !/buffer|pause|gap|cleanup/i.test(definition)) return undefined;
  const minutes = [...text.matchAll(/(?:start_time|end_time)\s*[+-]\s*interval\s*'(\d+)\s*min/gi)].map(([, given]) =>
    Number(given),
  );
  return minutes.length === 0 ? undefined : Math.max(...minutes);
}

function listed(rows: readonly OverrideLine[]): string {
  return rows.map(({ id }) => `'${id}'`).join(', ');
}
