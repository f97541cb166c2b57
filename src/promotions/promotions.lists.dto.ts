import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../demo/personas.js';
import { Id, QueryWords, Text } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { type Blocker, type PromotionStatus, STATUSES, type TransitionAction } from './promotion.states.js';
import { PromotionItemDto, RequirementsDto } from './promotions.dto.js';
import { STEP_NAMES, type StepName } from './step-names.js';

export class PromotionsQuery extends PageQuery {
  @QueryWords(STATUSES, {
    description: 'Any of these states.',
    example: ['pending_checks', 'pending_training'],
  })
  status?: PromotionStatus[];

  @Id({ optional: true, description: 'Of this candidate.', example: PERSONAS.candidate })
  userId?: string;

  @Text(80, { optional: true, description: 'A part of the candidate’s display name, in any case.', example: 'nisha' })
  q?: string;
}

/** How many promotions there are in each state. */
export class PromotionCountsDto implements Record<PromotionStatus, number> {
  draft: number;

  pending_checks: number;

  pending_training: number;

  pending_approval: number;

  approved: number;

  rejected: number;

  revoked: number;
}

export class PromotionPageDto {
  @ApiProperty({ type: [PromotionItemDto] })
  items: PromotionItemDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;

  total: number;

  /** Under the same filters but `status`. */
  counts: PromotionCountsDto;
}

/** What a candidate sees of an own promotion. */
export class OwnPromotionDto {
  @ApiProperty({ format: 'uuid', example: DEMO.promotions.pendingChecks })
  id: string;

  @ApiProperty({ enum: STATUSES })
  status: PromotionStatus;

  requirements: RequirementsDto;

  @ApiProperty({ format: 'date-time', example: '{day-5}T05:15:00.000Z' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  approvedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  rejectedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revokedAt: string | null;

  /** Why it ended, if the salon says so. */
  @ApiProperty({ type: String, nullable: true, example: null })
  publicReason: string | null;
}

export class OwnPromotionsDto {
  @ApiProperty({ type: [OwnPromotionDto] })
  items: OwnPromotionDto[];
}

/** One step of a promotion. Candidates get `at`, `action`, `from`, `to` and `publicReason`, admins the rest. */
export class HistoryItemDto {
  @ApiProperty({ format: 'date-time', example: '{day-4}T06:15:00.000Z' })
  at: string;

  @ApiProperty({
    enum: STEP_NAMES,
  })
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

  /** What changed, and why. */
  @ApiProperty({ type: Object, required: false })
  details?: Record<string, unknown>;

  @ApiProperty({ type: String, nullable: true, required: false })
  publicReason?: string | null;
}

export class HistoryDto {
  /** Oldest first. */
  @ApiProperty({ type: [HistoryItemDto] })
  items: HistoryItemDto[];
}

export class WorkflowTransitionDto {
  @ApiProperty({ enum: STATUSES, example: 'pending_approval' })
  from: PromotionStatus;

  @ApiProperty({ enum: ['submit', 'record_checks', 'approve', 'reject', 'revoke'], example: 'approve' })
  action: TransitionAction;

  @ApiProperty({ enum: STATUSES, example: 'approved' })
  to: PromotionStatus;

  /** Who moves it: an admin by that call, or the service because a check was recorded. */
  @ApiProperty({ enum: ['admin', 'service'] })
  actor: 'admin' | 'service';

  /** Requirements, `not_self`, and `second_admin` where four eyes are on. */
  @ApiProperty({ type: String, isArray: true, example: ['background_check', 'id_verification'] })
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
