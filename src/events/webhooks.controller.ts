import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Endpoint } from '../http/endpoint.js';
import { PageQuery } from '../http/paging.js';
import { Body, Param, Query } from '../http/parameters.js';
import { DeliveriesService } from './deliveries.service.js';
import {
  CreateWebhookDto,
  DeliveriesQuery,
  DeliveryDto,
  DeliveryPageDto,
  DeliveryParams,
  UpdateWebhookDto,
  WebhookDto,
  WebhookPageDto,
  FormerWebhookParams,
  WebhookParams,
  WebhookTestDto,
  WebhookWithSecretDto,
} from './webhooks.dto.js';
import { WebhooksService } from './webhooks.service.js';

const ADMIN = { access: 'admin', audience: 'Webhooks' } as const;

@Controller()
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Endpoint('GET /v1/webhooks', {
    ...ADMIN,
    summary: 'Where events are sent',
    description: 'Newest first. Secrets are not shown.',
    answers: { 200: WebhookPageDto },
  })
  listWebhooks(@CurrentContext() context: RequestContext, @Query() query: PageQuery) {
    return this.webhooks.list(context, query);
  }

  @Endpoint('POST /v1/webhooks', {
    ...ADMIN,
    summary: 'Add a webhook',
    description:
      'Events of the types are sent to the URL by the Standard Webhooks specification, signed with the secret of the ' +
      'answer, which is shown once. Any 2xx within 15 seconds is done; else there are up to nine more attempts within ' +
      'three days. A message may come twice and in any order. There are at most 50 webhooks.',
    answers: { 201: WebhookWithSecretDto },
    tagged: true,
    errors: ['WEBHOOKS_OFF', 'WEBHOOKS_FULL'],
  })
  createWebhook(@CurrentContext() context: RequestContext, @Body() body: CreateWebhookDto) {
    return this.webhooks.create(context, body);
  }

  @Endpoint('GET /v1/webhooks/:id', {
    ...ADMIN,
    summary: 'One webhook',
    answers: { 200: WebhookDto },
    errors: ['WEBHOOK_NOT_FOUND'],
  })
  showWebhook(@CurrentContext() context: RequestContext, @Param() { id }: WebhookParams) {
    return this.webhooks.show(context, id);
  }

  @Endpoint('PATCH /v1/webhooks/:id', {
    ...ADMIN,
    summary: 'Change a webhook',
    description:
      'What happens while it is disabled is not sent later; messages that wait go on once it is enabled. Null clears ' +
      'the description. A change without a difference writes and logs nothing.',
    bodyExample: { description: 'The shop’s mails', types: ['promotion.approved'] },
    answers: { 200: WebhookDto },
    tagged: true,
    errors: ['WEBHOOK_NOT_FOUND', 'WEBHOOKS_OFF'],
    ifMatch: true,
  })
  updateWebhook(
    @CurrentContext() context: RequestContext,
    @Param() { id }: WebhookParams,
    @Body() body: UpdateWebhookDto,
  ) {
    return this.webhooks.update(context, id, body);
  }

  @Endpoint('DELETE /v1/webhooks/:id', {
    ...ADMIN,
    summary: 'Delete a webhook',
    description: 'Its messages that wait are not sent.',
    answers: { 204: null },
    errors: ['WEBHOOK_NOT_FOUND'],
    ifMatch: true,
  })
  deleteWebhook(@CurrentContext() context: RequestContext, @Param() { id }: FormerWebhookParams) {
    return this.webhooks.remove(context, id);
  }

  @Endpoint('POST /v1/webhooks/:id/rotate-secret', {
    ...ADMIN,
    summary: 'Give a webhook a new secret',
    description: 'The answer shows it once. For 24 hours messages are signed with the former secret as well.',
    answers: { 200: WebhookWithSecretDto },
    tagged: true,
    errors: ['WEBHOOK_NOT_FOUND', 'WEBHOOKS_OFF'],
    ifMatch: true,
  })
  rotateWebhookSecret(@CurrentContext() context: RequestContext, @Param() { id }: WebhookParams) {
    return this.webhooks.rotate(context, id);
  }

  @Endpoint('POST /v1/webhooks/:id/test', {
    ...ADMIN,
    points: 10,
    summary: 'Send a test message',
    description:
      'Sends a message of the type `webhook.test` and waits at most 8 seconds for the answer. The result is 200 also ' +
      'when the message was not delivered; `failure` says why. It leaves no delivery.',
    answers: { 200: WebhookTestDto },
    errors: ['WEBHOOK_NOT_FOUND', 'WEBHOOKS_OFF'],
  })
  testWebhook(@CurrentContext() context: RequestContext, @Param() { id }: WebhookParams) {
    return this.webhooks.test(context, id);
  }

  @Endpoint('GET /v1/webhooks/:id/deliveries', {
    ...ADMIN,
    summary: 'What was sent to a webhook',
    description: 'One item a message, newest first. `attempt` counts the attempts made; `failed` means given up.',
    answers: { 200: DeliveryPageDto },
    errors: ['WEBHOOK_NOT_FOUND'],
  })
  listDeliveries(
    @CurrentContext() context: RequestContext,
    @Param() { id }: WebhookParams,
    @Query() query: DeliveriesQuery,
  ) {
    return this.deliveries.list(context, id, query);
  }

  @Endpoint('POST /v1/webhooks/:id/deliveries/:deliveryId/retry', {
    ...ADMIN,
    summary: 'Send a message again',
    description:
      'Makes it due now, whatever came of it before, with the same `webhook-id`. To a disabled webhook it is sent once ' +
      'that is enabled.',
    answers: { 202: DeliveryDto },
    errors: ['WEBHOOK_NOT_FOUND', 'DELIVERY_NOT_FOUND'],
  })
  retryDelivery(@CurrentContext() context: RequestContext, @Param() { id, deliveryId }: DeliveryParams) {
    return this.deliveries.retry(context, id, deliveryId);
  }
}
