import type { Caller } from '../auth/caller.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { pageOf, pageRequest } from '../http/paging.js';
import { Problem } from '../http/problem.js';
import { findAnswers, type PageOfAnswers, rowsOfPage } from './answers.js';
import type { ServiceLogFilter, ServiceLogPageDto, ServiceLogQuery, ServiceLogRowDto } from './audit.dto.js';
import { SERVICE_LOG } from './logs.js';
import { periodOf } from './period.js';
import { type Question, Values } from './question.js';
import { openCategories, readerOf, seesContact } from './readers.js';
import type { Category } from './record.js';

/** The fields of contact, which admins do not see (rules.md §8 Audit, Readers). */
const CONTACT = ['actorEmail', 'ipAddress', 'userAgent'];

/** The columns of {@link ServiceLogRowDto}, of rows `l`; every row's contact as it is. */
const ROW_COLUMNS = `
  l.id::text, l.admin_user_id AS "actorId", coalesce(actor.display_name, actor.username) AS "actorName",
  contact.email AS "actorEmail", l.action, l.target_id AS "targetId", l.target_type AS "targetType", l.severity,
  l.category, l.details, host(l.ip_address) AS "ipAddress", l.user_agent AS "userAgent", l.request_id AS "requestId",
  ${instantColumn('l.created_at')} AS "createdAt"`;

/** Who the actors of rows `l` are, looked up at once for all of them. */
const ACTORS = `
  LEFT JOIN public.user_profiles actor ON actor.id = l.admin_user_id
  LEFT JOIN private.emails_of(ARRAY(SELECT DISTINCT admin_user_id FROM l)) contact ON contact.id = l.admin_user_id`;

type ServiceLogRow = Omit<ServiceLogRowDto, 'redacted'>;

/**
 * What a reader asks of the service management log.
 *
 * @throws {Problem} 403 `FORBIDDEN` for a category that is not open to the reader, 400 `VALIDATION_FAILED`.
 */
export function serviceLogQuestion(caller: Caller, filter: ServiceLogFilter, zone: string): Question {
  const reader = readerOf(caller);
  const { category, severity, action, actorId, targetType, targetId } = filter;
  if (category !== undefined && !openCategories(reader).includes(category as Category)) {
    throw new Problem('FORBIDDEN', { detail: `The category ${category} is not open to you` });
  }
  return {
    log: SERVICE_LOG,
    reader,
    equal: {
      category,
      severity,
      action,
      admin_user_id: actorId,
      target_type: targetType,
      target_id: targetId,
    },
    ...periodOf(filter, zone),
  };
}

/** A page of the service management log, newest first, as far as the reader's role sees it. */
export async function listServiceLog(
  tx: Tx,
  caller: Caller,
  query: ServiceLogQuery,
  zone: string,
): Promise<ServiceLogPageDto> {
  const request = pageRequest('audit/service-log', query, 2);
  const question = serviceLogQuestion(caller, query, zone);
  const { total, rows } = await serviceLogRows(tx, question, { ...request, limit: request.limit + 1 });
  return pageOf(request, rows, total, (row) => maskedRow(row, question), keysOf);
}

/** The sort keys of a row, for the page after it. */
export function keysOf({ createdAt, id }: ServiceLogRow): string[] {
  return [createdAt, id];
}

/** The row as the reader may see it. */
export function maskedRow(row: ServiceLogRow, { reader }: Question): ServiceLogRowDto {
  if (seesContact(reader, row.actorId)) return { ...row, redacted: [] };
  return { ...row, actorEmail: null, ipAddress: null, userAgent: null, redacted: CONTACT };
}

/** A page of the rows that answer a question, newest first, and how many rows do. */
export async function serviceLogRows(
  tx: Tx,
  question: Question,
  page: PageOfAnswers,
): Promise<{ total: number; rows: ServiceLogRow[] }> {
  const { total, near } = await findAnswers(tx, question, page);
  if (near.length === 0) return { total, rows: [] };
  const values = new Values();
  const rows = await tx.engine<ServiceLogRow>(
    `WITH l AS MATERIALIZED (${rowsOfPage(question, page, near, values)})
     SELECT ${ROW_COLUMNS} FROM l ${ACTORS} ORDER BY l.created_at DESC, l.id DESC`,
    values.list,
  );
  return { total, rows };
}
