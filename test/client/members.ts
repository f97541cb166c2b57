import { isProblem } from '../../client/src/index.js';

/** Each member of each problem has its type, without a cast: this compiles, or the build fails. */
export function membersOf(error: unknown): unknown {
  if (isProblem(error, 'CHECKS_INCOMPLETE')) return error.missing.includes('training');
  if (isProblem(error, 'PROFILE_INCOMPLETE')) return error.missing.join(' ');
  if (isProblem(error, 'INVALID_TRANSITION')) return error.currentStatus === 'draft';
  if (isProblem(error, 'PROMOTION_CLOSED')) return error.currentStatus === 'revoked';
  if (isProblem(error, 'OVERRIDE_BUDGET_EXHAUSTED')) return [error.exhausted === 'monthly', error.budget.resetsAt];
  if (isProblem(error, 'BOOKINGS_AFFECTED')) return error.affectedBookings.length < error.affectedBookingsTotal;
  if (isProblem(error, 'NO_AVAILABILITY')) return error.nextCursor?.length;
  if (isProblem(error, 'VALIDATION_FAILED')) return [error.errors?.[0]?.path, error.errorsTotal];
  return undefined;
}
