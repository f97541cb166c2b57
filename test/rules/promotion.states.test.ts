import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  allowedTransitions,
  BACKGROUND_CHECKS,
  canMove,
  type Checks,
  ID_VERIFICATIONS,
  INITIAL_STATUS,
  OPEN_STATUSES,
  type PromotionStatus,
  requirementsOf,
  stageOf,
  STATES,
  statusAfterChecks,
  STATUSES,
  TRANSITIONS,
  workflowMermaid,
} from '../../src/promotions/promotion.states.js';

const checks: fc.Arbitrary<Checks> = fc.record({
  backgroundCheck: fc.constantFrom(...BACKGROUND_CHECKS),
  idVerification: fc.constantFrom(...ID_VERIFICATIONS),
  trainingCompleted: fc.boolean(),
  mfaEnabled: fc.boolean(),
});
const NONE: Checks = {
  backgroundCheck: 'pending',
  idVerification: 'pending',
  trainingCompleted: false,
  mfaEnabled: false,
};
const IDENTITY: Checks = { ...NONE, backgroundCheck: 'passed', idVerification: 'verified' };
const ALL: Checks = { ...IDENTITY, trainingCompleted: true, mfaEnabled: true };

function reachableFrom(start: PromotionStatus): Set<PromotionStatus> {
  const seen = new Set<PromotionStatus>([start]);
  for (const status of seen) {
    for (const { from, to } of TRANSITIONS) if (from === status) seen.add(to);
  }
  return seen;
}

describe('the table of transitions (rules.md §2)', () => {
  it('every state is reachable from draft', () => {
    expect([...reachableFrom(INITIAL_STATUS)].sort()).toEqual([...STATUSES].sort());
  });

  it('every open state can end well and badly', () => {
    for (const status of OPEN_STATUSES) {
      const reached = reachableFrom(status);
      expect(reached.has('approved')).toBe(true);
      expect(reached.has('rejected')).toBe(true);
    }
  });

  it('rejected and revoked are final, and no other state is', () => {
    const withoutExit = STATUSES.filter((status) => !TRANSITIONS.some(({ from }) => from === status));
    expect(withoutExit).toEqual(['rejected', 'revoked']);
    expect(STATUSES.filter((status) => STATES[status].isFinal)).toEqual(withoutExit);
  });

  it('names no move twice and none that stays', () => {
    const pairs = TRANSITIONS.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const { from, to } of TRANSITIONS) expect(from).not.toBe(to);
  });

  it('open states can be rejected, only approved can be revoked, only pending_approval approved', () => {
    expect(STATUSES.filter((status) => canMove(status, 'reject'))).toEqual(OPEN_STATUSES);
    expect(STATUSES.filter((status) => canMove(status, 'revoke'))).toEqual(['approved']);
    expect(STATUSES.filter((status) => canMove(status, 'approve'))).toEqual(['pending_approval']);
    expect(STATUSES.filter((status) => canMove(status, 'submit'))).toEqual(['draft']);
  });

  it('is the diagram', () => {
    const lines = workflowMermaid().trim().split('\n');
    expect(lines).toHaveLength(TRANSITIONS.length + 4);
    expect(lines.slice(0, 3)).toEqual([
      'stateDiagram-v2',
      '    [*] --> draft: create',
      '    draft --> pending_checks: submit',
    ]);
    expect(lines.slice(-2)).toEqual(['    rejected --> [*]', '    revoked --> [*]']);
  });
});

describe('stages (rules.md §2 "Stages")', () => {
  it.each([
    [NONE, 'pending_checks'],
    [{ ...ALL, backgroundCheck: 'failed' }, 'pending_checks'],
    [{ ...ALL, idVerification: 'submitted' }, 'pending_checks'],
    [IDENTITY, 'pending_training'],
    [{ ...ALL, mfaEnabled: false }, 'pending_training'],
    [{ ...ALL, trainingCompleted: false }, 'pending_training'],
    [ALL, 'pending_approval'],
  ] as [Checks, PromotionStatus][])('with %j the first stage not met is %s', (given, stage) => {
    expect(stageOf(given)).toBe(stage);
  });

  it('past draft the status is the first stage not met, and every such move is in the table', () => {
    fc.assert(
      fc.property(checks, fc.constantFrom(...OPEN_STATUSES.slice(1)), (given, status) => {
        const next = statusAfterChecks(status, given);
        expect(next).toBe(stageOf(given));
        const move = TRANSITIONS.find(({ from, to, actor }) => from === status && to === next && actor === 'service');
        expect(move !== undefined).toBe(next !== status);
        const { satisfied } = requirementsOf(given);
        for (const code of move?.requires ?? []) expect(satisfied).toContain(code);
      }),
    );
  });

  it('a draft stays a draft, what has ended stays where it is', () => {
    expect(statusAfterChecks('draft', ALL)).toBe('draft');
    for (const status of ['approved', 'rejected', 'revoked'] as const)
      expect(statusAfterChecks(status, ALL)).toBe(status);
  });

  it('each of the four checks is either due or satisfied', () => {
    expect(requirementsOf(NONE)).toEqual({
      due: ['background_check', 'id_verification', 'training', 'mfa'],
      satisfied: [],
    });
    expect(requirementsOf({ ...IDENTITY, mfaEnabled: true })).toEqual({
      due: ['training'],
      satisfied: ['background_check', 'id_verification', 'mfa'],
    });
  });
});

describe("the caller's own moves (rules.md §2)", () => {
  const state = { userId: 'candidate', requestedBy: 'requester' };

  it('a draft is submitted to the first stage not met, or rejected', () => {
    expect(allowedTransitions({ ...state, status: 'draft', checks: IDENTITY }, 'requester', true)).toEqual([
      { action: 'submit', to: 'pending_training', blockedBy: [] },
      { action: 'reject', to: 'rejected', blockedBy: [] },
    ]);
  });

  it('the requester waits for a second admin under four eyes, and only then', () => {
    const promotion = { ...state, status: 'pending_approval' as const, checks: ALL };
    const approval = (caller: string, fourEyes: boolean): string[] =>
      allowedTransitions(promotion, caller, fourEyes).find(({ action }) => action === 'approve')!.blockedBy;
    expect(approval('requester', true)).toEqual(['second_admin']);
    expect(approval('requester', false)).toEqual([]);
    expect(approval('another', true)).toEqual([]);
  });

  it('the candidate moves nothing under any setting', () => {
    for (const status of STATUSES) {
      for (const fourEyes of [true, false]) {
        const moves = allowedTransitions({ ...state, status, checks: ALL }, 'candidate', fourEyes);
        for (const { blockedBy } of moves) expect(blockedBy).toContain('not_self');
      }
    }
  });

  it('while checks are awaited the approval is blocked by those that are due', () => {
    expect(allowedTransitions({ ...state, status: 'pending_training', checks: IDENTITY }, 'another', true)).toEqual([
      { action: 'approve', to: 'approved', blockedBy: ['training', 'mfa'] },
      { action: 'reject', to: 'rejected', blockedBy: [] },
    ]);
  });

  it('an approved promotion can be revoked, an ended one nothing', () => {
    expect(allowedTransitions({ ...state, status: 'approved', checks: ALL }, 'another', true)).toEqual([
      { action: 'revoke', to: 'revoked', blockedBy: [] },
    ]);
    expect(allowedTransitions({ ...state, status: 'rejected', checks: ALL }, 'another', true)).toEqual([]);
    expect(allowedTransitions({ ...state, status: 'revoked', checks: ALL }, 'another', true)).toEqual([]);
  });
});
