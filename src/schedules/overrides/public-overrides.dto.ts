import { ApiProperty } from '@nestjs/swagger';
import { LocalDate } from '../../http/fields.js';
import { TYPES } from './overrides.dto.js';

export class PublicOverrideQuery {
  @LocalDate({ optional: true, description: 'Only those that end on this date or later.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Only those that begin on this date or earlier.', example: '{day+60}' })
  to?: string;
}

/** What the salon tells everybody of a closure or other hours. Dates and times in the business's zone. */
export class PublicOverrideDto {
  @ApiProperty({ enum: TYPES })
  overrideType: string;

  @ApiProperty({ format: 'date' })
  startDate: string;

  /** Included. */
  @ApiProperty({ format: 'date' })
  endDate: string;

  /** Without times a closure, with times a block; false: hours. */
  isClosed: boolean;

  @ApiProperty({ type: String, nullable: true, example: '10:30' })
  startTime: string | null;

  @ApiProperty({ type: String, nullable: true, example: '17:30' })
  endTime: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason: string | null;
}

export class PublicOverridesDto {
  items: PublicOverrideDto[];
}
