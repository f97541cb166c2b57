import { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { words } from '../http/words.js';

export const CATEGORIES = words('LogCategory', ['governance', 'security', 'data_access', 'configuration']);
export const SEVERITIES = words('LogSeverity', ['info', 'warning', 'critical']);
export const TARGET_TYPES = words('LogTargetType', [
  'service',
  'stylist_profile',
  'stylist_schedule',
  'stylist_promotion',
  'schedule_override',
  'override_budget',
  'audit_log',
  'webhook',
]);
export const CHANGE_TYPES = words('ScheduleChangeType', [
  'availability_override',
  'schedule_update',
  'emergency_block',
]);

export type Category = (typeof CATEGORIES)[number];
export type Severity = (typeof SEVERITIES)[number];
export type TargetType = (typeof TARGET_TYPES)[number];
export type ChangeType = (typeof CHANGE_TYPES)[number];

/**
 * Every action of the service management log with its category and severity (docs/rules.md "Audit"). The record, the
 * filters and the API's enums follow from this table.
 */
export const ACTIONS = {
  CREATE_PROMOTION: { category: 'governance', severity: 'info' },
  SUBMIT_PROMOTION: { category: 'governance', severity: 'info' },
  RECORD_CHECKS: { category: 'governance', severity: 'info' },
  SAVE_DRAFT: { category: 'governance', severity: 'info' },
  ADD_NOTE: { category: 'governance', severity: 'info' },
  APPROVE_PROMOTION: { category: 'governance', severity: 'warning' },
  REJECT_PROMOTION: { category: 'governance', severity: 'warning' },
  REVOKE_PROMOTION: { category: 'governance', severity: 'critical' },
  ROLE_CHANGED: { category: 'governance', severity: 'warning' },
  CREATE_OVERRIDE: { category: 'configuration', severity: 'info' },
  UPDATE_OVERRIDE: { category: 'configuration', severity: 'info' },
  DELETE_OVERRIDE: { category: 'configuration', severity: 'info' },
  REPLACE_SCHEDULE: { category: 'configuration', severity: 'info' },
  CREATE_WEBHOOK: { category: 'configuration', severity: 'info' },
  UPDATE_WEBHOOK: { category: 'configuration', severity: 'info' },
  DELETE_WEBHOOK: { category: 'configuration', severity: 'info' },
  UPDATE_STYLIST: { category: 'configuration', severity: 'info' },
  SET_SERVICES: { category: 'configuration', severity: 'info' },
  DEACTIVATE_STYLIST: { category: 'governance', severity: 'warning' },
  REACTIVATE_STYLIST: { category: 'governance', severity: 'warning' },
  DIRECT_CHANGE: { category: 'configuration', severity: 'warning' },
  UPDATE_BUDGET: { category: 'configuration', severity: 'warning' },
  EXPORT_LOG: { category: 'data_access', severity: 'info' },
  REFUSED: { category: 'security', severity: 'warning' },
  REFUSALS_SUPPRESSED: { category: 'security', severity: 'critical' },
} as const satisfies Record<string, { category: Category; severity: Severity }>;

export type Action = keyof typeof ACTIONS;
export const ACTION_NAMES = words('LogAction', Object.keys(ACTIONS) as Action[]);

/** A row of the service management log. */
export interface ServiceEntry {
  action: Action;
  targetType: TargetType;
  /** The target of a change to a budget or a base schedule is the stylist. */
  targetId: string | null;
  /** Old and new values and reasons; never e-mail, phone, biography, tokens. */
  details: Record<string, unknown>;
}

/** A row of the schedule change log. */
export interface ScheduleChangeEntry {
  stylistUserId: string;
  /** The first local date that the change touches. */
  changeDate: string;
  changeType: ChangeType;
  oldValues: Record<string, unknown> | null;
  /** Null when the change cancels something. */
  newValues: Record<string, unknown> | null;
  reason: string | null;
  isEmergency: boolean;
}

/**
 * Writes a change into the service management log, in the transaction of the change: if the row cannot be written, the
 * change fails. Call it while the lock on the changed row is held: then the order of rows is the order of changes.
 * Operators hear of a critical row once it is committed.
 *
 * @param context null: the service acts on its own account, and nobody asked for it.
 */
export async function recordAction(tx: Tx, context: RequestContext | null, entry: ServiceEntry): Promise<void> {
  const { action, targetId, targetType, details } = entry;
  const { category, severity } = ACTIONS[action];
  const actorId = context?.user.userId ?? null;
  const { address = null, userAgent = null, requestId = null } = context?.request ?? {};
  await tx.engine(
    `INSERT INTO private.service_management_log
            (admin_user_id, action, target_id, target_type, severity, category, details, ip_address, user_agent,
             request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [actorId, action, targetId, targetType, severity, category, details, address, userAgent, requestId],
  );
  if (severity === 'critical') tx.onCommit(() => announceCritical({ action, actorId, targetId, requestId }));
}

/** Writes a change of one stylist's schedule into the schedule change log, in the transaction of the change. */
export async function recordScheduleChange(tx: Tx, context: RequestContext, entry: ScheduleChangeEntry): Promise<void> {
  const { address, userAgent, requestId } = context.request;
  const { stylistUserId, changeDate, changeType, oldValues, newValues, reason, isEmergency } = entry;
  const change = [stylistUserId, changeDate, changeType, oldValues, newValues, reason, isEmergency];
  await tx.engine(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, old_values, new_values, reason, is_emergency, actor_user_id,
             ip_address, user_agent, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [...change, context.user.userId, address, userAgent, requestId],
  );
}

const logger = new Logger('Audit');

const criticalEvents = new Counter({
  name: 'audit_critical_events_total',
  help: 'Critical rows of the service management log.',
  labelNames: ['action'],
});
// A refusal becomes critical only when it is one of many, which the table above cannot say.
for (const action of ACTION_NAMES) {
  if (ACTIONS[action].severity === 'critical' || action === 'REFUSED') criticalEvents.inc({ action }, 0);
}

/** A critical row that is committed. */
export interface CriticalEvent {
  action: string;
  actorId: string | null;
  targetId: string | null;
  /** Null: several requests. */
  requestId: string | null;
}

/** Tells operators of a critical row by a line at error level and a counter. Address, agent and details stay in the log. */
export function announceCritical({ action, actorId, targetId, requestId }: CriticalEvent): void {
  criticalEvents.inc({ action });
  logger.error({ message: 'critical audit event', action, actorId, targetId, requestId });
}
