import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../examples/personas.js';
import { DEMO } from '../examples/ids.js';
import { EffectiveDayDto } from '../schedules/effective-day.dto.js';

const DAY_STATUSES = [
  'open',
  'past',
  'beyond_booking_window',
  'no_schedule',
  'closed',
  'day_off',
  'too_short',
  'too_soon',
  'fully_booked',
];
const SLOT_STATUSES = ['available', 'booked', 'reserved', 'in_break', 'unavailable'];

/** One bookable start. Times carry the offset of the answer's `timezone`. */
export class SlotDto {
  @ApiProperty({ format: 'date-time', example: '2026-01-08T10:00:00+05:45' })
  startTime: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-08T10:45:00+05:45' })
  endTime: string;

  /** `booked` and `reserved` count the stylist's buffer; `unavailable`: blocked, too soon, past, or the day is full. */
  @ApiProperty({ enum: SLOT_STATUSES })
  status: string;

  @ApiProperty({ type: 'integer', example: 90_000 })
  priceCents: number;
}

class DateAvailabilityDto {
  /** The stylist's local date. */
  @ApiProperty({ format: 'date', example: '{day+3}' })
  date: string;

  /** `open`, or why nothing is available. */
  @ApiProperty({ enum: DAY_STATUSES })
  status: string;

  @ApiProperty({ type: 'integer' })
  availableCount: number;
}

export class AvailableDayDto extends DateAvailabilityDto {
  slots: SlotDto[];
}

export class AvailableMonthDayDto extends DateAvailabilityDto {
  /** A slot's `startTime`. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-08T10:00:00+05:45' })
  firstAvailable: string | null;
}

class OfStylistAndServiceDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  serviceId: string;

  /** The stylist's own for the service if set, else the service's. */
  @ApiProperty({ type: 'integer', example: 45 })
  durationMinutes: number;

  /** As asked for; the stylist's if not. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;
}

export class AvailabilityDto extends OfStylistAndServiceDto {
  days: AvailableDayDto[];
}

export class AvailableDaysDto extends OfStylistAndServiceDto {
  days: AvailableMonthDayDto[];
}

export class StylistAvailabilityDto {
  @ApiProperty({ format: 'uuid' })
  stylistUserId: string;

  displayName: string;

  @ApiProperty({ type: 'integer' })
  durationMinutes: number;

  days: AvailableDayDto[];
}

export class AvailabilitySearchDto {
  @ApiProperty({ format: 'uuid' })
  serviceId: string;

  /** As asked for; the salon's if not. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  /** By display name, then id. */
  stylists: StylistAvailabilityDto[];
}

export class NextAvailabilityDto {
  @ApiProperty({ format: 'uuid' })
  stylistUserId: string;

  @ApiProperty({ format: 'uuid' })
  serviceId: string;

  /** As asked for; the stylist's if not. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  /** The stylist's local date. */
  @ApiProperty({ format: 'date', example: '{day+3}' })
  date: string;

  slot: SlotDto;
}

export class LayerDto {
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  overrideId: string | null;

  @ApiProperty({ type: String, nullable: true })
  overrideType: string | null;

  @ApiProperty({ type: Number, nullable: true })
  priority: number | null;

  @ApiProperty({ type: String, enum: ['all', 'stylist'], nullable: true })
  scope: string | null;

  isClosed: boolean;

  /** Wall clock of the stylist's zone. */
  @ApiProperty({ type: String, nullable: true, example: '10:00' })
  start: string | null;

  @ApiProperty({ type: String, nullable: true, example: '18:00' })
  end: string | null;

  /** What became of the layer; `base` is the weekly hours. */
  @ApiProperty({ enum: ['won', 'shadowed', 'subtracted', 'base'] })
  outcome: string;
}

export class BusyDto {
  @ApiProperty({ enum: ['booking', 'hold'] })
  kind: string;

  @ApiProperty({ format: 'date-time' })
  startTime: string;

  @ApiProperty({ format: 'date-time' })
  endTime: string;
}

export class ExplainedSlotDto {
  @ApiProperty({ format: 'date-time' })
  startTime: string;

  @ApiProperty({ format: 'date-time' })
  endTime: string;

  @ApiProperty({ enum: SLOT_STATUSES })
  status: string;

  /** Null when available. */
  @ApiProperty({
    type: String,
    enum: ['booking', 'hold', 'block', 'past', 'too_soon', 'max_daily_bookings', 'break'],
    nullable: true,
  })
  reason: string | null;
}

/** Why the slots of a date are as they are. Times carry the offset of the stylist's zone. */
export class ExplainedDayDto extends EffectiveDayDto {
  layers: LayerDto[];

  /** What is taken on the date or within the buffer of it. */
  busy: BusyDto[];

  slots: ExplainedSlotDto[];
}
