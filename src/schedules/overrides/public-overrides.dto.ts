import { ApiProperty } from '@nestjs/swagger';
import { LocalDate } from '../../http/fields.js';
import { OVERRIDE_TYPE_NAMES } from './override-types.js';

export class PublicOverrideQuery {
  @LocalDate({ optional: true, description: 'Only those that end on this date or later.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Only those that begin on this date or earlier.', example: '{day+60}' })
  to?: string;
}

/** A closure or other hours of the salon or a branch, as everybody may see them. Dates and times are in the business's zone. */
export class PublicOverrideDto {
  /** Null: for all branches. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  branchId: string | null;

  @ApiProperty({ type: String, nullable: true })
  branchName: string | null;

  @ApiProperty({ enum: OVERRIDE_TYPE_NAMES })
  overrideType: string;

  @ApiProperty({ format: 'date' })
  startDate: string;

  /** Included. */
  @ApiProperty({ format: 'date' })
  endDate: string;

  /** True: a closure if it has no times, a block if it has. False: hours. */
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
