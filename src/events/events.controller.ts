import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Endpoint } from '../http/endpoint.js';
import { Query } from '../http/parameters.js';
import { EventFeed } from './event-feed.js';
import { EventPageDto, EventsQuery } from './events.dto.js';

@Controller()
export class EventsController {
  constructor(private readonly feed: EventFeed) {}

  @Endpoint('GET /v1/events', {
    access: 'admin',
    audience: 'Webhooks',
    summary: 'What has changed since',
    description:
      'Events, oldest first. To follow them, ask again with `after`, the id of the last one that you have: an event ' +
      'never appears before one that you have read already, however the changes commit. Events are kept for 30 days ' +
      'unless the service is set otherwise.',
    answers: { 200: EventPageDto },
  })
  listEvents(@CurrentContext() context: RequestContext, @Query() query: EventsQuery) {
    return this.feed.list(context, query);
  }
}
