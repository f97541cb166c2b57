import { Controller, Inject } from '@nestjs/common';
import { RequestContext, CurrentContext } from '../../auth/request-context.js';
import { CONFIG, type Config } from '../../config.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import type { Reply } from '../../http/reply.js';
import { StylistParams } from '../budgets/budgets.dto.js';
import { EffectiveScheduleDto, EffectiveScheduleQuery } from '../effective-day.dto.js';
import { effectiveSchedule } from '../effective-schedule.js';
import { listStylists } from '../../stylists/stylist-list.js';
import { StylistPageDto, StylistQuery } from '../../stylists/stylists.dto.js';
import { replaceWeekOf, showWeeks } from './weeks.js';
import { ReplaceWeekDto, WeekReplacedDto, WeeksDto } from './weeks.dto.js';

/** Stylists and their weekly hours. Dates and times are wall clock of the stylist's zone. */
@Controller()
export class WeeksController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Endpoint('GET /v1/stylists', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'All stylists',
    description: 'With weekdays worked as of today, budget and the next override; newest profile first.',
    answers: { 200: StylistPageDto },
  })
  list(@CurrentContext() context: RequestContext, @Query() query: StylistQuery): Promise<StylistPageDto> {
    return context.read((tx) => listStylists(tx, query, this.config.businessTimezone));
  }

  @Endpoint('GET /v1/stylists/:id/schedule', {
    access: 'admin-or-stylist',
    audience: 'Admin dashboard',
    summary: 'A stylist’s weekly hours',
    description:
      'As versions by date, without gaps from the first on; one without days is off every day. A stylist sees the own; ' +
      'another’s is 404 (rules.md §4 Layers, §9).',
    answers: { 200: WeeksDto },
    tagged: true,
    errors: ['STYLIST_NOT_FOUND'],
  })
  show(@CurrentContext() context: RequestContext, @Param() { id }: StylistParams): Promise<Reply<WeeksDto>> {
    return context.read((tx) => showWeeks(tx, context, id));
  }

  @Endpoint('PUT /v1/stylists/:id/schedule', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Replace a stylist’s weekly hours',
    description:
      'From `effectiveFrom` (not in the past) to `effectiveUntil` (included; absent: until further notice) this week ' +
      'stands; before and after it the earlier one does. `days: []` is off every day. Bookings that fall out of the ' +
      'hours are listed (`warn`) or refuse it (`refuse`). What stands already changes and logs nothing (rules.md §4 ' +
      'Layers, §5).',
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
  replace(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Body() body: ReplaceWeekDto,
  ): Promise<Reply<WeekReplacedDto>> {
    return context.write((tx) => replaceWeekOf(tx, context, id, body));
  }

  @Endpoint('GET /v1/stylists/:id/effective-schedule', {
    access: 'admin-or-stylist',
    audience: 'Admin dashboard',
    summary: 'What a stylist works between two dates',
    description:
      'After base week, hours and blocks, with what decided each date and how many bookings start on it (rules.md §4 ' +
      'Layers). At most 92 days. A stylist sees the own; another’s is 404.',
    answers: { 200: EffectiveScheduleDto },
    errors: ['STYLIST_NOT_FOUND', 'RANGE_TOO_LONG'],
  })
  effectiveSchedule(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Query() query: EffectiveScheduleQuery,
  ): Promise<EffectiveScheduleDto> {
    return context.read((tx) => effectiveSchedule(tx, context, id, query));
  }
}
