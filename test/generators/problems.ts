import type * as api from 'generated';

/** Every problem with members of its own, as the generator names its type. */
type AnyProblem =
  | api.ValidationFailedProblem
  | api.StylistNotFoundProblem
  | api.BranchNotFoundProblem
  | api.NoAvailabilityProblem
  | api.HasPromotionProblem
  | api.PromotionClosedProblem
  | api.InvalidTransitionProblem
  | api.ChecksIncompleteProblem
  | api.DuplicateOverrideProblem
  | api.BookingsAffectedProblem
  | api.ProfileIncompleteProblem
  | api.ServiceNotFoundProblem
  | api.ServicesNotFoundProblem
  | api.OverrideBudgetExhaustedProblem
  | api.TemporarilyUnavailableProblem;

/** What `isProblem` of our own client does, for the types of a generator: `test/client/members.ts` compiles with it. */
export function isProblem<Code extends AnyProblem['code']>(
  error: unknown,
  code: Code,
): error is Extract<AnyProblem, { code: Code }> {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
