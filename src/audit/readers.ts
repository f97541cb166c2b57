import type { Caller } from '../auth/caller.js';
import { CATEGORIES, type Category } from './record.js';

/**
 * What a reader of the logs sees (rules.md §8 Audit, Readers). Several roles see what any of them does: rows of the
 * categories in `whoever`, and, where `others` is set, every row that is not of the reader's own doing.
 */
export interface Reader {
  userId: string;
  whoever: readonly Category[];
  others: boolean;
}

const OF_ADMINS: readonly Category[] = ['governance', 'configuration'];

export function readerOf({ userId, roles }: Caller): Reader {
  if (roles.has('super_auditor')) return { userId, whoever: CATEGORIES, others: true };
  return { userId, whoever: roles.has('admin') ? OF_ADMINS : [], others: roles.has('auditor') };
}

/** Whether the reader sees every row. */
export function seesAll({ whoever }: Reader): boolean {
  return whoever.length === CATEGORIES.length;
}

/** The categories in which the reader can see a row. */
export function openCategories({ whoever, others }: Reader): readonly Category[] {
  return others ? CATEGORIES : whoever;
}

/** Whether e-mail, address and agent of a row are the reader's to see: an auditor's, not an admin's. */
export function seesContact(reader: Reader, actorId: string | null): boolean {
  return seesAll(reader) || (reader.others && actorId !== reader.userId);
}
