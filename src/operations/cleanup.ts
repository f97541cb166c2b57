import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import { IDEMPOTENCY_HOURS } from '../auth/idempotency.js';

const PURGE_KEYS = `
  DELETE FROM private.idempotency_keys
   WHERE created_at <= now() - interval '${IDEMPOTENCY_HOURS} hours'`;

/** What has expired is removed in the background; nothing depends on it. Any number of instances may run it at once. */
@Injectable()
export class Sweeps {
  constructor(private readonly database: Database) {}

  /** Removes the answers kept under an `Idempotency-Key` once they are no longer replayed. */
  @Cron(CronExpression.EVERY_HOUR)
  async purgeIdempotencyKeys(): Promise<void> {
    await this.database.asEngine((tx) => tx.engine(PURGE_KEYS));
  }
}
