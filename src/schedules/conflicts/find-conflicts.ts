import { setImmediate } from 'node:timers/promises';
import { LIFETIME, type Tx } from '../../database/transaction.js';
import { unavailable } from '../../http/sqlstate.js';
import { byStart } from '../affected-list.js';
import { type BookedQuery, loadBooked } from '../load-booked.js';
import { type Conflict, conflictsOf } from './conflict.js';

/**
 * Finds the conflicts that reach the dates, by start, then id. It computes all of them, because only what is worked now
 * decides; a conflict is stored nowhere. It stops when the life of the transaction is over.
 *
 * @throws {Problem} 503 `TEMPORARILY_UNAVAILABLE`.
 */
export async function findConflicts(tx: Tx, query: BookedQuery): Promise<Conflict[]> {
  const until = Date.now() + LIFETIME;
  const groups = await loadBooked(tx, query);
  const found: Conflict[] = [];
  for (const group of groups) {
    if (Date.now() > until) throw unavailable();
    for (const conflict of conflictsOf(group)) found.push(conflict);
    await setImmediate();
  }
  return found.sort((a, b) => byStart(a.booking, b.booking));
}
