import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Counter, Gauge } from 'prom-client';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';

const MEASURE_EVERY = 10_000;

const PENDING = `
  SELECT count(*)::int AS pending,
         coalesce(extract(epoch FROM now() - min(d.created_at)), 0)::float8 AS oldest
    FROM private.webhook_deliveries d
    JOIN private.webhooks w ON w.id = d.webhook_id
   WHERE d.status = 'pending' AND w.is_enabled`;

const pendingDeliveries = new Gauge({
  name: 'webhook_deliveries_pending',
  help: 'Messages that wait for their first or next attempt, to enabled webhooks.',
});
const oldestPending = new Gauge({
  name: 'webhook_oldest_pending_seconds',
  help: 'The age of the oldest message that waits; 0 if none does.',
});
export const attempts = new Counter({
  name: 'webhook_attempts_total',
  help: 'Attempts of this process, by whether they delivered.',
  labelNames: ['outcome'],
});
export const givenUps = new Counter({
  name: 'webhook_deliveries_failed_total',
  help: 'Messages that this process gave up.',
});
for (const outcome of ['delivered', 'failed']) attempts.inc({ outcome }, 0);

/** Measures what waits to be delivered. */
@Injectable()
export class DeliveryMetrics {
  private readonly logger = new Logger(DeliveryMetrics.name);

  constructor(private readonly database: Database) {}

  @Interval(MEASURE_EVERY)
  async measureRegularly(): Promise<void> {
    if (!this.database.serves) return;
    const tell = this.database.warning(this.logger, 'Deliveries are not measured');
    await runJob('measure_deliveries', () => this.measure()).catch(tell);
  }

  async measure(): Promise<void> {
    const [row] = await this.database.asEngine((tx) => tx.engine<{ pending: number; oldest: number }>(PENDING), {
      readOnly: true,
    });
    if (row === undefined) return;
    pendingDeliveries.set(row.pending);
    oldestPending.set(row.oldest);
  }
}
