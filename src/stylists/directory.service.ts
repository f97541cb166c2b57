import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { readList } from '../database/list.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { branchesOf, listBranches, NO_BRANCH, readMembers, type StylistBranch } from '../schedules/branches.js';
import type {
  BranchesDto,
  PublicStylistDto,
  PublicStylistPageDto,
  PublicStylistsQuery,
  ServiceDto,
  ServicePageDto,
  ServicesQuery,
} from './directory.dto.js';
import { offeredServices } from './stylist-record.js';

/** Row level security shows admins the inactive ones too. */
const SERVICES_WANTED = `
   FROM public.services s
  WHERE coalesce(s.is_active, true)
    AND ($1::text IS NULL OR strpos(lower(s.name), lower($1)) > 0)
    AND ($2::text IS NULL OR s.category = $2)`;

const SERVICES = `
  SELECT s.id, s.name, s.category, s.description, s.duration_minutes AS "durationMinutes",
         s.base_price_cents AS "priceCents", greatest(coalesce(s.min_advance_hours, 2), 0) AS "minAdvanceHours",
         coalesce(s.max_advance_days, 30) AS "maxAdvanceDays"
  ${SERVICES_WANTED}
    AND ($3::text IS NULL OR (s.name::text, s.id) > ($3::text, $4::uuid))
  ORDER BY s.name::text, s.id
  LIMIT $5`;

const SERVICES_COUNT = `SELECT count(*)::int AS total ${SERVICES_WANTED}`;

const STYLISTS_WANTED = `
   FROM public.stylist_profiles p
  WHERE coalesce(p.is_active, true)
    AND ($1::text IS NULL OR strpos(lower(p.display_name), lower($1)) > 0)
    AND ($2::uuid[] IS NULL OR p.user_id = ANY ($2))
    AND ($3::uuid IS NULL OR EXISTS (
          SELECT FROM public.stylist_services f
            JOIN public.services s ON s.id = f.service_id
           WHERE f.stylist_user_id = p.user_id AND f.service_id = $3
             AND coalesce(f.is_available, true) AND coalesce(s.is_active, true)))`;

const STYLISTS = `
  SELECT p.user_id AS "stylistUserId", p.display_name AS "displayName", p.title, p.bio,
         coalesce(p.specialties, '{}') AS specialties,
         (${offeredServices()}) AS services
  ${STYLISTS_WANTED}
    AND ($4::text IS NULL OR (p.display_name::text, p.user_id) > ($4::text, $5::uuid))
  ORDER BY p.display_name::text, p.user_id
  LIMIT $6`;

const STYLISTS_COUNT = `SELECT count(*)::int AS total ${STYLISTS_WANTED}`;

type StylistRow = Omit<PublicStylistDto, keyof StylistBranch>;

/** What everybody may look up: services and stylists that can be booked, branches. */
@Injectable()
export class DirectoryService {
  /** Lists the active services, by name. */
  services(context: RequestContext, query: ServicesQuery): Promise<ServicePageDto> {
    const request = pageRequest('services', query, ['text', 'id']);
    const list = { rows: SERVICES, count: SERVICES_COUNT, filters: [query.q ?? null, query.category ?? null] };
    return context.read(async (tx) => {
      const found = await readList<ServiceDto>(tx, 'query', list, request);
      return pageOf(request, found, (row) => [row.name, row.id]);
    });
  }

  /** Lists the active stylists with what they offer, by display name. */
  stylists(context: RequestContext, query: PublicStylistsQuery): Promise<PublicStylistPageDto> {
    const request = pageRequest('public-stylists', query, ['text', 'id']);
    return context.read(async (tx) => {
      const members = query.branchId === undefined ? null : await readMembers(tx, query.branchId);
      const filters = [query.q ?? null, members, query.serviceId ?? null];
      const list = { rows: STYLISTS, count: STYLISTS_COUNT, filters };
      const found = await readList<StylistRow>(tx, 'query', list, request);
      const ids = found.rows.map(({ stylistUserId }) => stylistUserId);
      const branches = await branchesOf(tx, ids);
      const keysOf = (row: StylistRow) => [row.displayName, row.stylistUserId];
      return pageOf(request, found, keysOf, ({ services, ...row }) => {
        return { ...row, ...(branches.get(row.stylistUserId) ?? NO_BRANCH), services };
      });
    });
  }

  /** Lists the active branches by name. Everybody may know them; a host without branches has none. */
  async branches(context: RequestContext): Promise<BranchesDto> {
    return { items: await context.read(listBranches) };
  }
}
