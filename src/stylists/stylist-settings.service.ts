import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { recordAction } from '../audit/record.js';
import type { RequestContext } from '../auth/request-context.js';
import { addDays, todayIn } from '../calendar/wall-clock.js';
import type { Tx } from '../database/transaction.js';
import { recordAffected } from '../events/outbox.js';
import { invalid, Problem } from '../http/problem.js';
import type { Reply } from '../http/reply.js';
import { expectOffered, WITHDRAW_OTHERS } from '../schedules/offers.js';
import { refuseUnknownBranch } from '../schedules/branches.js';
import { findConflicts } from '../schedules/conflicts/find-conflicts.js';
import { refuseOthers } from '../schedules/stylist-access.js';
import { lockStylist, readStylist, stylistReply, type StylistRecord, stylistVersion } from './stylist-record.js';
import type { OfferDto, SetServicesDto, StylistDto, StylistServiceDto, UpdateStylistDto } from './stylist.dto.js';

/** The columns of what an admin changes. */
const COLUMNS = {
  displayName: 'display_name',
  title: 'title',
  bio: 'bio',
  yearsExperience: 'years_experience',
  specialties: 'specialties',
  timezone: 'timezone',
  bookingBufferMinutes: 'booking_buffer_minutes',
  maxDailyBookings: 'max_daily_bookings',
  branchId: 'branch_id',
} as const;

type Field = keyof typeof COLUMNS;
type Settings = Pick<StylistRecord, Field>;
type Offer = Pick<StylistServiceDto, 'serviceId' | 'customPriceCents' | 'customDurationMinutes'>;

const FIELDS = Object.keys(COLUMNS) as Field[];

/** Also of services that are not active at the moment: they are withdrawn too. */
const OFFERED = `
  SELECT service_id AS "serviceId", custom_price_cents AS "customPriceCents",
         custom_duration_minutes AS "customDurationMinutes"
    FROM public.stylist_services
   WHERE stylist_user_id = $1 AND is_available IS NOT FALSE
   ORDER BY service_id`;

const OFFER = `
  INSERT INTO public.stylist_services AS offer
         (stylist_user_id, service_id, custom_price_cents, custom_duration_minutes, is_available)
  SELECT $1, wanted.id, wanted.price, wanted.minutes, true
    FROM unnest($2::uuid[], $3::int[], $4::int[]) AS wanted(id, price, minutes)
  ON CONFLICT (stylist_user_id, service_id) DO UPDATE
     SET custom_price_cents = excluded.custom_price_cents,
         custom_duration_minutes = excluded.custom_duration_minutes, is_available = true
  RETURNING service_id`;

/** Shows a stylist, and changes profile, settings and offers. Slots follow at once; bookings stay. */
@Injectable()
export class StylistSettingsService {
  /**
   * Shows a stylist in full, to admins and to the stylist.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND`, also where a stylist reads another's.
   */
  show(context: RequestContext, stylistUserId: string): Promise<Reply<StylistDto>> {
    return context.read(async (tx) => {
      refuseOthers(context, stylistUserId);
      return stylistReply(tx, await readStylist(tx, stylistUserId));
    });
  }

  /**
   * Changes profile and settings. A change without a difference writes and logs nothing.
   *
   * @throws {Problem} 400, 404 `STYLIST_NOT_FOUND`, `BRANCH_NOT_FOUND`, 412.
   */
  update(context: RequestContext, stylistUserId: string, body: UpdateStylistDto): Promise<Reply<StylistDto>> {
    return context.write(async (tx) => {
      const wanted = settingsOf(body);
      const given = Object.keys(wanted) as Field[];
      if (given.length === 0) {
        throw invalid({ path: '', code: 'REQUIRED', message: 'must change something beside the reason' });
      }
      const before = await lockStylist(tx, context, stylistUserId);
      const changed = given.filter((field) => !isDeepStrictEqual(before[field], wanted[field]));
      await refuseUnknownBranch(tx, wanted.branchId, before.branchId);
      context.expectVersion(stylistVersion(before));
      if (changed.length === 0) return stylistReply(tx, before);
      const isMoved = changed.includes('branchId') || changed.includes('timezone');
      const former = isMoved ? await upcomingConflicts(tx, stylistUserId) : [];
      const columns = changed.map((field, index) => `${COLUMNS[field]} = $${index + 2}`).join(', ');
      const values = changed.map((field) => wanted[field]);
      const update = `UPDATE public.stylist_profiles SET ${columns} WHERE user_id = $1 RETURNING user_id`;
      const written = await tx.query(update, [stylistUserId, ...values]);
      if (written.length === 0) throw new Problem('CONFLICT_RETRY');
      await recordAction(tx, context, {
        action: 'UPDATE_STYLIST',
        targetType: 'stylist_profile',
        targetId: stylistUserId,
        details: {
          fields: changed,
          oldValues: logged(before, changed),
          newValues: logged(wanted, changed),
          reason: body.reason ?? null,
        },
      });
      if (isMoved) {
        const known = new Set(former.map(({ id }) => id));
        const affected = (await upcomingConflicts(tx, stylistUserId)).filter(({ id }) => !known.has(id));
        await recordAffected(tx, context, { stylistUserId }, affected);
      }
      return stylistReply(tx, await readStylist(tx, stylistUserId));
    });
  }

  /**
   * Replaces what a stylist offers. The same offers again write and log nothing.
   *
   * @throws {Problem} 400, 404 `STYLIST_NOT_FOUND`, 412, 422 `SERVICE_NOT_FOUND`.
   */
  setServices(context: RequestContext, stylistUserId: string, body: SetServicesDto): Promise<Reply<StylistDto>> {
    return context.write(async (tx) => {
      refuseRepeated(body.services);
      const before = await lockStylist(tx, context, stylistUserId);
      context.expectVersion(stylistVersion(before));
      const wanted = offersOf(body);
      const ids = wanted.map(({ serviceId }) => serviceId);
      await expectOffered(tx, ids);
      const offered = await tx.query<Offer>(OFFERED, [stylistUserId]);
      if (isDeepStrictEqual(offered, wanted)) return stylistReply(tx, before);
      await tx.query(WITHDRAW_OTHERS, [stylistUserId, ids]);
      const prices = wanted.map(({ customPriceCents }) => customPriceCents);
      const durations = wanted.map(({ customDurationMinutes }) => customDurationMinutes);
      const written = await tx.query(OFFER, [stylistUserId, ids, prices, durations]);
      if (written.length !== ids.length) throw new Problem('CONFLICT_RETRY');
      await recordAction(tx, context, {
        action: 'SET_SERVICES',
        targetType: 'stylist_profile',
        targetId: stylistUserId,
        details: { oldValues: { services: offered }, newValues: { services: wanted }, reason: body.reason ?? null },
      });
      return stylistReply(tx, await readStylist(tx, stylistUserId));
    });
  }
}

/** The settings that a body has; null clears a field, and specialties are then an empty list. */
function settingsOf(body: UpdateStylistDto): Partial<Settings> {
  const given = FIELDS.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]);
  const settings = Object.fromEntries(given) as Partial<Settings>;
  return body.specialties === null ? { ...settings, specialties: [] } : settings;
}

/** The log holds no biography (docs/rules.md "Audit"). */
function logged(settings: Partial<Settings>, fields: readonly Field[]): Partial<Settings> {
  return Object.fromEntries(fields.filter((field) => field !== 'bio').map((field) => [field, settings[field]]));
}

/** By id, as {@link OFFERED} has them. */
function offersOf({ services }: SetServicesDto): Offer[] {
  return services
    .map(({ serviceId, customPriceCents = null, customDurationMinutes = null }) => ({
      serviceId,
      customPriceCents,
      customDurationMinutes,
    }))
    .sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
}

function refuseRepeated(offers: readonly OfferDto[]): void {
  const ids = offers.map(({ serviceId }) => serviceId);
  const repeated = ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [`services.${index}.serviceId`]));
  if (repeated.length === 0) return;
  throw invalid(...repeated.map((path) => ({ path, code: 'NOT_UNIQUE', message: 'must not repeat an item' })));
}

/** The stylist's bookings that do not fit what is worked now. Another branch or zone may add some. */
async function upcomingConflicts(tx: Tx, stylistUserId: string): Promise<{ id: string }[]> {
  const today = todayIn('UTC', Date.now());
  const reach = { isForAll: false, branches: [], stylists: [stylistUserId] };
  const conflicts = await findConflicts(tx, { from: addDays(today, -1), to: addDays(today, 366), zone: null, reach });
  return conflicts.map(({ booking }) => booking);
}
