import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
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
} from './audit.dto.js';
import { AuditExport } from './export.js';
import { Logs } from './logs.js';
import { VerificationDto, VerifyQuery } from './verify.dto.js';
import { LogVerifier } from './verify.js';

const READER = { access: 'audit-reader', audience: 'Audit' } as const;

const VISIBILITY =
  'An admin sees the categories governance and configuration, without e-mail, address and agent. An auditor sees every ' +
  'category, except rows of their own actions. A super auditor sees everything. A caller with several roles sees what ' +
  'any of them sees. Totals count only the rows that the caller sees.';

/** The two append-only logs. */
@Controller()
export class AuditController {
  constructor(
    private readonly logs: Logs,
    private readonly exports: AuditExport,
    private readonly verifier: LogVerifier,
  ) {}

  @Endpoint('GET /v1/audit/service-log', {
    ...READER,
    summary: 'List the actions of admins and the refusals',
    description: `Newest first. ${VISIBILITY} A category that is not open to the caller is refused with 403.`,
    answers: { 200: ServiceLogPageDto },
  })
  listServiceLog(@CurrentContext() context: RequestContext, @Query() query: ServiceLogQuery) {
    return this.logs.listActions(context, query);
  }

  @Endpoint('GET /v1/audit/service-log/export', {
    ...READER,
    points: 20,
    summary: 'Export the service log as a file',
    description:
      'Streamed, newest first. CSV has the JSON field names as its header and objects as JSON; a cell that a ' +
      "spreadsheet would take for a formula gets a leading '. NDJSON has one row a line. Every export is itself recorded " +
      `before its first byte. ${VISIBILITY}`,
    answers: { 200: null },
    produces: ['text/csv', 'application/x-ndjson'],
    headers: { 'Content-Disposition': 'The name of the file.' },
  })
  exportServiceLog(@CurrentContext() context: RequestContext, @Query() query: ServiceLogExportQuery) {
    return this.exports.stream(context, query);
  }

  @Endpoint('GET /v1/audit/schedule-changes', {
    ...READER,
    summary: 'List the changes to stylists’ schedules',
    description:
      'Newest first: changed days, time off, cancellations and base schedules, made by stylists and by admins. An admin ' +
      'sees all changes without address and agent. An auditor sees all changes except their own.',
    answers: { 200: ScheduleChangePageDto },
  })
  listScheduleChanges(@CurrentContext() context: RequestContext, @Query() query: ScheduleChangesQuery) {
    return this.logs.listChanges(context, query);
  }

  @Endpoint('GET /v1/audit/summary', {
    ...READER,
    summary: 'Count the rows of the service log',
    description: `At most 366 days. ${VISIBILITY}`,
    answers: { 200: SummaryDto },
    errors: ['RANGE_TOO_LONG'],
  })
  summarizeServiceLog(@CurrentContext() context: RequestContext, @Query() query: SummaryQuery) {
    return this.logs.summarise(context, query);
  }

  @Endpoint('GET /v1/audit/verify', {
    access: 'auditor',
    points: 20,
    audience: 'Audit',
    summary: 'Verifies that the logs are as they were written',
    description:
      'Seals every committed row, then digests every row of both logs again and compares it with the chain of seals. ' +
      'Requests at the same time share one check. `unsealed` counts rows that an open transaction keeps from being ' +
      'sealed. `heads` are worth noting elsewhere: a chain that was rewritten as a whole holds in itself, but `since` with ' +
      'a digest noted before is not in it any more; then `sinceFound` and `intact` are false. ' +
      '`firstBroken` names the first range in which a row was changed, removed or added, or whose seal was changed or ' +
      'removed. The check reads every row, which takes a few seconds for a million rows.',
    answers: { 200: VerificationDto },
  })
  verifyLogs(@Query() query: VerifyQuery) {
    return this.verifier.verify(query);
  }
}
