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
    const summary: SummaryDto = {
      total: 0,
      byCategory: zeros(openCategories(reader)),
      bySeverity: zeros(SEVERITIES),
      byAction: {},
      byDay: zeros(datesBetween(first, last)),
    };
    for (const { category, severity, action, day, rows } of groups) {
      summary.total += rows;
      add(summary.byCategory, category, rows);
      add(summary.bySeverity, severity, rows);
      add(summary.byAction, action, rows);
      add(summary.byDay, day, rows);
    }
    return summary;
  }
}

function add(counts: Record<string, number>, name: string, rows: number): void {
  counts[name] = (counts[name] ?? 0) + rows;
}

function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]));
}
