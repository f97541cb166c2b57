import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import { membersOf } from '../schedules/branches.js';

/** An active stylist who offers the service. */
export interface OfferingStylist {
  id: string;
  displayName: string;
}

/** A page of the stylists who offer a service, by display name, then id. */
export interface OfferingPage {
  /** How many there are in all. */
  total: number;
  stylists: OfferingStylist[];
}

export interface OfferingQuery {
  serviceId: string;
  limit: number;
  /** Only these; undefined: all of them. */
  among?: readonly string[] | undefined;
  /** Only those of this branch. */
  branchId?: string | undefined;
  /** Only those behind this one. */
  after?: OfferingStylist | undefined;
}

const OFFERING = `
  FROM public.stylist_services f
  JOIN public.stylist_profiles p ON p.user_id = f.stylist_user_id
 WHERE f.service_id = s.id
   AND coalesce(f.is_available, true)
   AND coalesce(p.is_active, true)
   AND ($2::uuid[] IS NULL OR p.user_id = ANY($2))
   AND ($6::uuid IS NULL OR p.user_id IN ${membersOf('$6')})`;

const STYLISTS_OFFERING = {
  name: 'stylists-offering',
  text: `
  SELECT coalesce(s.is_active, true) AS "isActive",
         (SELECT count(*) ${OFFERING})::int AS total,
         (SELECT coalesce(json_agg(json_build_object('id', one.user_id, 'displayName', one.display_name)
                                   ORDER BY one.display_name, one.user_id), '[]')
            FROM (SELECT p.user_id, p.display_name ${OFFERING}
                     AND ($4::uuid IS NULL OR (p.display_name, p.user_id) > ($5::text, $4))
                   ORDER BY p.display_name, p.user_id
                   LIMIT $3) AS one) AS stylists
    FROM public.services s
   WHERE s.id = $1`,
};

/** Finds the stylists who offer a service now. */
@Injectable()
export class StylistsOffering {
  constructor(private readonly database: Database) {}

  /** @throws {Problem} 404 `SERVICE_NOT_FOUND`, also for an inactive service. */
  async find({ serviceId, limit, among, branchId, after }: OfferingQuery): Promise<OfferingPage> {
    const values = [serviceId, among ?? null, limit, after?.id ?? null, after?.displayName ?? null, branchId ?? null];
    const [service] = await this.database.asEngine(
      (tx) => tx.engine<OfferingPage & { isActive: boolean }>(STYLISTS_OFFERING, values),
      { readOnly: true, planOnce: true },
    );
    if (service?.isActive !== true) throw new Problem('SERVICE_NOT_FOUND');
    return service;
  }
}
