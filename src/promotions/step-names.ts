import type { Action } from '../audit/record.js';

/** The steps of a promotion, as notes and history call them, and what the audit log calls each (rules.md §8 Audit). */
export const STEP_ACTIONS = {
  create: 'CREATE_PROMOTION',
  submit: 'SUBMIT_PROMOTION',
  record_checks: 'RECORD_CHECKS',
  save_draft: 'SAVE_DRAFT',
  note: 'ADD_NOTE',
  approve: 'APPROVE_PROMOTION',
  reject: 'REJECT_PROMOTION',
  revoke: 'REVOKE_PROMOTION',
} as const satisfies Record<string, Action>;

export type StepName = keyof typeof STEP_ACTIONS;

export const STEP_NAMES = Object.keys(STEP_ACTIONS) as StepName[];
