import { check, NestedList } from '../../http/fields.js';
import { AffectedDto, type ConflictPolicy, ConflictPolicyField } from '../affected-bookings.dto.js';
import { NewOverrideDto, OverrideDto } from './overrides.dto.js';

/** Overrides that are added together, or not at all. */
export class OverrideBatchDto {
  @NestedList(() => NewOverrideDto, 200, {
    description: 'At least one. Of several that are equal otherwise, the later one wins.',
  })
  @check('isNotEmpty', 'TOO_SHORT', 'must have at least 1 item', (value) => !Array.isArray(value) || value.length > 0)
  overrides: NewOverrideDto[];

  @ConflictPolicyField()
  conflictPolicy?: ConflictPolicy;
}

export class OverrideBatchCreatedDto extends AffectedDto {
  /** In the order of the request. */
  items: OverrideDto[];
}
