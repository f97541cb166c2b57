import { EVENT_TYPES as TYPES } from '../../migrations/events-and-webhooks/events.js';
import type { RequestContext } from '../auth/request-context.js';
import type { Tx } from '../database/transaction.js';
import { words } from '../http/words.js';

export const EVENT_TYPES = words('EventType', TYPES);

export type EventType = (typeof EVENT_TYPES)[number];

/** An event names at most so many bookings, and tells how many there are. */
const MOST_BOOKINGS = 200;

/** What an event tells: ids, states and dates; never names, reasons or customers. */
interface NewEvent {
  type: EventType;
  data: Record<string, unknown>;
}

/**
 * Writes an event in the transaction of what it tells. Only what no row of the logs tells needs it: the database derives
 * the other events where a log row is written (migrations/events-and-webhooks/events-of-logs.ts).
 */
export async function recordEvent(tx: Tx, context: RequestContext, { type, data }: NewEvent): Promise<void> {
  const values = [type, context.user.userId, context.request.requestId, data];
  await tx.engine('INSERT INTO private.events (type, actor_id, request_id, data) VALUES ($1, $2, $3, $4)', values);
}

/**
 * Writes `bookings.affected` for a change, unless it affects none.
 *
 * @param cause the override, the overrides of a batch, or the stylist whose week, profile or role changes.
 * @param bookings all affected bookings, or the first of `total`.
 */
export async function recordAffected(
  tx: Tx,
  context: RequestContext,
  cause: { overrideId: string } | { overrideIds: readonly string[] } | { stylistUserId: string },
  bookings: readonly { id: string }[],
  total: number = bookings.length,
): Promise<void> {
  if (total === 0) return;
  const bookingIds = bookings.slice(0, MOST_BOOKINGS).map(({ id }) => id);
  await recordEvent(tx, context, { type: 'bookings.affected', data: { ...cause, bookingIds, total } });
}
