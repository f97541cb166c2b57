import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config.js';
import { Database } from '../../database/database.js';
import { DAY_LIFE } from '../offer.js';

const EVERY_MINUTE = 60_000;

const DELETE_EXPIRED_ROWS = `DELETE FROM private.availability_cache WHERE expires_at <= clock_timestamp()`;

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
  DELETE FROM private.availability_changes change
   USING settled
   WHERE change.xid < pg_snapshot_xmax(settled.snapshot)
     AND pg_visible_in_snapshot(change.xid, settled.snapshot)`;

const DELETE_EARLIER_CLEANUPS = `
  WITH settled AS (${SETTLED})
  DELETE FROM private.availability_sweeps cleanup USING settled WHERE cleanup.id < settled.id`;

/**
 * Deletes expired rows, and changes that no validation needs any more (docs/database.md "Cache coherence"). It keeps the
 * tables small; answers do not depend on it. Several instances may run it at once.
 */
@Injectable()
export class CacheCleanup {
  /** Milliseconds: a row's life, and the longest time between a statement's snapshot and its clock. */
  private readonly settledAfter: number;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
  ) {
    this.settledAfter = DAY_LIFE + config.database.statementTimeout;
  }

  @Interval(EVERY_MINUTE)
  async run(): Promise<void> {
    await this.database.asEngine(async (tx) => {
      await tx.engine(DELETE_EXPIRED_ROWS);
      await tx.engine(DELETE_SETTLED_CHANGES, [this.settledAfter]);
      await tx.engine(DELETE_EARLIER_CLEANUPS, [this.settledAfter]);
      await tx.engine(RECORD_CLEANUP);
    });
  }
}
