import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../../auth/request-context.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import { EffectiveScheduleDto, EffectiveScheduleQuery } from '../effective-day.dto.js';
import { EffectiveSchedulesService } from '../effective-schedules.js';
import { StylistParams } from '../stylist-access.js';
import { ReplaceWeekDto, WeekReplacedDto, WeeksDto } from './weeks.dto.js';
import { WeeksService } from './weeks.service.js';

/** The weekly and the effective schedule of a stylist. Dates and times are in the stylist's zone. */
@Controller()
export class WeeksController {
  constructor(
    private readonly weeks: WeeksService,
    private readonly effectiveSchedules: EffectiveSchedulesService,
  ) {}

  @Endpoint('GET /v1/stylists/:id/schedule', {
    access: 'admin-or-stylist',
    audience: 'Admin: schedules',
    summary: 'A stylist’s weekly hours',
    description:
      'As versions by date, without gaps from the first on. A version without days has every day off. A stylist may ' +
      'read their own schedule; another’s is 404.',
    answers: { 200: WeeksDto },
    errors: ['STYLIST_NOT_FOUND'],
  })
  getSchedule(@CurrentContext() context: RequestContext, @Param() { id }: StylistParams) {
    return this.weeks.show(context, id);
  }

  @Endpoint('PUT /v1/stylists/:id/schedule', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'Replace a stylist’s weekly hours',
    description:
      'The week is valid from `effectiveFrom` (not in the past) to `effectiveUntil` (included; absent: until further ' +
      'notice). Before and after it the earlier weeks stay. `days: []` has every day off. Where bookings fall outside ' +
      'the new hours, `conflictPolicy` decides whether the week is written and lists them (`warn`) or is refused with ' +
      'the list (`refuse`). A week without a difference writes and logs nothing.',
    bodyExample: {
      effectiveFrom: '{day+30}',
      effectiveUntil: '{day+90}',
      days: [
        { dayOfWeek: 0, startTime: '10:00', endTime: '18:00', breakStart: '13:00', breakEnd: '14:00' },
        { dayOfWeek: 5, startTime: '12:00', endTime: '20:00' },
      ],
      reason: 'Shorter weeks during exams',
      conflictPolicy: 'warn',
    },
    answers: { 200: WeekReplacedDto },
    tagged: true,
    errors: ['STYLIST_NOT_FOUND', 'BOOKINGS_AFFECTED'],
    ifMatch: true,
  })
  replaceSchedule(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Body() body: ReplaceWeekDto,
  ) {
    return this.weeks.replace(context, id, body);
  }

  @Endpoint('GET /v1/stylists/:id/effective-schedule', {
    access: 'admin-or-stylist',
    audience: 'Admin: schedules',
    summary: 'A stylist’s effective schedule between two dates',
    description:
      'Each date after base week, hours and blocks, with the layer that decides it and the number of bookings that ' +
      'start on it. At most 92 days. A stylist may read their own schedule; another’s is 404.',
    answers: { 200: EffectiveScheduleDto },
    errors: ['STYLIST_NOT_FOUND', 'RANGE_TOO_LONG'],
  })
  getEffectiveSchedule(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Query() query: EffectiveScheduleQuery,
  ) {
    return this.effectiveSchedules.show(context, id, query);
  }
}
