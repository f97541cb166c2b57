import type { Client } from 'pg';

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

const DAY_MS = 86_400_000;
const ZONE = 'Asia/Kathmandu';
/** Nepal has kept this offset since 1986. */
const OFFSET = '+05:45';

/** Writes through the connection, with dates counted from `now` in the salon's zone. */
export function salonWriter(client: Client, now: Date): SalonWriter {
  const midnight = Date.parse(now.toLocaleDateString('en-CA', { timeZone: ZONE }));
  const date = (offset: number): Date => new Date(midnight + offset * DAY_MS);
  const day = (offset: number): string => date(offset).toISOString().slice(0, 10);
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
    weekday: (offset) => date(offset).getUTCDay(),
    at: (offset, time) => `${day(offset)}T${time}:00${OFFSET}`,
  };
}
