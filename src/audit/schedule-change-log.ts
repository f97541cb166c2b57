import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { CONFIG, type Config } from '../config.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { type PageRequest, pageOf, pageRequest } from '../http/paging.js';
import type { ScheduleChangeDto, ScheduleChangePageDto, ScheduleChangesQuery } from './audit.dto.js';
import { CHANGE_LOG, countRows, keysOf, pageSql, type Selection } from './log-query.js';
import { periodOf } from './period.js';
import { readerOf, redact } from './visibility.js';

/** The fields that admins do not see. */
const CONTACT = ['ipAddress', 'userAgent'] as const;

type ScheduleChangeRow = Omit<ScheduleChangeDto, 'redacted'>;

@Injectable()
export class ScheduleChangeLog {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A page of the changes that the caller may see, newest first. */
  async list(context: RequestContext, query: ScheduleChangesQuery): Promise<ScheduleChangePageDto> {
    const request = pageRequest('audit/schedule-changes', query, ['instant', 'row']);
    const { stylistId, changeType, isEmergency, actorId } = query;
    const selection: Selection = {
      log: CHANGE_LOG,
      reader: readerOf(context.user),
      period: periodOf(query, this.config.businessTimezone),
      equal: {
        stylist_user_id: stylistId,
        change_type: changeType,
        is_emergency: isEmergency,
        actor_user_id: actorId,
      },
    };
    return context.read(async (tx) => {
      const total = await countRows(tx, selection);
      const rows = await this.rows(tx, selection, request);
      return pageOf(request, { rows, total }, keysOf, (row) => redact(row, selection.reader, CONTACT));
    });
  }

  private rows(tx: Tx, selection: Selection, { after, limit }: PageRequest): Promise<ScheduleChangeRow[]> {
    const values: unknown[] = [];
    return tx.engine<ScheduleChangeRow>(
      `SELECT l.id::text, l.stylist_user_id AS "stylistUserId",
              coalesce(stylist.display_name, profile.display_name, profile.username) AS "stylistName",
              l.change_date::text AS "changeDate", l.change_type AS "changeType", l.old_values AS "oldValues",
              l.new_values AS "newValues", l.reason, l.is_emergency AS "isEmergency", l.actor_user_id AS "actorId",
              coalesce(actor.display_name, actor.username) AS "actorName", host(l.ip_address) AS "ipAddress",
              l.user_agent AS "userAgent", l.request_id AS "requestId", ${instantColumn('l.created_at')} AS "createdAt"
         FROM (${pageSql(selection, after, limit + 1, values)}) l
         LEFT JOIN public.stylist_profiles stylist ON stylist.user_id = l.stylist_user_id
         LEFT JOIN public.user_profiles profile ON profile.id = l.stylist_user_id
         LEFT JOIN public.user_profiles actor ON actor.id = l.actor_user_id
        ORDER BY l.created_at DESC, l.id DESC`,
      values,
    );
  }
}
