import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Endpoint } from '../http/endpoint.js';
import { Query } from '../http/parameters.js';
import { EffectiveSchedulesDto, EffectiveSchedulesQuery } from './effective-schedules.dto.js';
import { EffectiveSchedulesService } from './effective-schedules.js';

@Controller()
export class EffectiveSchedulesController {
  constructor(private readonly schedules: EffectiveSchedulesService) {}

  @Endpoint('GET /v1/effective-schedules', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'What many stylists work, day by day',
    description: 'A page of the active stylists, by display name, then id, each with every date from `from` to `to`.',
    answers: { 200: EffectiveSchedulesDto },
    errors: ['RANGE_TOO_LONG'],
    points: 5,
  })
  listEffectiveSchedules(@CurrentContext() context: RequestContext, @Query() query: EffectiveSchedulesQuery) {
    return this.schedules.list(context, query);
  }
}
