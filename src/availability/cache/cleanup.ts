import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Gauge } from 'prom-client';
import { CONFIG, type Config } from '../../config.js';
import { Database } from '../../database/database.js';
import { inBatches, runJob } from '../../database/job.js';
import type { Tx } from '../../database/transaction.js';
import { DAY_LIFE } from '../offer.js';
import { CachedDay } from './cached-day.entity.js';

const EVERY_MINUTE = 60_000;
/** Rows that one statement deletes, in its own transaction: some 50 ms. */
const BATCH = 10_000;
/** Of one run; the next one goes on. */
const MAX_BATCHES = 100;
/** How long the times of earlier cleanups are kept, to tell for how long a transaction has been open. */
const REMEMBERED = '1 day';

const heldUp = new Gauge({
  name: 'availability_feed_held_up_seconds',
  help: 'For how long at least the oldest open transaction with an id has kept PostgreSQL from clearing old changes.',
});
const kept = new Gauge({
  name: 'availability_feed_changes',
  help: 'Changes in the feed, as PostgreSQL estimates them.',
});

const RECORD_CLEANUP = `INSERT INTO private.availability_sweeps DEFAULT VALUES`;

/**
 * The newest cleanup that is older (milliseconds, `$1`) than anything still to be validated. Every row and every running
 * computation has seen the changes that this cleanup saw. The age of a change does not say that: its transaction may have
 * lasted.
 */
const SETTLED = `
  SELECT id, snapshot
    FROM private.availability_sweeps
   WHERE swept_at < clock_timestamp() - make_interval(secs => $1::float8 / 1000)
   ORDER BY id DESC
   LIMIT 1`;

const DELETE_SETTLED_CHANGES = `
  WITH settled AS (${SETTLED})
  DELETE FROM private.availability_changes
   WHERE id = ANY (ARRAY(SELECT change.id
                           FROM settled
                           JOIN private.availability_changes change
                             ON change.xid < pg_snapshot_xmax(settled.snapshot)
                            AND pg_visible_in_snapshot(change.xid, settled.snapshot)
                          LIMIT ${BATCH}))
  RETURNING id`;

/** Those after which a transaction that is still open may have begun stay, to tell its age. */
const DELETE_EARLIER_CLEANUPS = `
  WITH settled AS (${SETTLED})
  DELETE FROM private.availability_sweeps cleanup
   USING settled
   WHERE cleanup.id < settled.id
     AND (pg_snapshot_xmax(cleanup.snapshot) < pg_snapshot_xmin(pg_current_snapshot())
          OR cleanup.swept_at < clock_timestamp() - interval '${REMEMBERED}')`;

/** The oldest cleanup whose snapshot is beyond the oldest open transaction: that one has been open at least since then. */
const STATE = `
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid,
         coalesce((SELECT extract(epoch FROM clock_timestamp() - min(swept_at))
                     FROM private.availability_sweeps
                    WHERE pg_snapshot_xmax(snapshot) >= pg_snapshot_xmin(pg_current_snapshot())), 0)::float8 AS seconds,
         greatest((SELECT reltuples FROM pg_class WHERE oid = 'private.availability_changes'::regclass), 0)::float8
           AS changes`;

interface State {
  xid: string;
  seconds: number;
  changes: number;
}

/**
 * Deletes expired rows, and changes that no validation needs any more (docs/database.md "Cache coherence"). It keeps the
 * tables small; answers do not depend on it. Several instances may run it at once.
 */
@Injectable()
export class CacheCleanup {
  private readonly logger = new Logger(CacheCleanup.name);
  /** Milliseconds: a row's life, and the longest time between a statement's snapshot and its clock. */
  private readonly settledAfter: number;
  private isRunning = false;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
  ) {
    this.settledAfter = DAY_LIFE + config.database.statementTimeout;
  }

  @Interval(EVERY_MINUTE)
  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      await runJob('clean_cache', () => this.clean());
    } finally {
      this.isRunning = false;
    }
  }

  private async clean(): Promise<void> {
    const remove = async (sql: string, values: unknown[]) =>
      (await this.database.asEngine((tx) => tx.engine(sql, values))).length;
    await inBatches(() => this.database.asEngine(deleteExpired), BATCH, MAX_BATCHES);
    await inBatches(() => remove(DELETE_SETTLED_CHANGES, [this.settledAfter]), BATCH, MAX_BATCHES);
    // Without a transaction id of its own, which would be the oldest one.
    const [state] = await this.database.asEngine((tx) => tx.engine<State>(STATE), { readOnly: true });
    await this.database.asEngine(async (tx) => {
      await tx.engine(DELETE_EARLIER_CLEANUPS, [this.settledAfter]);
      await tx.engine(RECORD_CLEANUP);
    });
    if (state !== undefined) this.tell(state);
  }

  private tell({ xid, seconds, changes }: State): void {
    heldUp.set(seconds);
    kept.set(changes);
    if (seconds * 1_000 <= this.settledAfter) return;
    this.logger.warn(
      `Transaction ${xid} has been open for ${Math.round(seconds)} s or longer, and PostgreSQL keeps everything since. ` +
        'pg_stat_activity (backend_xid, backend_xmin) and pg_prepared_xacts name it',
    );
  }
}

/** By the clock of the database, which set the times. */
async function deleteExpired({ manager }: Tx): Promise<number> {
  const expired = manager
    .createQueryBuilder(CachedDay, 'day')
    .select('day.id')
    .where('day.expiresAt <= clock_timestamp()')
    .orderBy('day.expiresAt')
    .limit(BATCH);
  const deleted = await manager
    .createQueryBuilder()
    .delete()
    .from(CachedDay)
    .where(`id = ANY (ARRAY(${expired.getQuery()}))`)
    .execute();
  return deleted.affected ?? 0;
}
