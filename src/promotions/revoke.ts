import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import { AFFECTABLE_STATUSES } from '../schedules/affected-bookings.js';
import { lockPromotion, promotionOf, type Viewer } from './promotion-rows.js';
import { canMove } from './promotion.states.js';
import type { EndDto } from './promotions.bodies.dto.js';
import type { FutureBookingDto, RevokedPromotionDto } from './promotions.dto.js';
import { invalidTransition, takeStep } from './step.js';

/** Bookings told in the answer. */
const MOST_BOOKINGS = 200;

interface BookingRow {
  id: string;
  startTime: Date;
  endTime: Date;
  serviceId: string;
  status: string;
  /** Of all that there are. */
  total: number;
}

const FUTURE_BOOKINGS = `
  SELECT b.id, b.start_time AS "startTime", b.end_time AS "endTime", b.service_id AS "serviceId", b.status,
         count(*) OVER ()::int AS total
    FROM public.bookings b
    JOIN public.stylist_promotions p ON p.user_id = b.stylist_user_id
   WHERE p.id = $1
     AND b.status = ANY ($2)
     AND b.end_time > now()
   ORDER BY b.start_time, b.id
   LIMIT ${MOST_BOOKINGS}`;

const END_ROLE = `
  UPDATE public.user_roles
     SET is_active = false
   WHERE user_id = $1
     AND role_id = (SELECT id FROM public.roles WHERE name = 'stylist')`;

const DEACTIVATE = `SELECT private.set_stylist_active($1, false, $2)`;

/**
 * Revokes an approved promotion: in one transaction the promotion ends, the role is ended and the profile goes inactive,
 * so that nothing is offered from then on. Bookings already made stay and are listed (rules.md §2).
 *
 * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
 */
export async function revoke(
  tx: Tx,
  context: RequestContext,
  viewer: Viewer,
  id: string,
  { reason, publicReason }: EndDto,
): Promise<Reply<RevokedPromotionDto>> {
  const [before, bookings] = await Promise.all([
    lockPromotion(tx, context, id),
    tx.engine<BookingRow>(FUTURE_BOOKINGS, [id, AFFECTABLE_STATUSES]),
  ]);
  context.expectVersion(before.version);
  if (!canMove(before.status, 'revoke')) throw invalidTransition(before);
  const futureBookingsTotal = bookings[0]?.total ?? 0;
  const after = takeStep(tx, context, before, {
    name: 'revoke',
    note: reason,
    change: {
      status: 'revoked',
      revokedBy: viewer.userId,
      revokedAt: before.now,
      revocationReason: reason,
      publicReason: publicReason ?? null,
    },
    details: { reason, publicReason, role: 'stylist', futureBookings: futureBookingsTotal },
  });
  void tx.engine(END_ROLE, [before.userId]);
  void tx.engine(DEACTIVATE, [before.userId, viewer.userId]);
  const futureBookings = bookings.map(bookingOf);
  return ok(
    Object.assign(promotionOf(after, viewer), { futureBookings, futureBookingsTotal }),
    entityTag(after.version),
  );
}

function bookingOf({ id, startTime, endTime, serviceId, status }: BookingRow): FutureBookingDto {
  return { id, startTime: startTime.toISOString(), endTime: endTime.toISOString(), serviceId, status };
}
