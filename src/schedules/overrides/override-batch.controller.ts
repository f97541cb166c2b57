import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../../auth/request-context.js';
import { Endpoint } from '../../http/endpoint.js';
import { Body } from '../../http/parameters.js';
import { OverrideBatch } from './override-batch.js';
import { OverrideBatchCreatedDto, OverrideBatchDto } from './override-batch.dto.js';
import type { OverrideType } from './override-types.js';
import { OverridePreviewDto } from './overrides.dto.js';

const CLOSED = {
  overrideType: 'business_closure' satisfies OverrideType,
  appliesToAllStylists: true,
  isClosed: true,
};

const FESTIVALS = {
  overrides: [
    { ...CLOSED, startDate: '{day+50}', endDate: '{day+51}', reason: 'Losar' },
    { ...CLOSED, startDate: '{day+60}', endDate: '{day+60}', reason: 'Holi' },
  ],
};

@Controller()
export class OverrideBatchController {
  constructor(private readonly batches: OverrideBatch) {}

  @Endpoint('POST /v1/schedule-overrides/batch', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'Add many overrides, all or none',
    description:
      'Each as one that is added alone. A wrong field is named as `overrides[3].startDate`; an unknown stylist or branch ' +
      'and a duplicate have the `index` of their item. The affected bookings are those of all overrides together.',
    bodyExample: { ...FESTIVALS, conflictPolicy: 'warn' },
    answers: { 201: OverrideBatchCreatedDto },
    errors: ['STYLIST_NOT_FOUND', 'BRANCH_NOT_FOUND', 'DUPLICATE_OVERRIDE', 'BOOKINGS_AFFECTED'],
  })
  createOverrides(@CurrentContext() context: RequestContext, @Body() body: OverrideBatchDto) {
    return this.batches.create(context, body);
  }

  @Endpoint('POST /v1/schedule-overrides/batch/preview', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'Preview many overrides together',
    description:
      'Lists each date of each stylist that one of them reaches, before and after all of them (by date, then by name; at ' +
      'most 1,000, with their number in `daysTotal`), the bookings that they would affect, and the existing overrides that ' +
      'would win over one of them. Writes nothing.',
    bodyExample: FESTIVALS,
    answers: { 200: OverridePreviewDto },
    errors: ['STYLIST_NOT_FOUND', 'BRANCH_NOT_FOUND'],
  })
  previewOverrides(@CurrentContext() context: RequestContext, @Body() body: OverrideBatchDto) {
    return this.batches.preview(context, body);
  }
}
