import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../../examples/ids.js';
import { PERSONAS } from '../../examples/personas.js';
import { BatchItem, PatchBody } from '../../http/validation.js';
import { Flag, Id, Integer, LocalDate, OneOf, Text, TimeOfDay } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { IdParams } from '../../http/parameters.js';
import { PageOf } from '../../http/page.dto.js';
import { ChangedDayDto, OverrideNameDto } from '../effective-day.dto.js';
import { AffectedBookingDto, AffectedDto, type ConflictPolicy, ConflictPolicyField } from '../affected-bookings.dto.js';
import { ORIGINS, OVERRIDE_TYPE_NAMES, type OverrideType, SCOPES, STATUSES } from './override-types.js';

/** A difference from the base schedule between two dates, both included. */
export class OverrideDto {
  @ApiProperty({ format: 'uuid', example: DEMO.overrides.ownDay })
  id: string;

  @ApiProperty({ enum: OVERRIDE_TYPE_NAMES })
  overrideType: string;

  appliesToAllStylists: boolean;

  /** The branch whose stylists it is for; null where it is for all, or for one. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  branchId: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  branchName: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS.stylist })
  stylistUserId: string | null;

  @ApiProperty({ type: String, nullable: true })
  stylistName: string | null;

  @ApiProperty({ format: 'date', example: '{day+3}' })
  startDate: string;

  /** Included. */
  @ApiProperty({ format: 'date', example: '{day+3}' })
  endDate: string;

  /** True: a closure if it has no times, a block if it has. False: hours. */
  isClosed: boolean;

  /** Wall clock of the stylist, or of the business where it is for all stylists or a branch. */
  @ApiProperty({ type: String, nullable: true, example: '12:00' })
  startTime: string | null;

  /** `24:00` is the end of the day. */
  @ApiProperty({ type: String, nullable: true, example: '18:00' })
  endTime: string | null;

  /** 0 to 100; on each date the highest wins. */
  @ApiProperty({ example: 60 })
  priority: number;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;

  @ApiProperty({ enum: ORIGINS })
  origin: string;

  /** Whether the stylist set it for one date, through "set a day of mine". */
  setForDay: boolean;

  isEmergency: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  createdBy: string | null;

  @ApiProperty({ type: String, nullable: true })
  createdByName: string | null;

  @ApiProperty({ enum: STATUSES })
  status: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class OverrideChangedDto extends OverrideDto {
  /** The bookings that no longer lie within the working hours: the earliest, at most 200. They stay as they are. */
  affectedBookings: AffectedBookingDto[];

  affectedBookingsTotal: number;

  /** The overrides that win over this one on at least one date from today on; at most 200. */
  shadowedBy: OverrideNameDto[];
}

export class OverridePageDto extends PageOf(OverrideDto) {}

export class OverrideParams extends IdParams(DEMO.overrides.winterHours, 'The override’s id.') {}

/** Filters of the list. An override must match all of them. */
export class OverrideQuery extends PageQuery {
  @OneOf(OVERRIDE_TYPE_NAMES, { optional: true, example: 'seasonal_hours' })
  type?: string;

  @Id({
    optional: true,
    description: 'Only overrides for this stylist alone, without those for all or for the branch.',
  })
  stylistId?: string;

  @Id({ optional: true, description: 'Only overrides for this branch, without those for all or for one stylist.' })
  branchId?: string;

  @OneOf(SCOPES, { optional: true, description: 'For all stylists, a branch, or one stylist.', example: 'all' })
  scope?: string;

  @OneOf(ORIGINS, { optional: true, description: 'Whether an admin or the stylist made it.', example: 'admin' })
  origin?: string;

  @LocalDate({ optional: true, description: 'Only those that end on this date or later.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Only those that begin on this date or earlier.', example: '{day+60}' })
  to?: string;

  @OneOf(STATUSES, {
    optional: true,
    description: 'By the present date of the stylist, or of the business where it is for all stylists or a branch.',
    example: 'upcoming',
  })
  status?: string;
}

/** An override to add, alone or in a batch. */
export class NewOverrideDto extends BatchItem {
  @OneOf(OVERRIDE_TYPE_NAMES, { example: 'special_event' })
  overrideType: OverrideType;

  @Flag({
    optional: true,
    description: 'True: for all stylists. Exactly one of this, `branchId` and `stylistUserId` is given.',
    example: false,
  })
  appliesToAllStylists?: boolean;

  @Id({ optional: true, description: 'The branch, where it is for the stylists of one. It must be active.' })
  branchId?: string;

  @Id({ optional: true, description: 'The stylist, where it is for one.', example: PERSONAS.stylist })
  stylistUserId?: string;

  @LocalDate({ description: 'In the zone of the stylist, else of the business; not in the past.', example: '{day+3}' })
  startDate: string;

  @LocalDate({ description: 'Included; at most 366 days in all.', example: '{day+4}' })
  endDate: string;

  @Flag({ description: 'Whether it is closed or open must fit the type.', example: false })
  isClosed: boolean;

  @TimeOfDay({
    optional: true,
    description: 'With `endTime`: work happens between the two times, or, if closed, none does.',
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
    description: 'On each date the highest wins; the default is that of the type.',
    example: 30,
  })
  priority?: number;

  @Text(1_000, { optional: true, description: 'Public unless it is for one stylist.', example: 'Bridal trials' })
  reason?: string;
}

/** An override to add. */
export class CreateOverrideDto extends NewOverrideDto {
  @ConflictPolicyField()
  conflictPolicy?: ConflictPolicy;
}

/** An override to preview; with `replaces` it takes the place of that one. */
export class PreviewOverrideDto extends CreateOverrideDto {
  @Id({ optional: true, description: 'The override that is being edited.' })
  replaces?: string;
}

export class OverridePreviewDto extends AffectedDto {
  /** By date, then by name of the stylist; at most 1,000. One for all stylists or a branch lists the active ones. */
  days: ChangedDayDto[];

  daysTotal: number;

  /** The overrides that win over this one on at least one date; at most 200. */
  shadowedBy: OverrideNameDto[];
}

/**
 * Any fields of an override. Null clears an optional field; a cleared priority becomes the default of the type. Afterwards
 * the override is for exactly one of all stylists, a branch and a stylist.
 */
export class UpdateOverrideDto extends PatchBody {
  static override readonly clearable = [
    'appliesToAllStylists',
    'branchId',
    'stylistUserId',
    'startTime',
    'endTime',
    'priority',
    'reason',
  ];

  @OneOf(OVERRIDE_TYPE_NAMES, { optional: true, example: 'seasonal_hours' })
  overrideType?: OverrideType;

  @Flag({ optional: true, description: 'True also removes branch and stylist.', example: true })
  appliesToAllStylists?: boolean | null;

  @Id({ optional: true, description: 'The branch, where it is for the stylists of one. A new one must be active.' })
  branchId?: string | null;

  @Id({ optional: true, description: 'The stylist, where it is for one.', example: PERSONAS.stylist })
  stylistUserId?: string | null;

  @LocalDate({ optional: true, example: '{day+14}' })
  startDate?: string;

  @LocalDate({ optional: true, description: 'Once it has begun: yesterday or later.', example: '{day+75}' })
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

  @ConflictPolicyField()
  conflictPolicy?: ConflictPolicy;
}
