import { Inject, Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { RequestContext } from '../../auth/request-context.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Tx } from '../../database/transaction.js';
import { ok, type Reply } from '../../http/reply.js';
import {
  type AffectedBookings,
  bookingsAffected,
  byStart,
  listAffected,
  MAX_AFFECTED_LISTED,
} from '../affected-list.js';
import type { ConflictPolicy } from '../affected-bookings.dto.js';
import { membersOf, refuseUnknownBranch } from '../branches.js';
import { affectedBy, type ChangedDay, changedDay } from '../effect.js';
import { isBlock, nameOf, type OverrideLayer, type OverrideName, precedes, resolveDay, unwritten } from '../layers.js';
import { loadBooked } from '../load-booked.js';
import { type BookedSchedule, type BookingRow, loadSchedules } from '../load-schedules.js';
import {
  checkEdit,
  coversDate,
  datesOf,
  type OverrideChange,
  type Reach,
  reachOf,
  spanOf,
  valuesOf,
  variantsOf,
} from './override-change.js';
import { clockOf, OVERRIDE_COLUMNS, type OverrideRow, readOverride, refuseUnknown } from './override-rows.js';
import { checkOverride, refuseInvalid, statusOn } from './override-types.js';
import type { OverridePreviewDto, PreviewOverrideDto } from './overrides.dto.js';

const REPLACED_IS_MISSING = 'The override to replace does not exist';

/** A preview lists at most so many days. */
const MAX_DAYS = 1_000;

/** A preview names at most so many overrides that win over its own. */
export const MAX_SHADOWING = 200;

/** Of all and of branches the active ones; who is named alone is listed anyway. */
const REACHED = `
  SELECT p.user_id AS id, count(*) OVER ()::int AS total
    FROM public.stylist_profiles p
   WHERE p.user_id = ANY($3::uuid[])
      OR (coalesce(p.is_active, true) AND ($1 OR p.user_id IN ${membersOf('ANY($2::uuid[])')}))
   ORDER BY p.display_name, p.user_id
   LIMIT ${MAX_DAYS}`;

/**
 * The overrides that may win over one for all stylists, or for those of the branch `$4`, strongest first. As the engine:
 * the caller is an admin, who reads every override.
 */
export const STRONGER = `
  SELECT ${OVERRIDE_COLUMNS}
    FROM public.schedule_overrides o
   WHERE o.priority >= $1
     AND o.start_date <= $3
     AND o.end_date >= $2
     AND NOT (o.is_closed AND o.override_start_time IS NOT NULL)
     AND ($4::uuid IS NULL OR o.applies_to_all_stylists OR o.branch_id = $4
          OR o.stylist_user_id IN ${membersOf('$4')})
   ORDER BY o.priority DESC, o.start_date
   LIMIT ${2 * MAX_SHADOWING}`;

/** The effect of an override before it is written. */
@Injectable()
export class OverridePreview {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Computes what an override would do: to each date from today on, to bookings, and which overrides would win over it.
   * With `replaces` it takes the place of that override. It writes nothing.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `OVERRIDE_NOT_FOUND`, 404 `STYLIST_NOT_FOUND`, 404
   * `BRANCH_NOT_FOUND`.
   */
  preview(context: RequestContext, { replaces, ...body }: PreviewOverrideDto): Promise<Reply<OverridePreviewDto>> {
    return context.write(async (tx) => {
      const values = valuesOf(body);
      const clock = await clockOf(tx, values.stylistUserId, this.config.businessTimezone);
      const { today } = clock;
      const before = replaces === undefined ? null : await readOverride(tx, replaces, REPLACED_IS_MISSING);
      refuseInvalid(
        before === null ? checkOverride(values, today) : checkEdit(before, values, statusOn(before, today), today),
      );
      refuseUnknown(clock);
      await refuseUnknownBranch(tx, values.branchId, before?.branchId);
      const change = { before, after: { ...unwritten(0), ...before, ...values } };
      const effect = { ...(await daysChangedBy(tx, change, today)), ...(await listAffectedBy(tx, change, today)) };
      return ok({ ...effect, shadowedBy: await shadowsOf(tx, change.after, today) });
    });
  }
}

/** The bookings that a change affects, as answers list them. By the policy it refuses the change instead. */
export async function listAffectedBy(
  tx: Tx,
  change: OverrideChange,
  today: LocalDate,
  policy: ConflictPolicy = 'warn',
): Promise<AffectedBookings> {
  const { bookings, total } = await bookingsAffectedBy(tx, change, addDays(today, -1));
  if (policy === 'refuse' && total > 0) throw await bookingsAffected(tx, bookings, total);
  return listAffected(tx, bookings, total);
}

/**
 * The bookings that a change of an override affects (docs/rules.md "Bookings already made"): the 200 earliest, and the
 * number of all of them. For a change that reaches more than some stylists alone it loads only those with bookings in the
 * range.
 *
 * @param first the first date that counts.
 */
export async function bookingsAffectedBy(
  tx: Tx,
  change: OverrideChange,
  first: LocalDate,
): Promise<{ bookings: BookingRow[]; total: number }> {
  const span = spanOf(change);
  const from = span.from < first ? first : span.from;
  const reach = reachOf(change);
  const isForMany = reach.isForAll || reach.branches.length > 0;
  const schedules: readonly BookedSchedule[] = isForMany
    ? await loadBooked(tx, { reach, from, to: span.to, zone: null })
    : await loadSchedules(tx, reach.stylists, from, span.to);
  const isChanged = (date: LocalDate): boolean => from <= date && date <= span.to && coversDate(change, date);
  let earliest: BookingRow[] = [];
  let total = 0;
  for (const schedule of schedules) {
    const { before, after } = variantsOf(change, schedule.overrides);
    const affected = affectedBy(schedule, before, after, isChanged);
    total += affected.length;
    earliest = [...earliest, ...affected].sort(byStart).slice(0, MAX_AFFECTED_LISTED);
    if (isForMany) await setImmediate();
  }
  return { bookings: earliest, total };
}

/**
 * The dates of a change with the stylists that it reaches, before and after: the first 1,000 by date, then by name, and
 * the number of all of them. A change for all stylists or a branch lists the active ones.
 */
export async function daysChangedBy(
  tx: Tx,
  change: OverrideChange,
  first: LocalDate,
): Promise<{ days: ChangedDay[]; daysTotal: number }> {
  const reached = new Map<string, { ids: string[]; total: number }>();
  const listed: { date: LocalDate; id: string }[] = [];
  let daysTotal = 0;
  for (const date of datesOf(change, first)) {
    const reach = reachOf(change, date);
    const key = JSON.stringify(reach);
    const { ids, total } = reached.get(key) ?? (await stylistsReached(tx, reach));
    reached.set(key, { ids, total });
    daysTotal += total;
    listed.push(...ids.slice(0, MAX_DAYS - listed.length).map((id) => ({ date, id })));
  }
  const [from, to] = [listed[0]?.date, listed.at(-1)?.date];
  if (from === undefined || to === undefined) return { days: [], daysTotal };
  const schedules = await loadSchedules(tx, [...new Set(listed.map(({ id }) => id))], from, to);
  const byId = new Map(schedules.map((schedule) => [schedule.stylistUserId, schedule]));
  const days = listed.flatMap(({ date, id }) => {
    const schedule = byId.get(id);
    if (schedule === undefined) return [];
    const { before, after } = variantsOf(change, schedule.overrides);
    return [changedDay(schedule, before, after, date)];
  });
  return { days, daysTotal };
}

/**
 * The overrides that win over this one on a date of its range, at most 200. Nothing wins over a block.
 *
 * @param today the first date that counts.
 */
export async function shadowsOf(tx: Tx, override: OverrideLayer, today: LocalDate): Promise<OverrideName[]> {
  const { branchId, stylistUserId, endDate, priority } = override;
  const startDate = override.startDate < today ? today : override.startDate;
  if (isBlock(override) || endDate < startDate) return [];
  if (stylistUserId === null) {
    const rows = await tx.engine<OverrideRow>(STRONGER, [priority, startDate, endDate, branchId]);
    const stronger = rows.filter((row) => row.id !== override.id && precedes(row, override));
    return stronger.slice(0, MAX_SHADOWING).map(nameOf);
  }
  const [schedule] = await loadSchedules(tx, [stylistUserId], startDate, endDate);
  if (schedule === undefined) return [];
  const { overrides } = variantsOf({ before: null, after: override }, schedule.overrides).after;
  const winners = datesOf({ before: null, after: override }, startDate).flatMap((date) => {
    const { source, shadowed } = resolveDay({ ...schedule, overrides }, date);
    const isShadowed = shadowed.some(({ overrideId }) => overrideId === override.id);
    return isShadowed && source.layer === 'override' ? [source.overrideId] : [];
  });
  const ids = new Set(winners);
  return overrides.filter(({ id }) => ids.has(id)).map(nameOf);
}

async function stylistsReached(tx: Tx, reach: Reach): Promise<{ ids: string[]; total: number }> {
  const values = [reach.isForAll, reach.branches, reach.stylists];
  const rows = await tx.engine<{ id: string; total: number }>(REACHED, values);
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}
