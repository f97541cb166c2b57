import { DEMO } from '../examples/ids.js';
import { PatchBody } from '../http/dto.pipe.js';
import { Flag, Id, IdList, Nested, OneOf, Text } from '../http/fields.js';
import { BACKGROUND_CHECKS, type Checks, ID_VERIFICATIONS } from './promotion.states.js';
import { MOST_SERVICES, ProfileDto } from './promotions.dto.js';

const LONGEST_NOTE = 1_000;
const LONGEST_PUBLIC_REASON = 500;

export class PromotionParams {
  @Id({ example: DEMO.promotions.pendingChecks })
  id: string;
}

export class DraftParams {
  @Id({ description: 'A promotion in draft.', example: DEMO.promotions.draft })
  id: string;
}

export class AwaitingApprovalParams {
  @Id({ description: 'A promotion in pending_approval.', example: DEMO.promotions.pendingApproval })
  id: string;
}

export class ApprovedParams {
  @Id({ description: 'An approved promotion.', example: DEMO.promotions.approved })
  id: string;
}

export class OpenPromotionDto {
  @Id({ description: 'The candidate.', example: DEMO.newcomer })
  userId: string;

  @Text(LONGEST_NOTE, { optional: true, example: 'Recommended by Anjali.' })
  note?: string;
}

/** What is known of the checks now: at least one field. */
export class RecordChecksDto extends PatchBody implements Partial<Checks> {
  static override readonly clearable = ['note'];

  @OneOf(BACKGROUND_CHECKS, { optional: true, example: 'passed' })
  backgroundCheck?: Checks['backgroundCheck'];

  @OneOf(ID_VERIFICATIONS, { optional: true, example: 'verified' })
  idVerification?: Checks['idVerification'];

  @Flag({ optional: true, example: false })
  trainingCompleted?: boolean;

  @Flag({ optional: true, example: false })
  mfaEnabled?: boolean;

  @Text(LONGEST_NOTE, { optional: true, example: 'Police report and citizenship card seen.' })
  note?: string | null;
}

export class SubmitDto {
  @Text(LONGEST_NOTE, { optional: true, example: 'All documents are here.' })
  note?: string;
}

/** What the new stylist is shown as and offers; all of it may have been drafted before. */
export class ApproveDto {
  @Nested(() => ProfileDto, { optional: true, description: 'Goes over the draft, which goes over a former profile.' })
  profile?: ProfileDto;

  @IdList(MOST_SERVICES, {
    optional: true,
    description: 'Active services to be offered; absent: those of the draft.',
    example: [DEMO.services.haircut],
  })
  serviceIds?: string[];

  @Text(LONGEST_NOTE, { optional: true, example: 'Welcome to the team.' })
  note?: string;
}

/** Why a promotion ends. */
export class EndDto {
  @Text(LONGEST_NOTE, { description: 'For admins only.', example: 'The references could not be confirmed.' })
  reason: string;

  @Text(LONGEST_PUBLIC_REASON, {
    optional: true,
    description: 'What the candidate is told.',
    example: 'Not all checks were met.',
  })
  publicReason?: string;
}

export class AddNoteDto {
  @Text(LONGEST_NOTE, { example: 'Called back; comes in on Sunday.' })
  note: string;
}
