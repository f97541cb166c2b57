import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';

const ACTIVE_SERVICES = `SELECT id FROM public.services WHERE id = ANY ($1::uuid[]) AND is_active IS NOT FALSE`;

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
