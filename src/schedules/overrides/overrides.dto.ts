import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../../demo/ids.js';
import { PERSONAS } from '../../demo/personas.js';

/** Something that differs from the base schedule between two dates, both included (rules.md §1, §4). */
export class OverrideDto {
  @ApiProperty({ format: 'uuid', example: DEMO.overrides.ownDay })
  id: string;

  @ApiProperty({ enum: ['business_closure', 'stylist_vacation', 'seasonal_hours', 'special_event'] })
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
