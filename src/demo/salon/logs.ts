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

const AGENT = 'Mozilla/5.0 (demo salon)';
/** An address of the range for documentation (RFC 5737). */
const ADDRESS = '192.0.2.10';

/** Fills both logs with the history of the demo salon, oldest first. */
export async function fillLogs(salon: SalonWriter, actions: AdminEntry[], changes: ChangeEntry[]): Promise<void> {
  await salon.query(
    `INSERT INTO private.service_management_log
            (admin_user_id, action, target_id, target_type, severity, category, details, ip_address, user_agent,
             request_id, created_at)
     SELECT actor, action, target_id, target_type, severity, category, details, '${ADDRESS}', '${AGENT}',
            'demo-' || n, at
       FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (actor uuid, action text, target_id uuid, target_type text,
              severity text, category text, details jsonb, at timestamptz)) WITH ORDINALITY
         AS entry(actor, action, target_id, target_type, severity, category, details, at, n)
      ORDER BY at, n`,
    [
      JSON.stringify(
        actions.map(({ targetId, targetType, ...entry }) => ({
          ...entry,
          ...ACTIONS[entry.action],
          target_id: targetId,
          target_type: targetType,
        })),
      ),
    ],
  );
  await salon.query(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, new_values, reason, is_emergency, actor_user_id, ip_address,
             user_agent, request_id, created_at)
     SELECT stylist, day, type, "values", reason, type = 'emergency_block', actor, '${ADDRESS}', '${AGENT}',
            'demo-change-' || n, at
       FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (stylist uuid, day date, type text, "values" jsonb, reason text,
              actor uuid, at timestamptz)) WITH ORDINALITY
         AS entry(stylist, day, type, "values", reason, actor, at, n)
      ORDER BY at, n`,
    [JSON.stringify(changes)],
  );
}
