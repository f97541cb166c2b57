import type { Config } from '../../config.js';
import type { Database } from '../../database/database.js';
import type { EngineReadConnection } from '../../database/engine-read-connection.js';
import {
  BEGIN_FEED,
  type CacheRow,
  formatOf,
  GOOD_ROWS,
  keyOf,
  type Range,
  type StoredDay,
  storedDay,
} from './cache-rows.js';
import { type Change, ValidatedDays } from './validated-days.js';
import { BatchQueue } from './batch-queue.js';

/** What is known as of a moment. */
export interface Validated {
  /** The database's clock, epoch milliseconds. */
  now: number;
  /** The good rows among those asked for, by `keyOf`; those of others in the group too. */
  days: ReadonlyMap<string, StoredDay>;
}

interface LookRow {
  feed: string | null;
  snapshot: string;
  now: number;
  continues: boolean | null;
  changes: Change[] | null;
  days: CacheRow[] | null;
}

/**
 * `$1`, `$2`: the position of what the process keeps, or nulls. A snapshot whose xmax is beyond the present one is of
 * another database, before it was restored.
 */
const LOOK = (days: string): string => `
  SELECT feed.born AS feed,
         pg_current_snapshot()::text AS snapshot,
         floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
         feed.born = $1 AND pg_snapshot_xmax($2::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) AS continues,
         (SELECT json_agg(json_build_array(
                   change.stylist_user_id, change.service_id, change.from_date, change.to_date))
            FROM private.availability_changes change
           WHERE change.xid >= pg_snapshot_xmin($2::pg_snapshot)
             AND NOT pg_visible_in_snapshot(change.xid, $2::pg_snapshot)) AS changes,
         (${days}) AS days
    FROM (VALUES (1)) AS one(row)
    LEFT JOIN private.availability_feed feed ON true`;

const VALIDATE = { name: 'validate-availability', text: LOOK('SELECT NULL::json') };
const VALIDATE_AND_READ = {
  name: 'read-availability',
  text: LOOK(
    GOOD_ROWS(
      `unnest($3::uuid[], $4::uuid[], $5::date[], $6::date[])
         AS ranges(stylist_user_id, service_id, from_date, to_date)`,
      '$7',
    ),
  ),
};

/**
 * The one look at the cache: it reads rows, each with its validity, and validates what the process keeps, for everybody who
 * waits, in one round trip (database.md "Cache coherence" 4 and 6).
 */
export class CacheValidator {
  /** Undefined: nothing is kept in the process. */
  readonly memory: ValidatedDays | undefined;
  /** The database's clock at the last look, epoch milliseconds. */
  now = 0;
  private readonly group = new BatchQueue<Range, Validated>((ranges) => this.look(ranges));
  private readonly lane: EngineReadConnection;
  private readonly format: string;

  constructor(
    private readonly database: Database,
    { availability, slotInterval }: Config,
  ) {
    this.memory = availability.memoryCache ? new ValidatedDays(availability.memoryMax) : undefined;
    this.lane = database.engineReadConnection();
    this.format = formatOf(slotInterval);
  }

  /**
   * Resolves once a look that began after this call is through. What {@link memory} holds then is good, as long as it is
   * used before anything else is awaited.
   *
   * @param ranges what to read besides.
   * @throws {Problem} 503 when the database does not answer.
   */
  next(ranges: readonly Range[]): Promise<Validated> {
    return this.group.join(ranges);
  }

  private async look(asked: readonly Range[]): Promise<Validated> {
    const ranges = distinct(asked);
    let row = await this.ask(ranges);
    if (row.feed === null) {
      await this.database.asEngine((tx) => tx.engine(BEGIN_FEED));
      row = await this.ask(ranges);
    }
    const days = (row.days ?? []).map(storedDay);
    this.now = row.now;
    this.memory?.moveTo({
      position: row.feed === null ? null : { feed: row.feed, snapshot: row.snapshot },
      continues: row.continues === true,
      changes: row.changes ?? [],
      days,
    });
    return { now: row.now, days: new Map(days.map((day) => [keyOf(day.stylistId, day.serviceId, day.day.date), day])) };
  }

  private async ask(ranges: readonly Range[]): Promise<LookRow> {
    const position = this.memory?.position;
    const from = [position?.feed ?? null, position?.snapshot ?? null];
    const [row] = await (ranges.length === 0
      ? this.lane.read<LookRow>(VALIDATE, from)
      : this.lane.read<LookRow>(VALIDATE_AND_READ, [
          ...from,
          ranges.map(({ stylistId }) => stylistId),
          ranges.map(({ serviceId }) => serviceId),
          ranges.map((range) => range.from),
          ranges.map((range) => range.to),
          this.format,
        ]));
    if (row === undefined) throw new Error('a look answers one row');
    return row;
  }
}

function distinct(ranges: readonly Range[]): readonly Range[] {
  if (ranges.length < 2) return ranges;
  return [...new Map(ranges.map((range) => [JSON.stringify(range), range])).values()];
}
