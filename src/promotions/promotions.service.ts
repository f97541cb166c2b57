import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { findCaller, hiddenFrom, mayCall } from '../auth/caller.js';
import type { RequestContext } from '../auth/request-context.js';
import { instantText } from '../calendar/wall-clock.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import { created, entityTag, type Reply } from '../http/reply.js';
import { constraintOf } from '../http/sqlstate.js';
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
import {
  expectMove,
  lockPromotion,
  noteOf,
  notInState,
  readPromotion,
  recordStep,
  type Step,
  takeStep,
} from './take-step.js';
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
  PromotionDto,
  PromotionPageDto,
} from './promotions.dto.js';

/** Notes that admins add by hand, besides those of the steps; the database holds it too. */
const MOST_NOTES = 500;

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
      const first = noteOf(context, { name: 'create', note }, instantText(Date.now()));
      const inserted = await tx.query(OPEN, [userId, requester, JSON.stringify([first])]).catch(explainDeleted);
      const [row] = await tx.query<PromotionRow>(OPENED, [userId]);
      const candidate = await findCaller(tx, userId);
      if (row === undefined || candidate === undefined) throw await hiddenFrom(tx, context.user, 'USER_NOT_FOUND');
      if (inserted.length === 0) return this.answers.reply(context, row);
      if (mayCall('stylist', candidate)) throw new Problem('ALREADY_STYLIST');
      const details = { userId, previousPromotionId: row.previousPromotionId, note };
      await recordStep(tx, context, row.id, { name: 'create', note, details }, { from: null, to: INITIAL_STATUS });
      return this.created(context, row);
    });
  }

  /** Promotions, newest first, and their number in each state. */
  list(context: RequestContext, query: PromotionsQuery): Promise<PromotionPageDto> {
    const request = pageRequest('promotions', query, ['instant', 'id']);
    const { userId = null, q = null, status = null } = query;
    const [createdAt = null, id = null] = request.after ?? [];
    return context.read(async (tx) => {
      const values = [userId, q, status, createdAt, id, request.limit + 1];
      const rows = await tx.query<PromotionItemRow & { position: string }>(LIST, values);
      const counted = await tx.query<{ status: PromotionStatus; number: number }>(COUNT, [userId, q]);
      const counts = Object.fromEntries(
        STATUSES.map((one) => [one, counted.find((row) => row.status === one)?.number ?? 0]),
      ) as Record<PromotionStatus, number>;
      const total = (status ?? STATUSES).reduce((sum, one) => sum + counts[one], 0);
      const keysOf = (row: { position: string; id: string }) => [row.position, row.id];
      return { ...pageOf(request, { rows, total }, keysOf, (row) => this.answers.item(context, row)), counts };
    });
  }

  /** @throws {Problem} 404 `PROMOTION_NOT_FOUND`. */
  read(context: RequestContext, id: string): Promise<Reply<PromotionDto>> {
    return context.read(async (tx) => this.answers.reply(context, await readPromotion(tx, context, id)));
  }

  /** The caller's promotions, newest first, as far as a candidate may see them. */
  mine(context: RequestContext): Promise<MyPromotionsDto> {
    return context.read(async (tx) => {
      const promotions = await tx.manager.find(MyPromotion, { order: { createdAt: 'DESC', id: 'DESC' } });
      return { items: promotions.map(myPromotionOf) };
    });
  }

  /**
   * The steps of a promotion from the audit log and the notes, oldest first: every step for admins; for the candidate the
   * moves of their own promotion, without actors and details (docs/rules.md "Audit").
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
      if (isAdmin) return { items: items.map(({ at, ...item }) => ({ at: instantText(at), ...item })) };
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
    return this.step(context, id, (before) => {
      expectOpen(before);
      const note = recorded.note ?? undefined;
      const checks = checksOf(before, recorded);
      const status = statusAfterChecks(before.status, checks);
      const changed = (Object.keys(checks) as (keyof Checks)[]).filter((field) => checks[field] !== before[field]);
      if (changed.length === 0 && status === before.status && note === undefined) return undefined;
      const details = { oldValues: pick(before, changed), newValues: pick(checks, changed), note };
      return { name: 'record_checks', note, change: { ...checks, status }, details };
    });
  }

  /**
   * Replaces the profile that is being prepared. The same profile again changes and logs nothing.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `PROMOTION_CLOSED`.
   */
  saveDraft(context: RequestContext, id: string, draft: ProfileDraft): Promise<Reply<PromotionDto>> {
    return this.step(context, id, (before) => {
      expectOpen(before);
      const profileDraft = known(draft);
      if (isDeepStrictEqual(before.profileDraft, profileDraft)) return undefined;
      const details = { oldValues: loggedProfile(before.profileDraft ?? {}), newValues: loggedProfile(profileDraft) };
      return { name: 'save_draft', change: { profileDraft }, details };
    });
  }

  /**
   * Submits a draft: it goes to the first stage not met.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
   */
  submit(context: RequestContext, id: string, { note }: SubmitDto): Promise<Reply<PromotionDto>> {
    return this.step(context, id, (before) => {
      expectMove(before, 'submit');
      return { name: 'submit', note, change: { status: stageOf(before) } };
    });
  }

  /**
   * Rejects an open promotion.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `INVALID_TRANSITION`.
   */
  reject(context: RequestContext, id: string, { reason, publicReason }: EndDto): Promise<Reply<PromotionDto>> {
    return this.step(context, id, (before) => {
      expectMove(before, 'reject');
      const by = { rejectedBy: context.user.userId, rejectedAt: before.now, rejectionReason: reason };
      const change = { status: 'rejected', ...by, publicReason: publicReason ?? null } as const;
      return { name: 'reject', note: reason, change, details: { reason, publicReason } };
    });
  }

  /**
   * Adds a note, in any state, also after the end.
   *
   * @throws {Problem} 404, 403 `SELF_PROMOTION`, 412, 409 `NOTES_FULL`.
   */
  addNote(context: RequestContext, id: string, { note }: AddNoteDto): Promise<Reply<PromotionDto>> {
    const decide = ({ notes }: PromotionRow): Step => {
      if (notes.filter(({ action }) => action === 'note').length >= MOST_NOTES) throw new Problem('NOTES_FULL');
      return { name: 'note', note };
    };
    return this.step(context, id, decide, (row) => this.created(context, row));
  }

  /** Decides a step under the promotion's lock and takes it. Without a step nothing changes. */
  private step(
    context: RequestContext,
    id: string,
    decide: (before: PromotionRow) => Step | undefined,
    answer = (row: PromotionRow) => this.answers.reply(context, row),
  ): Promise<Reply<PromotionDto>> {
    return context.write(async (tx) => {
      const before = await lockPromotion(tx, context, id);
      context.expectVersion(before.version);
      const step = decide(before);
      return answer(step === undefined ? before : await takeStep(tx, context, before, step));
    });
  }

  private created(context: RequestContext, row: PromotionRow): Reply<PromotionDto> {
    return created(this.answers.promotion(context, row), `/v1/promotions/${row.id}`, entityTag(row.version));
  }
}

/** The foreign key waits for a transaction that deletes the candidate. */
function explainDeleted(error: unknown): never {
  throw constraintOf(error) === 'stylist_promotions_user_id_fkey' ? new Problem('USER_NOT_FOUND') : error;
}

function expectOpen({ status }: PromotionRow): void {
  if (!STATES[status].isOpen) throw notInState('PROMOTION_CLOSED', status);
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
    createdAt: instantText(createdAt),
    approvedAt: instantText(approvedAt),
    rejectedAt: instantText(rejectedAt),
    revokedAt: instantText(revokedAt),
    publicReason,
  };
}

function candidateItemOf({ at, action, from, to, details }: HistoryItem): HistoryItemDto {
  const { publicReason = null } = details as { publicReason?: string | null };
  return { at: instantText(at), action, from, to, publicReason };
}
