import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { recordAffected } from '../events/outbox.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import { AFFECTABLE_STATUSES } from '../schedules/affected-bookings.js';
import { PromotionAnswers } from './promotion-answers.js';
import type { EndDto } from './promotion-requests.dto.js';
import { expectMove, lockPromotion, takeStep } from './promotion-steps.js';
import type { FutureBookingDto, RevokedPromotionDto } from './promotions.dto.js';

/** Bookings in the answer. */
const MOST_BOOKINGS = 200;

interface BookingRow {
  id: string;
  startTime: Date;
  endTime: Date;
  serviceId: string;
  status: string;
  /** Of all bookings, also those that the answer leaves out. */
  total: number;
}

const FUTURE_BOOKINGS = `
  SELECT b.id, b.start_time AS "startTime", b.end_time AS "endTime", b.service_id AS "serviceId", b.status,
         count(*) OVER ()::int AS total
    FROM public.bookings b
   WHERE b.stylist_user_id = $1
     AND b.status = ANY ($2)
     AND b.end_time > now()
   ORDER BY b.start_time, b.id
   LIMIT ${MOST_BOOKINGS}`;

const END_ROLE = `SELECT private.end_stylist_role($1)`;

const DEACTIVATE = `SELECT private.set_stylist_active($1, false, $2)`;

/** Revokes promotions (docs/rules.md "Promotion workflow"). */
@Injectable()
export class RevokePromotion {
  constructor(private readonly answers: PromotionAnswers) {}

  /**
   * One transaction ends the promotion and the role and deactivates the profile, so that no slot is offered from then
   * on. Bookings already made stay, and the answer lists them.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
   */
  revoke(context: RequestContext, id: string, { reason, publicReason }: EndDto): Promise<Reply<RevokedPromotionDto>> {
    const revokedBy = context.user.userId;
    return context.write(async (tx) => {
      const before = await lockPromotion(tx, context, id);
      context.expectVersion(before.version);
      expectMove(before, 'revoke');
      const bookings = await tx.engine<BookingRow>(FUTURE_BOOKINGS, [before.userId, AFFECTABLE_STATUSES]);
      const futureBookingsTotal = bookings[0]?.total ?? 0;
      const after = await takeStep(tx, context, before, {
        name: 'revoke',
        note: reason,
        change: {
          status: 'revoked',
          revokedBy,
          revokedAt: before.now,
          revocationReason: reason,
          publicReason: publicReason ?? null,
        },
        details: { reason, publicReason, role: 'stylist', futureBookings: futureBookingsTotal },
      });
      await recordAffected(tx, context, { stylistUserId: before.userId }, bookings, futureBookingsTotal);
      await tx.engine(END_ROLE, [before.userId]);
      await tx.engine(DEACTIVATE, [before.userId, revokedBy]);
      const futureBookings = bookings.map(bookingOf);
      const promotion = this.answers.promotion(context, after);
      return ok(Object.assign(promotion, { futureBookings, futureBookingsTotal }), entityTag(after.version));
    });
  }
}

function bookingOf({ id, startTime, endTime, serviceId, status }: BookingRow): FutureBookingDto {
  return { id, startTime: startTime.toISOString(), endTime: endTime.toISOString(), serviceId, status };
}
