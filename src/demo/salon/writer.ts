import { DEFAULT_ZONE } from '../../calendar/stylist-zone.js';
import type { Client } from 'pg';
import { addDays, instantOf, minutesOf, todayIn, weekdayOf } from '../../calendar/wall-clock.js';

export type Row = Record<string, unknown>;

/** Writes rows of the demo salon, at times relative to today. */
export interface SalonWriter {
  /** Inserts rows that have the columns of the first one. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  query(sql: string, values: readonly unknown[]): Promise<void>;
  /** The salon's local date, so many days from today. */
  day(offset: number): string;
  /** The weekday of that date, 0 (Sunday) to 6. */
  weekday(offset: number): number;
  /** The instant of a wall-clock time on that date. */
  at(offset: number, time: string): string;
}

export const SALON_ZONE = DEFAULT_ZONE;

/** Writes through the connection, with dates counted from `now` (epoch milliseconds) in the salon's zone. */
export function salonWriter(client: Client, now: number): SalonWriter {
  const today = todayIn(SALON_ZONE, now);
  const day = (offset: number): string => addDays(today, offset);
  return {
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {}).join(', ');
      await client.query(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    },
    query: async (sql, values) => {
      await client.query(sql, [...values]);
    },
    day,
    weekday: (offset) => weekdayOf(day(offset)),
    at: (offset, time) => new Date(instantOf(SALON_ZONE, day(offset), minutesOf(time))).toISOString(),
  };
}
