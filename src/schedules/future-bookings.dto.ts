import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { AFFECTABLE_STATUSES } from './affected-bookings.js';

/** A booking of a stylist who works no longer. It stays as it is. */
export class FutureBookingDto {
  @ApiProperty({ format: 'uuid', example: DEMO.bookings.confirmed })
  id: string;

  @ApiProperty({ format: 'date-time', example: '{day+1}T05:15:00.000000Z' })
  startTime: string;

  @ApiProperty({ format: 'date-time', example: '{day+1}T06:00:00.000000Z' })
  endTime: string;

  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  serviceId: string;

  @ApiProperty({ enum: AFFECTABLE_STATUSES })
  status: string;
}

/** The bookings that a stylist who works no longer still has. */
export class FutureBookingsDto {
  /** Bookings that have not ended, earliest first; at most 200. */
  futureBookings: FutureBookingDto[];

  @ApiProperty({ example: 1 })
  futureBookingsTotal: number;
}
