import type { Caller } from '../auth/caller.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { findAnswers, type PageOfAnswers, rowsOfPage } from './answers.js';
import type { ScheduleChangeDto, ScheduleChangePageDto, ScheduleChangesQuery } from './audit.dto.js';
import { CHANGE_LOG } from './logs.js';
import { periodOf } from './period.js';
import { type Question, Values } from './question.js';
import { readerOf, seesContact } from './readers.js';

const CONTACT = ['ipAddress', 'userAgent'];

type ChangeRow = Omit<ScheduleChangeDto, 'redacted'>;

/** A page of the schedule change log, newest first, as far as the reader's role sees it. */
export async function listScheduleChanges(
  tx: Tx,
  caller: Caller,
  query: ScheduleChangesQuery,
  zone: string,
): Promise<ScheduleChangePageDto> {
  const request = pageRequest('audit/schedule-changes', query, 2);
  const { stylistId, changeType, isEmergency, actorId } = query;
  const question: Question = {
    log: CHANGE_LOG,
    reader: readerOf(caller),
    equal: {
      stylist_user_id: stylistId,
      change_type: changeType,
      is_emergency: isEmergency,
      actor_user_id: actorId,
    },
    ...periodOf(query, zone),
  };
  const page = { ...request, limit: request.limit + 1 };
  const { total, near } = await findAnswers(tx, question, page);
  const rows = near.length === 0 ? [] : await rowsOf(tx, question, page, near);
  return pageOf(
    request,
    rows,
    total,
    (row) => masked(row, question),
    (row) => [row.createdAt, row.id],
  );
}

function masked(row: ChangeRow, { reader }: Question): ScheduleChangeDto {
  if (seesContact(reader, row.actorId)) return { ...row, redacted: [] };
  return { ...row, ipAddress: null, userAgent: null, redacted: CONTACT };
}

function rowsOf(tx: Tx, question: Question, page: PageOfAnswers, near: string[]): Promise<ChangeRow[]> {
  const values = new Values();
  return tx.engine<ChangeRow>(
    `SELECT l.id::text, l.stylist_user_id AS "stylistUserId",
            coalesce(stylist.display_name, profile.display_name, profile.username) AS "stylistName",
            l.change_date::text AS "changeDate", l.change_type AS "changeType", l.old_values AS "oldValues",
            l.new_values AS "newValues", l.reason, l.is_emergency AS "isEmergency", l.actor_user_id AS "actorId",
            coalesce(actor.display_name, actor.username) AS "actorName", host(l.ip_address) AS "ipAddress",
            l.user_agent AS "userAgent", l.request_id AS "requestId", ${instantColumn('l.created_at')} AS "createdAt"
       FROM (${rowsOfPage(question, page, near, values)}) l
       LEFT JOIN public.stylist_profiles stylist ON stylist.user_id = l.stylist_user_id
       LEFT JOIN public.user_profiles profile ON profile.id = l.stylist_user_id
       LEFT JOIN public.user_profiles actor ON actor.id = l.actor_user_id
      ORDER BY l.created_at DESC, l.id DESC`,
    values.list,
  );
}
