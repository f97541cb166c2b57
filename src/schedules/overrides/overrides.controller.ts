import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../../auth/request-context.js';
import { DEMO_DAYS } from '../../examples/ids.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import { OverridePreview } from './override-preview.js';
import { OVERRIDE_TYPES_TEXT, type OverrideType } from './override-types.js';
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
import { OverridesService } from './overrides.service.js';
import { PublicOverrides } from './public-overrides.js';
import { PublicOverrideQuery, PublicOverridesDto } from './public-overrides.dto.js';

const ADMIN = { access: 'admin', audience: 'Admin: schedules' } as const;

const TIHAR = {
  overrideType: 'business_closure' satisfies OverrideType,
  appliesToAllStylists: true,
  startDate: '{day+40}',
  endDate: '{day+42}',
  isClosed: true,
  reason: 'Tihar',
};

/** Overrides of an admin. Dates and times are in the stylist's zone, or in the business's for all stylists and branches. */
@Controller()
export class OverridesController {
  constructor(
    private readonly overrides: OverridesService,
    private readonly previews: OverridePreview,
    private readonly publicOverrides: PublicOverrides,
  ) {}

  @Endpoint('POST /v1/schedule-overrides', {
    ...ADMIN,
    summary: 'Add an override: a closure, a vacation or other hours',
    description:
      `For one stylist, for those of a branch, or for all. ${OVERRIDE_TYPES_TEXT} An override covers at most 366 days and does not start in ` +
      'the past. Where bookings are affected, `conflictPolicy` decides whether it is written and lists them (`warn`) ' +
      'or is refused with the list (`refuse`). Of several reasons to refuse, the answer gives the first: shape, date, ' +
      'duplicate, bookings.',
    bodyExample: { ...TIHAR, conflictPolicy: 'warn' },
    answers: { 201: OverrideChangedDto },
    tagged: true,
    errors: ['STYLIST_NOT_FOUND', 'BRANCH_NOT_FOUND', 'DUPLICATE_OVERRIDE', 'BOOKINGS_AFFECTED'],
  })
  createOverride(@CurrentContext() context: RequestContext, @Body() body: CreateOverrideDto) {
    return this.overrides.create(context, body);
  }

  @Endpoint('POST /v1/schedule-overrides/preview', {
    ...ADMIN,
    summary: 'Preview an override',
    description:
      'Lists each date of each stylist that the override reaches, before and after (by date, then by name; at most ' +
      '1,000, with their number in `daysTotal`), the bookings that it would affect, and the overrides that would win ' +
      'over it. With `replaces` it takes the place of that override. Writes nothing.',
    bodyExample: TIHAR,
    answers: { 200: OverridePreviewDto },
    errors: ['OVERRIDE_NOT_FOUND', 'STYLIST_NOT_FOUND', 'BRANCH_NOT_FOUND'],
  })
  previewOverride(@CurrentContext() context: RequestContext, @Body() body: PreviewOverrideDto) {
    return this.previews.preview(context, body);
  }

  @Endpoint('GET /v1/schedule-overrides', {
    ...ADMIN,
    summary: 'All overrides',
    description:
      'Newest first. `from` and `to` select overrides that overlap the range; `status` is by the present date of the ' +
      'stylist, or of the business for an override for all stylists or a branch.',
    answers: { 200: OverridePageDto },
  })
  listOverrides(@CurrentContext() context: RequestContext, @Query() query: OverrideQuery) {
    return this.overrides.list(context, query);
  }

  @Endpoint('GET /v1/schedule-overrides/:id', {
    ...ADMIN,
    summary: 'One override',
    answers: { 200: OverrideDto },
    errors: ['OVERRIDE_NOT_FOUND'],
  })
  getOverride(@CurrentContext() context: RequestContext, @Param() { id }: OverrideParams) {
    return this.overrides.show(context, id);
  }

  @Endpoint('PATCH /v1/schedule-overrides/:id', {
    ...ADMIN,
    summary: 'Change an override',
    description:
      'Once it has begun, only its end (yesterday or later) and its reason may change; once it is over, nothing may. ' +
      'An override that a stylist made keeps its type and its stylist, and its cost stays spent. Null clears an ' +
      'optional field; a cleared priority becomes the default of the type. A change without a difference writes and ' +
      'logs nothing.',
    bodyExample: { endDate: `{day+${DEMO_DAYS.winterHours.to - 5}}`, endTime: '18:00', reason: 'Winter hours' },
    answers: { 200: OverrideChangedDto },
    tagged: true,
    errors: [
      'OVERRIDE_NOT_FOUND',
      'STYLIST_NOT_FOUND',
      'BRANCH_NOT_FOUND',
      'DUPLICATE_OVERRIDE',
      'BOOKINGS_AFFECTED',
      'OVERRIDE_STARTED',
      'OVERRIDE_IN_PAST',
    ],
    ifMatch: true,
  })
  updateOverride(
    @CurrentContext() context: RequestContext,
    @Param() { id }: OverrideParams,
    @Body() body: UpdateOverrideDto,
  ) {
    return this.overrides.edit(context, id, body);
  }

  @Endpoint('DELETE /v1/schedule-overrides/:id', {
    ...ADMIN,
    summary: 'Delete an override',
    description:
      'An override that is to come, or began today, is removed. One that began earlier ends yesterday. One that is ' +
      'over stays. If a stylist made it and it is to come, the stylist gets back what it cost.',
    answers: { 204: null },
    errors: ['OVERRIDE_NOT_FOUND', 'OVERRIDE_IN_PAST'],
    ifMatch: true,
  })
  deleteOverride(@CurrentContext() context: RequestContext, @Param() { id }: OverrideParams) {
    return this.overrides.delete(context, id);
  }

  @Endpoint('GET /v1/public/schedule-overrides', {
    access: 'public',
    audience: 'Public',
    summary: 'When the salon or a branch is closed or has other hours',
    description:
      'Overrides for all stylists and for branches that are active or to come, by start. Dates are in the time zone ' +
      'of the business.',
    answers: { 200: PublicOverridesDto },
  })
  listPublicOverrides(@CurrentContext() context: RequestContext, @Query() query: PublicOverrideQuery) {
    return this.publicOverrides.list(context, query);
  }
}
