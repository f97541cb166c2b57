import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { DEMO, DEMO_DAYS } from '../../examples/ids.js';
import { Flag, LocalDate, OneOf, Text, TimeOfDay } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { IdParams } from '../../http/parameters.js';
import { PageOf } from '../../http/page.dto.js';
import { CHANGE_TYPES } from '../../audit/record.js';
import { AffectedDto } from '../affected-bookings.dto.js';
import { type Charge, CHARGES } from '../budgets/budget.js';
import { BudgetDto, RefundDto } from '../budgets/budgets.dto.js';
import { ChangedDayDto, EffectiveDayDto } from '../effective-day.dto.js';
import { STATUSES } from '../overrides/override-types.js';
import { OverrideDto } from '../overrides/overrides.dto.js';
import { PublicOverrideQuery } from '../overrides/public-overrides.dto.js';
import { REFUSALS } from './plan.js';

/** A date of the path, in the stylist's zone. */
export class DateParams {
  @LocalDate({ description: 'A date in my time zone.', example: '{day+3}' })
  date: string;
}

/** A date of the path for which the stylist has set something. */
export class SetDateParams {
  @LocalDate({
    description: 'A date in my time zone for which I have set something.',
    example: `{day+${DEMO_DAYS.ownDay}}`,
  })
  date: string;
}

export class MyOverrideParams extends IdParams(DEMO.overrides.ownEvening, 'An override that I made.') {}

/** Overrides that overlap the range. */
export class MyOverridesQuery extends IntersectionType(PageQuery, PublicOverrideQuery) {
  @OneOf(STATUSES, { optional: true, example: 'upcoming' })
  status?: string;
}

/** A day to set: closed, blocked for a part, or working between two times. */
export class SetDayDto {
  @Flag({
    description: 'True with times: closed between them. True without times: closed all day. False: working hours.',
    example: false,
  })
  isClosed: boolean;

  @TimeOfDay({ optional: true, description: 'Wall clock of my time zone.', example: '12:00' })
  startTime?: string;

  @TimeOfDay({
    optional: true,
    end: true,
    description: 'After `startTime`; `24:00` is the end of the day.',
    example: '20:00',
  })
  endTime?: string;

  @Text(200, { optional: true, example: 'Late shift for a wedding party' })
  reason?: string;

  @Flag({ optional: true, description: 'Spends an emergency token; needed for today.', example: false })
  isEmergency?: boolean;
}

/** Time off: whole days, both dates included, at most 14. */
export class TimeOffDto {
  @LocalDate({ example: '{day+26}' })
  startDate: string;

  @LocalDate({ example: '{day+29}' })
  endDate: string;

  @Text(200, { optional: true, example: 'Family visit' })
  reason?: string;

  @Flag({ optional: true, description: 'Spends an emergency token; needed when it starts today.', example: false })
  isEmergency?: boolean;
}

/** A change to preview: a day to set, with its `date`, or time off. */
export class PreviewChangeDto {
  @LocalDate({ optional: true, description: 'The day to set. Not with `startDate` and `endDate`.', example: '{day+3}' })
  date?: string;

  @Flag({ optional: true, description: 'Of the day.', example: true })
  isClosed?: boolean;

  @TimeOfDay({ optional: true, description: 'Of the day.' })
  startTime?: string;

  @TimeOfDay({ optional: true, end: true, description: 'Of the day.' })
  endTime?: string;

  @LocalDate({ optional: true, description: 'First day of time off. Not with `date`.' })
  startDate?: string;

  @LocalDate({ optional: true, description: 'Last day of time off.' })
  endDate?: string;

  @Text(200, { optional: true })
  reason?: string;

  @Flag({ optional: true, example: false })
  isEmergency?: boolean;
}

export class DayChangedDto extends AffectedDto {
  override: OverrideDto;

  /** The date after the change. */
  day: EffectiveDayDto;

  budget: BudgetDto;

  /** The cost of the change; none where it only repeats what I have set. */
  @ApiProperty({ enum: CHARGES })
  charged: Charge;
}

export class TimeOffTakenDto extends AffectedDto {
  override: OverrideDto;

  /** Each date of the range after the change. */
  days: EffectiveDayDto[];

  /** The days I had set in the range. They are removed, and their cost comes back. */
  replaced: OverrideDto[];

  budget: BudgetDto;

  @ApiProperty({ enum: CHARGES })
  charged: Charge;
}

export class MyPreviewDto extends AffectedDto {
  days: ChangedDayDto[];

  /** The cost that the change would have. */
  @ApiProperty({ enum: CHARGES })
  charge: Charge;

  /** The present budget. */
  budget: BudgetDto;

  /** The code with which the change would be refused; null: it would be accepted. */
  @ApiProperty({ type: String, enum: REFUSALS, nullable: true })
  refusal: string | null;
}

export class CancelledDto {
  budget: BudgetDto;

  /** The cost that came back. */
  refunded: RefundDto;
}

/** A change of my schedule. */
export class MyScheduleChangeDto {
  @ApiProperty({ example: '1042' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  stylistUserId: string;

  stylistName: string;

  /** The first date that it touches. */
  @ApiProperty({ format: 'date' })
  changeDate: string;

  @ApiProperty({ enum: CHANGE_TYPES })
  changeType: string;

  @ApiProperty({ type: Object, nullable: true, additionalProperties: true })
  oldValues: Record<string, unknown> | null;

  /** Null: cancelled. */
  @ApiProperty({ type: Object, nullable: true, additionalProperties: true })
  newValues: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  isEmergency: boolean;

  /** The name of the person who made it: mine, or an admin's. */
  @ApiProperty({ type: String, nullable: true })
  actorName: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class MyScheduleChangePageDto extends PageOf(MyScheduleChangeDto) {}
