import type { Charge } from '../budgets/budget.js';
import { instantColumn } from '../../database/sql-format.js';
import type { OverrideLayer } from '../layers.js';
import { statusOn } from './override-shapes.js';
import type { OverrideDto } from './overrides.dto.js';
import type { LocalDate } from '../../calendar/wall-clock.js';

/** A row of `schedule_overrides` with its names. Dates and times in the zone of whom it reaches. */
export interface OverrideRow extends OverrideLayer {
  stylistName: string | null;
  reason: string | null;
  origin: 'admin' | 'stylist';
  setForDay: boolean;
  isEmergency: boolean;
  chargedTo: Charge;
  /** Epoch milliseconds; null when it cost nothing. */
  chargedAt: number | null;
  createdBy: string | null;
  createdByName: string | null;
  /** UTC, as `createdAt`. */
  updatedAt: string;
  version: string;
}

/** The columns of {@link OverrideLayer}, of `o` (schedule_overrides): what decides a date. */
export const LAYER_COLUMNS = `
  o.id, o.override_type AS "overrideType", o.applies_to_all_stylists AS "appliesToAllStylists",
  o.stylist_user_id AS "stylistUserId", o.start_date::text AS "startDate", o.end_date::text AS "endDate",
  o.is_closed AS "isClosed", left(o.override_start_time::text, 5) AS "startTime",
  left(o.override_end_time::text, 5) AS "endTime", o.priority, ${instantColumn('o.created_at')} AS "createdAt"`;

/** The columns of {@link OverrideRow}, of `o` (schedule_overrides), also of what a statement returns. */
export const OVERRIDE_COLUMNS = `
  ${LAYER_COLUMNS},
  (SELECT display_name FROM public.stylist_profiles WHERE user_id = o.stylist_user_id) AS "stylistName",
  o.reason, o.origin, o.set_for_day AS "setForDay",
  o.is_emergency AS "isEmergency", o.charged_to AS "chargedTo",
  extract(epoch FROM o.charged_at)::float8 * 1000 AS "chargedAt", o.created_by AS "createdBy",
  (SELECT coalesce(display_name, username) FROM public.user_profiles WHERE id = o.created_by) AS "createdByName",
  ${instantColumn('o.updated_at')} AS "updatedAt", o.row_version::text AS version`;

/** One override. */
export const SELECT_OVERRIDE = `SELECT ${OVERRIDE_COLUMNS} FROM public.schedule_overrides o WHERE o.id = $1`;

/** One override, locked. */
export const LOCK_OVERRIDE = `${SELECT_OVERRIDE} FOR UPDATE OF o`;

/** Whether it was one of the constraints that refuse an exact duplicate (rules.md §4) that refused a row. */
export function isDuplicate(constraint: string | undefined): boolean {
  return constraint !== undefined && DUPLICATES.includes(constraint);
}

const DUPLICATES = [
  'schedule_overrides_no_duplicate',
  'schedule_overrides_one_day_row',
  'schedule_overrides_one_day_block',
];

/** An override as the API shows it; `today` in the zone of whom it reaches. */
export function overrideOf(row: OverrideRow, today: LocalDate): Pick<OverrideDto, keyof OverrideDto> {
  const { chargedTo: _chargedTo, chargedAt: _chargedAt, version: _version, createdAt, updatedAt, ...shown } = row;
  return { ...shown, status: statusOn(row, today), createdAt, updatedAt };
}

/** What an entity tag is made of: the row's version, and the row, because setting a day again writes another one. */
export function overrideVersion({ id, version }: OverrideRow): string {
  return `${version}-${id.slice(-12)}`;
}

/** What the logs keep of an override: what it says, not who wrote it. */
export function loggedValues(row: OverrideRow): Record<string, unknown> {
  const { id, overrideType, startDate, endDate, isClosed, startTime, endTime, priority, reason } = row;
  const { appliesToAllStylists, stylistUserId, origin, setForDay, isEmergency } = row;
  return {
    id,
    overrideType,
    appliesToAllStylists,
    stylistUserId,
    startDate,
    endDate,
    isClosed,
    startTime,
    endTime,
    priority,
    reason,
    origin,
    setForDay,
    isEmergency,
  };
}

/** The same of what a change takes away: null of nothing, the values of one row, `rows` of several. */
export function loggedRows(rows: readonly OverrideRow[]): Record<string, unknown> | null {
  const [first, ...more] = rows.map(loggedValues);
  if (first === undefined || more.length === 0) return first ?? null;
  return { rows: [first, ...more] };
}
