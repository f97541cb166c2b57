import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import {
  OPEN_STATUSES,
  type PromotionStatus,
  REQUIREMENTS,
  STATES,
  STATUSES,
  TRANSITIONS,
} from '../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  approve,
  HELD,
  type Outcome,
  outcomeOf,
  promotionIn,
  recording,
  type TestPromotion,
} from '../support/promotions.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Shown {
  id: string;
  status: PromotionStatus;
  notes: unknown[];
}

async function shown(promotion: TestPromotion): Promise<{ body: Shown; etag: string }> {
  const { body, headers } = await app.as('admin').get(promotion.path).expect(200);
  return { body: body as Shown, etag: headers['etag'] ?? '' };
}

/** The call that would move a promotion from one state to another. */
function attempt(promotion: TestPromotion, from: PromotionStatus, to: PromotionStatus): supertest.Test {
  const admin = app.as('admin');
  switch (to) {
    case 'draft':
      return admin.post('/v1/promotions').send({ userId: promotion.userId });
    case 'approved':
      return approve(app, promotion);
    case 'rejected':
      return admin.post(`${promotion.path}/reject`).send({ reason: 'It must be so' });
    case 'revoked':
      return admin.post(`${promotion.path}/revoke`).send({ reason: 'It must be so' });
    default:
      return from === 'draft'
        ? admin.post(`${promotion.path}/submit`)
        : admin.patch(`${promotion.path}/checks`).send(recording(HELD[to]));
  }
}

const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to })));
const isMove = ({ from, to }: { from: PromotionStatus; to: PromotionStatus }): boolean =>
  TRANSITIONS.some((move) => move.from === from && move.to === to);

describe('Every move of the table works over HTTP', () => {
  it.each(PAIRS.filter(isMove))('$from → $to', async ({ from, to }) => {
    const promotion = await promotionIn(app, from);
    if (from === 'draft' && to !== 'rejected') {
      await app.as('admin').patch(`${promotion.path}/checks`).send(recording(HELD[to])).expect(200);
    }
    const before = await shown(promotion);
    const { actions } = await outcomeOf(app, promotion.userId);
    const { body } = await attempt(promotion, from, to).expect(200);
    expect(body).toMatchObject({ id: promotion.id, status: to });
    const after = await shown(promotion);
    expect(after.body.status).toBe(to);
    expect(after.body.notes).toHaveLength(before.body.notes.length + 1);
    const logged = Object.values((await outcomeOf(app, promotion.userId)).actions).reduce((sum, n) => sum + n, 0);
    expect(logged).toBe(Object.values(actions).reduce((sum, n) => sum + n, 0) + 1);
  });
});

/** The answer to a call that would make a move outside the table. */
function answerTo(from: PromotionStatus, to: PromotionStatus): { status: number; body: object } {
  if (to === 'draft') {
    if (from === 'approved') return { status: 409, body: { code: 'ALREADY_STYLIST' } };
    return { status: STATES[from].isOpen ? 200 : 201, body: { status: STATES[from].isOpen ? from : 'draft' } };
  }
  if (to.startsWith('pending') && from !== 'draft') {
    const closed = { status: 409, body: { code: 'PROMOTION_CLOSED', status: 409 } };
    return STATES[from].isOpen ? { status: 200, body: { status: from } } : closed;
  }
  if (to === 'approved' && (from === 'pending_checks' || from === 'pending_training')) {
    const missing = REQUIREMENTS.filter((code) => !HELD[from].includes(code));
    return { status: 409, body: { code: 'CHECKS_INCOMPLETE', missing } };
  }
  return { status: 409, body: { code: 'INVALID_TRANSITION', status: from } };
}

/** Nothing has changed, except that a new promotion may follow one that has ended. */
function outcomeAfter(status: number, before: Outcome): Outcome {
  if (status !== 201) return before;
  return { ...before, statuses: [...before.statuses, 'draft'], actions: { ...before.actions, CREATE_PROMOTION: 2 } };
}

describe('No move outside the table works over HTTP', () => {
  it.each(PAIRS.filter((pair) => !isMove(pair)))('$from → $to', async ({ from, to }) => {
    const promotion = await promotionIn(app, from);
    // A draft with every check satisfied still cannot be approved.
    if (from === 'draft') {
      await app.as('admin').patch(`${promotion.path}/checks`).send(recording()).expect(200);
    }
    if (from === 'pending_checks' && to === 'pending_checks') {
      await app.as('admin').patch(`${promotion.path}/checks`).send(recording([])).expect(200);
    }
    const before = await shown(promotion);
    const outcome = await outcomeOf(app, promotion.userId);
    const { status, body } = answerTo(from, to);
    const answer = await attempt(promotion, from, to).expect(status);
    expect(answer.body).toMatchObject(body);
    expect(await shown(promotion)).toEqual(before);
    expect(await outcomeOf(app, promotion.userId)).toEqual(outcomeAfter(status, outcome));
  });

  it.each(STATUSES.filter((status) => status !== 'draft'))('a promotion in %s cannot be submitted', async (status) => {
    const promotion = await promotionIn(app, status);
    const before = await shown(promotion);
    const { body } = await app.as('admin').post(`${promotion.path}/submit`).expect(409);
    expect(body).toMatchObject({ code: 'INVALID_TRANSITION', status });
    expect(await shown(promotion)).toEqual(before);
  });
});

describe('The allowed transitions without blockers', () => {
  it.each(STATUSES)('in %s are the moves that work', async (status) => {
    const promotion = await promotionIn(app, status);
    const { body } = await app.as('second-admin').get(promotion.path).expect(200);
    const { allowedTransitions } = body as {
      allowedTransitions: { action: string; to: PromotionStatus; blockedBy: string[] }[];
    };
    const free = allowedTransitions.filter(({ blockedBy }) => blockedBy.length === 0);
    for (const { action, to } of free) {
      const fresh = await promotionIn(app, status);
      const answer = await app
        .as('second-admin')
        .post(`${fresh.path}/${action}`)
        .send(
          action === 'approve'
            ? { profile: { displayName: 'N', title: 'S' } }
            : action === 'submit'
              ? {}
              : { reason: 'R' },
        )
        .expect(200);
      expect(answer.body).toMatchObject({ status: to });
    }
    const isOpen = OPEN_STATUSES.includes(status);
    expect(free.some(({ to }) => to === 'rejected')).toBe(isOpen);
  });
});
