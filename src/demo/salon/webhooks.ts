import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { SalonWriter } from './writer.js';

/**
 * Fills in two webhooks, one with a message that was given up, for the examples of the documentation. They are disabled,
 * because nobody answers at their addresses. Their secrets open with no key: the first rotation gives one.
 * The message is of a new event, because old ones are removed.
 */
export async function fillWebhooks(salon: SalonWriter, at: string): Promise<void> {
  await salon.query(
    `INSERT INTO private.webhooks (id, url, types, description, is_enabled, secret, created_by, created_at, updated_at)
     SELECT one.id, 'https://shop.example.com/hooks/' || one.path, '{promotion.approved,override.created}',
            one.description, false, decode(repeat('00', 60), 'hex'), $3, $4, $4
       FROM (VALUES ($1::uuid, 'service-engine', 'The shop’s mails'), ($2, 'former', 'The former shop'))
            AS one (id, path, description)`,
    [DEMO.webhook, DEMO.formerWebhook, PERSONAS.admin, at],
  );
  await salon.query(
    `INSERT INTO private.webhook_deliveries (id, webhook_id, event_id, status, attempt, next_attempt_at, created_at)
     SELECT $1, $2, e.id, 'failed', 10, NULL, e.occurred_at
       FROM private.events e WHERE e.type = 'override.created' ORDER BY e.occurred_at DESC, e.number DESC LIMIT 1`,
    [DEMO.delivery, DEMO.webhook],
  );
}
