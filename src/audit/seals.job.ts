import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Database } from '../database/database.js';
import type { VerificationDto } from './audit.dto.js';
import { indexBlocks } from './blocks.js';
import { sealLogs } from './seals.js';
import { type KnownSeals, verifyLogs } from './verify.js';

/** Seals the logs and checks them (rules.md §8 Audit). */
@Injectable()
export class Seals {
  private readonly logger = new Logger(Seals.name);
  private readonly known: KnownSeals = new Map();

  constructor(private readonly database: Database) {}

  /** Closes what is settled. Any number of instances may run it at once. */
  @Cron(CronExpression.EVERY_10_SECONDS, { waitForCompletion: true })
  async close(): Promise<void> {
    try {
      await sealLogs(this.database);
      await indexBlocks(this.database);
    } catch (error) {
      if (this.database.serves) this.logger.warn(`The logs are not sealed this time: ${String(error)}`);
    }
  }

  /** Seals first, so that the answer speaks of everything committed before it was asked for. */
  async verify(): Promise<VerificationDto> {
    await sealLogs(this.database);
    const { sealedThrough, ranges, firstBroken } = await verifyLogs(this.database, this.known);
    return { sealedThrough, ranges, intact: firstBroken === null, firstBroken };
  }
}
