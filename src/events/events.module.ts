import { Module } from '@nestjs/common';
import { DeliveriesService } from './deliveries.service.js';
import { Deliverer } from './deliverer.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliveryQueue } from './delivery-queue.js';
import { EventFeed } from './event-feed.js';
import { EventsController } from './events.controller.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** What changes set off: the feed of events, webhooks and their delivery. */
@Module({
  controllers: [EventsController, WebhooksController],
  providers: [
    EventFeed,
    WebhooksService,
    DeliveriesService,
    WebhookSecrets,
    WebhookSender,
    DeliveryQueue,
    Deliverer,
    DeliveryMetrics,
  ],
})
export class EventsModule {}
