import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { check, IdList, Integer, Text, TextList } from '../http/fields.js';
import { isZone } from '../calendar/wall-clock.js';
import type { Profile, ProfileDraft } from './profile.js';
import {
  BACKGROUND_CHECKS,
  type Blocker,
  CHECKS,
  type Checks,
  ID_VERIFICATIONS,
  type PromotionStatus,
  type Requirement,
  STATUSES,
  type TransitionAction,
} from './promotion.states.js';
import { STEP_NAMES, type StepName } from './step-names.js';

const BLOCKERS = [...CHECKS, 'not_self', 'second_admin'];

/** Services that a stylist can be approved with at once. */
export const MOST_SERVICES = 100;

/** How a stylist is shown to customers; every field may be left to an earlier source (rules.md §2, Approve). */
export class ProfileDto implements Profile {
  @Text(80, { optional: true, example: 'Milan Poudel' })
  displayName?: string;

  @Text(80, { optional: true, example: 'Stylist' })
  title?: string;

  @Text(2_000, { optional: true, example: 'Fades, beards and patience.' })
  bio?: string;

  @Integer(0, 80, { optional: true, example: 4 })
  yearsExperience?: number;

  @TextList(20, 40, { optional: true, example: ['fades', 'beards'] })
  specialties?: string[];

  @Text(50, { optional: true, description: 'IANA zone of the stylist’s wall clock.', example: 'Asia/Kathmandu' })
  @check('isZone', 'INVALID_TIMEZONE', 'must be an IANA time zone', (value) => isZone(String(value)))
  timezone?: string;
}

/** A profile that is being prepared, and the services to be offered. */
export class ProfileDraftDto extends ProfileDto implements ProfileDraft {
  @IdList(MOST_SERVICES, { optional: true, example: [DEMO.services.haircut] })
  serviceIds?: string[];
}

export class ChecksDto implements Checks {
  @ApiProperty({ enum: BACKGROUND_CHECKS, example: 'passed' })
  backgroundCheck: Checks['backgroundCheck'];

  @ApiProperty({ enum: ID_VERIFICATIONS, example: 'verified' })
  idVerification: Checks['idVerification'];

  trainingCompleted: boolean;

  mfaEnabled: boolean;
}

/** The four checks: those that still miss, and those that hold. */
export class RequirementsDto {
  @ApiProperty({ enum: CHECKS, isArray: true, example: [] })
  due: Requirement[];

  @ApiProperty({ enum: CHECKS, isArray: true, example: CHECKS })
  satisfied: Requirement[];
}

/** A move of the caller’s own out of the present state. */
export class AllowedTransitionDto {
  @ApiProperty({ enum: ['submit', 'approve', 'reject', 'revoke'], example: 'approve' })
  action: TransitionAction;

  @ApiProperty({ enum: STATUSES, example: 'approved' })
  to: PromotionStatus;

  /** Empty: it can be made now. `second_admin`: another admin must; `not_self`: anybody else must. */
  @ApiProperty({ enum: BLOCKERS, isArray: true, example: ['second_admin'] })
  blockedBy: Blocker[];
}

/** One step, with what the admin said to it. */
export class NoteDto {
  @ApiProperty({ format: 'date-time', example: '{day-7}T06:15:00.000Z' })
  timestamp: string;

  @ApiProperty({ format: 'uuid', example: PERSONAS['second-admin'] })
  adminId: string;

  @ApiProperty({ type: String, nullable: true, example: 'Bikash Shrestha' })
  adminName: string | null;

  @ApiProperty({ enum: STEP_NAMES, example: 'record_checks' })
  action: StepName;

  @ApiProperty({ type: String, nullable: true, example: 'Passed the final exam.' })
  note: string | null;
}

/** A run of the workflow in a list. Times are instants; who has left the salon has no name any more. */
export class PromotionItemDto {
  @ApiProperty({ format: 'uuid', example: DEMO.promotions.pendingApproval })
  id: string;

  /** The candidate. */
  @ApiProperty({ format: 'uuid', example: DEMO.candidates.pendingApproval })
  userId: string;

  @ApiProperty({ type: String, nullable: true, example: 'Milan Poudel' })
  userName: string | null;

  @ApiProperty({ enum: STATUSES, example: 'pending_approval' })
  status: PromotionStatus;

  checks: ChecksDto;

  requirements: RequirementsDto;

  @ApiProperty({ type: [AllowedTransitionDto] })
  allowedTransitions: AllowedTransitionDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS['second-admin'] })
  requestedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Bikash Shrestha' })
  requestedByName: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  approvedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  approvedByName: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  approvedAt: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  rejectedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  rejectedByName: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  rejectedAt: string | null;

  /** For admins. */
  @ApiProperty({ type: String, nullable: true, example: null })
  rejectionReason: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  revokedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  revokedByName: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revokedAt: string | null;

  /** For admins. */
  @ApiProperty({ type: String, nullable: true, example: null })
  revocationReason: string | null;

  /** What the candidate is told. */
  @ApiProperty({ type: String, nullable: true, example: null })
  publicReason: string | null;

  /** The candidate’s run before this one. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  previousPromotionId: string | null;

  @ApiProperty({ format: 'date-time', example: '{day-16}T05:15:00.000Z' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', example: '{day-7}T06:15:00.000Z' })
  updatedAt: string;
}

/** A run of the workflow. */
export class PromotionDto extends PromotionItemDto {
  /** What the stylist’s profile will be made of; null until one is saved. */
  @ApiProperty({ type: ProfileDraftDto, nullable: true })
  profileDraft: ProfileDraftDto | null;

  /** Append-only, oldest first. */
  @ApiProperty({ type: [NoteDto] })
  notes: NoteDto[];
}

/** A booking that is left as it is. */
export class FutureBookingDto {
  @ApiProperty({ format: 'uuid', example: DEMO.bookings.confirmed })
  id: string;

  @ApiProperty({ format: 'date-time', example: '{day+1}T05:15:00.000Z' })
  startTime: string;

  @ApiProperty({ format: 'date-time', example: '{day+1}T06:00:00.000Z' })
  endTime: string;

  @ApiProperty({ format: 'uuid', example: DEMO.services.haircut })
  serviceId: string;

  @ApiProperty({ enum: ['pending', 'confirmed', 'in_progress'] })
  status: string;
}

/** A revoked promotion, and the bookings the former stylist still has. */
export class RevokedPromotionDto extends PromotionDto {
  /** Not yet ended, earliest first; at most 200. */
  @ApiProperty({ type: [FutureBookingDto] })
  futureBookings: FutureBookingDto[];

  @ApiProperty({ example: 1 })
  futureBookingsTotal: number;
}
