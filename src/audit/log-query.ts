import type { SelectQueryBuilder } from 'typeorm';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import type { FoundRows, PageRequest } from '../http/paging.js';
import type { ScheduleChangeDto, ServiceLogRowDto } from './audit.dto.js';
import { type LogEntry, ScheduleChange, ServiceLogEntry } from './log.entities.js';
import type { Period } from './period.js';
import { type Reader, seesAll } from './visibility.js';

/** One of the two logs, for queries. */
export interface LogTable<Entry extends LogEntry, Row> {
  entity: new () => Entry;
  /** The schedule change log has no categories: an admin sees all of it. */
  hasCategories: boolean;
  /** SQL: rows `l` of the log as the API shows them. */
  select: string;
  /** The fields that admins do not see. */
  contact: readonly (keyof Row & string)[];
}

export type ServiceLogRow = Omit<ServiceLogRowDto, 'redacted'>;
export type ScheduleChangeRow = Omit<ScheduleChangeDto, 'redacted'>;

export const SERVICE_LOG: LogTable<ServiceLogEntry, ServiceLogRow> = {
  entity: ServiceLogEntry,
  hasCategories: true,
  select: `
    SELECT l.id::text, l.admin_user_id AS "actorId", coalesce(actor.display_name, actor.username) AS "actorName",
           contact.email AS "actorEmail", l.action, l.target_id AS "targetId", l.target_type AS "targetType",
           l.severity, l.category, l.details, host(l.ip_address) AS "ipAddress", l.user_agent AS "userAgent",
           l.request_id AS "requestId", ${instantColumn('l.created_at')} AS "createdAt"
      FROM l
      LEFT JOIN public.user_profiles actor ON actor.id = l.admin_user_id
      LEFT JOIN private.emails_of(ARRAY(SELECT DISTINCT admin_user_id FROM l)) contact ON contact.id = l.admin_user_id`,
  contact: ['actorEmail', 'ipAddress', 'userAgent'],
};

export const CHANGE_LOG: LogTable<ScheduleChange, ScheduleChangeRow> = {
  entity: ScheduleChange,
  hasCategories: false,
  select: `
    SELECT l.id::text, l.stylist_user_id AS "stylistUserId",
           coalesce(stylist.display_name, profile.display_name, profile.username) AS "stylistName",
           l.change_date::text AS "changeDate", l.change_type AS "changeType", l.old_values AS "oldValues",
           l.new_values AS "newValues", l.reason, l.is_emergency AS "isEmergency", l.actor_user_id AS "actorId",
           coalesce(actor.display_name, actor.username) AS "actorName", host(l.ip_address) AS "ipAddress",
           l.user_agent AS "userAgent", l.request_id AS "requestId", ${instantColumn('l.created_at')} AS "createdAt"
      FROM l
      LEFT JOIN public.stylist_profiles stylist ON stylist.user_id = l.stylist_user_id
      LEFT JOIN public.user_profiles profile ON profile.id = l.stylist_user_id
      LEFT JOIN public.user_profiles actor ON actor.id = l.actor_user_id`,
  contact: ['ipAddress', 'userAgent'],
};

/** The rows of a log that a reader may see and asks for. */
export interface Selection<Entry extends LogEntry, Row> {
  log: LogTable<Entry, Row>;
  reader: Reader;
  period: Period;
  /** Fields with the value that each must have; undefined: any. */
  equal?: { [Field in keyof Entry]?: Entry[Field] | undefined };
}

export type ServiceLogSelection = Selection<ServiceLogEntry, ServiceLogRow>;

/** The sort keys of a row. */
export function keysOf({ createdAt, id }: { createdAt: string; id: string }): string[] {
  return [createdAt, id];
}

/**
 * Reads rows of a selection, newest first. The inner query reads ids only, so that PostgreSQL can answer it from an
 * index: a filter that few rows pass then reads no row that does not pass it.
 *
 * @param after the sort keys of the last row seen; undefined: from the newest row on.
 */
export async function readRows<Entry extends LogEntry, Row>(
  tx: Tx,
  selection: Selection<Entry, Row>,
  after: readonly string[] | undefined,
  limit: number,
): Promise<Row[]> {
  const ids = matching(tx, selection).select('l.id').orderBy('l.createdAt', 'DESC').addOrderBy('l.id', 'DESC');
  if (after !== undefined) {
    const [createdAt, id] = after;
    ids.andWhere('(l.createdAt, l.id) < (CAST(:createdAt AS timestamptz), CAST(:id AS bigint))', { createdAt, id });
  }
  const [sql, values] = ids.limit(limit).getQueryAndParameters();
  const { entity, select } = selection.log;
  const { tablePath } = tx.manager.connection.getMetadata(entity);
  return tx.engine<Row & object>(
    `WITH l AS MATERIALIZED (SELECT * FROM ${tablePath} WHERE id IN (${sql}))
     ${select}
     ORDER BY l.created_at DESC, l.id DESC`,
    values,
  );
}

/** Reads a page of a selection, newest rows first, and the number of all its rows; in one round trip. */
export async function readPage<Entry extends LogEntry, Row>(
  tx: Tx,
  selection: Selection<Entry, Row>,
  { after, limit }: PageRequest,
): Promise<FoundRows<Row>> {
  const [count, values] = matching(tx, selection).select('count(*)::float8', 'total').getQueryAndParameters();
  const [rows, [counted]] = await Promise.all([
    readRows(tx, selection, after, limit + 1),
    tx.engine<{ total: number }>(count, values),
  ]);
  return { rows, total: counted?.total ?? 0 };
}

/** The entries `l` of a selection. The caller's role may not read them: run it with {@link Tx.engine}. */
export function matching<Entry extends LogEntry, Row>(
  tx: Tx,
  { log, reader, period, equal = {} }: Selection<Entry, Row>,
): SelectQueryBuilder<Entry> {
  const query = tx.manager.createQueryBuilder(log.entity, 'l');
  for (const [field, value] of Object.entries(equal)) {
    if (value !== undefined) query.andWhere(`l.${field} = :${field}`, { [field]: value });
  }
  if (period.from !== null) query.andWhere('l.createdAt >= :from', { from: period.from });
  if (period.to !== null) query.andWhere('l.createdAt < :to', { to: period.to });
  if (!seesAll(reader)) query.andWhere(isVisible(reader, log.hasCategories), { ...reader });
  return query;
}

/** The condition that the reader may see an entry `l`. */
function isVisible({ categories, seesOthers }: Reader, hasCategories: boolean): string {
  if (categories.length > 0 && !hasCategories) return 'true';
  const either: string[] = [];
  if (categories.length > 0) either.push('l.category = ANY (:categories)');
  if (seesOthers) either.push('l.actorId IS DISTINCT FROM :userId');
  return either.length === 0 ? 'false' : `(${either.join(' OR ')})`;
}
