import { createHash } from 'node:crypto';
import { hiddenFrom } from '../auth/caller.js';
import type { RequestContext } from '../auth/request-context.js';
import { stylistZone, usableZone } from '../calendar/stylist-zone.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import type { StylistBranch } from '../schedules/branches.js';
import { budgetOf, readBudget } from '../schedules/budgets/locked-budget.js';
import type { StylistDto, StylistServiceDto } from './stylist.dto.js';

/** A stylist as the API shows it, but the budget, which has a version of its own. */
export type StylistRecord = Omit<StylistDto, 'budget'>;

/** As the caller. Null is what the columns have by default (docs/database.md "Host schema"). */
const PROFILE = `
  SELECT p.user_id AS "userId", p.display_name AS "displayName", p.title, p.bio,
         p.years_experience AS "yearsExperience", coalesce(p.specialties, '{}') AS specialties,
         ${stylistZone('p')} AS timezone, coalesce(p.booking_buffer_minutes, 15) AS "bookingBufferMinutes",
         coalesce(p.max_daily_bookings, 8) AS "maxDailyBookings", coalesce(p.is_active, true) AS "isActive"
    FROM public.stylist_profiles p
   WHERE p.user_id = $1`;

/** SQL: the active services that the stylist `p` offers, as JSON; `columns` beside name, price and duration. */
export function offeredServices(columns = ''): string {
  return `
  SELECT coalesce(json_agg(json_build_object(
           'serviceId', s.id, 'name', s.name,
           'priceCents', coalesce(f.custom_price_cents, s.base_price_cents),
           'durationMinutes', coalesce(f.custom_duration_minutes, s.duration_minutes)${columns})
           ORDER BY s.name, s.id), '[]')
    FROM public.stylist_services f
    JOIN public.services s ON s.id = f.service_id
   WHERE f.stylist_user_id = p.user_id AND coalesce(f.is_available, true) AND coalesce(s.is_active, true)`;
}

/** As the engine: a stylist reads neither promotions nor, on some hosts, the services that are no longer active. */
const STANDING = `
  SELECT (${offeredServices(`,
           'customPriceCents', f.custom_price_cents, 'customDurationMinutes', f.custom_duration_minutes`)}) AS services,
         NOT EXISTS (SELECT FROM public.user_roles ur
                       JOIN public.roles r ON r.id = ur.role_id
                      WHERE ur.user_id = p.user_id AND r.name = 'stylist' AND ur.is_active
                        AND (ur.expires_at IS NULL OR ur.expires_at > now())) AS "isFormer",
         (SELECT o.id FROM public.stylist_promotions o
           WHERE o.user_id = p.user_id AND o.status = 'approved') AS "promotionId",
         branch.id AS "branchId", branch.name AS "branchName"
    FROM public.stylist_profiles p
    LEFT JOIN private.stylist_branches member ON member.stylist_user_id = p.user_id
    LEFT JOIN private.branches branch ON branch.id = member.branch_id
   WHERE p.user_id = $1`;

/** Row level security lets only admins lock a profile. */
const LOCK = `SELECT FROM public.stylist_profiles WHERE user_id = $1 FOR NO KEY UPDATE`;

interface Standing extends StylistBranch {
  services: StylistServiceDto[];
  isFormer: boolean;
  promotionId: string | null;
}

/**
 * Reads a stylist.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`.
 */
export async function readStylist(tx: Tx, stylistUserId: string): Promise<StylistRecord> {
  const [profile] = await tx.query<Omit<StylistRecord, keyof Standing>>(PROFILE, [stylistUserId]);
  const [standing] = await tx.engine<Standing>(STANDING, [stylistUserId]);
  if (profile === undefined || standing === undefined) throw new Problem('STYLIST_NOT_FOUND');
  return { ...profile, timezone: usableZone(profile.timezone), ...standing };
}

/**
 * Locks a stylist until the transaction ends, and reads it afterwards: a second statement sees the changes that the first
 * has waited for. Every change of a stylist's profile, offers or standing takes this lock first.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND`, 403 `FORBIDDEN` where the caller is no admin any more.
 */
export async function lockStylist(tx: Tx, context: RequestContext, stylistUserId: string): Promise<StylistRecord> {
  const locked = await tx.query(LOCK, [stylistUserId]);
  if (locked.length === 0) throw await hiddenFrom(tx, context.user, 'STYLIST_NOT_FOUND');
  return readStylist(tx, stylistUserId);
}

/** The version for `If-Match`: of everything that these routes change, so that a budget that is spent is no conflict. */
export function stylistVersion({ branchName: _name, services, promotionId: _run, ...own }: StylistRecord): string {
  const offers = services.map(({ serviceId, customPriceCents, customDurationMinutes }) => [
    serviceId,
    customPriceCents,
    customDurationMinutes,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([own, offers]))
    .digest('base64url')
    .slice(0, 22);
}

export async function withBudget(tx: Tx, record: StylistRecord): Promise<StylistDto> {
  const { promotionId, ...before } = record;
  return { ...before, budget: budgetOf(await readBudget(tx, record.userId)), promotionId };
}

/** 200 with the stylist. */
export async function stylistReply(tx: Tx, record: StylistRecord): Promise<Reply<StylistDto>> {
  return ok(await withBudget(tx, record), entityTag(stylistVersion(record)));
}
