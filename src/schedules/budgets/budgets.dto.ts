import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../../examples/personas.js';
import { check, Flag, Integer, QueryFlag, Text } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { PageOf } from '../../http/page.dto.js';
import { PatchBody } from '../../http/validation.js';

/** How many changes a stylist may make to their own schedule, as of now. */
export class BudgetDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  stylistName: string;

  /** Changes per month. */
  @ApiProperty({ example: 10 })
  monthlyLimit: number;

  /** Changes spent in the present month. */
  @ApiProperty({ example: 4 })
  monthlyUsed: number;

  /** The limit minus the changes spent; 0 where an admin lowered the limit below them. */
  @ApiProperty({ example: 6 })
  monthlyRemaining: number;

  /** Emergency tokens. They never come back by themselves. */
  @ApiProperty({ example: 3 })
  emergencyRemaining: number;

  /** The turn of the month: midnight of the first in the stylist's zone. */
  @ApiProperty({ format: 'date-time' })
  resetsAt: string;

  /** The moment of the last change that cost something. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastOverrideAt: string | null;
}

/** The cost that came back. */
export class RefundDto {
  /** Changes of the present month. */
  monthly: number;

  /** Emergency tokens. */
  emergency: number;
}

export class BudgetPageDto extends PageOf(BudgetDto) {}

export class BudgetQuery extends PageQuery {
  /** Only budgets whose month is used up (true) or is not (false). */
  @QueryFlag({ example: true })
  exhausted?: boolean;

  /** Active stylists (true, also when absent) or former ones (false). */
  @QueryFlag({ example: true })
  active?: boolean;

  /** A part of the display name, in any case. */
  @Text(80, { optional: true, example: 'sita' })
  q?: string;
}

/** A change to a budget: at least one field beside the reason. */
export class UpdateBudgetDto extends PatchBody {
  @Integer(1, 1_000, {
    optional: true,
    description: 'Changes per month. It may be lower than the changes spent.',
    example: 15,
  })
  monthlyLimit?: number;

  @Integer(0, 100, { optional: true, description: 'Sets the emergency tokens. Not beside `grantEmergency`.' })
  emergencyRemaining?: number;

  @Integer(1, 10, { optional: true, description: 'Adds emergency tokens, up to 100 in all.', example: 2 })
  grantEmergency?: number;

  @Flag({ optional: true, description: 'Sets the month’s count to 0. Only true.', example: true })
  @check('isTrue', 'NOT_ALLOWED', 'must be true or absent', (value) => value === true)
  resetUsed?: true;

  @Text(1_000, { example: 'Covered two absences this month.' })
  reason: string;
}
