import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  allowedTransitions,
  canMove,
  CHECK_LIST,
  type Checks,
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

const checks = fc.record(
  Object.fromEntries(CHECK_LIST.map(({ field, values }) => [field, fc.constantFrom(...values)])),
) as fc.Arbitrary<Checks>;
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

describe('The table of transitions', () => {
  it('reaches every state from draft', () => {
    expect([...reachableFrom(INITIAL_STATUS)].sort()).toEqual([...STATUSES].sort());
  });

  it('leads from every open state to approved and to rejected', () => {
    for (const status of OPEN_STATUSES) {
      const reached = reachableFrom(status);
      expect(reached.has('approved')).toBe(true);
      expect(reached.has('rejected')).toBe(true);
    }
  });

  it('has no way out of rejected and revoked, and one out of every other state', () => {
    const withoutExit = STATUSES.filter((status) => !TRANSITIONS.some(({ from }) => from === status));
    expect(withoutExit).toEqual(['rejected', 'revoked']);
    expect(STATUSES.filter((status) => STATES[status].isFinal)).toEqual(withoutExit);
  });

  it('names no move twice, and none from a state to itself', () => {
    const pairs = TRANSITIONS.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const { from, to } of TRANSITIONS) expect(from).not.toBe(to);
  });

  it('rejects open states, revokes approved, approves pending_approval and submits draft, and no others', () => {
    expect(STATUSES.filter((status) => canMove(status, 'reject'))).toEqual(OPEN_STATUSES);
    expect(STATUSES.filter((status) => canMove(status, 'revoke'))).toEqual(['approved']);
    expect(STATUSES.filter((status) => canMove(status, 'approve'))).toEqual(['pending_approval']);
    expect(STATUSES.filter((status) => canMove(status, 'submit'))).toEqual(['draft']);
  });

  it('is drawn as the diagram', () => {
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

/** The stage of a promotion to which nothing but this check is missing. */
const WITHOUT: Record<keyof Checks, PromotionStatus> = {
  backgroundCheck: 'pending_checks',
  idVerification: 'pending_checks',
  trainingCompleted: 'pending_training',
  mfaEnabled: 'pending_training',
};

describe('The stage of a promotion', () => {
  it.each([
    [NONE, 'pending_checks'],
    [IDENTITY, 'pending_training'],
    [ALL, 'pending_approval'],
    ...CHECK_LIST.flatMap(({ field, values }) =>
      values.filter((value) => value !== ALL[field]).map((value) => [{ ...ALL, [field]: value }, WITHOUT[field]]),
    ),
  ] as [Checks, PromotionStatus][])('with %j is %s', (given, stage) => {
    expect(stageOf(given)).toBe(stage);
  });

  it('is the status past draft, and the table has every such move', () => {
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

  it('does not move a draft or a promotion that has ended', () => {
    expect(statusAfterChecks('draft', ALL)).toBe('draft');
    for (const status of ['approved', 'rejected', 'revoked'] as const)
      expect(statusAfterChecks(status, ALL)).toBe(status);
  });

  it('follows from the checks, each of which is either due or satisfied', () => {
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

describe('The allowed transitions of a caller', () => {
  const state = { userId: 'candidate', requestedBy: 'requester' };

  it('submit a draft to the first stage not met, or reject it', () => {
    expect(allowedTransitions({ ...state, status: 'draft', ...IDENTITY }, 'requester', true)).toEqual([
      { action: 'submit', to: 'pending_training', blockedBy: [] },
      { action: 'reject', to: 'rejected', blockedBy: [] },
    ]);
  });

  it('wait for a second admin when the caller is the requester under four eyes', () => {
    const promotion = { ...state, status: 'pending_approval' as const, ...ALL };
    const approval = (caller: string, fourEyes: boolean): string[] =>
      allowedTransitions(promotion, caller, fourEyes).find(({ action }) => action === 'approve')!.blockedBy;
    expect(approval('requester', true)).toEqual(['second_admin']);
    expect(approval('requester', false)).toEqual([]);
    expect(approval('another', true)).toEqual([]);
  });

  it('are all blocked for the candidate, under any setting', () => {
    for (const status of STATUSES) {
      for (const fourEyes of [true, false]) {
        const moves = allowedTransitions({ ...state, status, ...ALL }, 'candidate', fourEyes);
        for (const { blockedBy } of moves) expect(blockedBy).toContain('not_self');
      }
    }
  });

  it('show an approval blocked by the checks that are due', () => {
    expect(allowedTransitions({ ...state, status: 'pending_training', ...IDENTITY }, 'another', true)).toEqual([
      { action: 'approve', to: 'approved', blockedBy: ['training', 'mfa'] },
      { action: 'reject', to: 'rejected', blockedBy: [] },
    ]);
  });

  it('revoke an approved promotion, and are none after the end', () => {
    expect(allowedTransitions({ ...state, status: 'approved', ...ALL }, 'another', true)).toEqual([
      { action: 'revoke', to: 'revoked', blockedBy: [] },
    ]);
    expect(allowedTransitions({ ...state, status: 'rejected', ...ALL }, 'another', true)).toEqual([]);
    expect(allowedTransitions({ ...state, status: 'revoked', ...ALL }, 'another', true)).toEqual([]);
  });
});
