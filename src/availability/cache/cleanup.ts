import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config.js';
import { Database } from '../../database/database.js';
import { LIFE } from '../offer.js';

const SWEEP_EVERY = 60_000;

const PURGE_ROWS = `DELETE FROM private.availability_cache WHERE expires_at <= clock_timestamp()`;

const RECORD_SWEEP = `INSERT INTO private.availability_sweeps DEFAULT VALUES`;

/**
 * The newest sweep that is older (milliseconds, `$1`) than anything still to be validated: what it saw, every row and every
 * computation under way has seen too. Not by a change's age, for its transaction may have lasted.
 */
const SETTLED = `
  SELECT id, snapshot
    FROM private.availability_sweeps
   WHERE swept_at < clock_timestamp() - make_interval(secs => $1::float8 / 1000)
   ORDER BY id DESC
   LIMIT 1`;

const PURGE_CHANGES = `
  WITH settled AS (${SETTLED})
  DELETE FROM private.availability_changes change
   USING settled
   WHERE change.xid < pg_snapshot_xmax(settled.snapshot)
     AND pg_visible_in_snapshot(change.xid, settled.snapshot)`;

const PURGE_SWEEPS = `
  WITH settled AS (${SETTLED})
  DELETE FROM private.availability_sweeps sweep USING settled WHERE sweep.id < settled.id`;

/**
 * Removes what has expired, and changes that nothing can need any more (database.md "Cache coherence" 5). It keeps tables
 * small; answers do not depend on it. Any number of instances may run it at once.
 */
@Injectable()
export class CacheSweep {
  /** Milliseconds: a row's life, and the longest time between a statement's snapshot and its clock. */
  private readonly settledAfter: number;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
  ) {
    this.settledAfter = LIFE + config.database.statementTimeout;
  }

  @Interval(SWEEP_EVERY)
  async sweep(): Promise<void> {
    await this.database.asEngine(async (tx) => {
      await tx.engine(PURGE_ROWS);
      await tx.engine(PURGE_CHANGES, [this.settledAfter]);
      await tx.engine(PURGE_SWEEPS, [this.settledAfter]);
      await tx.engine(RECORD_SWEEP);
    });
  }
}
