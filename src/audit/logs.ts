/** One of the two logs, as readers, seals and totals use it. */
export interface Log {
  /** The table in the schema `private`, also the log's name in seals. */
  name: 'service_management_log' | 'schedule_change_log';
  /** The column of who did it. */
  actor: string;
  /** The columns that a filter can name, and their types. */
  columns: Record<string, string>;
  /** The columns whose values are counted block by block; the others are selective enough for their index. */
  counted: readonly string[];
  /** What a seal vouches for of a row `l`: all of it, as bytes that no session setting changes. */
  sealed: string;
}

/** What admins did and what was refused (rules.md §8 Audit). */
export const SERVICE_LOG: Log = {
  name: 'service_management_log',
  actor: 'admin_user_id',
  columns: {
    category: 'text',
    severity: 'text',
    action: 'text',
    admin_user_id: 'uuid',
    target_type: 'text',
    target_id: 'uuid',
  },
  counted: ['category', 'severity', 'action', 'admin_user_id', 'target_type'],
  sealed: `
    convert_to(ROW(l.id, l.admin_user_id, l.action, l.target_id, l.target_type, l.severity, l.category, l.details,
                   l.ip_address, l.user_agent, l.request_id)::text, 'UTF8')
    || timestamptz_send(l.created_at)`,
};

/** Every change to one stylist's schedule (rules.md §8 Audit). */
export const CHANGE_LOG: Log = {
  name: 'schedule_change_log',
  actor: 'actor_user_id',
  columns: { stylist_user_id: 'uuid', change_type: 'text', is_emergency: 'boolean', actor_user_id: 'uuid' },
  counted: ['stylist_user_id', 'change_type', 'is_emergency', 'actor_user_id'],
  sealed: `
    convert_to(ROW(l.id, l.stylist_user_id, l.change_type, l.old_values, l.new_values, l.reason, l.is_emergency,
                   l.actor_user_id, l.ip_address, l.user_agent, l.request_id)::text, 'UTF8')
    || date_send(l.change_date) || timestamptz_send(l.created_at)`,
};

export const LOGS: readonly Log[] = [SERVICE_LOG, CHANGE_LOG];
