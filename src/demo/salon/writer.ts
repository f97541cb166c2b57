import type { Client } from 'pg';
import { addDays, instantOf, minutesOf, todayIn, weekdayOf } from '../../calendar/wall-clock.js';

export type Row = Record<string, unknown>;

/** What the demo salon is filled with: rows, at times relative to the day of filling. */
export interface SalonWriter {
  /** Inserts rows that all have the columns of the first. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  query(sql: string, values: readonly unknown[]): Promise<void>;
  /** The salon's local date that many days from today. */
  day(offset: number): string;
  /** 0 (Sunday) to 6, of the day that many days from today. */
  weekday(offset: number): number;
  /** The instant of a wall-clock time on that day. */
  at(offset: number, time: string): string;
}

export const SALON_ZONE = 'Asia/Kathmandu';

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
