import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A budget as it is stored: a month that is over stays until the next change or {@link BudgetCleanup}. What a stylist has
 * at this moment is for {@link budgetAt} to say.
 */
@Entity({ schema: 'public', name: 'stylist_override_budgets' })
export class OverrideBudget {
  @PrimaryColumn('uuid', { name: 'stylist_user_id' })
  stylistUserId: string;

  @Column('integer', { name: 'monthly_override_limit' })
  monthlyLimit: number;

  @Column('integer', { name: 'current_month_overrides' })
  monthlyUsed: number;

  @Column('integer', { name: 'emergency_overrides_remaining' })
  emergencyRemaining: number;

  /** When the month turns: midnight of the first in the stylist's zone. */
  @Column('timestamptz', { name: 'budget_reset_at' })
  resetsAt: Date;

  @Column('timestamptz', { name: 'last_override_at', nullable: true })
  lastOverrideAt: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** A trigger counts the writes. */
  @Column('bigint', { name: 'row_version' })
  version: string;
}
