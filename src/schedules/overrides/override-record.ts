import { type Action, recordAction, recordScheduleChange } from '../../audit/record.js';
import type { RequestContext } from '../../auth/request-context.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import type { Tx } from '../../database/transaction.js';
import { recordAffected } from '../../events/outbox.js';
import type { AffectedBookings } from '../affected-list.js';
import { firstTouched } from './override-change.js';
import { loggedValues, type OverrideRow } from './override-rows.js';

/**
 * Records an admin's change of an override (docs/rules.md "Audit"): one row in the service management log, and one in
 * the schedule change log of each stylist that it reaches alone. One for all stylists or a branch is only in the former. The
 * database derives the event of the override from the row; that of the bookings is written here.
 *
 * @param details further members of the record's details.
 */
export async function recordOverride(
  tx: Tx,
  context: RequestContext,
  action: Extract<Action, 'CREATE_OVERRIDE' | 'UPDATE_OVERRIDE' | 'DELETE_OVERRIDE'>,
  change: { before: OverrideRow | null; after: OverrideRow | null; today: LocalDate; affected: AffectedBookings },
  details: Record<string, unknown> = {},
): Promise<void> {
  const { before, after, today, affected } = change;
  const row = after ?? before;
  const reason = row?.reason ?? null;
  const values = (one: OverrideRow | null) => (one === null ? null : loggedValues(one));
  await recordAction(tx, context, {
    action,
    targetType: 'schedule_override',
    targetId: row?.id ?? null,
    details: { oldValues: values(before), newValues: values(after), reason, ...details },
  });
  const stylists = new Set([before, after].flatMap((one) => one?.stylistUserId ?? []));
  for (const stylistUserId of stylists) {
    const old = before?.stylistUserId === stylistUserId ? before : null;
    const next = after?.stylistUserId === stylistUserId ? after : null;
    await recordScheduleChange(tx, context, {
      stylistUserId,
      changeDate: firstTouched(old, next, today),
      changeType: 'availability_override',
      oldValues: values(old),
      newValues: values(next),
      reason,
      isEmergency: false,
    });
  }
  const { affectedBookings, affectedBookingsTotal } = affected;
  await recordAffected(tx, context, { overrideId: row?.id ?? '' }, affectedBookings, affectedBookingsTotal);
}
