import type { Caller } from '../auth/caller.js';
import { CATEGORIES, type Category } from './record.js';

/**
 * The rows that a reader of the logs sees (docs/rules.md "Audit"). A caller with several roles sees what any of them
 * sees: all rows of `categories`, and, with `seesOthers`, every row of an action that somebody else took.
 */
export interface Reader {
  userId: string;
  categories: readonly Category[];
  seesOthers: boolean;
}

const CATEGORIES_OF_ADMINS: readonly Category[] = ['governance', 'configuration'];

export function readerOf({ userId, roles }: Caller): Reader {
  if (roles.has('super_auditor')) return { userId, categories: CATEGORIES, seesOthers: true };
  return {
    userId,
    categories: roles.has('admin') ? CATEGORIES_OF_ADMINS : [],
    seesOthers: roles.has('auditor'),
  };
}

/** Whether the reader sees every row of the service management log. */
export function seesAll({ categories }: Reader): boolean {
  return categories.length === CATEGORIES.length;
}

/** The categories in which the reader can see a row. */
export function openCategories({ categories, seesOthers }: Reader): readonly Category[] {
  return seesOthers ? CATEGORIES : categories;
}

/** A row as its reader may see it. */
export type Redacted<Row> = Row & { redacted: string[] };

/**
 * The row without e-mail, address and agent where the reader does not see them, and with the names of the fields that are
 * hidden. Auditors see them, admins do not.
 *
 * @param contact the fields of this kind of row that hold contact data.
 */
export function redact<Row extends { actorId: string | null }>(
  row: Row,
  reader: Reader,
  contact: readonly (keyof Row & string)[],
): Redacted<Row> {
  const seesContact = seesAll(reader) || (reader.seesOthers && row.actorId !== reader.userId);
  if (seesContact) return { ...row, redacted: [] };
  const hidden = Object.fromEntries(contact.map((field) => [field, null]));
  return { ...row, ...hidden, redacted: [...contact] };
}
