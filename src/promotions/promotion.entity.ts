import { Column, Entity, PrimaryColumn, ViewColumn, ViewEntity } from 'typeorm';
import type { ProfileDraft } from './profile.js';
import type { Checks, PromotionStatus, Requirement } from './promotion.states.js';
import type { StepName } from './step-names.js';

/** A note as it is stored; notes are only ever added (rules.md §2). */
export interface StoredNote {
  timestamp: string;
  admin_id: string;
  action: StepName;
  note: string | null;
}

/** A run of the verification workflow. Row level security shows it to admins only. */
@Entity({ schema: 'public', name: 'stylist_promotions' })
export class Promotion implements Checks {
  @PrimaryColumn('uuid')
  id: string;

  /** The candidate. */
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  status: PromotionStatus;

  @Column('text', { name: 'background_check_status' })
  backgroundCheck: Checks['backgroundCheck'];

  @Column('text', { name: 'id_verification_status' })
  idVerification: Checks['idVerification'];

  @Column('boolean', { name: 'training_completed' })
  trainingCompleted: boolean;

  @Column('boolean', { name: 'mfa_enabled' })
  mfaEnabled: boolean;

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

  /** Counts the writes, by trigger. */
  @Column('bigint', { name: 'row_version' })
  version: string;
}

/** What the candidate sees of the own promotions, and nobody else. */
@ViewEntity({ schema: 'public', name: 'my_stylist_promotions', synchronize: false })
export class OwnPromotion implements Record<Requirement, boolean> {
  @ViewColumn()
  id: string;

  @ViewColumn()
  status: PromotionStatus;

  @ViewColumn()
  background_check: boolean;

  @ViewColumn()
  id_verification: boolean;

  @ViewColumn()
  training: boolean;

  @ViewColumn()
  mfa: boolean;

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
