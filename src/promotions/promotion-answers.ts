import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { instantText } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import type { StoredNote } from './promotion.entity.js';
import type { PromotionItemRow, PromotionRow } from './promotion.sql.js';
import { allowedTransitions, checksOf, requirementsOf } from './promotion.states.js';
import type { NoteDto, PromotionDto, PromotionItemDto } from './promotions.dto.js';

/** Turns rows into the API's answers, with the moves that the caller can make. */
@Injectable()
export class PromotionAnswers {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A promotion under its entity tag. */
  reply(context: RequestContext, row: PromotionRow): Reply<PromotionDto> {
    return ok(this.promotion(context, row), entityTag(row.version));
  }

  promotion(context: RequestContext, row: PromotionRow): PromotionDto {
    const notes = row.notes.map((note) => noteOf(note, row.names));
    return Object.assign(this.item(context, row), { profileDraft: row.profileDraft, notes });
  }

  item({ user }: RequestContext, row: PromotionItemRow): PromotionItemDto {
    const nameOf = (id: string | null): string | null => (id === null ? null : (row.names[id] ?? null));
    return {
      id: row.id,
      userId: row.userId,
      userName: nameOf(row.userId),
      status: row.status,
      checks: checksOf(row),
      requirements: requirementsOf(row),
      allowedTransitions: allowedTransitions(row, user.userId, this.config.fourEyes),
      requestedBy: row.requestedBy,
      requestedByName: nameOf(row.requestedBy),
      approvedBy: row.approvedBy,
      approvedByName: nameOf(row.approvedBy),
      approvedAt: instantText(row.approvedAt),
      rejectedBy: row.rejectedBy,
      rejectedByName: nameOf(row.rejectedBy),
      rejectedAt: instantText(row.rejectedAt),
      rejectionReason: row.rejectionReason,
      revokedBy: row.revokedBy,
      revokedByName: nameOf(row.revokedBy),
      revokedAt: instantText(row.revokedAt),
      revocationReason: row.revocationReason,
      publicReason: row.publicReason,
      previousPromotionId: row.previousPromotionId,
      createdAt: instantText(row.createdAt),
      updatedAt: instantText(row.updatedAt),
    };
  }
}

function noteOf(stored: StoredNote, names: Record<string, string | null>): NoteDto {
  const { timestamp, admin_id: adminId, action, note } = stored;
  return { timestamp: sameFormat(timestamp), adminId, adminName: names[adminId] ?? null, action, note };
}

/** A host's function may have stored any text. */
function sameFormat(timestamp: string): string {
  const at = Date.parse(timestamp);
  return Number.isNaN(at) ? timestamp : instantText(at);
}
