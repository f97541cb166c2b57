import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { words } from '../http/words.js';
import { Flag, Id, Integer, LocalDate, NestedList, QueryWords, Text } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { IdParams } from '../http/parameters.js';
import { PageOf } from '../http/page.dto.js';
import { PatchBody } from '../http/validation.js';
import { BudgetDto } from '../schedules/budgets/budgets.dto.js';
import { FutureBookingsDto } from '../schedules/future-bookings.dto.js';
import { MOST_OFFERS, ProfileField } from '../schedules/profile-fields.js';

/** The statuses of bookings, as the marketplace stores them. */
export const BOOKING_STATUSES = words('BookingStatus', [
  'pending',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
]);

const LONGEST_REASON = 1_000;
/** The largest integer of PostgreSQL. */
const HIGHEST_PRICE = 2_147_483_647;
const LONGEST_SERVICE = 480;
const NO_ID = { type: String, format: 'uuid', nullable: true };
const NO_TEXT = { type: String, nullable: true };
const NO_NUMBER = { type: 'integer', nullable: true } as const;

/** A service as a stylist offers it. */
export class OfferedServiceDto {
  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  serviceId: string;

  @ApiProperty({ example: 'Haircut' })
  name: string;

  /** What customers pay: the stylist's own price if there is one, else that of the service. */
  @ApiProperty({ type: 'integer', example: 90_000 })
  priceCents: number;

  /** How long it takes: the stylist's own duration if there is one, else that of the service. */
  @ApiProperty({ type: 'integer', example: 45 })
  durationMinutes: number;
}

export class StylistServiceDto extends OfferedServiceDto {
  /** Null: the price of the service. */
  @ApiProperty({ ...NO_NUMBER, example: 90_000 })
  customPriceCents: number | null;

  /** Null: the duration of the service. */
  @ApiProperty({ ...NO_NUMBER, example: null })
  customDurationMinutes: number | null;
}

/** A stylist in full, present or former. */
export class StylistDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  userId: string;

  @ApiProperty({ example: 'Anjali Gurung' })
  displayName: string;

  @ApiProperty({ ...NO_TEXT, example: 'Senior stylist' })
  title: string | null;

  @ApiProperty({ ...NO_TEXT, example: 'Cuts, colour and bridal looks in Patan.' })
  bio: string | null;

  @ApiProperty({ ...NO_NUMBER, example: 8 })
  yearsExperience: number | null;

  @ApiProperty({ type: String, isArray: true, example: ['bridal', 'colour'] })
  specialties: string[];

  /** IANA zone of the stylist's wall clock. */
  @ApiProperty({ example: 'Asia/Kathmandu' })
  timezone: string;

  /** Minutes that stay free before and after each booking. */
  @ApiProperty({ type: 'integer', example: 15 })
  bookingBufferMinutes: number;

  /** Bookings that may start on one date. */
  @ApiProperty({ type: 'integer', example: 8 })
  maxDailyBookings: number;

  /** The branch where the stylist works; null: none. */
  @ApiProperty(NO_ID)
  branchId: string | null;

  @ApiProperty(NO_TEXT)
  branchName: string | null;

  /** Whether customers can book. */
  isActive: boolean;

  /** Whether the role has ended. Only a new promotion makes a former stylist active again. */
  @ApiProperty({ example: false })
  isFormer: boolean;

  /** Active services that the stylist offers, by name. */
  services: StylistServiceDto[];

  budget: BudgetDto;

  /** The approved promotion. Null: none, as with stylists who came before promotions did. */
  @ApiProperty({ ...NO_ID, example: DEMO.promotions.approved })
  promotionId: string | null;
}

/** A stylist who works no longer, and the bookings that are left. */
export class DeactivatedStylistDto extends IntersectionType(StylistDto, FutureBookingsDto) {}

/** The fields to change: at least one beside the reason. */
export class UpdateStylistDto extends PatchBody {
  static override readonly clearable = ['title', 'bio', 'yearsExperience', 'specialties', 'branchId', 'reason'];

  @ProfileField.displayName
  displayName?: string;

  @ProfileField.title
  title?: string | null;

  @ProfileField.bio
  bio?: string | null;

  @ProfileField.yearsExperience
  yearsExperience?: number | null;

  @ProfileField.specialties
  specialties?: string[] | null;

  @ProfileField.timezone
  timezone?: string;

  @Integer(0, 240, {
    optional: true,
    description: 'Minutes that stay free before and after each booking.',
    example: 10,
  })
  bookingBufferMinutes?: number;

  @Integer(1, 100, { optional: true, description: 'Bookings that may start on one date.', example: 6 })
  maxDailyBookings?: number;

  @Id({ optional: true, description: 'An active branch; null: none.' })
  branchId?: string | null;

  @Text(LONGEST_REASON, { optional: true, description: 'For the audit log.', example: 'Agreed with the stylist.' })
  reason?: string | null;
}

/** A service to be offered. */
export class OfferDto {
  @Id({ description: 'An active service.', example: DEMO.services.haircut })
  serviceId: string;

  @Integer(0, HIGHEST_PRICE, {
    optional: true,
    description: 'Absent: the price of the service.',
    example: 95_000,
  })
  customPriceCents?: number;

  @Integer(1, LONGEST_SERVICE, {
    optional: true,
    description: 'Absent: the duration of the service.',
    example: 50,
  })
  customDurationMinutes?: number;
}

/** All services that the stylist offers from now on. */
export class SetServicesDto {
  @NestedList(() => OfferDto, MOST_OFFERS, { description: 'Each service once; empty: none is offered any more.' })
  services: OfferDto[];

  @Text(LONGEST_REASON, { optional: true, description: 'For the audit log.', example: 'New prices from Dashain on.' })
  reason?: string;
}

export class DeactivateStylistDto {
  @Text(LONGEST_REASON, { description: 'For the audit log.', example: 'On leave until the baby is three months old.' })
  reason: string;

  @Flag({
    optional: true,
    description:
      'Whether the role ends too (default false). Only for stylists without an approved promotion: revoking that one ' +
      'ends the role.',
    example: false,
  })
  endRole?: boolean;
}

export class ReactivateStylistDto {
  @Text(LONGEST_REASON, { description: 'For the audit log.', example: 'Back from leave.' })
  reason: string;
}

/** The path of a deactivation: its example is a stylist whom no other example needs. */
export class LeavingStylistParams extends IdParams(PERSONAS['other-stylist'], 'An active stylist’s user id.') {}

export class InactiveStylistParams extends IdParams(DEMO.pausedStylist, 'An inactive stylist’s user id.') {}

export class StylistBookingsQuery extends PageQuery {
  @LocalDate({
    optional: true,
    description: 'First date, in the stylist’s zone; absent: today, or 91 days before `to`.',
    example: '{day+0}',
  })
  from?: string;

  @LocalDate({
    optional: true,
    description: 'Last date, included; at most 92 days in all; absent: 91 days after `from`.',
    example: '{day+30}',
  })
  to?: string;

  @QueryWords(BOOKING_STATUSES, { description: 'Any of these statuses.', example: ['pending', 'confirmed'] })
  status?: string[];
}

/** A booking of a stylist, without anything of the customer. */
export class StylistBookingDto {
  @ApiProperty({ format: 'uuid', example: DEMO.bookings.confirmed })
  id: string;

  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  serviceId: string;

  @ApiProperty({ ...NO_TEXT, example: 'Haircut' })
  serviceName: string | null;

  @ApiProperty({ format: 'date-time', example: '{day+1}T05:15:00.000000Z' })
  startTime: string;

  @ApiProperty({ format: 'date-time', example: '{day+1}T06:00:00.000000Z' })
  endTime: string;

  @ApiProperty({ enum: BOOKING_STATUSES, example: 'confirmed' })
  status: string;

  /** Whether it is open (pending, confirmed or in progress, not ended) and not wholly within what is worked now. */
  @ApiProperty({ example: false })
  inConflict: boolean;
}

export class StylistBookingPageDto extends PageOf(StylistBookingDto) {}
