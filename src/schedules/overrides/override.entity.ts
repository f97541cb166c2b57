import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../../calendar/wall-clock.js';
import type { Origin, OverrideType } from './override-types.js';

/** PostgreSQL's `HH:MM:SS` as `HH:MM`. */
const toTheMinute = {
  to: (value: string | null) => value,
  from: (value: string | null) => value?.slice(0, 5) ?? null,
};

/** An override. A query of anonymous callers selects only the columns that `anon` may read. */
@Entity({ schema: 'public', name: 'schedule_overrides', synchronize: false })
export class ScheduleOverride {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'override_type' })
  overrideType: OverrideType;

  @Column('boolean', { name: 'applies_to_all_stylists' })
  appliesToAllStylists: boolean;

  @Column('uuid', { name: 'branch_id', nullable: true })
  branchId: string | null;

  @Column('uuid', { name: 'stylist_user_id', nullable: true })
  stylistUserId: string | null;

  @Column('date', { name: 'start_date' })
  startDate: LocalDate;

  @Column('date', { name: 'end_date' })
  endDate: LocalDate;

  @Column('boolean', { name: 'is_closed' })
  isClosed: boolean;

  /** Wall clock, `HH:MM`. */
  @Column('time', { name: 'override_start_time', nullable: true, transformer: toTheMinute })
  startTime: string | null;

  @Column('time', { name: 'override_end_time', nullable: true, transformer: toTheMinute })
  endTime: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text')
  origin: Origin;
}
