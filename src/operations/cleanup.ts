import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import { IDEMPOTENCY_HOURS } from '../auth/idempotency.js';

const PURGE_KEYS = `
  DELETE FROM private.idempotency_keys
   WHERE created_at <= now() - interval '${IDEMPOTENCY_HOURS} hours'`;

/** Removes expired rows in the background; no answer depends on it. Any number of instances may run it at once. */
@Injectable()
export class Cleanup {
  constructor(private readonly database: Database) {}

  /** Removes the answers that are no longer replayed. */
  @Cron(CronExpression.EVERY_HOUR)
  async purgeIdempotencyKeys(): Promise<void> {
    await this.database.asEngine((tx) => tx.engine(PURGE_KEYS));
  }
}
