import type { RequestContext } from '../../auth/request-context.js';
import { recordAction, recordScheduleChange, type Action } from '../../audit/record.js';
import type { Tx } from '../../database/transaction.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { firstTouched } from './override-edit-rules.js';
import { loggedValues, type OverrideRow } from './override-rows.js';

/**
 * Records what an admin did to an override (rules.md §8 Audit): one row in the service management log, and one in the
 * schedule change log of each stylist whose own schedule changes; business-wide overrides are only in the former.
 *
 * @param details what belongs to the record besides old and new values.
 */
export function recordOverride(
  tx: Tx,
  context: RequestContext,
  action: Extract<Action, 'CREATE_OVERRIDE' | 'UPDATE_OVERRIDE' | 'DELETE_OVERRIDE'>,
  change: { before: OverrideRow | null; after: OverrideRow | null; today: LocalDate },
  details: Record<string, unknown> = {},
): void {
  const { before, after, today } = change;
  const reason = (after ?? before)?.reason ?? null;
  const values = (row: OverrideRow | null) => (row === null ? null : loggedValues(row));
  recordAction(tx, context, {
    action,
    targetType: 'schedule_override',
    targetId: (after ?? before)?.id ?? null,
    details: { oldValues: values(before), newValues: values(after), reason, ...details },
  });
  const stylists = new Set([before, after].flatMap((row) => row?.stylistUserId ?? []));
  for (const stylistUserId of stylists) {
    const old = before?.stylistUserId === stylistUserId ? before : null;
    const next = after?.stylistUserId === stylistUserId ? after : null;
    recordScheduleChange(tx, context, {
      stylistUserId,
      changeDate: firstTouched(old, next, today),
      changeType: 'availability_override',
      oldValues: values(old),
      newValues: values(next),
      reason,
      isEmergency: false,
    });
  }
}
