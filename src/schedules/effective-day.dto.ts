import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../examples/personas.js';
import { LocalDate } from '../http/fields.js';
import { DAY_STATUSES } from './layers.js';
import { OVERRIDE_TYPE_NAMES, SCOPES } from './overrides/override-types.js';
import { words } from '../http/words.js';

const LAYERS = words('ScheduleLayer', ['base', 'override']);

/** A part of a local day, half open. */
export class WindowDto {
  @ApiProperty({ example: '10:00' })
  start: string;

  /** `24:00` is the end of the day. */
  @ApiProperty({ example: '18:00' })
  end: string;
}

export class OverrideNameDto {
  /** Null: the override of the preview. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  overrideId: string | null;

  @ApiProperty({ enum: OVERRIDE_TYPE_NAMES })
  overrideType: string;

  priority: number;

  @ApiProperty({ enum: SCOPES })
  scope: string;
}

/** The layer that decides the date; all but `layer` are null where it is the base schedule. */
export class DaySourceDto {
  @ApiProperty({ enum: LAYERS })
  layer: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  overrideId: string | null;

  @ApiProperty({ type: String, enum: OVERRIDE_TYPE_NAMES, nullable: true })
  overrideType: string | null;

  @ApiProperty({ type: Number, nullable: true })
  priority: number | null;

  @ApiProperty({ type: String, enum: SCOPES, nullable: true })
  scope: string | null;
}

export class BlockedDto extends WindowDto {
  /** Null: the override of the preview. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  overrideId: string | null;
}

/** A date of a stylist after every layer. Times are in the stylist's zone. */
export class EffectiveDayDto {
  @ApiProperty({ format: 'date', example: '{day+3}' })
  date: string;

  @ApiProperty({ enum: DAY_STATUSES })
  status: string;

  /** The working windows, without blocks and break. */
  windows: WindowDto[];

  @ApiProperty({ type: WindowDto, nullable: true })
  break: WindowDto | null;

  source: DaySourceDto;

  /** The overrides that cover the date but do not decide it. */
  shadowed: OverrideNameDto[];

  /** The blocks that are taken out of the window. */
  blocks: BlockedDto[];

  /** Active bookings (all but cancelled and no_show) that start on the date. */
  bookings: number;
}

/** The effective schedule of a stylist between two dates. */
export class EffectiveScheduleDto {
  /** IANA zone that dates and times are in. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  days: EffectiveDayDto[];
}

export class EffectiveScheduleQuery {
  @LocalDate({ description: 'First date, in the stylist’s zone.', example: '{day+0}' })
  from: string;

  @LocalDate({ description: 'Last date, included; at most 92 days in all.', example: '{day+13}' })
  to: string;
}

export class ChangedDayDto {
  @ApiProperty({ format: 'date', example: '{day+3}' })
  date: string;

  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  before: EffectiveDayDto;

  after: EffectiveDayDto;
}
