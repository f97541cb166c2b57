/**
 * The promotion workflow as data (rules.md §2). The table feeds the service, `allowedTransitions`, the workflow endpoint
 * and the diagram; the database's trigger holds the same table.
 */
export const CHECKS = ['background_check', 'id_verification', 'training', 'mfa'] as const;
export const BACKGROUND_CHECKS = ['pending', 'in_progress', 'passed', 'failed'] as const;
export const ID_VERIFICATIONS = ['pending', 'submitted', 'verified', 'rejected'] as const;

/** One of the four checks, as a requirement. */
export type Requirement = (typeof CHECKS)[number];
/** What stands between a caller and a move: a check, four eyes, or being the candidate. */
export type Blocker = Requirement | 'second_admin' | 'not_self';

/** The seven states; whether a promotion in one still runs, or nothing follows. */
export const STATES = {
  draft: { isOpen: true, isFinal: false },
  pending_checks: { isOpen: true, isFinal: false },
  pending_training: { isOpen: true, isFinal: false },
  pending_approval: { isOpen: true, isFinal: false },
  approved: { isOpen: false, isFinal: false },
  rejected: { isOpen: false, isFinal: true },
  revoked: { isOpen: false, isFinal: true },
} as const satisfies Record<string, { isOpen: boolean; isFinal: boolean }>;

export type PromotionStatus = keyof typeof STATES;
export type Stage = 'pending_checks' | 'pending_training' | 'pending_approval';
export type TransitionAction = 'submit' | 'record_checks' | 'approve' | 'reject' | 'revoke';

export interface Transition {
  from: PromotionStatus;
  action: TransitionAction;
  to: PromotionStatus;
  /** Who moves it: an admin by that call, or the service because a check was recorded. */
  actor: 'admin' | 'service';
  /** What must hold; `second_admin` only under four eyes. */
  requires: readonly Blocker[];
}

export const STATUSES = Object.keys(STATES) as PromotionStatus[];
export const OPEN_STATUSES = STATUSES.filter((status) => STATES[status].isOpen);
export const INITIAL_STATUS = 'draft' satisfies PromotionStatus;

const IDENTITY = ['background_check', 'id_verification'] as const;
const SELF = ['not_self'] as const;
const APPROVAL = [...CHECKS, 'not_self', 'second_admin'] as const;

/** Every legal move between two states. */
export const TRANSITIONS = [
  { from: 'draft', action: 'submit', to: 'pending_checks', actor: 'admin', requires: SELF },
  { from: 'draft', action: 'submit', to: 'pending_training', actor: 'admin', requires: [...IDENTITY, ...SELF] },
  { from: 'draft', action: 'submit', to: 'pending_approval', actor: 'admin', requires: [...CHECKS, ...SELF] },
  { from: 'pending_checks', action: 'record_checks', to: 'pending_training', actor: 'service', requires: IDENTITY },
  { from: 'pending_checks', action: 'record_checks', to: 'pending_approval', actor: 'service', requires: CHECKS },
  { from: 'pending_training', action: 'record_checks', to: 'pending_checks', actor: 'service', requires: [] },
  { from: 'pending_training', action: 'record_checks', to: 'pending_approval', actor: 'service', requires: CHECKS },
  { from: 'pending_approval', action: 'record_checks', to: 'pending_checks', actor: 'service', requires: [] },
  { from: 'pending_approval', action: 'record_checks', to: 'pending_training', actor: 'service', requires: IDENTITY },
  { from: 'pending_approval', action: 'approve', to: 'approved', actor: 'admin', requires: APPROVAL },
  { from: 'draft', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'pending_checks', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'pending_training', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'pending_approval', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'approved', action: 'revoke', to: 'revoked', actor: 'admin', requires: SELF },
] as const satisfies readonly Transition[];

export interface Checks {
  backgroundCheck: (typeof BACKGROUND_CHECKS)[number];
  idVerification: (typeof ID_VERIFICATIONS)[number];
  trainingCompleted: boolean;
  mfaEnabled: boolean;
}

/** What the rules need to know of a promotion. */
export interface PromotionState {
  status: PromotionStatus;
  checks: Checks;
  userId: string;
  /** Null once the requester's account is gone. */
  requestedBy: string | null;
}

export interface AllowedTransition {
  action: TransitionAction;
  to: PromotionStatus;
  blockedBy: Blocker[];
}

const HOLDS = {
  background_check: (checks: Checks) => checks.backgroundCheck === 'passed',
  id_verification: (checks: Checks) => checks.idVerification === 'verified',
  training: (checks: Checks) => checks.trainingCompleted,
  mfa: (checks: Checks) => checks.mfaEnabled,
} as const satisfies Record<Requirement, (checks: Checks) => boolean>;

/** The four checks, those that are due and those that hold. */
export function requirementsOf(checks: Checks): { due: Requirement[]; satisfied: Requirement[] } {
  return {
    due: CHECKS.filter((code) => !HOLDS[code](checks)),
    satisfied: CHECKS.filter((code) => HOLDS[code](checks)),
  };
}

/** The first stage not yet met. */
export function stageOf(checks: Checks): Stage {
  if (!HOLDS.background_check(checks) || !HOLDS.id_verification(checks)) return 'pending_checks';
  return HOLDS.training(checks) && HOLDS.mfa(checks) ? 'pending_approval' : 'pending_training';
}

/** The status after checks were recorded: past draft the status is the first stage not met; a draft stays one. */
export function statusAfterChecks(status: PromotionStatus, checks: Checks): PromotionStatus {
  return STATES[status].isOpen && status !== 'draft' ? stageOf(checks) : status;
}

/** Whether the table has an admin's move `action` out of `status`. */
export function canMove(status: PromotionStatus, action: TransitionAction): boolean {
  return TRANSITIONS.some((transition) => transition.from === status && transition.action === action);
}

/**
 * An admin's own moves and what blocks each. While checks are still awaited the approval is shown as well, blocked by
 * those that are due, since asking for it then answers CHECKS_INCOMPLETE and not INVALID_TRANSITION.
 */
export function allowedTransitions(
  promotion: PromotionState,
  callerId: string,
  fourEyes: boolean,
): AllowedTransition[] {
  const { status, checks } = promotion;
  const stage = stageOf(checks);
  const moves = TRANSITIONS.filter(({ from, action, to, actor }) => {
    if (actor !== 'admin') return false;
    if (action === 'submit') return from === status && to === stage;
    return from === status || (action === 'approve' && awaitsChecks(status));
  });
  const blocks = (code: Blocker): boolean => {
    if (code === 'not_self') return promotion.userId === callerId;
    if (code === 'second_admin') return fourEyes && promotion.requestedBy === callerId;
    return !HOLDS[code](checks);
  };
  return moves.map(({ action, to, requires }) => ({ action, to, blockedBy: requires.filter(blocks) }));
}

/** Whether an approval asked for now is refused for missing checks rather than for the state (api.md "Promotions"). */
export function awaitsChecks(status: PromotionStatus): boolean {
  return status === 'pending_checks' || status === 'pending_training';
}

/** The table as a Mermaid state diagram. */
export function workflowMermaid(): string {
  const arrows = TRANSITIONS.map(({ from, action, to }) => `    ${from} --> ${to}: ${action}`);
  const ends = STATUSES.filter((status) => STATES[status].isFinal).map((status) => `    ${status} --> [*]`);
  return ['stateDiagram-v2', `    [*] --> ${INITIAL_STATUS}: create`, ...arrows, ...ends, ''].join('\n');
}
