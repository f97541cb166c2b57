import { Controller, Inject } from '@nestjs/common';
import { RequestContext, CurrentContext } from '../../auth/request-context.js';
import { CONFIG, type Config } from '../../config.js';
import { DEMO_DAYS } from '../../examples/ids.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import type { Reply } from '../../http/reply.js';
import { createOverride, deleteOverride, editOverride } from './override-admin.js';
import { listOverrides, listPublicOverrides, showOverride } from './override-list.js';
import { previewOverride } from './override-preview.js';
import {
  CreateOverrideDto,
  OverrideChangedDto,
  OverrideDto,
  OverridePageDto,
  OverrideParams,
  OverridePreviewDto,
  OverrideQuery,
  PreviewOverrideDto,
  UpdateOverrideDto,
} from './overrides.dto.js';
import { PublicOverrideQuery, PublicOverridesDto } from './public-overrides.dto.js';

const TIHAR = {
  overrideType: 'business_closure',
  appliesToAllStylists: true,
  startDate: '{day+40}',
  endDate: '{day+42}',
  isClosed: true,
  reason: 'Tihar',
};

/** Closures, vacations, seasonal hours and events. Dates and times are wall clock of whom they reach. */
@Controller()
export class OverridesController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Endpoint('POST /v1/schedule-overrides', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Add a closure, a vacation, other hours',
    description:
      'For one stylist or for all. Closures are for all and vacations for one, both closed: without times whole days, ' +
      'with times a part of each. Events and seasonal hours are open, with both times, for either. At most 366 days, ' +
      'none in the past. Where bookings are affected, `conflictPolicy` says whether it is written and lists them ' +
      '(`warn`) or is refused with the list (`refuse`). Of several reasons to refuse the first is told: shape, date, ' +
      'duplicate, bookings (rules.md §4 Layers, §5).',
    bodyExample: { ...TIHAR, conflictPolicy: 'warn' },
    answers: { 201: OverrideChangedDto },
    tagged: true,
    errors: ['STYLIST_NOT_FOUND', 'DUPLICATE_OVERRIDE', 'BOOKINGS_AFFECTED'],
  })
  create(
    @CurrentContext() context: RequestContext,
    @Body() body: CreateOverrideDto,
  ): Promise<Reply<OverrideChangedDto>> {
    return context.write((tx) => createOverride(tx, context, body, this.config.businessTimezone));
  }

  @Endpoint('POST /v1/schedule-overrides/preview', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Try an override',
    description:
      'What the stylists it reaches would work on each date, before and after (by date, then name; at most 1,000 ' +
      'listed, `daysTotal` of them), which bookings would be affected, and which overrides would win over it. With ' +
      '`replaces` it stands in place of that override. Writes nothing (rules.md §4 Layers, §5).',
    bodyExample: TIHAR,
    answers: { 200: OverridePreviewDto },
    errors: ['OVERRIDE_NOT_FOUND', 'STYLIST_NOT_FOUND'],
  })
  preview(
    @CurrentContext() context: RequestContext,
    @Body() body: PreviewOverrideDto,
  ): Promise<Reply<OverridePreviewDto>> {
    return context.write((tx) => previewOverride(tx, body, this.config.businessTimezone));
  }

  @Endpoint('GET /v1/schedule-overrides', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'All overrides',
    description:
      'Newest first. `from` and `to` mean overlap; `status` is that of the date where the override is meant.',
    answers: { 200: OverridePageDto },
  })
  list(@CurrentContext() context: RequestContext, @Query() query: OverrideQuery): Promise<OverridePageDto> {
    return context.read((tx) => listOverrides(tx, query, this.config.businessTimezone));
  }

  @Endpoint('GET /v1/schedule-overrides/:id', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'One override',
    answers: { 200: OverrideDto },
    tagged: true,
    errors: ['OVERRIDE_NOT_FOUND'],
  })
  show(@CurrentContext() context: RequestContext, @Param() { id }: OverrideParams): Promise<Reply<OverrideDto>> {
    return context.read((tx) => showOverride(tx, id, this.config.businessTimezone));
  }

  @Endpoint('PATCH /v1/schedule-overrides/:id', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Change an override',
    description:
      'Once it has begun only its end (yesterday or later) and its reason may change; what is over stays. One that a ' +
      'stylist made stays of its kind and the stylist’s; what it cost stays spent. Null clears an optional field, a ' +
      'cleared priority is the default of the type. What already is so changes and logs nothing (rules.md §4 Layers, §5).',
    bodyExample: { endDate: `{day+${DEMO_DAYS.winterHours.to - 5}}`, endTime: '18:00', reason: 'Winter hours' },
    answers: { 200: OverrideChangedDto },
    tagged: true,
    errors: [
      'OVERRIDE_NOT_FOUND',
      'STYLIST_NOT_FOUND',
      'DUPLICATE_OVERRIDE',
      'BOOKINGS_AFFECTED',
      'OVERRIDE_STARTED',
      'OVERRIDE_IN_PAST',
    ],
    ifMatch: true,
  })
  update(
    @CurrentContext() context: RequestContext,
    @Param() { id }: OverrideParams,
    @Body() body: UpdateOverrideDto,
  ): Promise<Reply<OverrideChangedDto>> {
    return context.write((tx) => editOverride(tx, context, id, body, this.config.businessTimezone));
  }

  @Endpoint('DELETE /v1/schedule-overrides/:id', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Delete an override',
    description:
      'What is to come, or began today, is removed; what began before ends yesterday; what is over stays. Own time to ' +
      'come of a stylist gives back what it cost (rules.md §3, §4).',
    answers: { 204: null },
    errors: ['OVERRIDE_NOT_FOUND', 'OVERRIDE_IN_PAST'],
    ifMatch: true,
  })
  remove(@CurrentContext() context: RequestContext, @Param() { id }: OverrideParams): Promise<Reply<null>> {
    return context.write((tx) => deleteOverride(tx, context, id, this.config.businessTimezone));
  }

  @Endpoint('GET /v1/public/schedule-overrides', {
    access: 'public',
    audience: 'Public',
    summary: 'When the salon is closed or has other hours',
    description:
      'Business-wide overrides that are active or to come, by start; dates are the business’s (rules.md §9).',
    answers: { 200: PublicOverridesDto },
  })
  listPublic(
    @CurrentContext() context: RequestContext,
    @Query() query: PublicOverrideQuery,
  ): Promise<PublicOverridesDto> {
    return listPublicOverrides(context, query, this.config.businessTimezone);
  }
}
