import { ACTIONS, type ServiceEntry } from '../../audit/record.js';
import type { SalonWriter } from './writer.js';

/** A row of the service management log. */
export interface AdminEntry extends ServiceEntry {
  at: string;
  actor: string;
}

/** A row of the schedule change log. */
export interface ChangeEntry {
  at: string;
  actor: string;
  stylist: string;
  day: string;
  type: 'availability_override' | 'schedule_update' | 'emergency_block';
  values: object;
  reason: string;
}

/** An address of the range for documentation (RFC 5737). */
const CLIENT = { ip_address: '192.0.2.10', user_agent: 'Mozilla/5.0 (demo salon)' };

const byTime = (one: { created_at: string }, other: { created_at: string }): number =>
  one.created_at.localeCompare(other.created_at);

/** Fills both logs with the history of the demo salon, oldest first. */
export async function fillLogs(salon: SalonWriter, actions: AdminEntry[], changes: ChangeEntry[]): Promise<void> {
  const entries = actions.map(({ at, actor, action, targetId, targetType, details }, index) => ({
    ...ACTIONS[action],
    action,
    admin_user_id: actor,
    target_id: targetId,
    target_type: targetType,
    details,
    request_id: `demo-${index + 1}`,
    created_at: at,
  }));
  const days = changes.map(({ at, actor, stylist, day, type, values, reason }, index) => ({
    stylist_user_id: stylist,
    change_date: day,
    change_type: type,
    new_values: values,
    reason,
    is_emergency: type === 'emergency_block',
    actor_user_id: actor,
    request_id: `demo-change-${index + 1}`,
    created_at: at,
  }));
  await salon.insert('private.service_management_log', entries.toSorted(byTime), CLIENT);
  await salon.insert('private.schedule_change_log', days.toSorted(byTime), CLIENT);
}
