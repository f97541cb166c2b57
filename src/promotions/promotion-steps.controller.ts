import { Controller, Inject } from '@nestjs/common';
import { RequestContext, CurrentContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { Body, Param } from '../http/parameters.js';
import { Endpoint } from '../http/endpoint.js';
import type { Reply } from '../http/reply.js';
import { approve } from './approve.js';
import type { Viewer } from './promotion-rows.js';
import {
  AddNoteDto,
  ApproveDto,
  ApprovedParams,
  AwaitingApprovalParams,
  DraftParams,
  EndDto,
  PromotionParams,
  RecordChecksDto,
  SubmitDto,
} from './promotions.bodies.dto.js';
import { ProfileDraftDto, PromotionDto, RevokedPromotionDto } from './promotions.dto.js';
import { revoke } from './revoke.js';
import { addNote, recordChecks, reject, saveDraft, submit } from './steps.js';

/** What admins do to a promotion; nobody does anything to the own (rules.md §2). */
@Controller()
export class PromotionStepsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Endpoint('PATCH /v1/promotions/:id/checks', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Record checks',
    description:
      'In any open state. Past draft the status becomes the first stage not yet met, forwards or backwards. What already ' +
      'is, without a note, changes and logs nothing (rules.md §2 Promotion workflow).',
    answers: { 200: PromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'PROMOTION_CLOSED'],
    ifMatch: true,
  })
  checks(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: RecordChecksDto,
  ): Promise<Reply<PromotionDto>> {
    return context.write((tx) => recordChecks(tx, context, this.viewer(context), id, body));
  }

  @Endpoint('PUT /v1/promotions/:id/profile-draft', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Save the profile that is being prepared',
    description: 'Replaces what was saved before; the approval uses it where it says nothing itself (rules.md §2).',
    answers: { 200: PromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'PROMOTION_CLOSED'],
    ifMatch: true,
  })
  draft(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: ProfileDraftDto,
  ): Promise<Reply<PromotionDto>> {
    return context.write((tx) => saveDraft(tx, context, this.viewer(context), id, body));
  }

  @Endpoint('POST /v1/promotions/:id/submit', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Submit a draft',
    description: 'It goes to the first stage not yet met (rules.md §2 Promotion workflow).',
    answers: { 200: PromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'INVALID_TRANSITION'],
    ifMatch: true,
  })
  submit(
    @CurrentContext() context: RequestContext,
    @Param() { id }: DraftParams,
    @Body() body: SubmitDto,
  ): Promise<Reply<PromotionDto>> {
    return context.write((tx) => submit(tx, context, this.viewer(context), id, body));
  }

  @Endpoint('POST /v1/promotions/:id/approve', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Approve, and make the candidate a stylist',
    description:
      'All or nothing: the profile is created, or a former one reactivated, from body over draft over former profile, ' +
      'field by field, and needs a display name and a title; the role stylist is granted; the services named (body, else ' +
      'draft) are offered, and only they where a former stylist returns. Neither the candidate nor, under four eyes, the ' +
      'requester approves. `CHECKS_INCOMPLETE` and `PROFILE_INCOMPLETE` name what is `missing`, `INVALID_TRANSITION` the ' +
      '`status` (rules.md §2 Promotion workflow).',
    answers: { 200: PromotionDto },
    tagged: true,
    errors: [
      'PROMOTION_NOT_FOUND',
      'SELF_PROMOTION',
      'FOUR_EYES',
      'CHECKS_INCOMPLETE',
      'INVALID_TRANSITION',
      'PROFILE_INCOMPLETE',
      'SERVICES_NOT_FOUND',
    ],
    ifMatch: true,
  })
  approve(
    @CurrentContext() context: RequestContext,
    @Param() { id }: AwaitingApprovalParams,
    @Body() body: ApproveDto,
  ): Promise<Reply<PromotionDto>> {
    return context.write((tx) => approve(tx, context, this.viewer(context), id, body));
  }

  @Endpoint('POST /v1/promotions/:id/reject', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Reject an open promotion',
    description: 'Final; another promotion may follow. The candidate is told `publicReason` alone (rules.md §2).',
    answers: { 200: PromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'INVALID_TRANSITION'],
    ifMatch: true,
  })
  reject(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: EndDto,
  ): Promise<Reply<PromotionDto>> {
    return context.write((tx) => reject(tx, context, this.viewer(context), id, body));
  }

  @Endpoint('POST /v1/promotions/:id/revoke', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Revoke an approved promotion',
    description:
      'All or nothing: the role ends and the profile goes inactive, so that nothing can be booked from then on. Bookings ' +
      'already made are left as they are and listed (rules.md §2 Promotion workflow).',
    answers: { 200: RevokedPromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION', 'INVALID_TRANSITION'],
    ifMatch: true,
  })
  revoke(
    @CurrentContext() context: RequestContext,
    @Param() { id }: ApprovedParams,
    @Body() body: EndDto,
  ): Promise<Reply<RevokedPromotionDto>> {
    return context.write((tx) => revoke(tx, context, this.viewer(context), id, body));
  }

  @Endpoint('POST /v1/promotions/:id/notes', {
    access: 'admin',
    audience: 'Admin dashboard',
    summary: 'Add a note',
    description:
      'In any state, also after the end. Notes are for admins, and no call edits or removes one (rules.md §2).',
    answers: { 201: PromotionDto },
    tagged: true,
    errors: ['PROMOTION_NOT_FOUND', 'SELF_PROMOTION'],
    ifMatch: true,
  })
  note(
    @CurrentContext() context: RequestContext,
    @Param() { id }: PromotionParams,
    @Body() body: AddNoteDto,
  ): Promise<Reply<PromotionDto>> {
    return context.write((tx) => addNote(tx, context, this.viewer(context), id, body));
  }

  private viewer({ user }: RequestContext): Viewer {
    return { userId: user.userId, fourEyes: this.config.fourEyes };
  }
}
