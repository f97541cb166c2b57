import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import { attempts, givenUps } from './delivery-metrics.js';
import { type Claimed, DeliveryQueue } from './delivery-queue.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { type Outcome, WebhookSender } from './webhook-sender.js';
import { UNREADABLE } from './webhooks.service.js';

/** Milliseconds after which this process claims again what is due. */
const DELIVER_EVERY = 500;
/** Milliseconds that an endpoint has for its answer. */
const TIMEOUT = 15_000;
/** Messages on their way to one endpoint, from one process. */
const PLACES = 4;
/** Milliseconds for the messages on their way when the service stops; then they are handed back. */
const DRAIN = 3_000;

/** Sends what is due (docs/events.md). Any number of processes may do so at once. */
@Injectable()
export class Deliverer implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Deliverer.name);
  private readonly underWay = new Map<Claimed, Promise<void>>();
  private readonly stop = new AbortController();
  private claiming: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly queue: DeliveryQueue,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
  ) {}

  @Interval(DELIVER_EVERY)
  async deliverRegularly(): Promise<void> {
    if (this.database.serves) await this.deliverDue();
  }

  /** Claims what is due and begins to send it; it does not wait for the answers. */
  async deliverDue(): Promise<void> {
    if (!this.secrets.isOn || this.stop.signal.aborted) return;
    this.claiming ??= runJob('deliver_webhooks', () => this.begin())
      .catch(this.database.warning(this.logger, 'Webhooks are not sent'))
      .finally(() => (this.claiming = undefined));
    await this.claiming;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.claiming;
    const all = (): Promise<unknown> => Promise.all(this.underWay.values());
    await Promise.race([all(), sleep(DRAIN, undefined, { ref: false })]);
    this.stop.abort(new Error('the service stops'));
    await all();
  }

  private async begin(): Promise<void> {
    if (this.isStopping) return;
    const busy = new Map<string, number>();
    for (const { webhookId } of this.underWay.keys()) busy.set(webhookId, (busy.get(webhookId) ?? 0) + 1);
    for (const message of await this.queue.claim(PLACES, busy)) {
      const done = this.deliver(message).finally(() => {
        this.underWay.delete(message);
        // The place is free: what waits for it need not wait for the next turn.
        if (!this.isStopping) void this.deliverDue();
      });
      this.underWay.set(message, done);
    }
  }

  private async deliver(message: Claimed): Promise<void> {
    try {
      const outcome = await this.attempt(message);
      if (outcome === undefined) return await this.queue.handBack(message);
      const { isMine, givenUp, hasBegunToFail, disabled } = await this.queue.record(message, outcome);
      attempts.inc({ outcome: outcome.failure === null ? 'delivered' : 'failed' });
      givenUps.inc(givenUp);
      if (disabled !== undefined) this.logger.warn(`Webhook ${message.webhookId} is disabled: ${disabled}`);
      else if (hasBegunToFail) this.logger.warn(`Webhook ${message.webhookId} fails: ${outcome.failure}`);
      else if (!isMine) this.logger.warn(`Delivery ${message.id} was sent by another process as well`);
    } catch (error) {
      // The claim runs out, and the message is sent again.
      if (this.database.serves) this.logger.warn(`Delivery ${message.id} is not written down: ${String(error)}`);
    }
  }

  /** Undefined: the service stops, and nobody knows what came of it. */
  private async attempt(message: Claimed): Promise<Outcome | undefined> {
    const { webhookId, url, secret, formerSecret, eventId: id, type, timestamp, data } = message;
    const opened = [secret, formerSecret].flatMap((one) =>
      one === null ? [] : (this.secrets.open(webhookId, one) ?? []),
    );
    if (opened.length === 0) return { status: null, durationMs: 0, failure: UNREADABLE };
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT), this.stop.signal]);
    const outcome = await this.sender.send(url, opened, { id, type, timestamp, data }, signal);
    return this.stop.signal.aborted && outcome.failure !== null ? undefined : outcome;
  }
}
