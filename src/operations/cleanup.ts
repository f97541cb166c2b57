import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import { inBatches, runJob } from '../database/job.js';
import { IDEMPOTENCY_HOURS } from '../auth/idempotency.js';

/** Rows that one statement deletes, in its own transaction. */
const BATCH = 5_000;
/** Of one run; the next one goes on. */
const MAX_BATCHES = 200;

const PURGE_KEYS = `
  DELETE FROM private.idempotency_keys
   WHERE ctid = ANY (ARRAY(SELECT ctid FROM private.idempotency_keys
                            WHERE created_at <= now() - interval '${IDEMPOTENCY_HOURS} hours'
                            LIMIT ${BATCH}))
  RETURNING 1`;

/** Removes expired rows in the background; no answer depends on it. Any number of instances may run it at once. */
@Injectable()
export class Cleanup {
  constructor(private readonly database: Database) {}

  /** Removes the answers that are no longer replayed. */
  @Cron(CronExpression.EVERY_HOUR)
  async purgeIdempotencyKeys(): Promise<void> {
    const purge = async () => (await this.database.asEngine((tx) => tx.engine(PURGE_KEYS))).length;
    await runJob('purge_idempotency_keys', () => inBatches(purge, BATCH, MAX_BATCHES));
  }
}
