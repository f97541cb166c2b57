import { ApiProperty } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { Text } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';
import { PageOf } from '../http/page.dto.js';

const NO_TEXT = { type: String, nullable: true };

export class CandidatesQuery extends PageQuery {
  @Text(80, {
    min: 2,
    description: 'A part of the display name or the username, in any case, or a whole e-mail address.',
    example: 'prakash',
  })
  q: string;
}

/** A user who can be promoted, or has been. */
export class CandidateDto {
  @ApiProperty({ format: 'uuid', example: DEMO.newcomer })
  userId: string;

  @ApiProperty({ example: 'Prakash Magar' })
  displayName: string;

  @ApiProperty({ ...NO_TEXT, example: 'prakash.magar' })
  username: string | null;

  /** By it two people of one name are told apart. Null: the account has none. */
  @ApiProperty({ ...NO_TEXT, example: 'p***@k***.example' })
  maskedEmail: string | null;

  /** Whether the user is an active stylist: role and profile are active. */
  @ApiProperty({ example: false })
  isStylist: boolean;

  /** The promotion that is under way, if there is one. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  openPromotionId: string | null;
}

export class CandidatePageDto extends PageOf(CandidateDto) {}
