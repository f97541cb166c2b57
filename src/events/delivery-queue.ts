import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { recordAction } from '../audit/record.js';
import { Database } from '../database/database.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import type { Message, Outcome } from './webhook-sender.js';

/** Seconds after a failed attempt until the next one: ten attempts within some three days. */
const SCHEDULE = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Seconds after which another process takes a claim over: an attempt takes at most 15. */
export const CLAIM_SECONDS = 30;

/** An endpoint that has failed for so long is disabled. */
const FAILING_DAYS = 5;

/** The answer of an endpoint that is gone for good. */
const GONE = 410;

/**
 * Claims what is due, by endpoint: each has places of its own, so a slow one holds up no other. A claim moves the next
 * attempt into the future: if this process dies, another one takes it over then.
 */
const CLAIM = `
  WITH free AS MATERIALIZED (
    SELECT w.id, $1::int - coalesce(busy.count, 0) AS places
      FROM private.webhooks w
      LEFT JOIN unnest($2::uuid[], $3::int[]) AS busy (id, count) ON busy.id = w.id
     WHERE w.is_enabled
  ), due AS MATERIALIZED (
    SELECT d.id
      FROM free
     CROSS JOIN LATERAL (
             SELECT p.id
               FROM private.webhook_deliveries p
              WHERE p.webhook_id = free.id AND p.status = 'pending' AND p.next_attempt_at <= now()
              ORDER BY p.next_attempt_at
              LIMIT greatest(free.places, 0)
                FOR UPDATE SKIP LOCKED) d
  )
  UPDATE private.webhook_deliveries d
     SET claim = $4, next_attempt_at = now() + interval '${CLAIM_SECONDS} seconds'
    FROM due, private.webhooks w, private.events e
   WHERE d.id = due.id AND w.id = d.webhook_id AND e.id = d.event_id
  RETURNING d.id, d.webhook_id AS "webhookId", d.claim, w.url, w.secret,
            CASE WHEN w.former_until > now() THEN w.former_secret END AS "formerSecret",
            e.id AS "eventId", e.type, ${instantColumn('e.occurred_at')} AS timestamp, e.data`;

const SUCCEED = `
  UPDATE private.webhook_deliveries
     SET status = 'delivered', attempt = attempt + 1, response_status = $3, next_attempt_at = NULL, claim = NULL
   WHERE id = $1 AND claim = $2
  RETURNING webhook_id`;

const FAIL = `
  UPDATE private.webhook_deliveries
     SET attempt = attempt + 1, response_status = $3, claim = NULL,
         status = CASE WHEN attempt >= $5 THEN 'failed' ELSE 'pending' END,
         next_attempt_at = CASE WHEN attempt < $5 THEN now() + make_interval(secs => ($4::int[])[attempt + 1]) END
   WHERE id = $1 AND claim = $2
  RETURNING status`;

const RECOVERED = `UPDATE private.webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL`;

const FAILING = `
  UPDATE private.webhooks
     SET failing_since = coalesce(failing_since, now()),
         is_enabled = NOT ($2 OR coalesce(failing_since < now() - interval '${FAILING_DAYS} days', false))
   WHERE id = $1 AND is_enabled
     AND (failing_since IS NULL OR $2 OR failing_since < now() - interval '${FAILING_DAYS} days')
  RETURNING is_enabled AS "isEnabled"`;

const GIVE_UP = `
  UPDATE private.webhook_deliveries SET status = 'failed', next_attempt_at = NULL, claim = NULL
   WHERE webhook_id = $1 AND status = 'pending'
  RETURNING 1`;

const HAND_BACK = `
  UPDATE private.webhook_deliveries SET next_attempt_at = now(), claim = NULL
   WHERE id = $1 AND claim = $2 AND status = 'pending'`;

/** A message that this process has claimed. */
export interface Claimed extends Omit<Message, 'id'> {
  id: string;
  webhookId: string;
  claim: string;
  url: string;
  secret: Buffer;
  formerSecret: Buffer | null;
  eventId: string;
}

/** What an attempt changed besides its delivery. */
export interface Recorded {
  /** False: somebody else has taken it over meanwhile. */
  isMine: boolean;
  givenUp: number;
  /** The endpoint was well before this failure. */
  hasBegunToFail: boolean;
  /** Why the endpoint is disabled from now on. */
  disabled: string | undefined;
}

const NOTHING: Recorded = { isMine: false, givenUp: 0, hasBegunToFail: false, disabled: undefined };

/** The messages that wait, for any number of processes: each takes what no other has. */
@Injectable()
export class DeliveryQueue {
  constructor(private readonly database: Database) {}

  /**
   * Claims due messages.
   *
   * @param places of each endpoint in this process; @param busy those that are taken, by webhook.
   */
  async claim(places: number, busy: ReadonlyMap<string, number>): Promise<Claimed[]> {
    const values = [places, [...busy.keys()], [...busy.values()], randomUUID()];
    return this.database.asEngine((tx) => tx.engine<Claimed>(CLAIM, values));
  }

  /** Gives a message back that was not sent. */
  async handBack({ id, claim }: Claimed): Promise<void> {
    await this.database.asEngine((tx) => tx.engine(HAND_BACK, [id, claim]));
  }

  /** Writes down what an attempt came to. */
  async record({ id, claim, webhookId }: Claimed, { status, failure }: Outcome): Promise<Recorded> {
    return this.database.asEngine(async (tx) => {
      if (failure === null) {
        const mine = await tx.engine(SUCCEED, [id, claim, status]);
        if (mine.length > 0) await tx.engine(RECOVERED, [webhookId]);
        return { ...NOTHING, isMine: mine.length > 0 };
      }
      const values = [id, claim, status, SCHEDULE, SCHEDULE.length];
      const [mine] = await tx.engine<{ status: string }>(FAIL, values);
      if (mine === undefined) return NOTHING;
      const { hasBegunToFail, disabled } = await this.markFailing(tx, webhookId, status === GONE);
      const givenUp = disabled === undefined ? 0 : (await tx.engine(GIVE_UP, [webhookId])).length;
      return { isMine: true, givenUp: givenUp + (mine.status === 'failed' ? 1 : 0), hasBegunToFail, disabled };
    });
  }

  /** Notes since when an endpoint fails. Disables one that is gone, or has failed for days; with a row in the log. */
  private async markFailing(
    tx: Tx,
    webhookId: string,
    isGone: boolean,
  ): Promise<Pick<Recorded, 'hasBegunToFail' | 'disabled'>> {
    const [endpoint] = await tx.engine<{ isEnabled: boolean }>(FAILING, [webhookId, isGone]);
    if (endpoint === undefined || endpoint.isEnabled) {
      return { hasBegunToFail: endpoint !== undefined, disabled: undefined };
    }
    const disabled = isGone ? `its answer is ${GONE}` : `it has failed for ${FAILING_DAYS} days`;
    await recordAction(tx, null, {
      action: 'UPDATE_WEBHOOK',
      targetType: 'webhook',
      targetId: webhookId,
      details: { oldValues: { isEnabled: true }, newValues: { isEnabled: false }, reason: disabled },
    });
    return { hasBegunToFail: false, disabled };
  }
}
