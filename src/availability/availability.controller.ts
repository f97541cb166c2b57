import { Controller, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Query } from '../http/parameters.js';
import { Endpoint, type EndpointOptions } from '../http/endpoint.js';
import {
  AvailabilityCheckQuery,
  AvailabilityQuery,
  AvailabilitySearchQuery,
  ExplainQuery,
  NextAvailabilityQuery,
} from './availability-query.dto.js';
import {
  AvailabilityCheckDto,
  AvailabilityDto,
  AvailabilitySearchDto,
  AvailableDaysDto,
  ExplainedDayDto,
  NextAvailabilityDto,
} from './availability.dto.js';
import { AvailabilityService } from './availability.service.js';
import { AvailabilityCheck } from './check.js';
import { AvailabilityExplanation } from './explain.js';
import { NextAvailability } from './next.js';
import { AvailabilitySearch } from './search.js';

const PUBLIC = { access: 'public', audience: 'Public' } as const;

/** Whether the request asks not to be answered from the days that this process keeps (`Cache-Control: no-cache`). */
const BypassesMemory = createParamDecorator((_: unknown, context: ExecutionContext): boolean => {
  const given = context.getArgByIndex<FastifyRequest>(0).headers['cache-control'];
  return given !== undefined && /(?:^|[\s,])no-cache(?:$|[\s,=])/i.test(given);
});

const CACHED = {
  headers: {
    ETag: 'The tag of this answer. Another zone, filter or moment can have another one.',
    Age: 'Seconds since the oldest day was computed.',
    'Cache-Status':
      '`service-engine; hit` when every day that can be stored came from a cache, else `service-engine; fwd=miss`.',
    'Cache-Control':
      '`no-cache`: keep the answer, and ask each time whether it is still current; with a token `private` too.',
    Vary: '`Authorization`, with a token.',
  },
} satisfies Partial<EndpointOptions>;
const NOT_FOUND = ['STYLIST_NOT_FOUND', 'SERVICE_NOT_FOUND', 'SERVICE_NOT_OFFERED'] as const;
const FRESH = 'An answer contains every change that was committed before the request came.';

/** The slots that can be booked. Dates are local dates of the stylist. */
@Controller()
export class AvailabilityController {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly availabilitySearch: AvailabilitySearch,
    private readonly nextAvailability: NextAvailability,
    private readonly availabilityCheck: AvailabilityCheck,
    private readonly explanation: AvailabilityExplanation,
  ) {}

  @Endpoint('GET /v1/availability', {
    ...PUBLIC,
    summary: 'Slots of a stylist for a service',
    description:
      'For one `date`, or for `from` to `to` (at most 31 days). Each day says why nothing is available. Past dates and ' +
      `dates beyond the booking window have no slots. ${FRESH}`,
    answers: { 200: AvailabilityDto },
    errors: ['RANGE_TOO_LONG', 'INVALID_TIMEZONE', ...NOT_FOUND],
    ...CACHED,
  })
  getAvailability(
    @CurrentContext() context: RequestContext,
    @Query() query: AvailabilityQuery,
    @BypassesMemory() bypassMemory: boolean,
  ) {
    return this.availability.slots(context, query, bypassMemory);
  }

  @Endpoint('GET /v1/availability/days', {
    ...PUBLIC,
    points: 2,
    summary: 'Days of a stylist that have slots for a service',
    description:
      'The same days without their slots, for the view of a month: how many slots are available, and when the first one ' +
      `begins. ${FRESH}`,
    answers: { 200: AvailableDaysDto },
    errors: ['RANGE_TOO_LONG', 'INVALID_TIMEZONE', ...NOT_FOUND],
    ...CACHED,
  })
  getAvailableDays(
    @CurrentContext() context: RequestContext,
    @Query() query: AvailabilityQuery,
    @BypassesMemory() bypassMemory: boolean,
  ) {
    return this.availability.month(context, query, bypassMemory);
  }

  @Endpoint('GET /v1/availability/search', {
    ...PUBLIC,
    points: 5,
    summary: 'Slots of all stylists who offer a service',
    description:
      'At most 7 days, in pages of at most 50 stylists by display name: of all who offer the service, or of those that ' +
      `\`stylistIds\` names. ${FRESH}`,
    answers: { 200: AvailabilitySearchDto },
    errors: ['RANGE_TOO_LONG', 'INVALID_TIMEZONE', 'SERVICE_NOT_FOUND'],
  })
  searchAvailability(@Query() query: AvailabilitySearchQuery, @BypassesMemory() bypassMemory: boolean) {
    return this.availabilitySearch.search(query, bypassMemory);
  }

  @Endpoint('GET /v1/availability/next', {
    ...PUBLIC,
    points: 5,
    summary: 'The next slot that can be booked',
    description:
      'The earliest slot within 31 days that begins later than `after` (now if it is not given), of one stylist or of all. ' +
      'Where several begin at the same instant, the first stylist by display name, then id. A search among very many ' +
      'stylists may be answered in part: then `nextCursor` (in a 404 too) is the `cursor` of a request that goes on. ' +
      FRESH,
    answers: { 200: NextAvailabilityDto },
    errors: ['INVALID_TIMEZONE', 'NO_AVAILABILITY', ...NOT_FOUND],
  })
  findNextAvailability(@Query() query: NextAvailabilityQuery, @BypassesMemory() bypassMemory: boolean) {
    return this.nextAvailability.next(query, bypassMemory);
  }

  @Endpoint('GET /v1/availability/check', {
    ...PUBLIC,
    summary: 'Whether a start can be booked now',
    description:
      'Of one service, or of up to five one after the other. Only the first start must lie on the grid, and the visit counts ' +
      'once against the daily maximum. The answer is computed from the database, without a cache.',
    answers: { 200: AvailabilityCheckDto },
    errors: [...NOT_FOUND],
  })
  checkAvailability(@CurrentContext() context: RequestContext, @Query() query: AvailabilityCheckQuery) {
    return this.availabilityCheck.check(context, query);
  }

  @Endpoint('GET /v1/availability/explain', {
    access: 'admin-or-stylist',
    audience: 'Admin: schedules',
    summary: 'Why the slots of a date are as they are',
    description:
      'The working hours after every layer, the bookings and holds, and the reason of each slot that is not available. A ' +
      'stylist may ask about their dates only. The answer is computed from the database, without a cache.',
    answers: { 200: ExplainedDayDto },
    errors: [...NOT_FOUND],
  })
  explainAvailability(@CurrentContext() context: RequestContext, @Query() query: ExplainQuery) {
    return this.explanation.explain(context, query);
  }
}
