import type { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';

/** An active stylist who offers the service. */
export interface OfferingStylist {
  id: string;
  displayName: string;
}

const CANDIDATES = {
  name: 'availability-candidates',
  text: `
  SELECT coalesce(s.is_active, true) AS "isActive",
         (SELECT coalesce(json_agg(json_build_object('id', c.user_id, 'displayName', c.display_name)
                                   ORDER BY c.display_name, c.user_id), '[]')
            FROM (SELECT p.user_id, p.display_name
                    FROM public.stylist_services f
                    JOIN public.stylist_profiles p ON p.user_id = f.stylist_user_id
                   WHERE f.service_id = s.id
                     AND coalesce(f.is_available, true)
                     AND coalesce(p.is_active, true)
                     AND ($2::uuid[] IS NULL OR p.user_id = ANY($2))
                   ORDER BY p.display_name, p.user_id
                   LIMIT $3) AS c) AS candidates
    FROM public.services s
   WHERE s.id = $1`,
};

/**
 * Who offers a service now, by display name, then id.
 *
 * @param among undefined: everybody.
 * @throws {Problem} 404 `SERVICE_NOT_FOUND`, also for an inactive one.
 */
export async function stylistsOffering(
  database: Database,
  serviceId: string,
  { among, limit }: { among?: readonly string[]; limit: number },
): Promise<OfferingStylist[]> {
  const [service] = await database.readOnce<{ isActive: boolean; candidates: OfferingStylist[] }>(CANDIDATES, [
    serviceId,
    among ?? null,
    limit,
  ]);
  if (service?.isActive !== true) throw new Problem('SERVICE_NOT_FOUND');
  return service.candidates;
}
