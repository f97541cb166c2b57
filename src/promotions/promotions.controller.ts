import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { Body, Param, Query } from '../http/parameters.js';
import { Endpoint } from '../http/endpoint.js';
import { ApprovePromotion } from './approve.js';
import { CandidatePageDto, CandidatesQuery } from './candidates.dto.js';
import { CandidatesService } from './candidates.service.js';
import {
  AddNoteDto,
  ApproveDto,
  ApprovedParams,
  AwaitingApprovalParams,
  DraftParams,
  EndDto,
  OpenPromotionDto,
  ProfileDraftDto,
  PromotionParams,
  PromotionsQuery,
  RecordChecksDto,
  SubmitDto,
} from './promotion-requests.dto.js';
import { STATUSES, TRANSITIONS, workflowMermaid } from './promotion.states.js';
import {
  HistoryDto,
  MyPromotionsDto,
  PromotionDto,
  PromotionPageDto,
  RevokedPromotionDto,
  WorkflowDto,
} from './promotions.dto.js';
import { PromotionsService } from './promotions.service.js';
import { RevokePromotion } from './revoke.js';

const ADMIN = { access: 'admin', audience: 'Admin: promotions' } as const;

/** What the steps of an admin on one promotion have alike. */
const STEP = { ...ADMIN, answers: { 200: PromotionDto }, tagged: true, ifMatch: true } as const;

/** The verification workflow: opening and reading promotions, the steps that an admin takes, the search for candidates. */
@Controller()
export class PromotionsController {
  constructor(
    private readonly promotions: PromotionsService,
    private readonly approval: ApprovePromotion,
    private readonly revocation: RevokePromotion,
    private readonly candidates: CandidatesService,
  ) {}

  @Endpoint('POST /v1/promotions', {
    ...ADMIN,
    summary: 'Open a promotion for a user',
    description:
      'Begins a run of the workflow in draft, with fresh checks and a link to the run before it. A user who has an open ' +
      'promotion gets that one back unchanged (200), so a wizard can resume.',
    answers: { 201: PromotionDto, 200: PromotionDto },
    tagged: true,
    errors: ['USER_NOT_FOUND', 'SELF_PROMOTION', 'ALREADY_STYLIST'],
  })
  openPromotion(@CurrentContext() context: RequestContext, @Body() body: OpenPromotionDto) {
    return this.promotions.open(context, body);
  }

  @Endpoint('GET /v1/promotions', {
    ...ADMIN,
    summary: 'List promotions and count them by state',
    description:
      'Newest first, without notes and profile draft. `counts` holds every state, under the same filters except `status`.',
    answers: { 200: PromotionPageDto },
  })
  listPromotions(@CurrentContext() context: RequestContext, @Query() query: PromotionsQuery) {
    return this.promotions.list(context, query);
  }

  @Endpoint('GET /v1/promotions/workflow', {
    access: 'public',
    audience: 'Public',
    summary: 'The workflow as data',
    description: 'Its states, every move between two states with its requirements, and a diagram.',
    answers: { 200: WorkflowDto },
  })
  getPromotionWorkflow(): WorkflowDto {
    return { states: STATUSES, transitions: TRANSITIONS, mermaid: workflowMermaid() };
  }

  @Endpoint('GET /v1/promotions/me', {
    access: 'signed-in',
    audience: 'Stylist app',
    persona: 'candidate',
    summary: 'My promotions',
    description:
      'Newest first: status, requirements, dates and the public reason. Without the notes, the recorded values of the ' +
      'checks and the names of the admins.',
    answers: { 200: MyPromotionsDto },
  })
  listMyPromotions(@CurrentContext() context: RequestContext) {
    return this.promotions.mine(context);
  }

  @Endpoint('GET /v1/promotions/:id', {
    ...ADMIN,
    summary: 'One promotion',
    description:
      'With the requirements, the moves that the caller can make with their blockers, and the notes, oldest first.',
    answers: { 200: PromotionDto },
    errors: ['PROMOTION_NOT_FOUND'],
  })
  getPromotion(@CurrentContext() context: RequestContext, @Param() { id }: PromotionParams) {
    return this.promotions.read(context, id);
  }

  @Endpoint('GET /v1/promotions/:id/history', {
    access: 'signed-in',
    audience: 'Admin: promotions',
    persona: 'admin',
    summary: 'The steps of a promotion',
    description:
      'Oldest first, from the audit log. An admin sees every step with its actor and details. A candidate sees the moves ' +
      'of their own promotion without them; for the promotion of another user the answer is 404.',
    answers: { 200: HistoryDto },
    errors: ['PROMOTION_NOT_FOUND'],
  })
  listPromotionSteps(@CurrentContext() context: RequestContext, @Param() { id }: PromotionParams) {
    return this.promotions.history(context, id);
  }

  @Endpoint('PATCH /v1/promotions/:id/checks', {
    ...STEP,
    summary: 'Record checks',
    description:
      'In any open state. Past draft the status becomes the first stage not yet met, forwards or backwards. Values that ' +
      'are recorded already, without a note, change and log nothing.',
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'PROMOTION_CLOSED'],
  })
  recordChecks(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: RecordChecksDto,
  ) {
    return this.promotions.recordChecks(context, id, body);
  }

  @Endpoint('PUT /v1/promotions/:id/profile-draft', {
    ...STEP,
    summary: 'Save the profile that is being prepared',
    description:
      'Replaces the draft saved before. The approval takes from it every field that its own body leaves out.',
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'PROMOTION_CLOSED'],
  })
  saveProfileDraft(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: ProfileDraftDto,
  ) {
    return this.promotions.saveDraft(context, id, body);
  }

  @Endpoint('POST /v1/promotions/:id/submit', {
    ...STEP,
    summary: 'Submit a draft',
    description: 'The promotion goes to the first stage not yet met.',
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'INVALID_TRANSITION'],
  })
  submitPromotion(@CurrentContext() context: RequestContext, @Param() { id }: DraftParams, @Body() body: SubmitDto) {
    return this.promotions.submit(context, id, body);
  }

  @Endpoint('POST /v1/promotions/:id/approve', {
    ...STEP,
    summary: 'Approve, and make the candidate a stylist',
    description:
      'All or nothing. The profile is created, or a former one reactivated; each field comes from the body, else the ' +
      'draft, else the former profile, and a display name is required. The candidate gets the role stylist and offers ' +
      'the services of the body, else of the draft; a returning stylist offers only these. An earlier run that is still ' +
      'approved becomes revoked, `superseded`. The candidate cannot approve, nor, under four eyes, can the requester. ' +
      '`CHECKS_INCOMPLETE` and `PROFILE_INCOMPLETE` name what is `missing`, `INVALID_TRANSITION` the `currentStatus`.',
    errors: [
      'PROMOTION_NOT_FOUND',
      'SELF_PROMOTION',
      'FOUR_EYES',
      'CHECKS_INCOMPLETE',
      'INVALID_TRANSITION',
      'PROFILE_INCOMPLETE',
      'SERVICES_NOT_FOUND',
    ],
  })
  approvePromotion(
    @CurrentContext() context: RequestContext,
    @Param() { id }: AwaitingApprovalParams,
    @Body() body: ApproveDto,
  ) {
    return this.approval.approve(context, id, body);
  }

  @Endpoint('POST /v1/promotions/:id/reject', {
    ...STEP,
    summary: 'Reject an open promotion',
    description: 'Final; another promotion may follow. The candidate sees only `publicReason`.',
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'INVALID_TRANSITION'],
  })
  rejectPromotion(@CurrentContext() context: RequestContext, @Param() { id }: PromotionParams, @Body() body: EndDto) {
    return this.promotions.reject(context, id, body);
  }

  @Endpoint('POST /v1/promotions/:id/revoke', {
    ...STEP,
    summary: 'Revoke an approved promotion',
    description:
      'All or nothing: the role ends and the profile becomes inactive, so nothing can be booked from then on. Bookings ' +
      'already made stay as they are, and the answer lists them.',
    answers: { 200: RevokedPromotionDto },
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'INVALID_TRANSITION'],
  })
  revokePromotion(@CurrentContext() context: RequestContext, @Param() { id }: ApprovedParams, @Body() body: EndDto) {
    return this.revocation.revoke(context, id, body);
  }

  @Endpoint('POST /v1/promotions/:id/notes', {
    ...STEP,
    summary: 'Add a note',
    description:
      'In any state, also after the end; at most 500 by hand. Only admins see notes, and no call edits or removes one.',
    answers: { 201: PromotionDto },
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'NOTES_FULL'],
  })
  addPromotionNote(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: AddNoteDto,
  ) {
    return this.promotions.addNote(context, id, body);
  }

  @Endpoint('GET /v1/candidates', {
    ...ADMIN,
    summary: 'Find a user to promote',
    description:
      'Users whose display name or username has this part, or whose e-mail address it is, newest first. Addresses are ' +
      'shown masked.',
    answers: { 200: CandidatePageDto },
  })
  findCandidates(@CurrentContext() context: RequestContext, @Query() query: CandidatesQuery) {
    return this.candidates.find(context, query);
  }
}
