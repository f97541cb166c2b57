import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { PERSONAS } from '../examples/personas.js';
import { DEMO } from '../examples/ids.js';
import { PageOf } from '../http/page.dto.js';
import { FutureBookingsDto } from '../schedules/future-bookings.dto.js';
import { ProfileDraftDto } from './promotion-requests.dto.js';
import {
  ADMIN_ACTIONS,
  type Blocker,
  BLOCKERS,
  CHECK_LIST,
  MOVERS,
  type Checks,
  type PromotionStatus,
  type Requirement,
  REQUIREMENTS,
  STATUSES,
  STEP_NAMES,
  type StepName,
  TRANSITION_ACTIONS,
  type TransitionAction,
} from './promotion.states.js';

const NO_ID = { type: String, format: 'uuid', nullable: true, example: null };
const NO_TEXT = { type: String, nullable: true, example: null };
const NO_INSTANT = { type: String, format: 'date-time', nullable: true, example: null };

/** The recorded value of each check. */
export class ChecksDto {}
for (const { field, values, satisfiedBy } of CHECK_LIST) {
  const schema = typeof satisfiedBy === 'boolean' ? { type: Boolean } : { enum: [...values], example: satisfiedBy };
  ApiProperty(schema)(ChecksDto.prototype, field);
}

/** The checks as requirements: those that are due, and those that are satisfied. */
export class RequirementsDto {
  @ApiProperty({ enum: REQUIREMENTS, isArray: true, example: [] })
  due: Requirement[];

  @ApiProperty({ enum: REQUIREMENTS, isArray: true, example: REQUIREMENTS })
  satisfied: Requirement[];
}

/** A move out of the present state that the caller can make. */
export class AllowedTransitionDto {
  @ApiProperty({ enum: ADMIN_ACTIONS, example: 'approve' })
  action: TransitionAction;

  @ApiProperty({ enum: STATUSES, example: 'approved' })
  to: PromotionStatus;

  /** Empty: the caller can make it now. `second_admin`: another admin must. `not_self`: the caller is the candidate. */
  @ApiProperty({ enum: BLOCKERS, isArray: true, example: ['second_admin'] })
  blockedBy: Blocker[];
}

/** One step, with the admin’s note. */
export class NoteDto {
  @ApiProperty({ format: 'date-time', example: '{day-7}T06:15:00.000000Z' })
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

/** A promotion in a list. Times are instants. A user whose account is deleted has no name. */
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

  @ApiProperty({ type: ChecksDto })
  checks: Checks;

  requirements: RequirementsDto;

  allowedTransitions: AllowedTransitionDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PERSONAS['second-admin'] })
  requestedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Bikash Shrestha' })
  requestedByName: string | null;

  @ApiProperty(NO_ID)
  approvedBy: string | null;
  @ApiProperty(NO_TEXT)
  approvedByName: string | null;
  @ApiProperty(NO_INSTANT)
  approvedAt: string | null;

  @ApiProperty(NO_ID)
  rejectedBy: string | null;
  @ApiProperty(NO_TEXT)
  rejectedByName: string | null;
  @ApiProperty(NO_INSTANT)
  rejectedAt: string | null;

  /** Only admins see it. */
  @ApiProperty(NO_TEXT)
  rejectionReason: string | null;

  @ApiProperty(NO_ID)
  revokedBy: string | null;
  @ApiProperty(NO_TEXT)
  revokedByName: string | null;
  @ApiProperty(NO_INSTANT)
  revokedAt: string | null;

  /** Only admins see it. */
  @ApiProperty(NO_TEXT)
  revocationReason: string | null;

  /** The candidate sees it. */
  @ApiProperty(NO_TEXT)
  publicReason: string | null;

  /** The candidate’s promotion before this one. */
  @ApiProperty(NO_ID)
  previousPromotionId: string | null;

  @ApiProperty({ format: 'date-time', example: '{day-16}T05:15:00.000000Z' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', example: '{day-7}T06:15:00.000000Z' })
  updatedAt: string;
}

/** A promotion: one run of the verification workflow for a candidate. */
export class PromotionDto extends PromotionItemDto {
  /** The saved draft of the stylist’s profile; null until one is saved. */
  @ApiProperty({ type: ProfileDraftDto, nullable: true })
  profileDraft: ProfileDraftDto | null;

  /** Append-only, oldest first. */
  notes: NoteDto[];
}

class StatusCounts {}
for (const status of STATUSES) ApiProperty({ type: Number })(StatusCounts.prototype, status);

/** The number of promotions in each state. */
export class PromotionCountsDto extends (StatusCounts as new () => Record<PromotionStatus, number>) {}

export class PromotionPageDto extends PageOf(PromotionItemDto) {
  /** Under the same filters except `status`. */
  counts: PromotionCountsDto;
}

/** A revoked promotion, and the bookings that the former stylist still has. */
export class RevokedPromotionDto extends IntersectionType(PromotionDto, FutureBookingsDto) {}

/** A promotion as its candidate sees it. */
export class MyPromotionDto extends PickType(PromotionItemDto, [
  'id',
  'status',
  'requirements',
  'createdAt',
  'approvedAt',
  'rejectedAt',
  'revokedAt',
  'publicReason',
]) {}

export class MyPromotionsDto {
  items: MyPromotionDto[];
}

/** One step. A candidate gets `at`, `action`, `from`, `to` and `publicReason`; an admin gets all but `publicReason`. */
export class HistoryItemDto {
  @ApiProperty({ format: 'date-time', example: '{day-4}T06:15:00.000000Z' })
  at: string;

  @ApiProperty({ enum: STEP_NAMES })
  action: StepName;

  /** Null: the promotion began. */
  @ApiProperty({ type: String, enum: STATUSES, nullable: true })
  from: PromotionStatus | null;

  @ApiProperty({ enum: STATUSES })
  to: PromotionStatus;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, required: false, example: PERSONAS.admin })
  actorId?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, example: 'Sunita Maharjan' })
  actorName?: string | null;

  /** The changed values and the reason. */
  @ApiProperty({ type: Object, required: false })
  details?: Record<string, unknown>;

  publicReason?: string | null;
}

export class HistoryDto {
  /** Oldest first. */
  items: HistoryItemDto[];
}

export class WorkflowTransitionDto {
  @ApiProperty({ enum: STATUSES, example: 'pending_approval' })
  from: PromotionStatus;

  @ApiProperty({ enum: TRANSITION_ACTIONS, example: 'approve' })
  action: TransitionAction;

  @ApiProperty({ enum: STATUSES, example: 'approved' })
  to: PromotionStatus;

  /** An admin makes the move by that call, or the service makes it because a check was recorded. */
  @ApiProperty({ enum: MOVERS })
  actor: 'admin' | 'service';

  /** Requirements, `not_self`, and `second_admin`, which counts only under four eyes. */
  @ApiProperty({ enum: BLOCKERS, isArray: true, example: ['background_check', 'id_verification'] })
  requires: readonly Blocker[];
}

/** The workflow as data. */
export class WorkflowDto {
  @ApiProperty({ enum: STATUSES, isArray: true })
  states: PromotionStatus[];

  @ApiProperty({ type: [WorkflowTransitionDto] })
  transitions: readonly WorkflowTransitionDto[];

  /** A Mermaid state diagram. */
  mermaid: string;
}
