import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import type { SalonWriter } from './writer.js';

/**
 * Fills in a webhook with a message that was given up, for the examples of the documentation. It is disabled, because
 * nobody answers at its address. Its secret opens with no key: the first rotation gives it one.
 */
export async function fillWebhooks(salon: SalonWriter, at: string): Promise<void> {
  await salon.query(
    `INSERT INTO private.webhooks (id, url, types, description, is_enabled, secret, created_by, created_at, updated_at)
     VALUES ($1, 'https://shop.example.com/hooks/service-engine', '{promotion.approved,bookings.affected}',
             'The shop’s mails', false, decode(repeat('00', 60), 'hex'), $2, $3, $3)`,
    [DEMO.webhook, PERSONAS.admin, at],
  );
  await salon.query(
    `INSERT INTO private.webhook_deliveries (id, webhook_id, event_id, status, attempt, next_attempt_at, created_at)
     SELECT $1, $2, e.id, 'failed', 10, NULL, e.occurred_at
       FROM private.events e WHERE e.type = 'promotion.approved' ORDER BY e.number LIMIT 1`,
    [DEMO.delivery, DEMO.webhook],
  );
}
