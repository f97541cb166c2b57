import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../../calendar/wall-clock.js';
import type { CachedSlots } from './cache-rows.js';

/**
 * A stored day, without its snapshot, whose type TypeORM does not know. Only the validation can tell whether it is good
 * (docs/database.md "Cache coherence").
 */
@Entity({ schema: 'private', name: 'availability_cache' })
export class CachedDay {
  @PrimaryColumn('bigint')
  id: string;

  @Column('uuid', { name: 'stylist_user_id' })
  stylistId: string;

  @Column('uuid', { name: 'service_id' })
  serviceId: string;

  @Column('date', { name: 'cache_date' })
  date: LocalDate;

  @Column('jsonb', { name: 'available_slots' })
  slots: CachedSlots;

  @Column('timestamptz', { name: 'computed_at' })
  computedAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** Of `slots`: a row of another release is a miss. */
  @Column('text')
  format: string;
}
