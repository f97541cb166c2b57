import { Column, Entity, PrimaryColumn } from 'typeorm';
import { words } from '../http/words.js';

export const LOG_NAMES = words('LogName', ['service_management_log', 'schedule_change_log']);
export type LogName = (typeof LOG_NAMES)[number];

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
