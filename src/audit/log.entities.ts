import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../calendar/wall-clock.js';
import { words } from '../http/words.js';
import type { Category, ChangeType, Severity, TargetType } from './record.js';

export const LOG_NAMES = words('LogName', ['service_management_log', 'schedule_change_log']);
export type LogName = (typeof LOG_NAMES)[number];

/** What the rows of both logs have. The digest of a row's address and agent is the seals' alone. */
export abstract class LogEntry {
  /** Rows are numbered in the order of their writing. */
  @PrimaryColumn('bigint')
  id: string;

  @Column('inet', { name: 'ip_address', nullable: true })
  ipAddress: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** Null: the service itself, or a host's function on nobody's account. */
  abstract actorId: string | null;
}

/** A row of the service management log: an action of an admin or of the service, or a refusal. */
@Entity({ schema: 'private', name: 'service_management_log' satisfies LogName })
export class ServiceLogEntry extends LogEntry {
  @Column('uuid', { name: 'admin_user_id', nullable: true })
  actorId: string | null;

  /** One of the service's {@link ACTIONS}, or that of a host's function. */
  @Column('text')
  action: string;

  @Column('uuid', { name: 'target_id', nullable: true })
  targetId: string | null;

  @Column('text', { name: 'target_type', nullable: true })
  targetType: TargetType | null;

  @Column('text')
  severity: Severity;

  @Column('text')
  category: Category;

  @Column('jsonb', { nullable: true })
  details: Record<string, unknown> | null;
}

/** A row of the schedule change log: a change of one stylist's schedule. */
@Entity({ schema: 'private', name: 'schedule_change_log' satisfies LogName })
export class ScheduleChange extends LogEntry {
  @Column('uuid', { name: 'actor_user_id', nullable: true })
  actorId: string | null;

  @Column('uuid', { name: 'stylist_user_id' })
  stylistUserId: string;

  /** The first local date that the change touches. */
  @Column('date', { name: 'change_date' })
  changeDate: LocalDate;

  @Column('text', { name: 'change_type' })
  changeType: ChangeType;

  @Column('jsonb', { name: 'old_values', nullable: true })
  oldValues: Record<string, unknown> | null;

  /** Null when the change cancels something. */
  @Column('jsonb', { name: 'new_values', nullable: true })
  newValues: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('boolean', { name: 'is_emergency' })
  isEmergency: boolean;
}

/** A seal: the digest of a range of one log, chained to the seal before it. */
@Entity({ schema: 'private', name: 'audit_seals' })
export class AuditSeal {
  @PrimaryColumn('text')
  log: LogName;

  /** 1 is the first seal of a log. */
  @PrimaryColumn('bigint')
  number: string;

  @Column('bigint', { name: 'first_id' })
  firstId: string;

  @Column('bigint', { name: 'last_id' })
  lastId: string;

  @Column('bigint', { name: 'row_count' })
  rowCount: string;

  @Column('timestamptz', { name: 'newest_at' })
  newestAt: Date;

  @Column('bytea')
  digest: Buffer;
}
