import type { Action } from '../audit/record.js';
import { words } from '../http/words.js';

/**
 * The promotion workflow as data (docs/rules.md "Promotion workflow"): checks, states, steps and moves. Entities, bodies,
 * answers, statements and the demo salon follow from these tables; tests compare the database's trigger with them.
 */

/** The stages of an open promotion past draft, in order. */
const STAGES = ['pending_checks', 'pending_training', 'pending_approval'] as const;
export type Stage = (typeof STAGES)[number];

export interface CheckDefinition {
  /** Its name in bodies and answers. */
  field: string;
  /** Its column in `public.stylist_promotions`. */
  column: string;
  /** The stage that waits for it. */
  stage: Exclude<Stage, 'pending_approval'>;
  /** Every value that can be recorded; a new promotion starts with the first. */
  values: readonly (string | boolean)[];
  /** The value with which the check is satisfied. */
  satisfiedBy: string | boolean;
}

/** The checks of a promotion, under their code as a requirement. */
export const CHECKS = {
  background_check: {
    field: 'backgroundCheck',
    column: 'background_check_status',
    stage: 'pending_checks',
    values: words('BackgroundCheck', ['pending', 'in_progress', 'passed', 'failed']),
    satisfiedBy: 'passed',
  },
  id_verification: {
    field: 'idVerification',
    column: 'id_verification_status',
    stage: 'pending_checks',
    values: words('IdVerification', ['pending', 'submitted', 'verified', 'rejected']),
    satisfiedBy: 'verified',
  },
  training: {
    field: 'trainingCompleted',
    column: 'training_completed',
    stage: 'pending_training',
    values: [false, true],
    satisfiedBy: true,
  },
  mfa: {
    field: 'mfaEnabled',
    column: 'mfa_enabled',
    stage: 'pending_training',
    values: [false, true],
    satisfiedBy: true,
  },
} as const satisfies Record<string, CheckDefinition>;

export type Requirement = keyof typeof CHECKS;

type Check = (typeof CHECKS)[Requirement];
/** The recorded value of every check, by field. */
export type Checks = { [One in Check as One['field']]: One['values'][number] };

export const REQUIREMENTS = words('Requirement', Object.keys(CHECKS) as Requirement[]);
export const CHECK_LIST: readonly (CheckDefinition & Pick<Check, 'field'>)[] = Object.values(CHECKS);

/** Everything that can keep a caller from a move; an approval needs all of them out of the way. */
export const BLOCKERS = words('Blocker', [...REQUIREMENTS, 'not_self', 'second_admin']);
export type Blocker = (typeof BLOCKERS)[number];

/** The states: in an open one the promotion still runs, nothing follows a final one. */
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

export const STATUSES = words('PromotionStatus', Object.keys(STATES) as PromotionStatus[]);
export const OPEN_STATUSES = STATUSES.filter((status) => STATES[status].isOpen);
export const INITIAL_STATUS = 'draft' satisfies PromotionStatus;

/** Everything that an admin does to a promotion, with its action in the audit log (docs/rules.md "Audit"). */
export const STEPS = {
  create: 'CREATE_PROMOTION',
  submit: 'SUBMIT_PROMOTION',
  record_checks: 'RECORD_CHECKS',
  save_draft: 'SAVE_DRAFT',
  note: 'ADD_NOTE',
  approve: 'APPROVE_PROMOTION',
  reject: 'REJECT_PROMOTION',
  revoke: 'REVOKE_PROMOTION',
} as const satisfies Record<string, Action>;

export type StepName = keyof typeof STEPS;

export const STEP_NAMES = words('PromotionStep', Object.keys(STEPS) as StepName[]);

interface Transition {
  from: PromotionStatus;
  action: StepName;
  to: PromotionStatus;
  /** An admin makes the move by that call, or the service makes it because a check was recorded. */
  actor: 'admin' | 'service';
  /** `second_admin` only under four eyes. */
  requires: readonly Blocker[];
}

const IDENTITY = REQUIREMENTS.filter((code) => CHECKS[code].stage === 'pending_checks');
const ALL = REQUIREMENTS;
const SELF = ['not_self'] as const;

/** Every legal move between two states. */
export const TRANSITIONS = [
  { from: 'draft', action: 'submit', to: 'pending_checks', actor: 'admin', requires: SELF },
  { from: 'draft', action: 'submit', to: 'pending_training', actor: 'admin', requires: [...IDENTITY, ...SELF] },
  { from: 'draft', action: 'submit', to: 'pending_approval', actor: 'admin', requires: [...ALL, ...SELF] },
  { from: 'pending_checks', action: 'record_checks', to: 'pending_training', actor: 'service', requires: IDENTITY },
  { from: 'pending_checks', action: 'record_checks', to: 'pending_approval', actor: 'service', requires: ALL },
  { from: 'pending_training', action: 'record_checks', to: 'pending_checks', actor: 'service', requires: [] },
  { from: 'pending_training', action: 'record_checks', to: 'pending_approval', actor: 'service', requires: ALL },
  { from: 'pending_approval', action: 'record_checks', to: 'pending_checks', actor: 'service', requires: [] },
  { from: 'pending_approval', action: 'record_checks', to: 'pending_training', actor: 'service', requires: IDENTITY },
  { from: 'pending_approval', action: 'approve', to: 'approved', actor: 'admin', requires: BLOCKERS },
  { from: 'draft', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'pending_checks', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'pending_training', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'pending_approval', action: 'reject', to: 'rejected', actor: 'admin', requires: SELF },
  { from: 'approved', action: 'revoke', to: 'revoked', actor: 'admin', requires: SELF },
] as const satisfies readonly Transition[];

export type TransitionAction = (typeof TRANSITIONS)[number]['action'];

/** The actions that move a promotion, and those of them that an admin calls. */
export const TRANSITION_ACTIONS = words('TransitionAction', [...new Set(TRANSITIONS.map(({ action }) => action))]);
export const ADMIN_ACTIONS = words(
  'AdminAction',
  TRANSITION_ACTIONS.filter((action) => TRANSITIONS.some((move) => move.action === action && move.actor === 'admin')),
);

/** The actor of a move. */
export const MOVERS = words('Mover', ['admin', 'service']);

/** The facts of a promotion that the rules need. */
export interface PromotionState extends Checks {
  status: PromotionStatus;
  userId: string;
  /** Null once the requester's account is gone. */
  requestedBy: string | null;
}

export interface AllowedTransition {
  action: TransitionAction;
  to: PromotionStatus;
  blockedBy: Blocker[];
}

/** The checks of a promotion, as they are once these are recorded. */
export function checksOf(promotion: Checks, recorded: Partial<Checks> = {}): Checks {
  const values = CHECK_LIST.map(({ field }) => [field, recorded[field] ?? promotion[field]]);
  return Object.fromEntries(values) as Checks;
}

function isSatisfied(code: Requirement, checks: Checks): boolean {
  const { field, satisfiedBy } = CHECKS[code];
  return checks[field] === satisfiedBy;
}

export function requirementsOf(checks: Checks): { due: Requirement[]; satisfied: Requirement[] } {
  return splitRequirements((code) => isSatisfied(code, checks));
}

/** The requirements that are due and those that are satisfied. */
export function splitRequirements(satisfies: (code: Requirement) => boolean): {
  due: Requirement[];
  satisfied: Requirement[];
} {
  return { due: REQUIREMENTS.filter((code) => !satisfies(code)), satisfied: REQUIREMENTS.filter(satisfies) };
}

/** The first stage not yet met. */
export function stageOf(checks: Checks): Stage {
  const { due } = requirementsOf(checks);
  return STAGES.find((stage) => due.some((code) => CHECKS[code].stage === stage)) ?? 'pending_approval';
}

/** The status after checks were recorded: past draft the status is the first stage not met; a draft stays one. */
export function statusAfterChecks(status: PromotionStatus, checks: Checks): PromotionStatus {
  return STATES[status].isOpen && status !== 'draft' ? stageOf(checks) : status;
}

/** Whether the table has a move `action` out of `status`. */
export function canMove(status: PromotionStatus, action: TransitionAction): boolean {
  return TRANSITIONS.some((transition) => transition.from === status && transition.action === action);
}

/**
 * The moves that an admin can call, each with its blockers. In the stages that wait for checks the list holds the
 * approval too, blocked by the checks that are due: a call for it is then 409 CHECKS_INCOMPLETE, not INVALID_TRANSITION.
 */
export function allowedTransitions(
  promotion: PromotionState,
  callerId: string,
  fourEyes: boolean,
): AllowedTransition[] {
  const { status } = promotion;
  const stage = stageOf(promotion);
  const moves = TRANSITIONS.filter(({ from, action, to, actor }) => {
    if (actor !== 'admin') return false;
    if (action === 'submit') return from === status && to === stage;
    return from === status || (action === 'approve' && awaitsChecks(status));
  });
  const blocks = (code: Blocker): boolean => {
    if (code === 'not_self') return promotion.userId === callerId;
    if (code === 'second_admin') return fourEyes && promotion.requestedBy === callerId;
    return !isSatisfied(code, promotion);
  };
  return moves.map(({ action, to, requires }) => ({ action, to, blockedBy: requires.filter(blocks) }));
}

/** Whether an approval is refused now because checks are missing, and not because of the state. */
export function awaitsChecks(status: PromotionStatus): boolean {
  return REQUIREMENTS.some((code) => CHECKS[code].stage === status);
}

/** The table as a Mermaid state diagram. */
export function workflowMermaid(): string {
  const arrows = TRANSITIONS.map(({ from, action, to }) => `    ${from} --> ${to}: ${action}`);
  const ends = STATUSES.filter((status) => STATES[status].isFinal).map((status) => `    ${status} --> [*]`);
  return ['stateDiagram-v2', `    [*] --> ${INITIAL_STATUS}: create`, ...arrows, ...ends, ''].join('\n');
}
