import type { List } from '../database/list.js';
import { instantColumn } from '../database/sql-format.js';
import type { ScheduleChangeDto, ServiceLogRowDto } from './audit.dto.js';
import type { Period } from './period.js';
import { type Reader, seesAll } from './visibility.js';

/** What the rows of both logs have. */
export type LogRow = Pick<ServiceLogRow | ScheduleChangeRow, 'id' | 'createdAt' | 'actorId'>;

/** One of the two logs, for queries. */
export interface LogTable<Row> {
  name: 'private.service_management_log' | 'private.schedule_change_log';
  /** The column of the user who acted. */
  actor: string;
  /** The schedule change log has no categories: an admin sees all of it. */
  hasCategories: boolean;
  /** SQL: rows `l` of the log as the API shows them. */
  select: string;
  /** The fields that admins do not see. */
  contact: readonly (keyof Row & string)[];
}

export type ServiceLogRow = Omit<ServiceLogRowDto, 'redacted'>;
export type ScheduleChangeRow = Omit<ScheduleChangeDto, 'redacted'>;

export const SERVICE_LOG: LogTable<ServiceLogRow> = {
  name: 'private.service_management_log',
  actor: 'admin_user_id',
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

export const CHANGE_LOG: LogTable<ScheduleChangeRow> = {
  name: 'private.schedule_change_log',
  actor: 'actor_user_id',
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
export interface Selection<Row> {
  log: LogTable<Row>;
  reader: Reader;
  period: Period;
  /** Columns with the value that each must have; undefined: any. */
  equal?: Readonly<Record<string, string | boolean | undefined>>;
}

/** The sort keys of a row. */
export function keysOf({ createdAt, id }: LogRow): string[] {
  return [createdAt, id];
}

/**
 * The statements of the list of a selection, newest first. The inner query reads ids only, so that PostgreSQL can answer
 * it from an index: a filter that few rows pass then reads no row that does not pass it.
 */
export function listOf<Row>(selection: Selection<Row>): List {
  const { name, select } = selection.log;
  const filters: unknown[] = [];
  const wanted = `FROM ${name} l WHERE ${conditionOf(selection, filters)}`;
  const [createdAt, id, limit] = [1, 2, 3].map((further) => `$${filters.length + further}`);
  const rows = `
    WITH l AS MATERIALIZED (
      SELECT *
        FROM ${name}
       WHERE id IN (SELECT l.id ${wanted}
                       AND (${createdAt}::timestamptz IS NULL OR (l.created_at, l.id) < (${createdAt}, ${id}::bigint))
                     ORDER BY l.created_at DESC, l.id DESC
                     LIMIT ${limit}))
    ${select}
     ORDER BY l.created_at DESC, l.id DESC`;
  return { rows, count: `SELECT count(*)::float8 AS total ${wanted}`, filters };
}

/**
 * The condition on a row `l` of the log.
 *
 * @param values the parameters of the statement; those of the condition are added.
 */
export function conditionOf<Row>({ log, reader, period, equal = {} }: Selection<Row>, values: unknown[]): string {
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const conditions = Object.entries(equal)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => `l.${column} = ${parameter(value)}`);
  if (period.from !== null) conditions.push(`l.created_at >= ${parameter(period.from)}`);
  if (period.to !== null) conditions.push(`l.created_at < ${parameter(period.to)}`);
  if (!seesAll(reader)) conditions.push(isVisible(log, reader, parameter));
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The condition that the reader may see a row `l`. */
function isVisible<Row>(
  { hasCategories, actor }: LogTable<Row>,
  { userId, categories, seesOthers }: Reader,
  parameter: (value: unknown) => string,
): string {
  const either: string[] = [];
  if (categories.length > 0) {
    if (!hasCategories) return 'true';
    either.push(`l.category = ANY (${parameter(categories)})`);
  }
  if (seesOthers) either.push(`l.${actor} IS DISTINCT FROM ${parameter(userId)}`);
  return either.length === 0 ? 'false' : `(${either.join(' OR ')})`;
}
