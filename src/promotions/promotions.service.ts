import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { findCaller, mayCall } from '../auth/caller.js';
import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import { created, entityTag, type Reply } from '../http/reply.js';
import { known, loggedProfile, type ProfileDraft } from './profile.js';
import { PromotionAnswers } from './promotion-answers.js';
import type {
  AddNoteDto,
  EndDto,
  OpenPromotionDto,
  PromotionsQuery,
  RecordChecksDto,
  SubmitDto,
} from './promotion-requests.dto.js';
import { historyOf, type HistoryItem, type LoggedStep, type NotedStep } from './promotion-history.js';
import { invalidTransition, lockPromotion, noteOf, readPromotion, recordStep, takeStep } from './promotion-steps.js';
import { MyPromotion, Promotion } from './promotion.entity.js';
import {
  COUNT,
  LIST,
  LOGGED_STEPS,
  NOTED_STEPS,
  OPEN,
  OPENED,
  type PromotionItemRow,
  type PromotionRow,
} from './promotion.sql.js';
import {
  canMove,
  type Checks,
  checksOf,
  INITIAL_STATUS,
  type PromotionStatus,
  splitRequirements,
  stageOf,
  STATES,
  statusAfterChecks,
  STATUSES,
  type StepName,
  STEPS,
} from './promotion.states.js';
import type {
  HistoryDto,
  HistoryItemDto,
  MyPromotionDto,
  MyPromotionsDto,
  PromotionCountsDto,
  PromotionDto,
  PromotionPageDto,
} from './promotions.dto.js';

/** Steps that admins keep to themselves: they change nothing that a candidate sees. */
const INTERNAL: readonly StepName[] = ['note', 'save_draft'];

/** Opens and reads promotions, and takes every step except approve and revoke. */
@Injectable()
export class PromotionsService {
  constructor(private readonly answers: PromotionAnswers) {}

  /**
   * Opens a promotion for a user, or finds the open one: then nothing changes, a note is ignored, nothing is logged. The
   * insert comes first and the checks after it, so that they see an approval that has just ended.
   *
   * @throws {Problem} 404 `USER_NOT_FOUND`, 403 `SELF_PROMOTION`, 409 `ALREADY_STYLIST`.
   */
  open(context: RequestContext, { userId, note }: OpenPromotionDto): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const requester = context.user.userId;
      if (userId === requester) throw new Problem('SELF_PROMOTION');
      const first = noteOf(context, { name: 'create', note }, new Date().toISOString());
      const inserted = await tx.query(OPEN, [userId, requester, JSON.stringify([first])]);
      const [row] = await tx.query<PromotionRow>(OPENED, [userId]);
      const candidate = await findCaller(tx, userId);
      if (candidate === undefined || row === undefined) throw new Problem('USER_NOT_FOUND');
      if (inserted.length === 0) return this.answers.reply(context, row);
      if (mayCall('stylist', candidate)) throw new Problem('ALREADY_STYLIST');
      const details = { userId, previousPromotionId: row.previousPromotionId, note };
      await recordStep(tx, context, row.id, { name: 'create', note, details }, { from: null, to: INITIAL_STATUS });
      return this.created(context, row);
    });
  }

  /** Promotions, newest first, and their number in each state. */
  list(context: RequestContext, query: PromotionsQuery): Promise<PromotionPageDto> {
    const request = pageRequest('promotions', query, 2);
    const { userId = null, q = null, status = null } = query;
    const [createdAt = null, id = null] = request.after ?? [];
    return context.read(async (tx) => {
      const rows = await tx.query<PromotionItemRow & { position: string }>(LIST, [
        userId,
        q,
        status,
        createdAt,
        id,
        request.limit + 1,
      ]);
      const counted = await tx.query<{ status: PromotionStatus; number: number }>(COUNT, [userId, q]);
      const counts: PromotionCountsDto = Object.fromEntries(
        STATUSES.map((one) => [one, counted.find((row) => row.status === one)?.number ?? 0]),
      ) as Record<PromotionStatus, number>;
      const total = (status ?? STATUSES).reduce((sum, one) => sum + counts[one], 0);
      const page = pageOf(
        request,
        rows,
        total,
        (row) => this.answers.item(context, row),
        (row) => [row.position, row.id],
      );
      return { ...page, counts };
    });
  }

  /** @throws {Problem} 404 `PROMOTION_NOT_FOUND`. */
  read(context: RequestContext, id: string): Promise<Reply<PromotionDto>> {
    return context.read(async (tx) => this.answers.reply(context, await readPromotion(tx, id)));
  }

  /** The caller's promotions, newest first, as far as a candidate may see them. */
  mine(context: RequestContext): Promise<MyPromotionsDto> {
    return context.read(async (tx) => {
      const promotions = await tx.manager.find(MyPromotion, { order: { createdAt: 'DESC', id: 'DESC' } });
      return { items: promotions.map(myPromotionOf) };
    });
  }

  /**
   * The steps of a promotion from the audit log and the notes, oldest first: every step for admins; for the candidate the moves of
   * their own promotion, without actors and details (docs/rules.md "Audit").
   *
   * @throws {Problem} 404 `PROMOTION_NOT_FOUND`, to a candidate also for the promotion of another user.
   */
  history(context: RequestContext, id: string): Promise<HistoryDto> {
    const isAdmin = context.user.roles.has('admin');
    return context.read(async (tx) => {
      const isVisible = await tx.manager.existsBy<Promotion | MyPromotion>(isAdmin ? Promotion : MyPromotion, { id });
      if (!isVisible) throw new Problem('PROMOTION_NOT_FOUND', { refusal: !isAdmin });
      const logged = await tx.engine<LoggedStep>(LOGGED_STEPS, [id, Object.values(STEPS)]);
      const items = historyOf(logged, await tx.engine<NotedStep>(NOTED_STEPS, [id]));
      if (isAdmin) return { items: items.map(adminItemOf) };
      return { items: items.filter(({ action }) => !INTERNAL.includes(action)).map(candidateItemOf) };
    });
  }

  /**
   * Records checks and moves the status to the first stage not met, in one transaction under the row's lock. Values that
   * are recorded already, without a note, change and log nothing.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `PROMOTION_CLOSED`.
   */
  recordChecks(context: RequestContext, id: string, recorded: RecordChecksDto): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const before = await this.lockOpen(tx, context, id);
      const note = recorded.note ?? undefined;
      const checks = checksOf(before, recorded);
      const status = statusAfterChecks(before.status, checks);
      const changed = (Object.keys(checks) as (keyof Checks)[]).filter((field) => checks[field] !== before[field]);
      const isSame = changed.length === 0 && status === before.status;
      if (isSame && note === undefined) return this.answers.reply(context, before);
      const after = await takeStep(tx, context, before, {
        name: 'record_checks',
        note,
        change: { ...checks, status },
        details: { oldValues: pick(before, changed), newValues: pick(checks, changed), note },
      });
      return this.answers.reply(context, after);
    });
  }

  /**
   * Replaces the profile that is being prepared. The same profile again changes and logs nothing.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `PROMOTION_CLOSED`.
   */
  saveDraft(context: RequestContext, id: string, draft: ProfileDraft): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const before = await this.lockOpen(tx, context, id);
      const profileDraft = known(draft);
      if (isDeepStrictEqual(before.profileDraft, profileDraft)) return this.answers.reply(context, before);
      const after = await takeStep(tx, context, before, {
        name: 'save_draft',
        change: { profileDraft },
        details: { oldValues: loggedProfile(before.profileDraft ?? {}), newValues: loggedProfile(profileDraft) },
      });
      return this.answers.reply(context, after);
    });
  }

  /**
   * Submits a draft: it goes to the first stage not met.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
   */
  submit(context: RequestContext, id: string, { note }: SubmitDto): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const before = await lockPromotion(tx, context, id);
      context.expectVersion(before.version);
      if (!canMove(before.status, 'submit')) throw invalidTransition(before);
      const change = { status: stageOf(before) };
      return this.answers.reply(context, await takeStep(tx, context, before, { name: 'submit', note, change }));
    });
  }

  /**
   * Rejects an open promotion.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
   */
  reject(context: RequestContext, id: string, { reason, publicReason }: EndDto): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const before = await lockPromotion(tx, context, id);
      context.expectVersion(before.version);
      if (!canMove(before.status, 'reject')) throw invalidTransition(before);
      const after = await takeStep(tx, context, before, {
        name: 'reject',
        note: reason,
        change: {
          status: 'rejected',
          rejectedBy: context.user.userId,
          rejectedAt: before.now,
          rejectionReason: reason,
          publicReason: publicReason ?? null,
        },
        details: { reason, publicReason },
      });
      return this.answers.reply(context, after);
    });
  }

  /**
   * Adds a note, in any state, also after the end.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412.
   */
  addNote(context: RequestContext, id: string, { note }: AddNoteDto): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const before = await lockPromotion(tx, context, id);
      context.expectVersion(before.version);
      return this.created(context, await takeStep(tx, context, before, { name: 'note', note }));
    });
  }

  private created(context: RequestContext, row: PromotionRow): Reply<PromotionDto> {
    return created(this.answers.promotion(context, row), `/v1/promotions/${row.id}`, entityTag(row.version));
  }

  private async lockOpen(tx: Tx, context: RequestContext, id: string): Promise<PromotionRow> {
    const row = await lockPromotion(tx, context, id);
    context.expectVersion(row.version);
    if (!STATES[row.status].isOpen) {
      throw new Problem('PROMOTION_CLOSED', { detail: `The promotion is ${row.status}` });
    }
    return row;
  }
}

function pick(checks: Checks, fields: readonly (keyof Checks)[]): Partial<Checks> {
  return Object.fromEntries(fields.map((field) => [field, checks[field]]));
}

function myPromotionOf(promotion: MyPromotion): MyPromotionDto {
  const { id, status, createdAt, approvedAt, rejectedAt, revokedAt, publicReason } = promotion;
  return {
    id,
    status,
    requirements: splitRequirements((code) => promotion[code]),
    createdAt: createdAt.toISOString(),
    approvedAt: approvedAt?.toISOString() ?? null,
    rejectedAt: rejectedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    publicReason,
  };
}

function adminItemOf({ at, ...item }: HistoryItem): HistoryItemDto {
  return { at: at.toISOString(), ...item };
}

function candidateItemOf({ at, action, from, to, details }: HistoryItem): HistoryItemDto {
  const { publicReason = null } = details as { publicReason?: string | null };
  return { at: at.toISOString(), action, from, to, publicReason };
}
