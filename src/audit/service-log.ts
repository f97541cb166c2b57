import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { RequestContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import type { ServiceLogFilter, ServiceLogPageDto, ServiceLogQuery, ServiceLogRowDto } from './audit.dto.js';
import { type After, countRows, keysOf, pageSql, type Selection, SERVICE_LOG } from './log-query.js';
import { periodOf } from './period.js';
import { openCategories, readerOf, redact } from './visibility.js';

/** The fields that admins do not see. */
const CONTACT = ['actorEmail', 'ipAddress', 'userAgent'] as const;

type ServiceLogRow = Omit<ServiceLogRowDto, 'redacted'>;

/** Reads the service management log. */
@Injectable()
export class ServiceLog {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A page of the rows that the caller may see, newest first. */
  async list(context: RequestContext, query: ServiceLogQuery): Promise<ServiceLogPageDto> {
    const request = pageRequest('audit/service-log', query, ['instant', 'row']);
    const selection = this.select(context.user, query);
    return context.read(async (tx) => {
      const total = await countRows(tx, selection);
      const rows = await this.rows(tx, selection, request.after, request.limit + 1);
      return pageOf(request, { rows, total }, keysOf, (row) => redact(row, selection.reader, CONTACT));
    });
  }

  /**
   * The rows that the caller may see and asks for.
   *
   * @throws {Problem} 403 `FORBIDDEN` for a category that is not open to the caller, 400 `VALIDATION_FAILED`.
   */
  select(caller: Caller, filter: ServiceLogFilter): Selection {
    const reader = readerOf(caller);
    const { category, severity, action, actorId, targetType, targetId } = filter;
    if (category !== undefined && !openCategories(reader).includes(category)) {
      throw new Problem('FORBIDDEN', { detail: `The category ${category} is not open to you` });
    }
    return {
      log: SERVICE_LOG,
      reader,
      period: periodOf(filter, this.config.businessTimezone),
      equal: { category, severity, action, admin_user_id: actorId, target_type: targetType, target_id: targetId },
    };
  }

  /** At most `limit` rows of the selection as its reader may see them, newest first, and the position after them. */
  async piece(
    tx: Tx,
    selection: Selection,
    after: After,
    limit: number,
  ): Promise<{ rows: ServiceLogRowDto[]; next: After }> {
    const rows = await this.rows(tx, selection, after, limit);
    const last = rows.length < limit ? undefined : rows.at(-1);
    return {
      rows: rows.map((row) => redact(row, selection.reader, CONTACT)),
      next: last === undefined ? undefined : keysOf(last),
    };
  }

  private rows(tx: Tx, selection: Selection, after: After, limit: number): Promise<ServiceLogRow[]> {
    const values: unknown[] = [];
    return tx.engine<ServiceLogRow>(
      `WITH l AS MATERIALIZED (${pageSql(selection, after, limit, values)})
       SELECT l.id::text, l.admin_user_id AS "actorId", coalesce(actor.display_name, actor.username) AS "actorName",
              contact.email AS "actorEmail", l.action, l.target_id AS "targetId", l.target_type AS "targetType",
              l.severity, l.category, l.details, host(l.ip_address) AS "ipAddress", l.user_agent AS "userAgent",
              l.request_id AS "requestId", ${instantColumn('l.created_at')} AS "createdAt"
         FROM l
         LEFT JOIN public.user_profiles actor ON actor.id = l.admin_user_id
         LEFT JOIN private.emails_of(ARRAY(SELECT DISTINCT admin_user_id FROM l)) contact
                ON contact.id = l.admin_user_id
        ORDER BY l.created_at DESC, l.id DESC`,
      values,
    );
  }
}
