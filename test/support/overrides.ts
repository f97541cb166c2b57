import type { Pool } from 'pg';

export interface LoggedAction {
  action: string;
  actor: string;
  target_type: string;
  severity: string;
  category: string;
  details: Record<string, unknown>;
}

export interface LoggedChange {
  date: string;
  change_type: string;
  old_values: Record<string, unknown> | null;
  new_values: Record<string, unknown> | null;
  reason: string | null;
  is_emergency: boolean;
  actor: string;
}

/** The rows of the service management log for one target, oldest first. */
export async function actionsOn(owner: Pool, targetId: string): Promise<LoggedAction[]> {
  const { rows } = await owner.query<LoggedAction>(
    `SELECT action, admin_user_id AS actor, target_type, severity, category, details
       FROM private.service_management_log WHERE target_id = $1 ORDER BY id`,
    [targetId],
  );
  return rows;
}

/** The rows of the schedule change log for one stylist, oldest first. */
export async function changesOf(owner: Pool, stylistUserId: string): Promise<LoggedChange[]> {
  const { rows } = await owner.query<LoggedChange>(
    `SELECT change_date::text AS date, change_type, old_values, new_values, reason, is_emergency,
            actor_user_id AS actor
       FROM private.schedule_change_log WHERE stylist_user_id = $1 ORDER BY id`,
    [stylistUserId],
  );
  return rows;
}

export async function countOverrides(owner: Pool): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM public.schedule_overrides`);
  return rows[0]?.n ?? 0;
}
