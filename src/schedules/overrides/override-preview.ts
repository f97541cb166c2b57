import { Inject, Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { RequestContext } from '../../auth/request-context.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Tx } from '../../database/transaction.js';
import { ok, type Reply } from '../../http/reply.js';
import { byStart, listAffected, MAX_AFFECTED_LISTED } from '../affected-list.js';
import { affectedBy, type ChangedDay, changedDay } from '../effect.js';
import {
  isBlock,
  nameOf,
  NOT_WRITTEN_YET,
  type OverrideLayer,
  type OverrideName,
  precedes,
  resolveDay,
} from '../layers.js';
import { loadBooked } from '../load-booked.js';
import { type BookedSchedule, type BookingRow, loadSchedules } from '../load-schedules.js';
import {
  checkEdit,
  coversDate,
  datesOf,
  type OverrideChange,
  reachOf,
  spanOf,
  stylistsNamed,
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
const MAX_SHADOWING = 200;

const ACTIVE_STYLISTS = `
  SELECT user_id AS id, count(*) OVER ()::int AS total
    FROM public.stylist_profiles
   WHERE coalesce(is_active, true)
   ORDER BY display_name, user_id
   LIMIT ${MAX_DAYS}`;

/** The overrides that may win over one for all stylists, strongest first. */
export const STRONGER = `
  SELECT ${OVERRIDE_COLUMNS}
    FROM public.schedule_overrides o
   WHERE o.priority >= $1
     AND o.start_date <= $3
     AND o.end_date >= $2
     AND NOT (o.is_closed AND o.override_start_time IS NOT NULL)
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
   * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `OVERRIDE_NOT_FOUND`, 404 `STYLIST_NOT_FOUND`.
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
      const change = { before, after: { id: '', createdAt: NOT_WRITTEN_YET, ...before, ...values } };
      const { days, daysTotal } = await daysChangedBy(tx, change, today);
      const { bookings, total } = await bookingsAffectedBy(tx, change, addDays(today, -1));
      const shadowedBy = await shadowsOf(tx, change.after, today);
      return ok({ days, daysTotal, ...(await listAffected(tx, bookings, total)), shadowedBy });
    });
  }
}

/**
 * The bookings that a change of an override affects (docs/rules.md "Bookings already made"): the 200 earliest, and the
 * number of all of them. For a change for all stylists it loads only those with bookings in the range.
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
  const schedules: readonly BookedSchedule[] =
    reach === 'all'
      ? await loadBooked(tx, { from, to: span.to, zone: null, alone: stylistsNamed(change) })
      : await loadSchedules(tx, reach, from, span.to);
  const isChanged = (date: LocalDate): boolean => from <= date && date <= span.to && coversDate(change, date);
  let earliest: BookingRow[] = [];
  let total = 0;
  for (const schedule of schedules) {
    const { before, after } = variantsOf(change, schedule.overrides);
    const affected = affectedBy(schedule, before, after, isChanged);
    total += affected.length;
    earliest = [...earliest, ...affected].sort(byStart).slice(0, MAX_AFFECTED_LISTED);
    if (reach === 'all') await setImmediate();
  }
  return { bookings: earliest, total };
}

/**
 * The dates of a change with the stylists that it reaches, before and after: the first 1,000 by date, then by name, and
 * the number of all of them. A change for all stylists lists the active ones.
 */
export async function daysChangedBy(
  tx: Tx,
  change: OverrideChange,
  first: LocalDate,
): Promise<{ days: ChangedDay[]; daysTotal: number }> {
  const active = reachOf(change) === 'all' ? await activeStylists(tx) : { ids: [], total: 0 };
  const listed: { date: LocalDate; id: string }[] = [];
  let daysTotal = 0;
  for (const date of datesOf(change, first)) {
    const reach = reachOf(change, date);
    daysTotal += reach === 'all' ? active.total : reach.length;
    const ids = reach === 'all' ? active.ids : reach;
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
  const { stylistUserId, endDate, priority } = override;
  const startDate = override.startDate < today ? today : override.startDate;
  if (isBlock(override) || endDate < startDate) return [];
  if (stylistUserId === null) {
    const rows = await tx.query<OverrideRow>(STRONGER, [priority, startDate, endDate]);
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

async function activeStylists(tx: Tx): Promise<{ ids: string[]; total: number }> {
  const rows = await tx.query<{ id: string; total: number }>(ACTIVE_STYLISTS);
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}
