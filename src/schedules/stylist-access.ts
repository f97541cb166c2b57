import type { RequestContext } from '../auth/request-context.js';
import { PERSONAS } from '../examples/personas.js';
import { Problem } from '../http/problem.js';
import { IdParams } from '../http/parameters.js';

/** The path of a route about one stylist. */
export class StylistParams extends IdParams(PERSONAS.stylist, 'The stylist’s user id.') {}

/**
 * Lets a stylist read their own schedule and budget, and an admin everybody's (docs/rules.md "Who may do what").
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND` for another stylist's, logged as a refusal.
 */
export function refuseOthers({ user }: RequestContext, stylistUserId: string): void {
  if (!user.roles.has('admin') && user.userId !== stylistUserId) {
    throw new Problem('STYLIST_NOT_FOUND', { refusal: true });
  }
}
