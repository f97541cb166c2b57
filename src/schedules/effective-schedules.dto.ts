import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../examples/personas.js';
import { Id, LocalDate, QueryIds, QueryInteger, Text } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { PageOf } from '../http/page.dto.js';
import { EffectiveDayDto } from './effective-day.dto.js';

export class EffectiveSchedulesQuery extends PageQuery {
  @LocalDate({ description: 'First date, in each stylist’s zone.', example: '{day+0}' })
  from: string;

  @LocalDate({ description: 'Last date, included; at most 31 days in all.', example: '{day+6}' })
  to: string;

  @Id({ optional: true, description: 'Only stylists of this branch.' })
  branchId?: string;

  @QueryIds(200, { description: 'Only these stylists, repeated or separated by commas. Unknown ones are left out.' })
  stylistIds?: string[];

  /** A part of the display name, in any case. */
  @Text(80, { optional: true })
  q?: string;

  @QueryInteger(1, 50, { description: 'At most so many stylists.', example: 50 })
  declare limit?: number;
}

/** The effective schedule of one of many stylists. */
export class StylistDaysDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  displayName: string;

  /** Null: none. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  branchId: string | null;

  /** IANA zone that the stylist's dates and times are in. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  days: EffectiveDayDto[];
}

export class EffectiveSchedulesDto extends PageOf(StylistDaysDto) {}
