import { Controller, Inject, type StreamableFile } from '@nestjs/common';
import { RequestContext, CurrentContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { Query } from '../http/parameters.js';
import { Endpoint } from '../http/endpoint.js';
import {
  ScheduleChangePageDto,
  ScheduleChangesQuery,
  ServiceLogExportQuery,
  ServiceLogPageDto,
  ServiceLogQuery,
  SummaryDto,
  SummaryQuery,
  VerificationDto,
} from './audit.dto.js';
import { exportServiceLog } from './export.js';
import { listScheduleChanges } from './schedule-changes.js';
import { Seals } from './seals.job.js';
import { listServiceLog } from './service-log.js';
import { summarise } from './summary.js';

const WHO_SEES_WHAT =
  'An admin sees the categories governance and configuration, without e-mail, address and agent; an auditor everything ' +
  'but what is of the own doing; a super auditor everything; several roles see what any of them does. Totals count what ' +
  'the reader sees (rules.md §8 Audit).';

/** The two append-only logs. */
@Controller()
export class AuditController {
  constructor(
    private readonly database: Database,
    private readonly seals: Seals,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Endpoint('GET /v1/audit/service-log', {
    access: 'audit-reader',
    audience: 'Audit',
    summary: 'What admins did and what was refused',
    description: `Newest first. ${WHO_SEES_WHAT} Naming a category that is not open to the reader is 403.`,
    answers: { 200: ServiceLogPageDto },
  })
  serviceLog(@CurrentContext() context: RequestContext, @Query() query: ServiceLogQuery): Promise<ServiceLogPageDto> {
    return context.read((tx) => listServiceLog(tx, context.user, query, this.config.businessTimezone));
  }

  @Endpoint('GET /v1/audit/service-log/export', {
    access: 'audit-reader',
    audience: 'Audit',
    summary: 'The service log as a file',
    description:
      `Streamed, newest first. CSV has the JSON field names as its header, objects as JSON, and a leading ' in cells that ` +
      'a spreadsheet would take for a formula; NDJSON has one row a line. Every export is itself on record before its ' +
      `first byte. ${WHO_SEES_WHAT}`,
    answers: { 200: null },
    produces: ['text/csv', 'application/x-ndjson'],
    headers: { 'Content-Disposition': 'The name of the file.' },
  })
  export(@CurrentContext() context: RequestContext, @Query() query: ServiceLogExportQuery): Promise<StreamableFile> {
    return exportServiceLog(this.database, context, query, this.config.businessTimezone);
  }

  @Endpoint('GET /v1/audit/schedule-changes', {
    access: 'audit-reader',
    audience: 'Audit',
    summary: 'Every change to a stylist’s schedule',
    description:
      'Newest first: days set, time off, cancellations, base schedules, whoever made them. An admin sees all of them ' +
      'without address and agent, an auditor all but those of the own doing (rules.md §8 Audit).',
    answers: { 200: ScheduleChangePageDto },
  })
  scheduleChanges(
    @CurrentContext() context: RequestContext,
    @Query() query: ScheduleChangesQuery,
  ): Promise<ScheduleChangePageDto> {
    return context.read((tx) => listScheduleChanges(tx, context.user, query, this.config.businessTimezone));
  }

  @Endpoint('GET /v1/audit/summary', {
    access: 'audit-reader',
    audience: 'Audit',
    summary: 'The service log in numbers',
    description: `At most 366 days. ${WHO_SEES_WHAT}`,
    answers: { 200: SummaryDto },
    errors: ['RANGE_TOO_LONG'],
  })
  summary(@CurrentContext() context: RequestContext, @Query() query: SummaryQuery): Promise<SummaryDto> {
    return context.read((tx) => summarise(tx, context.user, query, this.config.businessTimezone, Date.now()));
  }

  @Endpoint('GET /v1/audit/verify', {
    access: 'auditor',
    audience: 'Audit',
    summary: 'Whether the logs are as they were written',
    description:
      'Seals what is committed, then digests every row of both logs again and compares it with the chain of seals. ' +
      '`firstBroken` names the first range in which a row was changed, removed or slipped in, or whose seal was. Reads ' +
      'every row: a few seconds a million (rules.md §8 Audit).',
    answers: { 200: VerificationDto },
  })
  verify(@CurrentContext() context: RequestContext): Promise<VerificationDto> {
    return this.seals.verify(context);
  }
}
