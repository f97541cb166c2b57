import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';

const ACTIVE_SERVICES = `SELECT id FROM public.services WHERE id = ANY ($1::uuid[]) AND is_active IS NOT FALSE`;

/** SQL: withdraws what the stylist $1 offers beside the services $2. An offer that is withdrawn keeps its price. */
export const WITHDRAW_OTHERS = `
  UPDATE public.stylist_services
     SET is_available = false
   WHERE stylist_user_id = $1
     AND service_id <> ALL ($2::uuid[])
     AND is_available IS NOT FALSE`;

/**
 * Refuses services that cannot be offered, as the engine.
 *
 * @throws {Problem} 422 `SERVICE_NOT_FOUND`, with those that are unknown or inactive.
 */
export async function expectOffered(tx: Tx, serviceIds: readonly string[]): Promise<void> {
  const active = await tx.engine<{ id: string }>(ACTIVE_SERVICES, [serviceIds]);
  const unknown = serviceIds.filter((id) => !active.some((service) => service.id === id));
  if (unknown.length > 0) {
    throw new Problem('SERVICES_NOT_FOUND', {
      detail: `Unknown or inactive: ${unknown.join(', ')}`,
      extra: { unknown },
    });
  }
}
