import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Integer, LocalDate, NestedList, Text, TimeOfDay } from '../../http/fields.js';
import { AffectedDto, type ConflictPolicy, ConflictPolicyField } from '../affected-bookings.dto.js';

/** The hours of one weekday in the stylist's zone. */
export class DayHoursDto {
  /** 0 = Sunday … 6 = Saturday. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 6, example: 1 })
  dayOfWeek: number;

  @ApiProperty({ example: '10:00' })
  startTime: string;

  /** `24:00` is the end of the day. */
  @ApiProperty({ example: '19:00' })
  endTime: string;

  @ApiProperty({ type: String, nullable: true, example: '13:00' })
  breakStart: string | null;

  @ApiProperty({ type: String, nullable: true, example: '14:00' })
  breakEnd: string | null;
}

/** The weekly hours between two dates. */
export class WeekVersionDto {
  /** Null: since ever. */
  @ApiProperty({ type: String, format: 'date', nullable: true, example: '{day+7}' })
  effectiveFrom: string | null;

  /** Included; null: until further notice. */
  @ApiProperty({ type: String, format: 'date', nullable: true })
  effectiveUntil: string | null;

  /** By weekday. A weekday that is missing is a day off. */
  days: DayHoursDto[];
}

export class WeeksDto {
  /** By date, without gaps. A version without days has every day off. */
  versions: WeekVersionDto[];
}

export class WeekReplacedDto extends IntersectionType(WeeksDto, AffectedDto) {}

/** The hours of one weekday: one window, at most one break inside it. */
export class WeekDayDto {
  @Integer(0, 6, { description: '0 = Sunday … 6 = Saturday; each at most once.', example: 1 })
  dayOfWeek: number;

  @TimeOfDay({ description: 'Wall clock of the stylist’s zone.', example: '10:00' })
  startTime: string;

  @TimeOfDay({ end: true, description: 'After `startTime`; `24:00` is the end of the day.', example: '18:00' })
  endTime: string;

  @TimeOfDay({ optional: true, description: 'With `breakEnd`, within the hours.', example: '13:00' })
  breakStart?: string;

  @TimeOfDay({ optional: true, end: true, description: 'After `breakStart`.', example: '14:00' })
  breakEnd?: string;
}

/** A week that is valid between two dates, or from one date on. */
export class ReplaceWeekDto {
  @LocalDate({ description: 'First date, in the stylist’s zone; not in the past.', example: '{day+7}' })
  effectiveFrom: string;

  @LocalDate({ optional: true, description: 'Last date, included; absent: until further notice.', example: '{day+90}' })
  effectiveUntil?: string;

  @NestedList(() => WeekDayDto, 7, { description: 'The working weekdays. Empty: every day off.' })
  days: WeekDayDto[];

  @Text(1_000, { optional: true, example: 'Shorter winter days' })
  reason?: string;

  @ConflictPolicyField()
  conflictPolicy?: ConflictPolicy;
}
