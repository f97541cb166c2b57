import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { words } from '../http/words.js';
import { check, Flag, Id, QueryWords, Text, TextList } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { IdParams } from '../http/parameters.js';
import { PageOf } from '../http/page.dto.js';
import { PatchBody } from '../http/validation.js';
import { EVENT_TYPES, type EventType } from './outbox.js';

const URL_EXAMPLE = 'https://shop.example.com/hooks/service-engine';
const TYPES_EXAMPLE = ['promotion.approved', 'bookings.affected'];
const URL_RULES =
  'https, a public address, without user name, password and fragment. Each connection is checked again.';

/** Types of events in a body: at least one. */
function EventTypes(options: { optional?: boolean } = {}): PropertyDecorator {
  const isType = (value: unknown): boolean => EVENT_TYPES.some((type) => type === value);
  return applyDecorators(
    TextList(EVENT_TYPES.length, 50, { ...options, description: 'The types that are sent.', example: TYPES_EXAMPLE }),
    check('hasItems', 'TOO_SHORT', 'must have at least 1 item', (value) => Array.isArray(value) && value.length > 0),
    check('isEventType', 'NOT_ALLOWED', 'must be a type of events', isType, true),
    ApiProperty({ enum: EVENT_TYPES, isArray: true, minItems: 1, required: options.optional !== true }),
  );
}

/** Where events are sent. */
export class WebhookDto {
  @ApiProperty({ format: 'uuid', example: DEMO.webhook })
  id: string;

  @ApiProperty({ example: URL_EXAMPLE })
  url: string;

  @ApiProperty({ enum: EVENT_TYPES, isArray: true, example: TYPES_EXAMPLE })
  types: string[];

  @ApiProperty({ type: String, nullable: true })
  description: string | null;

  /** Nothing is sent to a disabled one, and what happens meanwhile is not sent later. */
  isEnabled: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class WebhookWithSecretDto extends WebhookDto {
  /** Signs what is sent. It is shown once: a repetition by `Idempotency-Key` has null. */
  @ApiProperty({ type: String, nullable: true, example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  secret: string | null;
}

export class WebhookPageDto extends PageOf(WebhookDto) {}

export class CreateWebhookDto {
  @Text(2_048, { description: URL_RULES, example: URL_EXAMPLE })
  url: string;

  @EventTypes()
  types: EventType[];

  @Text(500, { optional: true, example: 'The shop’s mails' })
  description?: string;
}

/** At least one field. */
export class UpdateWebhookDto extends PatchBody {
  static override readonly clearable = ['description'];

  @Text(2_048, { optional: true, description: URL_RULES, example: URL_EXAMPLE })
  url?: string;

  @EventTypes({ optional: true })
  types?: EventType[];

  @Text(500, { optional: true, example: 'The shop’s mails' })
  description?: string | null;

  @Flag({ optional: true, example: false })
  isEnabled?: boolean;
}

export class WebhookParams extends IdParams(DEMO.webhook) {}

export class FormerWebhookParams extends IdParams(DEMO.formerWebhook) {}

/** What a test message came to. */
export class WebhookTestDto {
  /** The status of the answer; null: there was none. */
  @ApiProperty({ type: Number, nullable: true, example: 204 })
  status: number | null;

  durationMs: number;

  /** Null: delivered. */
  @ApiProperty({ type: String, nullable: true })
  failure: string | null;
}

export const DELIVERY_STATUSES = words('DeliveryStatus', ['pending', 'delivered', 'failed']);

/** One event on its way to one webhook. */
export class DeliveryDto {
  @ApiProperty({ format: 'uuid', example: DEMO.delivery })
  id: string;

  /** The `webhook-id` of the message. */
  @ApiProperty({ format: 'uuid' })
  eventId: string;

  @ApiProperty({ enum: EVENT_TYPES })
  type: string;

  /** Attempts made. */
  attempt: number;

  /** `failed`: given up. */
  @ApiProperty({ enum: DELIVERY_STATUSES })
  status: string;

  /** Of the last attempt; null: there was no answer. */
  @ApiProperty({ type: Number, nullable: true })
  responseStatus: number | null;

  /** Null: none is due. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAttemptAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class DeliveryPageDto extends PageOf(DeliveryDto) {}

export class DeliveriesQuery extends PageQuery {
  @QueryWords(DELIVERY_STATUSES, { description: 'Only these states; may be repeated.' })
  status?: string[];
}

export class DeliveryParams extends WebhookParams {
  @Id({ example: DEMO.delivery })
  deliveryId: string;
}
