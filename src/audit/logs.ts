import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { RequestContext } from '../auth/request-context.js';
import { datesBetween } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { type Page, pageOf, type PageRequest, pageRequest, type SortKey } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import type {
  ScheduleChangePageDto,
  ScheduleChangesQuery,
  ServiceLogFilter,
  ServiceLogPageDto,
  ServiceLogQuery,
  SummaryDto,
  SummaryQuery,
} from './audit.dto.js';
import type { LogEntry } from './log.entities.js';
import {
  CHANGE_LOG,
  keysOf,
  matching,
  readPage,
  type ScheduleChangeRow,
  type Selection,
  SERVICE_LOG,
  type ServiceLogRow,
  type ServiceLogSelection,
} from './log-query.js';
import { periodOf, summaryPeriodOf } from './period.js';
import { SEVERITIES } from './record.js';
import { openCategories, readerOf, redact, type Redacted } from './visibility.js';

/** A number of rows that have these values in common. */
interface Counted {
  category: string;
  severity: string;
  action: string;
  day: string;
  rows: number;
}

const KEYS: readonly SortKey[] = ['instant', 'row'];

/** Reads the two logs, newest rows first, and counts their rows. */
@Injectable()
export class Logs {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A page of the service management log, as far as the caller may see it. It throws as {@link select} does. */
  async listActions(context: RequestContext, query: ServiceLogQuery): Promise<ServiceLogPageDto> {
    const request = pageRequest('audit/service-log', query, KEYS);
    return page(context, request, this.select(context.user, query));
  }

  /** A page of the schedule change log, as far as the caller may see it. */
  async listChanges(context: RequestContext, query: ScheduleChangesQuery): Promise<ScheduleChangePageDto> {
    const request = pageRequest('audit/schedule-changes', query, KEYS);
    const { stylistId, changeType, isEmergency, actorId } = query;
    return page(context, request, {
      log: CHANGE_LOG,
      reader: readerOf(context.user),
      period: periodOf(query, this.config.businessTimezone),
      equal: { stylistUserId: stylistId, changeType, isEmergency, actorId },
    });
  }

  /**
   * The number of rows of the service management log that the caller may see in a period, by category, severity, action
   * and day of the business.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 400 `RANGE_TOO_LONG` past 366 days.
   */
  async summarise(context: RequestContext, query: SummaryQuery): Promise<SummaryDto> {
    const zone = this.config.businessTimezone;
    const { first, last, ...period } = summaryPeriodOf(query, zone, Date.now());
    const reader = readerOf(context.user);
    const groups = await context.read((tx) => {
      const counts = matching(tx, { log: SERVICE_LOG, reader, period })
        .select(['l.category AS category', 'l.severity AS severity', 'l.action AS action'])
        .addSelect('(l.createdAt AT TIME ZONE :zone)::date::text', 'day')
        .addSelect('count(*)::float8', 'rows')
        .setParameter('zone', zone)
        .groupBy('1, 2, 3, 4')
        .orderBy('3');
      return tx.engine<Counted>(...counts.getQueryAndParameters());
    });
    return {
      total: groups.reduce((total, { rows }) => total + rows, 0),
      byCategory: counted(groups, 'category', openCategories(reader)),
      bySeverity: counted(groups, 'severity', SEVERITIES),
      byAction: counted(groups, 'action', []),
      byDay: counted(groups, 'day', datesBetween(first, last)),
    };
  }

  /**
   * The rows of the service management log that the caller may see and asks for.
   *
   * @throws {Problem} 403 `FORBIDDEN` for a category that is not open to the caller, 400 `VALIDATION_FAILED`.
   */
  select(caller: Caller, filter: ServiceLogFilter): ServiceLogSelection {
    const reader = readerOf(caller);
    const { category, severity, action, actorId, targetType, targetId } = filter;
    if (category !== undefined && !openCategories(reader).includes(category)) {
      throw new Problem('FORBIDDEN', { detail: `The category ${category} is not open to you` });
    }
    return {
      log: SERVICE_LOG,
      reader,
      period: periodOf(filter, this.config.businessTimezone),
      equal: { category, severity, action, actorId, targetType, targetId },
    };
  }
}

async function page<Entry extends LogEntry, Row extends ServiceLogRow | ScheduleChangeRow>(
  context: RequestContext,
  request: PageRequest,
  selection: Selection<Entry, Row>,
): Promise<Page<Redacted<Row>>> {
  const found = await context.read((tx) => readPage(tx, selection, request));
  return pageOf(request, found, keysOf, (row) => redact(row, selection.reader, selection.log.contact));
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
