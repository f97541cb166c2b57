import { Column, Entity, PrimaryColumn, ViewColumn, ViewEntity } from 'typeorm';
import type { ProfileDraft } from './profile.js';
import {
  CHECK_LIST,
  type Checks,
  type PromotionStatus,
  type Requirement,
  REQUIREMENTS,
  type StepName,
} from './promotion.states.js';

/** A note as the table stores it; notes are only ever added (docs/rules.md "Promotion workflow"). */
export interface StoredNote {
  timestamp: string;
  admin_id: string;
  action: StepName;
  note: string | null;
}

/** One column for each check, from the table of checks. */
class CheckColumns {}
for (const { field, column, values } of CHECK_LIST) {
  const type = typeof values[0] === 'boolean' ? 'boolean' : 'text';
  Column({ type, name: column })(CheckColumns.prototype, field);
}

/** A run of the verification workflow. Row level security shows it to admins only. */
@Entity({ schema: 'public', name: 'stylist_promotions' })
export class Promotion extends (CheckColumns as new () => Checks) {
  @PrimaryColumn('uuid')
  id: string;

  /** The candidate. */
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  status: PromotionStatus;

  @Column('jsonb', { name: 'profile_draft', nullable: true })
  profileDraft: ProfileDraft | null;

  /** Null once the account is gone; so are the other actors. */
  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy: string | null;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  @Column('uuid', { name: 'rejected_by', nullable: true })
  rejectedBy: string | null;

  @Column('timestamptz', { name: 'rejected_at', nullable: true })
  rejectedAt: Date | null;

  @Column('text', { name: 'rejection_reason', nullable: true })
  rejectionReason: string | null;

  @Column('uuid', { name: 'revoked_by', nullable: true })
  revokedBy: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column('text', { name: 'revocation_reason', nullable: true })
  revocationReason: string | null;

  @Column('text', { name: 'public_reason', nullable: true })
  publicReason: string | null;

  @Column('uuid', { name: 'previous_promotion_id', nullable: true })
  previousPromotionId: string | null;

  @Column('jsonb')
  notes: StoredNote[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** A trigger counts the writes. */
  @Column('bigint', { name: 'row_version' })
  version: string;
}

/** One column for each requirement, from the table of checks: whether it is satisfied. */
class RequirementColumns {}
for (const code of REQUIREMENTS) ViewColumn()(RequirementColumns.prototype, code);

/** The caller's promotions, as far as a candidate may see them. */
@ViewEntity({ schema: 'public', name: 'my_stylist_promotions', synchronize: false })
export class MyPromotion extends (RequirementColumns as new () => Record<Requirement, boolean>) {
  @ViewColumn()
  id: string;

  @ViewColumn()
  status: PromotionStatus;

  @ViewColumn({ name: 'created_at' })
  createdAt: Date;

  @ViewColumn({ name: 'approved_at' })
  approvedAt: Date | null;

  @ViewColumn({ name: 'rejected_at' })
  rejectedAt: Date | null;

  @ViewColumn({ name: 'revoked_at' })
  revokedAt: Date | null;

  @ViewColumn({ name: 'public_reason' })
  publicReason: string | null;
}
