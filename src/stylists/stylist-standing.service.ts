import { Injectable } from '@nestjs/common';
import { recordAction } from '../audit/record.js';
import type { RequestContext } from '../auth/request-context.js';
import { recordAffected } from '../events/outbox.js';
import { Problem } from '../http/problem.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import { readFutureBookings } from '../schedules/future-bookings.js';
import { lockStylist, readStylist, stylistReply, stylistVersion, withBudget } from './stylist-record.js';
import type { DeactivatedStylistDto, DeactivateStylistDto, ReactivateStylistDto, StylistDto } from './stylist.dto.js';

const DEACTIVATE = `SELECT private.deactivate_stylist($1, $2, $3)`;

const REACTIVATE = `SELECT private.set_stylist_active($1, true, $2)`;

/** Takes stylists out and back. Their weeks stay as they are through both, and so do their bookings. */
@Injectable()
export class StylistStandingService {
  /**
   * Deactivates a stylist, also one who was never promoted here, so that no slot is offered from then on; with `endRole`
   * the role ends too. The answer lists the bookings that are left.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND`, 412, 409 `ALREADY_INACTIVE`, `HAS_PROMOTION`.
   */
  deactivate(
    context: RequestContext,
    stylistUserId: string,
    { reason, endRole = false }: DeactivateStylistDto,
  ): Promise<Reply<DeactivatedStylistDto>> {
    return context.write(async (tx) => {
      const before = await lockStylist(tx, context, stylistUserId);
      context.expectVersion(stylistVersion(before));
      if (!before.isActive) throw new Problem('ALREADY_INACTIVE');
      if (endRole && before.promotionId !== null) {
        throw new Problem('HAS_PROMOTION', { extra: { promotionId: before.promotionId } });
      }
      await tx.engine(DEACTIVATE, [stylistUserId, context.user.userId, endRole]);
      const after = await readStylist(tx, stylistUserId);
      const future = await readFutureBookings(tx, stylistUserId);
      await recordAction(tx, context, {
        action: 'DEACTIVATE_STYLIST',
        targetType: 'stylist_profile',
        targetId: stylistUserId,
        details: {
          oldValues: { isActive: before.isActive, isFormer: before.isFormer },
          newValues: { isActive: after.isActive, isFormer: after.isFormer },
          reason,
          futureBookings: future.futureBookingsTotal,
        },
      });
      await recordAffected(tx, context, { stylistUserId }, future.futureBookings, future.futureBookingsTotal);
      return ok(Object.assign(await withBudget(tx, after), future), entityTag(stylistVersion(after)));
    });
  }

  /**
   * Makes a stylist active again.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND`, 412, 409 `ALREADY_ACTIVE`, `NOT_A_STYLIST`.
   */
  reactivate(
    context: RequestContext,
    stylistUserId: string,
    { reason }: ReactivateStylistDto,
  ): Promise<Reply<StylistDto>> {
    return context.write(async (tx) => {
      const before = await lockStylist(tx, context, stylistUserId);
      context.expectVersion(stylistVersion(before));
      if (before.isActive) throw new Problem('ALREADY_ACTIVE');
      if (before.isFormer) throw new Problem('NOT_A_STYLIST');
      await tx.engine(REACTIVATE, [stylistUserId, context.user.userId]);
      const after = await readStylist(tx, stylistUserId);
      await recordAction(tx, context, {
        action: 'REACTIVATE_STYLIST',
        targetType: 'stylist_profile',
        targetId: stylistUserId,
        details: { oldValues: { isActive: before.isActive }, newValues: { isActive: after.isActive }, reason },
      });
      return stylistReply(tx, after);
    });
  }
}
