import { ApiProperty } from '@nestjs/swagger';
import { PERSONAS } from '../../demo/personas.js';
import { check, Flag, Id, Integer, QueryFlag, Text } from '../../http/fields.js';
import { PageQuery } from '../../http/paging.js';
import { PatchBody } from '../../http/validation.js';

/** How many changes a stylist may make to the own schedule, as of now (rules.md §3 Budgets). */
export class BudgetDto {
  @ApiProperty({ format: 'uuid', example: PERSONAS.stylist })
  stylistUserId: string;

  stylistName: string;

  /** Changes a month. */
  @ApiProperty({ example: 10 })
  monthlyLimit: number;

  /** Changes spent in the present month. */
  @ApiProperty({ example: 4 })
  monthlyUsed: number;

  /** The limit less what is used; 0 when an admin lowered the limit below that. */
  @ApiProperty({ example: 6 })
  monthlyRemaining: number;

  /** Emergency tokens; they never come back by themselves. */
  @ApiProperty({ example: 3 })
  emergencyRemaining: number;

  /** When the month turns: midnight of the first in the stylist's zone. */
  @ApiProperty({ format: 'date-time' })
  resetsAt: string;

  /** When the last change was paid for. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastOverrideAt: string | null;
}

/** What came back. */
export class RefundDto {
  /** Units of the present month. */
  monthly: number;

  /** Tokens. */
  emergency: number;
}

export class BudgetPageDto {
  items: BudgetDto[];

  /** Null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  total: number;
}

export class BudgetQuery extends PageQuery {
  /** Only those whose month is used up (true) or is not (false). */
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
  @Integer(1, 1_000, { optional: true, description: 'Changes a month; may be below what is used.', example: 15 })
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

export class StylistParams {
  @Id({ description: 'The stylist’s user id.', example: PERSONAS.stylist })
  id: string;
}
