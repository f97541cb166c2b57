import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../../auth/request-context.js';
import { Body, Param, Query } from '../../http/parameters.js';
import { Endpoint } from '../../http/endpoint.js';
import { PageQuery } from '../../http/paging.js';
import { EffectiveScheduleDto, EffectiveScheduleQuery } from '../effective-day.dto.js';
import { EffectiveSchedulesService } from '../effective-schedules.js';
import { OverrideDto, OverridePageDto } from '../overrides/overrides.dto.js';
import { MyScheduleLists } from './my-schedule-lists.js';
import {
  CancelledDto,
  DateParams,
  DayChangedDto,
  MyOverrideParams,
  MyOverridesQuery,
  MyPreviewDto,
  MyScheduleChangePageDto,
  PreviewChangeDto,
  SetDateParams,
  SetDayDto,
  TimeOffDto,
  TimeOffTakenDto,
} from './my-schedule.dto.js';
import { MyScheduleService } from './my-schedule.service.js';

const STYLIST = { access: 'stylist', audience: 'Stylist app' } as const;

/** The schedule of the calling stylist. Dates and times are in the stylist's zone. */
@Controller()
export class MyScheduleController {
  constructor(
    private readonly effectiveSchedules: EffectiveSchedulesService,
    private readonly mySchedule: MyScheduleService,
    private readonly lists: MyScheduleLists,
  ) {}

  @Endpoint('GET /v1/me/effective-schedule', {
    ...STYLIST,
    summary: 'My effective schedule between two dates',
    description: 'Each date after base week, hours and blocks, with the layer that decides it. At most 92 days.',
    answers: { 200: EffectiveScheduleDto },
    errors: ['RANGE_TOO_LONG'],
  })
  getMyEffectiveSchedule(@CurrentContext() context: RequestContext, @Query() query: EffectiveScheduleQuery) {
    return this.effectiveSchedules.show(context, context.user.userId, query);
  }

  @Endpoint('PUT /v1/me/availability/:date', {
    ...STYLIST,
    summary: 'Set a day of mine',
    description:
      'Closed all day, closed between two times, or working between two times. It costs one of the month’s changes, or ' +
      'with `isEmergency` an emergency token; to repeat a day that is no less urgent costs nothing. A closed day or ' +
      'hours replace the earlier ones of the date; blocks stand side by side. Today needs `isEmergency`; at most 366 ' +
      'days ahead. A change after which the date is worked as before is refused. So is one that affects bookings; an ' +
      'emergency is written and lists them. Of several reasons to refuse, the answer gives the first: shape, date, ' +
      'closed by an admin, no effect, bookings, budget. The tag is that of the date, made of all that I set for it.',
    answers: { 200: DayChangedDto },
    tagged: true,
    errors: ['CLOSED_BY_ADMIN', 'NO_EFFECT', 'BOOKINGS_AFFECTED', 'OVERRIDE_BUDGET_EXHAUSTED'],
    ifMatch: true,
  })
  setMyDay(@CurrentContext() context: RequestContext, @Param() { date }: DateParams, @Body() body: SetDayDto) {
    return this.mySchedule.setDay(context, date, body);
  }

  @Endpoint('DELETE /v1/me/availability/:date', {
    ...STYLIST,
    summary: 'Clear a day of mine',
    description:
      'Removes all that I set for the date, blocks too. For a date to come the cost comes back: tokens always, changes ' +
      'of the month only in the month in which I spent them. Refused where bookings would be left outside my hours.',
    answers: { 200: CancelledDto },
    errors: ['OVERRIDE_NOT_FOUND', 'OVERRIDE_IN_PAST', 'BOOKINGS_AFFECTED'],
    ifMatch: true,
  })
  clearMyDay(@CurrentContext() context: RequestContext, @Param() { date }: SetDateParams) {
    return this.mySchedule.clearDay(context, date);
  }

  @Endpoint('POST /v1/me/time-off', {
    ...STYLIST,
    summary: 'Take time off',
    description:
      'Whole days, at most 14, both ends included. It costs one change, however long it is. The days that I set in the ' +
      'range are removed, and their cost comes back. Time off that starts today needs `isEmergency`. Time off on days ' +
      'that I do not work anyway is refused. Of several reasons to refuse, the answer gives the first: shape, date, ' +
      'duplicate, no effect, bookings, budget.',
    answers: { 201: TimeOffTakenDto },
    tagged: true,
    errors: ['DUPLICATE_OVERRIDE', 'NO_EFFECT', 'BOOKINGS_AFFECTED', 'OVERRIDE_BUDGET_EXHAUSTED'],
  })
  takeTimeOff(@CurrentContext() context: RequestContext, @Body() body: TimeOffDto) {
    return this.mySchedule.takeTimeOff(context, body);
  }

  @Endpoint('POST /v1/me/overrides/preview', {
    ...STYLIST,
    needsBody: true,
    summary: 'Preview a change',
    description:
      'Shows each date before and after, the bookings that the change would affect, its cost, and the code with which ' +
      'it would be refused. Writes nothing.',
    answers: { 200: MyPreviewDto },
    bodyExample: { date: '{day+3}', isClosed: true, startTime: '10:00', endTime: '12:00', isEmergency: false },
  })
  previewMyChange(@CurrentContext() context: RequestContext, @Body() body: PreviewChangeDto) {
    return this.mySchedule.preview(context, body);
  }

  @Endpoint('GET /v1/me/overrides', {
    ...STYLIST,
    summary: 'The overrides that reach me',
    description: 'The overrides for me alone, made by me or by an admin, and those for all stylists; newest first.',
    answers: { 200: OverridePageDto },
  })
  listMyOverrides(@CurrentContext() context: RequestContext, @Query() query: MyOverridesQuery) {
    return this.lists.overrides(context, query);
  }

  @Endpoint('GET /v1/me/overrides/:id', {
    ...STYLIST,
    summary: 'One override of mine',
    description: 'An override for me alone, made by me or by an admin. One for everybody or for another is 404 here.',
    answers: { 200: OverrideDto },
    errors: ['OVERRIDE_NOT_FOUND'],
  })
  getMyOverride(@CurrentContext() context: RequestContext, @Param() { id }: MyOverrideParams) {
    return this.lists.override(context, id);
  }

  @Endpoint('DELETE /v1/me/overrides/:id', {
    ...STYLIST,
    summary: 'Cancel a change of mine',
    description:
      'A change to come is removed, and its cost comes back. One that began today is removed and one that began earlier ' +
      'ends yesterday; nothing comes back. One that is over stays. An admin’s override is 404 here.',
    answers: { 200: CancelledDto },
    errors: ['OVERRIDE_NOT_FOUND', 'OVERRIDE_IN_PAST', 'BOOKINGS_AFFECTED'],
    ifMatch: true,
  })
  cancelMyOverride(@CurrentContext() context: RequestContext, @Param() { id }: MyOverrideParams) {
    return this.mySchedule.cancel(context, id);
  }

  @Endpoint('GET /v1/me/schedule-changes', {
    ...STYLIST,
    summary: 'The log of my schedule',
    description: 'Every change of my schedule, by me or by an admin, newest first.',
    answers: { 200: MyScheduleChangePageDto },
  })
  listMyScheduleChanges(@CurrentContext() context: RequestContext, @Query() query: PageQuery) {
    return this.lists.changes(context, query);
  }
}
