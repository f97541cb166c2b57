import { NestedList } from '../../http/fields.js';
import { AffectedDto, type ConflictPolicy, ConflictPolicyField } from '../affected-bookings.dto.js';
import { NewOverrideDto, OverrideDto } from './overrides.dto.js';

/** Overrides that are added together, or not at all. */
export class OverrideBatchDto {
  @NestedList(() => NewOverrideDto, 200, {
    min: 1,
    brackets: true,
    description: 'Of several that are equal otherwise, the later one wins.',
  })
  overrides: NewOverrideDto[];

  @ConflictPolicyField()
  conflictPolicy?: ConflictPolicy;
}

export class OverrideBatchCreatedDto extends AffectedDto {
  /** In the order of the request. */
  items: OverrideDto[];
}
