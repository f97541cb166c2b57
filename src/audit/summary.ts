import type { Caller } from '../auth/caller.js';
import type { Tx } from '../database/transaction.js';
import { datesBetween } from '../calendar/wall-clock.js';
import type { SummaryDto, SummaryQuery } from './audit.dto.js';
import { SERVICE_LOG } from './logs.js';
import { summaryPeriodOf } from './period.js';
import { isAnswer, type Question, Values } from './question.js';
import { openCategories, readerOf } from './readers.js';
import { SEVERITIES } from './record.js';

interface Group {
  category: string | null;
  severity: string | null;
  action: string | null;
  day: string | null;
  rows: number;
}

/**
 * How many rows of the service management log there are in a period, by category, severity, action and day of `zone`,
 * as far as the reader's role sees them (rules.md §8 Audit).
 *
 * @param now epoch milliseconds.
 * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 366 days.
 */
export async function summarise(
  tx: Tx,
  caller: Caller,
  query: SummaryQuery,
  zone: string,
  now: number,
): Promise<SummaryDto> {
  const { from, to, first, last } = summaryPeriodOf(query, zone, now);
  const question: Question = { log: SERVICE_LOG, reader: readerOf(caller), equal: {}, from, to };
  const values = new Values();
  const groups = await tx.engine<Group>(
    `SELECT category, severity, action, day::text, sum(rows)::float8 AS rows
       FROM (SELECT l.category, l.severity, l.action, (l.created_at AT TIME ZONE ${values.add(zone, 'text')})::date AS day,
                    count(*) AS rows
               FROM private.${SERVICE_LOG.name} l
              WHERE ${isAnswer(question, values)}
              GROUP BY 1, 2, 3, 4) l
      GROUP BY GROUPING SETS (category, severity, action, day)`,
    values.list,
  );
  const counts = (key: 'category' | 'severity' | 'action' | 'day'): Record<string, number> =>
    Object.fromEntries(groups.flatMap((group) => (group[key] === null ? [] : [[group[key], group.rows]])));
  const byCategory = { ...zeros(openCategories(question.reader)), ...counts('category') };
  return {
    total: Object.values(byCategory).reduce((sum, rows) => sum + rows, 0),
    byCategory,
    bySeverity: { ...zeros(SEVERITIES), ...counts('severity') },
    byAction: counts('action'),
    byDay: { ...zeros(datesBetween(first, last)), ...counts('day') },
  };
}

function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]));
}
