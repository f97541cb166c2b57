import { PERSONAS } from '../examples/personas.js';
import { DEMO } from '../examples/ids.js';
import { PatchBody } from '../http/validation.js';
import { Flag, Id, IdList, Nested, OneOf, QueryWords, Text } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { IdParams } from '../http/parameters.js';
import { MOST_OFFERS, ProfileField } from '../schedules/profile-fields.js';
import { CHECK_LIST, type Checks, type PromotionStatus, STATUSES } from './promotion.states.js';

const LONGEST_NOTE = 1_000;
const LONGEST_PUBLIC_REASON = 500;

export class PromotionParams extends IdParams(DEMO.promotions.pendingChecks) {}

export class DraftParams extends IdParams(DEMO.promotions.draft, 'A promotion in draft.') {}

export class AwaitingApprovalParams extends IdParams(
  DEMO.promotions.pendingApproval,
  'A promotion in pending_approval.',
) {}

export class ApprovedParams extends IdParams(DEMO.promotions.leaving, 'An approved promotion.') {}

export class PromotionsQuery extends PageQuery {
  @QueryWords(STATUSES, {
    description: 'Any of these states.',
    example: ['pending_checks', 'pending_training'],
  })
  status?: PromotionStatus[];

  @Id({ optional: true, description: 'The candidate.', example: PERSONAS.candidate })
  userId?: string;

  @Text(80, { optional: true, description: 'A part of the candidate’s display name, in any case.', example: 'nisha' })
  q?: string;
}

export class SubmitDto {
  @Text(LONGEST_NOTE, { optional: true, example: 'All documents are here.' })
  note?: string;
}

export class OpenPromotionDto extends SubmitDto {
  @Id({ description: 'The candidate.', example: DEMO.newcomer })
  userId: string;
}

/** One optional field for each check, from the table of checks. */
class CheckFields extends PatchBody {}
for (const { field, values, satisfiedBy } of CHECK_LIST) {
  const words = values.filter((value) => typeof value === 'string');
  const decorate =
    words.length > 0
      ? OneOf(words, { optional: true, example: satisfiedBy })
      : Flag({ optional: true, example: false });
  decorate(CheckFields.prototype, field);
}

/** The checks to record: at least one field. */
export class RecordChecksDto extends (CheckFields as new () => PatchBody & Partial<Checks>) {
  static readonly clearable = ['note'];

  @Text(LONGEST_NOTE, { optional: true, example: 'Police report and citizenship card seen.' })
  note?: string | null;
}

/** The public profile of a stylist. An approval takes a field that is absent from the draft or a former profile. */
export class ProfileDto {
  @ProfileField.displayName
  displayName?: string;

  @ProfileField.title
  title?: string;

  @ProfileField.bio
  bio?: string;

  @ProfileField.yearsExperience
  yearsExperience?: number;

  @ProfileField.specialties
  specialties?: string[];

  @ProfileField.timezone
  timezone?: string;
}

/** A profile that is being prepared, with the services to be offered. */
export class ProfileDraftDto extends ProfileDto {
  @IdList(MOST_OFFERS, { optional: true, example: [DEMO.services.haircut] })
  serviceIds?: string[];
}

/** The profile and the services of the new stylist. A saved draft can hold both, so every field is optional. */
export class ApproveDto extends SubmitDto {
  @Nested(() => ProfileDto, {
    optional: true,
    description: 'Its fields win over the draft, and the draft over a former profile.',
  })
  profile?: ProfileDto;

  @IdList(MOST_OFFERS, {
    optional: true,
    description: 'Active services to be offered. Absent: the services of the draft.',
    example: [DEMO.services.haircut],
  })
  serviceIds?: string[];
}

/** Why a promotion ends. */
export class EndDto {
  @Text(LONGEST_NOTE, { description: 'Only admins see it.', example: 'The references could not be confirmed.' })
  reason: string;

  @Text(LONGEST_PUBLIC_REASON, {
    optional: true,
    description: 'The candidate sees it.',
    example: 'Not all checks were met.',
  })
  publicReason?: string;
}

export class AddNoteDto {
  @Text(LONGEST_NOTE, { example: 'Called back; comes in on Sunday.' })
  note: string;
}
