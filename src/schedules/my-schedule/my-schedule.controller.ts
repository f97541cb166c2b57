import { Controller, Inject } from '@nestjs/common';
import { RequestContext, CurrentContext } from '../../auth/request-context.js';
import { CONFIG, type Config } from '../../config.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import { PageQuery } from '../../http/paging.js';
import type { Reply } from '../../http/reply.js';
import { EffectiveScheduleDto, EffectiveScheduleQuery } from '../effective-day.dto.js';
import { effectiveSchedule } from '../effective-schedule.js';
import { cancelOverride, clearDay } from './cancel.js';
import { setDay, takeTimeOff } from './change.js';
import { listOwnChanges, listOwnOverrides } from './lists.js';
import { previewOwn } from './preview.js';
import {
  CancelledDto,
  DateParams,
  DayChangedDto,
  OwnOverridePageDto,
  OwnOverrideParams,
  OwnOverridesQuery,
  OwnPreviewAnswerDto,
  OwnScheduleChangePageDto,
  PreviewOwnDto,
  SetDateParams,
  SetDayDto,
  TimeOffDto,
  TimeOffTakenDto,
} from './my-schedule.dto.js';

/** A stylist's own schedule. Dates and times are wall clock of the stylist's zone. */
@Controller()
export class MyScheduleController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Endpoint('GET /v1/me/effective-schedule', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'What I work between two dates',
    description:
      'After base week, hours and blocks, with what decided each date (rules.md §4 Layers). At most 92 days.',
    answers: { 200: EffectiveScheduleDto },
    errors: ['RANGE_TOO_LONG'],
  })
  effectiveSchedule(
    @CurrentContext() context: RequestContext,
    @Query() query: EffectiveScheduleQuery,
  ): Promise<EffectiveScheduleDto> {
    return context.read((tx) => effectiveSchedule(tx, context, context.user.userId, query));
  }

  @Endpoint('PUT /v1/me/availability/:date', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'Set a day of mine',
    description:
      'Closed all day, blocked between two times, or worked between two times. Costs one of the month’s changes, with ' +
      '`isEmergency` a token instead; what stands already, no less urgent, costs nothing. A closed day or hours replace ' +
      'what was set for the date before, blocks stand side by side. Today needs `isEmergency`; at most 366 days ahead. ' +
      'Bookings that it would affect refuse it, unless it is an emergency: then they are listed. Of several reasons to ' +
      'refuse the first is told: shape, date, bookings, budget (rules.md §3, §4, §5).',
    answers: { 200: DayChangedDto },
    tagged: true,
    errors: ['CLOSED_BY_ADMIN', 'BOOKINGS_AFFECTED', 'OVERRIDE_BUDGET_EXHAUSTED'],
    ifMatch: true,
  })
  setDay(
    @CurrentContext() context: RequestContext,
    @Param() { date }: DateParams,
    @Body() body: SetDayDto,
  ): Promise<Reply<DayChangedDto>> {
    return context.write((tx) => setDay(tx, context, date, body));
  }

  @Endpoint('DELETE /v1/me/availability/:date', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'Clear a day of mine',
    description:
      'Removes everything I set for the date, blocks too. A date to come gives back what it cost: tokens always, units ' +
      'only in the month they were spent in (rules.md §3). Refused where bookings would be left outside my hours.',
    answers: { 200: CancelledDto },
    errors: ['OVERRIDE_NOT_FOUND', 'OVERRIDE_IN_PAST', 'BOOKINGS_AFFECTED'],
    ifMatch: true,
  })
  clearDay(@CurrentContext() context: RequestContext, @Param() { date }: SetDateParams): Promise<Reply<CancelledDto>> {
    return context.write((tx) => clearDay(tx, context, date));
  }

  @Endpoint('POST /v1/me/time-off', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'Take time off',
    description:
      'Whole days, at most 14, both ends included; costs one change however long it is. Removes the days I set in the ' +
      'range and gives back what they cost. From today on needs `isEmergency`. Of several reasons to refuse the first ' +
      'is told: shape, date, duplicate, bookings, budget (rules.md §3, §4, §5).',
    answers: { 201: TimeOffTakenDto },
    tagged: true,
    errors: ['DUPLICATE_OVERRIDE', 'BOOKINGS_AFFECTED', 'OVERRIDE_BUDGET_EXHAUSTED'],
  })
  takeTimeOff(@CurrentContext() context: RequestContext, @Body() body: TimeOffDto): Promise<Reply<TimeOffTakenDto>> {
    return context.write((tx) => takeTimeOff(tx, context, body));
  }

  @Endpoint('POST /v1/me/overrides/preview', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'Try a change',
    description:
      'What I would work on each date, which bookings would be affected, what it would cost, and with which code it ' +
      'would be refused. Writes nothing (rules.md §5).',
    answers: { 200: OwnPreviewAnswerDto },
    bodyExample: { date: '{day+3}', isClosed: true, startTime: '10:00', endTime: '12:00', isEmergency: false },
  })
  preview(@CurrentContext() context: RequestContext, @Body() body: PreviewOwnDto): Promise<Reply<OwnPreviewAnswerDto>> {
    return context.write((tx) => previewOwn(tx, context, body));
  }

  @Endpoint('GET /v1/me/overrides', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'What changes my schedule',
    description: 'My own overrides, whoever made them, and the business-wide ones; newest first.',
    answers: { 200: OwnOverridePageDto },
  })
  overrides(@CurrentContext() context: RequestContext, @Query() query: OwnOverridesQuery): Promise<OwnOverridePageDto> {
    return context.read((tx) => listOwnOverrides(tx, context, query, this.config.businessTimezone));
  }

  @Endpoint('DELETE /v1/me/overrides/:id', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'Cancel a change of mine',
    description:
      'Time to come is removed and gives back what it cost. What has begun ends yesterday, or is removed if it began ' +
      'today, and nothing comes back; what is over stays (rules.md §3, §4). An admin’s override is 404 here.',
    answers: { 200: CancelledDto },
    errors: ['OVERRIDE_NOT_FOUND', 'OVERRIDE_IN_PAST', 'BOOKINGS_AFFECTED'],
    ifMatch: true,
  })
  cancel(@CurrentContext() context: RequestContext, @Param() { id }: OwnOverrideParams): Promise<Reply<CancelledDto>> {
    return context.write((tx) => cancelOverride(tx, context, id));
  }

  @Endpoint('GET /v1/me/schedule-changes', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'The log of my schedule',
    description: 'Every change to my schedule, mine and admins’, newest first (rules.md §8 Audit).',
    answers: { 200: OwnScheduleChangePageDto },
  })
  changes(@CurrentContext() context: RequestContext, @Query() query: PageQuery): Promise<OwnScheduleChangePageDto> {
    return context.read((tx) => listOwnChanges(tx, context, query));
  }
}
