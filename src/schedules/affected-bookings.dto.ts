import { ApiProperty } from '@nestjs/swagger';
import { OneOf } from '../http/fields.js';
import { AFFECTABLE_STATUSES } from './affected-bookings.js';
import { words } from '../http/words.js';

const CONFLICT_POLICIES = words('ConflictPolicy', ['warn', 'refuse']);

/** Whether a change that affects bookings is written and lists them, or is refused with the list. */
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

/** The field `conflictPolicy` of a body. */
export function ConflictPolicyField(): PropertyDecorator {
  return OneOf(CONFLICT_POLICIES, {
    optional: true,
    description: 'Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list.',
    example: 'warn',
  });
}

/** A booking that a change affects. The service never changes it. */
export class AffectedBookingDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  stylistUserId: string;

  @ApiProperty({ type: String, nullable: true })
  stylistName: string | null;

  @ApiProperty({ format: 'uuid' })
  serviceId: string;

  @ApiProperty({ type: String, nullable: true })
  serviceName: string | null;

  @ApiProperty({ format: 'date-time' })
  startTime: string;

  @ApiProperty({ format: 'date-time' })
  endTime: string;

  @ApiProperty({ enum: AFFECTABLE_STATUSES })
  status: string;
}

/** The bookings that a change affects. They stay as they are. */
export class AffectedDto {
  /** The earliest, at most 200. */
  affectedBookings: AffectedBookingDto[];

  affectedBookingsTotal: number;
}
