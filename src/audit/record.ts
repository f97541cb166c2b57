import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { announceCritical } from './critical.js';

export const CATEGORIES = ['governance', 'security', 'data_access', 'configuration'] as const;
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export const TARGET_TYPES = [
  'service',
  'stylist_profile',
  'stylist_schedule',
  'stylist_promotion',
  'schedule_override',
  'override_budget',
  'audit_log',
] as const;
export const CHANGE_TYPES = ['availability_override', 'schedule_update', 'emergency_block'] as const;

export type Category = (typeof CATEGORIES)[number];
export type Severity = (typeof SEVERITIES)[number];
export type TargetType = (typeof TARGET_TYPES)[number];

/** The one table of actions with their category and severity (rules.md §8 Audit). */
export const ACTIONS = {
  CREATE_PROMOTION: { category: 'governance', severity: 'info' },
  SUBMIT_PROMOTION: { category: 'governance', severity: 'info' },
  RECORD_CHECKS: { category: 'governance', severity: 'info' },
  SAVE_DRAFT: { category: 'governance', severity: 'info' },
  ADD_NOTE: { category: 'governance', severity: 'info' },
  APPROVE_PROMOTION: { category: 'governance', severity: 'warning' },
  REJECT_PROMOTION: { category: 'governance', severity: 'warning' },
  REVOKE_PROMOTION: { category: 'governance', severity: 'critical' },
  CREATE_OVERRIDE: { category: 'configuration', severity: 'info' },
  UPDATE_OVERRIDE: { category: 'configuration', severity: 'info' },
  DELETE_OVERRIDE: { category: 'configuration', severity: 'info' },
  REPLACE_SCHEDULE: { category: 'configuration', severity: 'info' },
  UPDATE_BUDGET: { category: 'configuration', severity: 'warning' },
  EXPORT_LOG: { category: 'data_access', severity: 'info' },
  REFUSED: { category: 'security', severity: 'warning' },
  REFUSALS_SUPPRESSED: { category: 'security', severity: 'critical' },
} as const satisfies Record<string, { category: Category; severity: Severity }>;

export type Action = keyof typeof ACTIONS;

export interface ServiceEntry {
  action: Action;
  targetType: TargetType;
  /** Of a budget or a base schedule: the stylist. */
  targetId: string | null;
  /** Old and new values and reasons; never e-mail, phone, biography, tokens. */
  details: Record<string, unknown>;
}

export interface ScheduleChangeEntry {
  stylistUserId: string;
  /** The first local date the change touches. */
  changeDate: string;
  changeType: (typeof CHANGE_TYPES)[number];
  oldValues: Record<string, unknown> | null;
  /** Null: cancelled. */
  newValues: Record<string, unknown> | null;
  reason: string | null;
  isEmergency: boolean;
}

/**
 * Writes a change into the service management log, in the change's own transaction. Sent at once and travelling with
 * the commit: a row that cannot be written fails the change.
 */
export function recordAction(tx: Tx, context: RequestContext, entry: ServiceEntry): void {
  const { category, severity } = ACTIONS[entry.action];
  void tx.engine(
    `INSERT INTO private.service_management_log
            (admin_user_id, action, target_id, target_type, severity, category, details, ip_address, user_agent,
             request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      context.user.userId,
      entry.action,
      entry.targetId,
      entry.targetType,
      severity,
      category,
      entry.details,
      context.request.address,
      context.request.userAgent,
      context.request.requestId,
    ],
  );
  if (severity !== 'critical') return;
  const { action, targetId } = entry;
  tx.onCommit(() => announceCritical({ action, actorId: context.user.userId, targetId, ...context.request }));
}

/** Writes a change of one stylist's schedule into the schedule change log; as {@link recordAction}. */
export function recordScheduleChange(tx: Tx, context: RequestContext, entry: ScheduleChangeEntry): void {
  void tx.engine(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, old_values, new_values, reason, is_emergency, actor_user_id,
             ip_address, user_agent, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      entry.stylistUserId,
      entry.changeDate,
      entry.changeType,
      entry.oldValues,
      entry.newValues,
      entry.reason,
      entry.isEmergency,
      context.user.userId,
      context.request.address,
      context.request.userAgent,
      context.request.requestId,
    ],
  );
}
