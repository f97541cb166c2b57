import { isProblem } from '../../client/src/index.js';

/**
 * Reads each member of each problem without a cast: this compiles, or the build fails. `.ci/generators` compiles it with
 * the types of other generators too.
 */
export function membersOf(error: unknown): unknown {
  if (isProblem(error, 'VALIDATION_FAILED')) return [error.errors?.[0]?.path.length, error.errorsTotal?.toFixed()];
  if (isProblem(error, 'STYLIST_NOT_FOUND')) return error.index?.toFixed();
  if (isProblem(error, 'BRANCH_NOT_FOUND')) return error.index?.toFixed();
  if (isProblem(error, 'DUPLICATE_OVERRIDE')) return error.index?.toFixed();
  if (isProblem(error, 'NO_AVAILABILITY')) return error.nextCursor?.length;
  if (isProblem(error, 'HAS_PROMOTION')) return error.promotionId.length;
  if (isProblem(error, 'PROMOTION_CLOSED')) return error.currentStatus === 'revoked';
  if (isProblem(error, 'INVALID_TRANSITION')) return error.currentStatus === 'draft';
  if (isProblem(error, 'CHECKS_INCOMPLETE')) return error.missing.includes('training');
  if (isProblem(error, 'PROFILE_INCOMPLETE')) return error.missing.join(' ');
  if (isProblem(error, 'SERVICE_NOT_FOUND')) return error.status === 422 ? error.unknown.join(' ') : undefined;
  if (isProblem(error, 'BOOKINGS_AFFECTED')) return error.affectedBookings.length < error.affectedBookingsTotal;
  if (isProblem(error, 'OVERRIDE_BUDGET_EXHAUSTED')) return [error.exhausted === 'monthly', error.budget.resetsAt];
  if (isProblem(error, 'TEMPORARILY_UNAVAILABLE')) return error.missing?.join(' ');
  return undefined;
}
