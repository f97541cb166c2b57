import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { entityTag, ok, type Reply } from '../http/reply.js';
import type { Promotion, StoredNote } from './promotion.entity.js';
import { allowedTransitions, requirementsOf } from './promotion.states.js';
import type { NoteDto, PromotionDto, PromotionItemDto } from './promotions.dto.js';

/** A row as the list shows it, with the names of the people in it. */
export type PromotionItemRow = Omit<Promotion, 'notes' | 'profileDraft'> & {
  /** By user id; an account that is gone has none. */
  names: Record<string, string | null>;
};

/** A whole row, with the moment of the transaction that read it. */
export type PromotionRow = PromotionItemRow & Pick<Promotion, 'notes' | 'profileDraft'> & { now: Date };

/** For whom a promotion is shown. */
export interface Viewer {
  userId: string;
  /** Whether an approval needs a second admin (PROMOTION_FOUR_EYES). */
  fourEyes: boolean;
}

const names = (ids: string): string => `
  coalesce((SELECT jsonb_object_agg(u.id, coalesce(u.display_name, u.username))
              FROM public.user_profiles u
             WHERE u.id = ANY (${ids})), '{}') AS names`;

const ACTORS = 'ARRAY[p.user_id, p.requested_by, p.approved_by, p.rejected_by, p.revoked_by]';
const AUTHORS = `ARRAY(SELECT (note ->> 'admin_id')::uuid FROM jsonb_array_elements(p.notes) AS note)`;

const COLUMNS = `
  p.id, p.user_id AS "userId", p.status, p.background_check_status AS "backgroundCheck",
  p.id_verification_status AS "idVerification", p.training_completed AS "trainingCompleted",
  p.mfa_enabled AS "mfaEnabled", p.requested_by AS "requestedBy", p.approved_by AS "approvedBy",
  p.approved_at AS "approvedAt", p.rejected_by AS "rejectedBy", p.rejected_at AS "rejectedAt",
  p.rejection_reason AS "rejectionReason", p.revoked_by AS "revokedBy", p.revoked_at AS "revokedAt",
  p.revocation_reason AS "revocationReason", p.public_reason AS "publicReason",
  p.previous_promotion_id AS "previousPromotionId", p.created_at AS "createdAt", p.updated_at AS "updatedAt",
  p.row_version AS version`;

/** The columns of {@link PromotionItemRow}, of a promotion `p`. */
export const ITEM_COLUMNS = `${COLUMNS}, ${names(ACTORS)}`;

/** The columns of {@link PromotionRow}, of a promotion `p`. */
export const PROMOTION_COLUMNS = `
  ${COLUMNS}, p.profile_draft AS "profileDraft", p.notes, now() AS now, ${names(`${ACTORS} || ${AUTHORS}`)}`;

const READ = `SELECT ${PROMOTION_COLUMNS} FROM public.stylist_promotions p WHERE p.id = $1`;

const LOCK = `SELECT FROM public.stylist_promotions WHERE id = $1 FOR NO KEY UPDATE`;

/**
 * Reads a promotion as the caller.
 *
 * @throws {Problem} 404 `PROMOTION_NOT_FOUND`.
 */
export async function readPromotion(tx: Tx, id: string): Promise<PromotionRow> {
  const [row] = await tx.query<PromotionRow>(READ, [id]);
  if (row === undefined) throw new Problem('PROMOTION_NOT_FOUND');
  return row;
}

/**
 * Locks a promotion until the transaction ends, and reads it as it is then: two statements, since the second sees what
 * the first has waited for, in one round trip. Row level security locks nobody's own, but shows it, so that the refusal
 * can be told (rules.md §2).
 *
 * @throws {Problem} 404 `PROMOTION_NOT_FOUND`, 403 `SELF_PROMOTION`.
 */
export async function lockPromotion(tx: Tx, context: RequestContext, id: string): Promise<PromotionRow> {
  void tx.query(LOCK, [id]);
  const row = await readPromotion(tx, id);
  if (row.userId === context.user.userId) throw new Problem('SELF_PROMOTION');
  return row;
}

/** A promotion as the API shows it, under its entity tag. */
export function replyWith(row: PromotionRow, viewer: Viewer): Reply<PromotionDto> {
  return ok(promotionOf(row, viewer), entityTag(row.version));
}

export function promotionOf(row: PromotionRow, viewer: Viewer): PromotionDto {
  const notes = row.notes.map((note) => noteOf(note, row.names));
  return Object.assign(promotionItemOf(row, viewer), { profileDraft: row.profileDraft, notes });
}

export function promotionItemOf(row: PromotionItemRow, { userId, fourEyes }: Viewer): PromotionItemDto {
  const { backgroundCheck, idVerification, trainingCompleted, mfaEnabled } = row;
  const checks = { backgroundCheck, idVerification, trainingCompleted, mfaEnabled };
  const nameOf = (id: string | null): string | null => (id === null ? null : (row.names[id] ?? null));
  return {
    id: row.id,
    userId: row.userId,
    userName: nameOf(row.userId),
    status: row.status,
    checks,
    requirements: requirementsOf(checks),
    allowedTransitions: allowedTransitions({ ...row, checks }, userId, fourEyes),
    requestedBy: row.requestedBy,
    requestedByName: nameOf(row.requestedBy),
    approvedBy: row.approvedBy,
    approvedByName: nameOf(row.approvedBy),
    approvedAt: row.approvedAt?.toISOString() ?? null,
    rejectedBy: row.rejectedBy,
    rejectedByName: nameOf(row.rejectedBy),
    rejectedAt: row.rejectedAt?.toISOString() ?? null,
    rejectionReason: row.rejectionReason,
    revokedBy: row.revokedBy,
    revokedByName: nameOf(row.revokedBy),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    revocationReason: row.revocationReason,
    publicReason: row.publicReason,
    previousPromotionId: row.previousPromotionId,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function noteOf(stored: StoredNote, people: Record<string, string | null>): NoteDto {
  const { timestamp, admin_id: adminId, action, note } = stored;
  return { timestamp, adminId, adminName: people[adminId] ?? null, action, note };
}
