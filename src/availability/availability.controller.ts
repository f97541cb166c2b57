import { Controller, createParamDecorator, type ExecutionContext, Inject } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RequestContext, CurrentContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { Query } from '../http/parameters.js';
import { Endpoint, type EndpointOptions } from '../http/endpoint.js';
import type { Json, Reply } from '../http/reply.js';
import { availability, bypassesMemory, type Manner, replyWith } from './availability.js';
import {
  AvailabilityQuery,
  AvailabilitySearchQuery,
  ExplainQuery,
  NextAvailabilityQuery,
} from './availability-query.dto.js';
import {
  AvailabilityDto,
  AvailabilitySearchDto,
  AvailableDaysDto,
  ExplainedDayDto,
  NextAvailabilityDto,
} from './availability.dto.js';
import { CachedDays } from './cache/cached-days.js';
import { explainDay } from './explain.js';
import { InputsLoader } from './inputs.js';
import { nextAvailability } from './next.js';
import { searchAvailability } from './search.js';

const BypassesMemory = createParamDecorator((_: unknown, context: ExecutionContext): boolean =>
  bypassesMemory(context.switchToHttp().getRequest<FastifyRequest>()),
);

const CACHED = {
  tagged: true,
  headers: {
    ETag: 'Of this answer, zone, filter and moment included.',
    Age: 'Seconds since the oldest day was computed.',
    'Cache-Status': '`service-engine; hit` when every day that can be stored came from a cache, else `fwd=miss`.',
    'Cache-Control': '`no-cache`: keep it, and ask each time whether it is still so; with a token `private` too.',
    Vary: '`Authorization`, with a token.',
  },
} satisfies Partial<EndpointOptions>;
const NOT_FOUND = ['STYLIST_NOT_FOUND', 'SERVICE_NOT_FOUND', 'SERVICE_NOT_OFFERED'] as const;
const FRESH = 'Never from before a change that was committed when the request came (rules.md §7 Cache).';

/** What can be booked. Dates are local dates of the stylist. */
@Controller()
export class AvailabilityController {
  constructor(
    private readonly database: Database,
    private readonly days: CachedDays,
    private readonly inputs: InputsLoader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Endpoint('GET /v1/availability', {
    access: 'public',
    audience: 'Public',
    summary: 'Slots of a stylist for a service',
    description:
      'Of one `date`, or of `from` to `to` (at most 31 days). Each day says why nothing is available; past dates and ' +
      `those beyond the booking window have no slots (rules.md §6 Slots). ${FRESH}`,
    answers: { 200: AvailabilityDto },
    errors: ['RANGE_TOO_LONG', 'INVALID_TIMEZONE', ...NOT_FOUND],
    ...CACHED,
  })
  slots(
    @CurrentContext() context: RequestContext,
    @Query() query: AvailabilityQuery,
    @BypassesMemory() bypassMemory: boolean,
  ): Promise<Reply<Json<AvailabilityDto>>> {
    return this.reply(context, query, { isMonth: false, bypassMemory });
  }

  @Endpoint('GET /v1/availability/days', {
    access: 'public',
    audience: 'Public',
    summary: 'Which days of a stylist have slots for a service',
    description: `The same without slots, for the view of a month: how many, and the first one. ${FRESH}`,
    answers: { 200: AvailableDaysDto },
    errors: ['RANGE_TOO_LONG', 'INVALID_TIMEZONE', ...NOT_FOUND],
    ...CACHED,
  })
  month(
    @CurrentContext() context: RequestContext,
    @Query() query: AvailabilityQuery,
    @BypassesMemory() bypassMemory: boolean,
  ): Promise<Reply<Json<AvailableDaysDto>>> {
    return this.reply(context, query, { isMonth: true, bypassMemory });
  }

  @Endpoint('GET /v1/availability/search', {
    access: 'public',
    audience: 'Public',
    summary: 'Slots of everybody who offers a service',
    description: `By display name, the first 50, or those asked for; at most 7 days. ${FRESH}`,
    answers: { 200: AvailabilitySearchDto },
    errors: ['RANGE_TOO_LONG', 'INVALID_TIMEZONE', 'SERVICE_NOT_FOUND'],
  })
  search(
    @Query() query: AvailabilitySearchQuery,
    @BypassesMemory() bypassMemory: boolean,
  ): Promise<Reply<Json<AvailabilitySearchDto>>> {
    const salonZone = this.config.businessTimezone;
    return searchAvailability(this.database, this.days, query, { salonZone, bypassMemory });
  }

  @Endpoint('GET /v1/availability/next', {
    access: 'public',
    audience: 'Public',
    summary: 'The next slot that can be booked',
    description:
      'The earliest within 31 days that begins later than `after` (now if not given), of one stylist or of everybody; at ' +
      `the same instant by display name, then id. ${FRESH}`,
    answers: { 200: NextAvailabilityDto },
    errors: ['INVALID_TIMEZONE', 'NO_AVAILABILITY', ...NOT_FOUND],
  })
  next(@Query() query: NextAvailabilityQuery, @BypassesMemory() bypassMemory: boolean): Promise<NextAvailabilityDto> {
    return nextAvailability(this.database, this.days, query, bypassMemory);
  }

  @Endpoint('GET /v1/availability/explain', {
    access: 'admin-or-stylist',
    audience: ['Admin dashboard', 'Stylist app'],
    summary: 'Why the slots of a date are as they are',
    description:
      'What is worked with every layer, what is taken, and the reason of each slot that is not available; for a stylist ' +
      'the own dates (rules.md §4 Layers, §6 Slots). Read from the database as it is, without any cache.',
    answers: { 200: ExplainedDayDto },
    errors: [...NOT_FOUND],
  })
  explain(@CurrentContext() context: RequestContext, @Query() query: ExplainQuery): Promise<ExplainedDayDto> {
    return explainDay(context, this.inputs, query, this.config.slotInterval);
  }

  private async reply<Body extends AvailabilityDto | AvailableDaysDto>(
    { caller }: RequestContext,
    query: AvailabilityQuery,
    manner: Manner,
  ): Promise<Reply<Json<Body>>> {
    const answer = await availability(this.days, query, manner);
    return replyWith(answer, { now: answer.from, isHit: answer.found.isHit, isPrivate: caller !== null });
  }
}
