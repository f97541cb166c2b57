import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { recordAffected } from '../events/outbox.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import { readFutureBookings } from '../schedules/future-bookings.js';
import { PromotionAnswers } from './promotion-answers.js';
import type { EndDto } from './promotion-requests.dto.js';
import { expectMove, lockPromotion, takeStep } from './take-step.js';
import type { RevokedPromotionDto } from './promotions.dto.js';

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
      const { userId: stylistUserId, now: revokedAt } = before;
      const future = await readFutureBookings(tx, stylistUserId);
      const total = future.futureBookingsTotal;
      const by = { revokedBy, revokedAt, revocationReason: reason };
      const after = await takeStep(tx, context, before, {
        name: 'revoke',
        note: reason,
        change: { status: 'revoked', ...by, publicReason: publicReason ?? null },
        details: { reason, publicReason, role: 'stylist', futureBookings: total },
      });
      await recordAffected(tx, context, { stylistUserId }, future.futureBookings, total);
      await tx.engine(END_ROLE, [stylistUserId]);
      await tx.engine(DEACTIVATE, [stylistUserId, revokedBy]);
      return ok(Object.assign(this.answers.promotion(context, after), future), entityTag(after.version));
    });
  }
}
