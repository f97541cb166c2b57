import { ApiProperty } from '@nestjs/swagger';
import { Id, LocalDate } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { PageOf } from '../../http/page.dto.js';
import { AffectedBookingDto } from '../affected-bookings.dto.js';
import { OVERRIDE_TYPE_NAMES } from '../overrides/override-types.js';
import { CAUSE_LAYERS } from './conflict.js';

/** Why a booking does not fit: the first of an inactive stylist, a block, the override that decides the date, the week. */
export class ConflictCauseDto {
  @ApiProperty({ enum: CAUSE_LAYERS })
  layer: string;

  /** Null unless an override is the cause. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  overrideId: string | null;

  @ApiProperty({ type: String, enum: OVERRIDE_TYPE_NAMES, nullable: true })
  overrideType: string | null;
}

/** A booking that is not wholly inside what its stylist works now. The service never changes it. */
export class BookingConflictDto extends AffectedBookingDto {
  cause: ConflictCauseDto;
}

export class BookingConflictPageDto extends PageOf(BookingConflictDto) {}

export class MyBookingConflictQuery extends PageQuery {
  @LocalDate({
    optional: true,
    description: 'Only bookings that end on this date or later; today.',
    example: '{day+0}',
  })
  from?: string;

  @LocalDate({
    optional: true,
    description: 'Only bookings that begin on this date or earlier; at most, and by default, 366 days in all.',
    example: '{day+60}',
  })
  to?: string;
}

/** Filters of the list. A conflict must match all of them. */
export class BookingConflictQuery extends MyBookingConflictQuery {
  @Id({ optional: true, description: 'Only bookings of this stylist.' })
  stylistId?: string;

  @Id({ optional: true, description: 'Only bookings of the stylists of this branch.' })
  branchId?: string;

  @Id({ optional: true, description: 'Only conflicts that this override causes.' })
  overrideId?: string;
}
