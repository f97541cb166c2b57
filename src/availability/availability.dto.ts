import { ApiProperty, IntersectionType, OmitType, PickType } from '@nestjs/swagger';
import { DEFAULT_ZONE } from '../calendar/stylist-zone.js';
import { PERSONAS } from '../examples/personas.js';
import { DEMO } from '../examples/ids.js';
import { DaySourceDto, EffectiveDayDto } from '../schedules/effective-day.dto.js';
import { CHECK_REASONS, DAY_STATUSES, SLOT_REASONS, SLOT_STATUSES } from './slots.js';
import { words } from '../http/words.js';

const LAYER_OUTCOMES = words('LayerOutcome', ['won', 'shadowed', 'subtracted', 'base']);
const BUSY_KINDS = words('BusyKind', ['booking', 'hold']);

/** One start that the grid offers. Times carry the offset of the answer's `timezone`. */
export class SlotDto {
  @ApiProperty({ format: 'date-time', example: '2026-01-08T10:00:00+05:45' })
  startTime: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-08T10:45:00+05:45' })
  endTime: string;

  /** `booked` and `reserved` include the stylist's buffer. `unavailable`: blocked, too soon, past, or the day is full. */
  @ApiProperty({ enum: [...SLOT_STATUSES] })
  status: string;

  @ApiProperty({ type: 'integer', example: 90_000 })
  priceCents: number;
}

class DateAvailabilityDto {
  /** The stylist's local date. */
  @ApiProperty({ format: 'date', example: '{day+3}' })
  date: string;

  /** `open`, or why nothing is available. */
  @ApiProperty({ enum: [...DAY_STATUSES] })
  status: string;

  @ApiProperty({ type: 'integer' })
  availableCount: number;
}

export class AvailableDayDto extends DateAvailabilityDto {
  slots: SlotDto[];
}

export class AvailableMonthDayDto extends DateAvailabilityDto {
  /** The `startTime` of the first available slot. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-08T10:00:00+05:45' })
  firstAvailable: string | null;
}

class StylistServiceDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  serviceId: string;

  /** The stylist's duration of the service if one is set, else the service's. */
  @ApiProperty({ type: 'integer', example: 45 })
  durationMinutes: number;

  /** The query's `timezone`; without one the stylist's zone. */
  @ApiProperty({ example: DEFAULT_ZONE })
  timezone: string;
}

export class AvailabilityDto extends StylistServiceDto {
  days: AvailableDayDto[];
}

export class AvailableDaysDto extends StylistServiceDto {
  days: AvailableMonthDayDto[];
}

export class StylistAvailabilityDto extends PickType(StylistServiceDto, ['stylistUserId', 'durationMinutes']) {
  displayName: string;

  days: AvailableDayDto[];
}

export class AvailabilitySearchDto {
  @ApiProperty({ format: 'uuid' })
  serviceId: string;

  /** The query's `timezone`; without one the salon's zone. */
  @ApiProperty({ example: DEFAULT_ZONE })
  timezone: string;

  /** The `cursor` of the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  /** How many stylists there are on all pages. */
  @ApiProperty({ type: 'integer' })
  total: number;

  /** By display name, then id. A page with very many slots holds fewer than `limit`. */
  stylists: StylistAvailabilityDto[];
}

export class NextAvailabilityDto extends PickType(StylistServiceDto, ['stylistUserId', 'serviceId', 'timezone']) {
  /** The stylist's local date. */
  @ApiProperty({ format: 'date', example: '{day+3}' })
  date: string;

  slot: SlotDto;

  /** Null: no slot is earlier. Else the earliest one so far; ask again with this `cursor` to search the rest. */
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}

export class CheckedServiceDto extends IntersectionType(
  PickType(StylistServiceDto, ['serviceId']),
  PickType(SlotDto, ['startTime', 'endTime', 'priceCents']),
) {}

/** Whether a start can be booked now. Times carry the offset of the stylist's zone. */
export class AvailabilityCheckDto {
  isBookable: boolean;

  /** Null when it can be booked; else the status of a day without slots, `off_grid`, or the status of the slot. */
  @ApiProperty({ type: String, enum: [...CHECK_REASONS], nullable: true, example: null })
  reason: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-01-08T10:00:00+05:45' })
  startTime: string;

  /** When the last service ends. */
  @ApiProperty({ format: 'date-time', example: '2026-01-08T10:45:00+05:45' })
  endTime: string;

  items: CheckedServiceDto[];
}

export class LayerDto extends OmitType(DaySourceDto, ['layer']) {
  isClosed: boolean;

  /** Wall clock of the stylist's zone, `HH:MM`. */
  @ApiProperty({ type: String, nullable: true, example: '10:00' })
  start: string | null;

  @ApiProperty({ type: String, nullable: true, example: '18:00' })
  end: string | null;

  /** The layer's effect on the date; `base`: the weekly hours. */
  @ApiProperty({ enum: LAYER_OUTCOMES })
  outcome: string;
}

export class BusyDto {
  @ApiProperty({ enum: BUSY_KINDS })
  kind: string;

  @ApiProperty({ format: 'date-time' })
  startTime: string;

  @ApiProperty({ format: 'date-time' })
  endTime: string;
}

export class ExplainedSlotDto extends PickType(SlotDto, ['startTime', 'endTime', 'status']) {
  /** Null for an available slot. */
  @ApiProperty({ type: String, enum: SLOT_REASONS, nullable: true })
  reason: string | null;
}

/** Why the slots of a date are as they are. Times carry the offset of the stylist's zone. */
export class ExplainedDayDto extends EffectiveDayDto {
  layers: LayerDto[];

  /** The bookings and holds on the date, or so near that the stylist's buffer reaches it. */
  busy: BusyDto[];

  slots: ExplainedSlotDto[];
}
