import { ApiProperty } from '@nestjs/swagger';
import { DEMO, DEMO_DAYS } from '../../examples/ids.js';
import { Flag, Id, LocalDate, OneOf, Text, TimeOfDay } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { BudgetDto, RefundDto } from '../budgets/budgets.dto.js';
import { ChangedDayDto, EffectiveDayDto } from '../effective-day.dto.js';
import { AffectedDto, OverrideDto } from '../overrides/overrides.dto.js';

/** A date of the path, in the stylist's zone. */
export class DateParams {
  @LocalDate({ description: 'A date in my time zone.', example: '{day+3}' })
  date: string;
}

/** A date of the path for which something is set. */
export class SetDateParams {
  @LocalDate({
    description: 'A date in my time zone for which I have set something.',
    example: `{day+${DEMO_DAYS.ownDay}}`,
  })
  date: string;
}

export class OwnOverrideParams {
  @Id({ description: 'An override of my own.', example: DEMO.overrides.ownDay })
  id: string;
}

/** Overrides that overlap the range. */
export class OwnOverridesQuery extends PageQuery {
  @LocalDate({ optional: true, description: 'Only those that end on this date or later.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Only those that begin on this date or earlier.', example: '{day+60}' })
  to?: string;

  @OneOf(['upcoming', 'active', 'past'], { optional: true, example: 'upcoming' })
  status?: string;
}

/** How a day is set: closed, blocked for a part, or worked between two times (rules.md §4). */
export class SetDayDto {
  @Flag({ description: 'With times: closed between them. Without: closed all day.', example: false })
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
  @LocalDate({ example: '{day+20}' })
  startDate: string;

  @LocalDate({ example: '{day+24}' })
  endDate: string;

  @Text(200, { optional: true, example: 'Family visit' })
  reason?: string;

  @Flag({ optional: true, description: 'Spends an emergency token; needed when it starts today.', example: false })
  isEmergency?: boolean;
}

/** A change to try: the body of one of the two, with `date` or the range. */
export class PreviewOwnDto {
  @LocalDate({ optional: true, description: 'The day to set; not beside a range.', example: '{day+3}' })
  date?: string;

  @Flag({ optional: true, description: 'Of the day.', example: true })
  isClosed?: boolean;

  @TimeOfDay({ optional: true, description: 'Of the day.' })
  startTime?: string;

  @TimeOfDay({ optional: true, end: true, description: 'Of the day.' })
  endTime?: string;

  @LocalDate({ optional: true, description: 'First day of time off; not beside `date`.' })
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

  /** What I work on the date now. */
  day: EffectiveDayDto;

  budget: BudgetDto;

  /** What the change cost; none when it stood already. */
  @ApiProperty({ enum: ['none', 'monthly', 'emergency'] })
  charged: 'none' | 'monthly' | 'emergency';
}

export class TimeOffTakenDto extends AffectedDto {
  override: OverrideDto;

  /** What I work on each date of the range now. */
  days: EffectiveDayDto[];

  /** The day rows that gave way; what they cost is given back. */
  replaced: OverrideDto[];

  budget: BudgetDto;

  @ApiProperty({ enum: ['none', 'monthly', 'emergency'] })
  charged: 'none' | 'monthly' | 'emergency';
}

export class OwnPreviewAnswerDto extends AffectedDto {
  days: ChangedDayDto[];

  /** What the change would cost. */
  @ApiProperty({ enum: ['none', 'monthly', 'emergency'] })
  charge: 'none' | 'monthly' | 'emergency';

  /** As it is now. */
  budget: BudgetDto;

  /** The code that the change would be refused with; null: it would be accepted. */
  @ApiProperty({
    type: String,
    enum: ['CLOSED_BY_ADMIN', 'DUPLICATE_OVERRIDE', 'BOOKINGS_AFFECTED', 'OVERRIDE_BUDGET_EXHAUSTED'],
    nullable: true,
  })
  refusal: string | null;
}

export class CancelledDto {
  budget: BudgetDto;

  /** What came back. */
  refunded: RefundDto;
}

export class OwnOverridePageDto {
  items: OverrideDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  total: number;
}

/** One change of my schedule, without who made it and from where (rules.md §8 Audit). */
export class OwnScheduleChangeDto {
  @ApiProperty({ example: '1042' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  stylistUserId: string;

  stylistName: string;

  /** The first date it touches. */
  @ApiProperty({ format: 'date' })
  changeDate: string;

  @ApiProperty({ enum: ['availability_override', 'schedule_update', 'emergency_block'] })
  changeType: string;

  @ApiProperty({ type: Object, nullable: true, additionalProperties: true })
  oldValues: Record<string, unknown> | null;

  /** Null: cancelled. */
  @ApiProperty({ type: Object, nullable: true, additionalProperties: true })
  newValues: Record<string, unknown> | null;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  isEmergency: boolean;

  /** Who made it: I myself, or an admin. */
  @ApiProperty({ type: String, nullable: true })
  actorName: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class OwnScheduleChangePageDto {
  items: OwnScheduleChangeDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  total: number;
}
