import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../examples/personas.js';
import { QueryFlag, Text } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { PageOf } from '../http/page.dto.js';
import { BudgetDto } from '../schedules/budgets/budgets.dto.js';
import { OverrideDto } from '../schedules/overrides/overrides.dto.js';

export class StylistQuery extends PageQuery {
  /** A part of the display name, in any case. */
  @Text(80, { optional: true, example: 'gurung' })
  q?: string;

  /** Active stylists (true), former ones (false), or both (absent). */
  @QueryFlag({ example: true })
  active?: boolean;
}

/** A stylist in the list of the dashboard. */
export class ListedStylistDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  userId: string;

  displayName: string;

  /** IANA zone of the stylist's wall clock. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  isActive: boolean;

  /** Weekdays of the weekly schedule as of today, 0 = Sunday … 6 = Saturday. */
  @ApiProperty({ type: 'integer', isArray: true, example: [0, 1, 2, 3, 4, 5] })
  workingDays: number[];

  budget: BudgetDto;

  /** The override that is under way or comes next, for this stylist alone, for the branch or for all. */
  @ApiProperty({ type: OverrideDto, nullable: true })
  nextOverride: OverrideDto | null;
}

export class StylistPageDto extends PageOf(ListedStylistDto) {}
