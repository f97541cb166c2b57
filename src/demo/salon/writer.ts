import type { Client } from 'pg';
import { DEFAULT_ZONE } from '../../calendar/stylist-zone.js';
import { addDays, instantOf, minutesOf, todayIn, weekdayOf } from '../../calendar/wall-clock.js';

export type Row = Record<string, unknown>;

export type SalonWriter = ReturnType<typeof salonWriter>;

export const SALON_ZONE = DEFAULT_ZONE;

/** Writes rows of the demo salon, at times relative to the day of `now` (epoch milliseconds) in the salon's zone. */
export function salonWriter(client: Client, now: number) {
  const today = todayIn(SALON_ZONE, now);
  const day = (offset: number): string => addDays(today, offset);
  return {
    /** Inserts rows that have the columns of the first one, and these columns alike. */
    insert: async (table: string, rows: readonly Row[], alike: Row = {}): Promise<void> => {
      const columns = Object.keys({ ...rows[0], ...alike }).join(', ');
      await client.query(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows.map((row) => ({ ...row, ...alike })))],
      );
    },
    query: (sql: string, values: unknown[]) => client.query(sql, values),
    /** The salon's local date, so many days from today. */
    day,
    /** The weekday of that date, 0 (Sunday) to 6. */
    weekday: (offset: number) => weekdayOf(day(offset)),
    /** The instant of a wall-clock time on that date. */
    at: (offset: number, time: string) => new Date(instantOf(SALON_ZONE, day(offset), minutesOf(time))).toISOString(),
    /** The columns of a row that nobody has changed since that instant. */
    made: (at: string): Row => ({ created_at: at, updated_at: at }),
  };
}
