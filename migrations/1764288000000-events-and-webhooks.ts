import { events } from './events-and-webhooks/events.js';
import { eventsOfLogs } from './events-and-webhooks/events-of-logs.js';
import { webhooks } from './events-and-webhooks/webhooks.js';
import { LaterMigration } from './service-migration.js';

/** The outbox of events, and the webhooks that they are sent to (docs/events.md). */
export class EventsAndWebhooks1764288000000 extends LaterMigration {
  readonly name = 'EventsAndWebhooks1764288000000';
  readonly tables = ['private.schedule_change_log', 'private.service_management_log'];
  readonly steps = [...events, ...webhooks, ...eventsOfLogs];
}
