import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../examples/personas.js';
import { Id, QueryInteger, QueryWords } from '../http/fields.js';
import { EVENT_TYPES, type EventType } from './outbox.js';

/** Something that a change has set off. */
export class EventDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: EVENT_TYPES, example: 'override.created' })
  type: string;

  @ApiProperty({ format: 'date-time' })
  occurredAt: string;

  /** Null: the service itself, or a change that came without it. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.admin })
  actorId: string | null;

  /** The request that made the change; its log rows have the same. */
  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  /** Ids, states and dates; which ones depends on the type. Never names, reasons or customers. */
  data: Record<string, unknown>;
}

export class EventPageDto {
  items: EventDto[];

  /** The id of the last item, for `after`; null at the end. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  nextCursor: string | null;
}

export class EventsQuery {
  @Id({ optional: true, description: 'Only events after this one. One that is no longer kept reads from the oldest.' })
  after?: string;

  @QueryWords(EVENT_TYPES, {
    description: 'Only these types, repeated or separated by commas.',
    example: ['override.created', 'override.ended'],
  })
  types?: EventType[];

  @QueryInteger(1, 200, { description: 'At most so many items; 50 unless given.', example: 50 })
  limit?: number;
}
