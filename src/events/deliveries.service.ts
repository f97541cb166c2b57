import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { readList } from '../database/list.js';
import { instantColumn } from '../database/sql-format.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import { Reply } from '../http/reply.js';
import type { DeliveriesQuery, DeliveryDto, DeliveryPageDto } from './webhooks.dto.js';
import { readWebhook } from './webhooks.service.js';

const COLUMNS = `
  d.id, d.event_id AS "eventId", e.type, d.attempt, d.status, d.response_status AS "responseStatus",
  ${instantColumn('d.next_attempt_at')} AS "nextAttemptAt", ${instantColumn('d.created_at')} AS "createdAt"`;

const IS_CHOSEN = `d.webhook_id = $1 AND ($2::text[] IS NULL OR d.status = ANY ($2))`;

const COUNT = `SELECT count(*)::int AS total FROM private.webhook_deliveries d WHERE ${IS_CHOSEN}`;

const LIST = `
  SELECT ${COLUMNS}
    FROM private.webhook_deliveries d
    JOIN private.events e ON e.id = d.event_id
   WHERE ${IS_CHOSEN} AND ($3::timestamptz IS NULL OR (d.created_at, d.id) < ($3, $4::uuid))
   ORDER BY d.created_at DESC, d.id DESC
   LIMIT $5`;

/** An attempt that is under way ends as it would have; a claim that this one takes no longer counts. */
const RETRY = `
  WITH again AS (
    UPDATE private.webhook_deliveries d
       SET status = 'pending', next_attempt_at = now(), claim = NULL
     WHERE d.webhook_id = $1 AND d.id = $2
    RETURNING d.*
  )
  SELECT ${COLUMNS} FROM again d JOIN private.events e ON e.id = d.event_id`;

/** What has been sent to a webhook, and what waits. */
@Injectable()
export class DeliveriesService {
  /** @throws {Problem} 404 `WEBHOOK_NOT_FOUND`. */
  list(context: RequestContext, webhookId: string, query: DeliveriesQuery): Promise<DeliveryPageDto> {
    const request = pageRequest(`webhooks/${webhookId}/deliveries`, query, ['instant', 'id']);
    const list = { rows: LIST, count: COUNT, filters: [webhookId, query.status ?? null] };
    return context.read(async (tx) => {
      await readWebhook(tx, webhookId);
      const found = await readList<DeliveryDto>(tx, 'engine', list, request);
      return pageOf(request, found, (row) => [row.createdAt, row.id]);
    });
  }

  /**
   * Makes a delivery due now, whatever came of it before.
   *
   * @throws {Problem} 404 `WEBHOOK_NOT_FOUND`, `DELIVERY_NOT_FOUND`.
   */
  retry(context: RequestContext, webhookId: string, deliveryId: string): Promise<Reply<DeliveryDto>> {
    return context.write(async (tx) => {
      await readWebhook(tx, webhookId);
      const [row] = await tx.engine<DeliveryDto>(RETRY, [webhookId, deliveryId]);
      if (row === undefined) throw new Problem('DELIVERY_NOT_FOUND');
      return new Reply(202, row);
    });
  }
}
