import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { datesBetween } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import type { SummaryDto, SummaryQuery } from './audit.dto.js';
import { conditionOf, SERVICE_LOG } from './log-query.js';
import { summaryPeriodOf } from './period.js';
import { SEVERITIES } from './record.js';
import { openCategories, readerOf } from './visibility.js';

interface Counted {
  category: string;
  severity: string;
  action: string;
  day: string;
  rows: number;
}

/** Counts the rows of the service management log. */
@Injectable()
export class AuditSummary {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * The number of rows that the caller may see in a period, by category, severity, action and day of the business.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 366 days.
   */
  async summarise(context: RequestContext, query: SummaryQuery): Promise<SummaryDto> {
    const zone = this.config.businessTimezone;
    const { first, last, ...period } = summaryPeriodOf(query, zone, Date.now());
    const reader = readerOf(context.user);
    const values: unknown[] = [zone];
    const condition = conditionOf({ log: SERVICE_LOG, reader, period }, values);
    const groups = await context.read((tx) =>
      tx.engine<Counted>(
        `SELECT l.category, l.severity, l.action, (l.created_at AT TIME ZONE $1)::date::text AS day,
                count(*)::float8 AS rows
           FROM ${SERVICE_LOG.name} l
          WHERE ${condition}
          GROUP BY 1, 2, 3, 4
          ORDER BY 3`,
        values,
      ),
    );
    return {
      total: groups.reduce((total, { rows }) => total + rows, 0),
      byCategory: counted(groups, 'category', openCategories(reader)),
      bySeverity: counted(groups, 'severity', SEVERITIES),
      byAction: counted(groups, 'action', []),
      byDay: counted(groups, 'day', datesBetween(first, last)),
    };
  }
}

/** The number of rows of each value; those of `listed` are there also without rows. Any text may be a value. */
function counted(
  groups: Counted[],
  column: Exclude<keyof Counted, 'rows'>,
  listed: readonly string[],
): Record<string, number> {
  const counts = new Map(listed.map((name) => [name, 0]));
  for (const group of groups) counts.set(group[column], (counts.get(group[column]) ?? 0) + group.rows);
  return Object.fromEntries(counts);
}
