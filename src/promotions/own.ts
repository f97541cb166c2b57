import type { Tx } from '../database/transaction.js';
import { OwnPromotion } from './promotion.entity.js';
import { CHECKS } from './promotion.states.js';
import type { OwnPromotionDto, OwnPromotionsDto } from './promotions.lists.dto.js';

/** The caller's own promotions, newest first, as far as they are the candidate's to see (rules.md §2). */
export async function ownPromotions(tx: Tx): Promise<OwnPromotionsDto> {
  const promotions = await tx.manager.find(OwnPromotion, { order: { createdAt: 'DESC', id: 'DESC' } });
  return { items: promotions.map(ownPromotionOf) };
}

function ownPromotionOf(promotion: OwnPromotion): OwnPromotionDto {
  const { id, status, createdAt, approvedAt, rejectedAt, revokedAt, publicReason } = promotion;
  return {
    id,
    status,
    requirements: {
      due: CHECKS.filter((code) => !promotion[code]),
      satisfied: CHECKS.filter((code) => promotion[code]),
    },
    createdAt: createdAt.toISOString(),
    approvedAt: approvedAt?.toISOString() ?? null,
    rejectedAt: rejectedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    publicReason,
  };
}
