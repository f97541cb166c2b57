import type { RequestContext } from '../auth/request-context.js';
import { Problem } from '../http/problem.js';

/**
 * A stylist sees the own schedule and budget, an admin everybody's (rules.md §9).
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND` for a stylist who asks for another's, audited as a refusal.
 */
export function refuseOthers({ user }: RequestContext, stylistUserId: string): void {
  if (!user.roles.has('admin') && user.userId !== stylistUserId) {
    throw new Problem('STYLIST_NOT_FOUND', { refusal: true });
  }
}
