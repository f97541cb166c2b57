import { Inject, Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { CONFIG, type Config } from '../../config.js';
import { Database } from '../../database/database.js';
import type { EngineReadConnection } from '../../database/engine-read-connection.js';
import { span } from '../../http/tracing.js';
import { BatchQueue } from './batch-queue.js';
import {
  BEGIN_FEED,
  type CacheRow,
  type DayRange,
  formatOf,
  GOOD_ROWS,
  isInvisible,
  keyOf,
  type StoredDay,
  storedDay,
} from './cache-rows.js';
import { ValidatedDays } from './validated-days.js';

const durations = new Histogram({
  name: 'availability_validation_duration_seconds',
  help: 'Time that a validation of kept days against the feed of changes took.',
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5],
});
const batchSizes = new Histogram({
  name: 'availability_validation_batch_requests',
  help: 'Requests that one validation served.',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
});

/** What is known after a validation. */
export interface Validated {
  /** The database's clock, epoch milliseconds. */
  now: number;
  /** The good rows, by `keyOf`: those of this request and of others in its batch. */
  days: ReadonlyMap<string, StoredDay>;
}

interface ValidationRow {
  feed: string | null;
  snapshot: string;
  now: number;
  continues: boolean | null;
  changes: ChangeRow[] | null;
  days: CacheRow[] | null;
}

interface ReadRow {
  row: ValidationRow;
  /** The moves of the memory before the statement was sent. */
  since: number;
  /** The number of the statement. */
  sent: number;
}

type ChangeRow = [
  id: string,
  isSettled: boolean,
  stylistId: string | null,
  serviceId: string | null,
  from: string,
  to: string,
];

/**
 * `$1`, `$2`: the position of the days that the process keeps, or nulls. A snapshot whose xmax is beyond the present one is
 * of another database, before it was restored.
 */
const validation = (days: string): string => `
  SELECT feed.born AS feed,
         pg_current_snapshot()::text AS snapshot,
         floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
         feed.born = $1 AND pg_snapshot_xmax($2::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) AS continues,
         (SELECT json_agg(json_build_array(
                   change.id::text, pg_visible_in_snapshot(change.xid, pg_current_snapshot()),
                   change.stylist_user_id, change.service_id, change.from_date, change.to_date))
            FROM private.availability_changes change
           WHERE ${isInvisible('change.xid', '$2::pg_snapshot').join(' OR ')}) AS changes,
         (${days}) AS days
    FROM (VALUES (1)) AS one(row)
    LEFT JOIN private.availability_feed feed ON true`;

/** One row without days, and with the good days of ranges. */
export const VALIDATE = { name: 'validate-availability', text: validation('SELECT NULL::json') };
export const VALIDATE_AND_READ = {
  name: 'read-availability',
  text: validation(
    GOOD_ROWS(
      `unnest($3::uuid[], $4::uuid[], $5::date[], $6::date[])
         AS ranges(stylist_user_id, service_id, from_date, to_date)`,
      '$7',
    ),
  ),
};

/**
 * Validates the days that the process keeps, and reads further ones from the database, for all waiting requests in one
 * round trip. A warm answer costs this one statement.
 */
@Injectable()
export class CacheValidator {
  /** Undefined: the process keeps no days. */
  readonly memory: ValidatedDays | undefined;
  /** The database's clock at the last validation, epoch milliseconds. */
  now = 0;
  /** Validations that have begun, and those that have ended, in the same order. They may overlap. */
  begun = 0;
  ended = 0;
  private sent = 0;
  private applied = 0;
  private readonly queue = new BatchQueue<DayRange, Validated>(
    (ranges, callers) => span('validation', () => this.run(ranges, callers)),
    () => this.connection.answersInOrder,
  );
  private readonly connection: EngineReadConnection;
  private readonly format: string;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) { availability, slotInterval }: Config,
  ) {
    this.memory = availability.memoryCache ? new ValidatedDays(availability.memoryMaxBytes) : undefined;
    this.connection = database.engineReadConnection();
    this.format = formatOf(slotInterval);
  }

  /**
   * Resolves once a validation that began after this call has ended. The days in {@link memory} are good then, until
   * something else is awaited.
   *
   * @param ranges days to read from the database as well.
   * @throws {Problem} 503 when the database does not answer.
   */
  validate(ranges: readonly DayRange[]): Promise<Validated> {
    return this.queue.join(ranges);
  }

  private async run(requested: readonly DayRange[], callers: number): Promise<Validated> {
    batchSizes.observe(callers);
    const end = durations.startTimer();
    this.begun += 1;
    try {
      const ranges = distinct(requested);
      let read = await this.read(ranges);
      if (read.row.feed === null) {
        await this.database.asEngine((tx) => tx.engine(BEGIN_FEED));
        read = await this.read(ranges);
      }
      return this.apply(read);
    } finally {
      this.ended += 1;
      end();
    }
  }

  private apply({ row, since, sent }: ReadRow): Validated {
    const days = (row.days ?? []).map(storedDay);
    this.now = Math.max(this.now, row.now);
    // After a lost connection, a statement may be answered behind a later one: the memory is newer than its snapshot.
    if (sent > this.applied) {
      this.applied = sent;
      this.remember(row, since, days);
    }
    return {
      now: row.now,
      days: new Map(days.map((day) => [keyOf(day.stylistId, day.serviceId, day.day.date), day])),
    };
  }

  private remember(row: ValidationRow, since: number, days: StoredDay[]): void {
    this.memory?.moveTo({
      position: row.feed === null ? null : { feed: row.feed, snapshot: row.snapshot },
      continues: row.continues === true,
      changes: (row.changes ?? []).map(([id, isSettled, stylistId, serviceId, from, to]) => ({
        id,
        isSettled,
        stylistId,
        serviceId,
        from,
        to,
      })),
      days,
    });
    // Validations that are under way began later, so they tell only changes since this position or a later one.
    this.memory?.forget(since);
  }

  private async read(ranges: readonly DayRange[]): Promise<ReadRow> {
    this.sent += 1;
    const { sent } = this;
    const since = this.memory?.moves ?? 0;
    const position = this.memory?.position;
    const from = [position?.feed ?? null, position?.snapshot ?? null];
    const [row] = await (ranges.length === 0
      ? this.connection.read<ValidationRow>(VALIDATE, from)
      : this.connection.read<ValidationRow>(VALIDATE_AND_READ, [
          ...from,
          ranges.map(({ stylistId }) => stylistId),
          ranges.map(({ serviceId }) => serviceId),
          ranges.map((range) => range.from),
          ranges.map((range) => range.to),
          this.format,
        ]));
    if (row === undefined) throw new Error('a validation answers one row');
    return { row, since, sent };
  }
}

function distinct(ranges: readonly DayRange[]): readonly DayRange[] {
  if (ranges.length < 2) return ranges;
  return [...new Map(ranges.map((range) => [JSON.stringify(range), range])).values()];
}
