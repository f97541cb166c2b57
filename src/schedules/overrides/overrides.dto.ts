import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../demo/personas.js';
import { PatchBody } from '../../http/validation.js';
import { Flag, Id, Integer, LocalDate, OneOf, Text, TimeOfDay } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { ChangedDayDto, OverrideNameDto } from '../effective-day.dto.js';
import type { OverrideType } from './override-shapes.js';

export const TYPES = ['business_closure', 'stylist_vacation', 'seasonal_hours', 'special_event'] as const;
export const CONFLICT_POLICIES = ['warn', 'refuse'] as const;

/** Whether a change that affects bookings is written and lists them, or is refused with the list (rules.md §5). */
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

/** Something that differs from the base schedule between two dates, both included (rules.md §1, §4). */
export class OverrideDto {
  @ApiProperty({ format: 'uuid', example: DEMO.overrides.ownDay })
  id: string;

  @ApiProperty({ enum: TYPES })
  overrideType: string;

  appliesToAllStylists: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.stylist })
  stylistUserId: string | null;

  @ApiProperty({ type: String, nullable: true })
  stylistName: string | null;

  @ApiProperty({ format: 'date', example: '{day+3}' })
  startDate: string;

  /** Included. */
  @ApiProperty({ format: 'date', example: '{day+3}' })
  endDate: string;

  /** Without times a closure, with times a block; false: hours. */
  isClosed: boolean;

  /** Wall clock of whom it reaches. */
  @ApiProperty({ type: String, nullable: true, example: '12:00' })
  startTime: string | null;

  /** `24:00` is the end of the day. */
  @ApiProperty({ type: String, nullable: true, example: '18:00' })
  endTime: string | null;

  /** 0–100; the highest wins a date. */
  @ApiProperty({ example: 60 })
  priority: number;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  @ApiProperty({ enum: ['admin', 'stylist'] })
  origin: string;

  /** Set for one date through "set my day". */
  setForDay: boolean;

  isEmergency: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  createdBy: string | null;

  @ApiProperty({ type: String, nullable: true })
  createdByName: string | null;

  @ApiProperty({ enum: ['upcoming', 'active', 'past'] })
  status: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

/** A booking that a change affects; it stays as it is (rules.md §5). */
export class AffectedBookingDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  stylistUserId: string;

  @ApiProperty({ format: 'uuid' })
  serviceId: string;

  @ApiProperty({ format: 'date-time' })
  startTime: string;

  @ApiProperty({ format: 'date-time' })
  endTime: string;

  @ApiProperty({ enum: ['pending', 'confirmed', 'in_progress'] })
  status: string;
}

/** Bookings that a change affects, and how many there are; they stay as they are (rules.md §5). */
export class AffectedDto {
  /** The earliest, at most 200. */
  affectedBookings: AffectedBookingDto[];

  affectedBookingsTotal: number;
}

export class OverrideChangedDto extends OverrideDto {
  /** Bookings that no longer lie within the working hours: the earliest, at most 200. They stay as they are. */
  affectedBookings: AffectedBookingDto[];

  affectedBookingsTotal: number;
}

export class OverridePageDto {
  items: OverrideDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  total: number;
}

export class OverrideParams {
  @Id({ description: 'The override’s id.', example: DEMO.overrides.winterHours })
  id: string;
}

/** Filters of the list; they hold all at once. */
export class OverrideQuery extends PageQuery {
  @OneOf(TYPES, { optional: true, example: 'seasonal_hours' })
  type?: string;

  @Id({ optional: true, description: 'Only overrides of this stylist alone, not the business-wide ones.' })
  stylistId?: string;

  @OneOf(['all', 'stylist'], { optional: true, description: 'For all stylists, or for one.', example: 'all' })
  scope?: string;

  @OneOf(['admin', 'stylist'], { optional: true, description: 'Who made it.', example: 'admin' })
  origin?: string;

  @LocalDate({ optional: true, description: 'Only those that end on this date or later.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Only those that begin on this date or earlier.', example: '{day+60}' })
  to?: string;

  @OneOf(['upcoming', 'active', 'past'], {
    optional: true,
    description: 'On the date it is there.',
    example: 'upcoming',
  })
  status?: string;
}

/** What differs from the base schedule between two dates (rules.md §4, the table of types). */
export class CreateOverrideDto {
  @OneOf(TYPES, { example: 'special_event' })
  overrideType: OverrideType;

  @Flag({ description: 'For all stylists; then without `stylistUserId`.', example: false })
  appliesToAllStylists: boolean;

  @Id({ optional: true, description: 'For one stylist: who.', example: PERSONAS.stylist })
  stylistUserId?: string;

  @LocalDate({ description: 'In the zone of whom it reaches; not in the past.', example: '{day+3}' })
  startDate: string;

  @LocalDate({ description: 'Included; at most 366 days in all.', example: '{day+4}' })
  endDate: string;

  @Flag({ description: 'Closures and vacations are closed, events and seasonal hours open.', example: false })
  isClosed: boolean;

  @TimeOfDay({
    optional: true,
    description: 'With both times: worked, or if closed blocked, between them.',
    example: '12:00',
  })
  startTime?: string;

  @TimeOfDay({
    optional: true,
    end: true,
    description: 'After `startTime`; `24:00` is the end of the day.',
    example: '20:00',
  })
  endTime?: string;

  @Integer(0, 100, {
    optional: true,
    description: 'The highest wins a date; by default that of the type.',
    example: 30,
  })
  priority?: number;

  @Text(1_000, { optional: true, description: 'Public where it is for all stylists.', example: 'Bridal trials' })
  reason?: string;

  @OneOf(CONFLICT_POLICIES, {
    optional: true,
    description: 'Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list.',
    example: 'warn',
  })
  conflictPolicy?: ConflictPolicy;
}

/** An override to try; with `replaces` in place of that one. */
export class PreviewOverrideDto extends CreateOverrideDto {
  @Id({ optional: true, description: 'The override that is being edited.' })
  replaces?: string;
}

export class OverridePreviewDto extends AffectedDto {
  /** By date, then name; at most 1,000. For all stylists: of active ones. */
  days: ChangedDayDto[];

  daysTotal: number;

  /** Overrides that win over this one on a date, at most 200. */
  shadowedBy: OverrideNameDto[];
}

/** Any field of an override. Null clears an optional one; a cleared priority is the default of the type. */
export class UpdateOverrideDto extends PatchBody {
  static override readonly clearable = ['stylistUserId', 'startTime', 'endTime', 'priority', 'reason'];

  @OneOf(TYPES, { optional: true, example: 'seasonal_hours' })
  overrideType?: OverrideType;

  @Flag({ optional: true, description: 'True drops the stylist.', example: true })
  appliesToAllStylists?: boolean;

  @Id({ optional: true, description: 'Where it is for one stylist.', example: PERSONAS.stylist })
  stylistUserId?: string | null;

  @LocalDate({ optional: true, example: '{day+14}' })
  startDate?: string;

  @LocalDate({ optional: true, description: 'Once begun: yesterday or later.', example: '{day+75}' })
  endDate?: string;

  @Flag({ optional: true, example: false })
  isClosed?: boolean;

  @TimeOfDay({ optional: true, example: '10:30' })
  startTime?: string | null;

  @TimeOfDay({ optional: true, end: true, example: '18:00' })
  endTime?: string | null;

  @Integer(0, 100, { optional: true, example: 10 })
  priority?: number | null;

  @Text(1_000, { optional: true, example: 'Winter hours' })
  reason?: string | null;

  @OneOf(CONFLICT_POLICIES, { optional: true, example: 'warn' })
  conflictPolicy?: ConflictPolicy;
}
