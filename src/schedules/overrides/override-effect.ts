import type { Tx } from '../../database/transaction.js';
import { affectedBy, type ChangedDay, changedDay, MAX_LISTED } from '../effect.js';
import { AFFECTABLE_STATUSES } from '../affected-bookings.js';
import { isBlock, nameOf, type OverrideLayer, type OverrideName, precedes, resolveDay } from '../layers.js';
import { type BookingRow, loadSchedules } from '../load-schedules.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { coversDate, datesOf, type OverrideChange, reachOf, spanOf, variantsOf } from './override-change.js';
import { OVERRIDE_COLUMNS, type OverrideRow } from './override-rows.js';

/** Stylists whose schedules are in memory at a time when a change reaches all of them. */
const STYLISTS_AT_A_TIME = 100;

/** How many days a preview lists (api.md "Overrides (admin)"). */
const MAX_DAYS = 1_000;

/** How many overrides a preview names that win over the tried one. */
const MAX_SHADOWING = 200;

/** Bookings are looked for a day wider on both sides: no zone is further from UTC. */
const BOOKED_STYLISTS = `
  SELECT p.user_id AS id
    FROM public.stylist_profiles p
   WHERE EXISTS (SELECT FROM public.bookings b
                  WHERE b.stylist_user_id = p.user_id
                    AND b.status = ANY($1)
                    AND b.start_time < ($3::date + 2)::timestamp AT TIME ZONE 'UTC'
                    AND b.end_time > greatest(now(), ($2::date - 1)::timestamp AT TIME ZONE 'UTC'))
   ORDER BY p.user_id`;

const ACTIVE_STYLISTS = `
  SELECT user_id AS id, count(*) OVER ()::int AS total
    FROM public.stylist_profiles
   WHERE coalesce(is_active, true)
   ORDER BY display_name, user_id
   LIMIT ${MAX_DAYS}`;

/** What may win over a business-wide override, strongest first. */
export const STRONGER = `
  SELECT ${OVERRIDE_COLUMNS}
    FROM public.schedule_overrides o
   WHERE o.priority >= $1
     AND o.start_date <= $3
     AND o.end_date >= $2
     AND NOT (o.is_closed AND o.override_start_time IS NOT NULL)
   ORDER BY o.priority DESC, o.start_date
   LIMIT ${2 * MAX_SHADOWING}`;

/**
 * The bookings that a change of an override affects (rules.md §5): the 200 earliest, and how many there are. A change for
 * all stylists goes through those who have bookings in its range, some at a time, so that memory stays bounded.
 *
 * @param first the first date that counts: what is over is not affected.
 */
export async function bookingsAffectedBy(
  tx: Tx,
  change: OverrideChange,
  first: LocalDate,
): Promise<{ bookings: BookingRow[]; total: number }> {
  const span = spanOf(change);
  const from = span.from < first ? first : span.from;
  const stylists = await bookedStylists(tx, change, from, span.to);
  let bookings: BookingRow[] = [];
  let total = 0;
  for (let next = 0; next < stylists.length; next += STYLISTS_AT_A_TIME) {
    const schedules = await loadSchedules(tx, stylists.slice(next, next + STYLISTS_AT_A_TIME), from, span.to);
    const found = schedules.flatMap((schedule) => {
      const { before, after } = variantsOf(change, schedule.overrides);
      return affectedBy(schedule, before, after, (date) => coversDate(change, date));
    });
    total += found.length;
    bookings = [...bookings, ...found].sort(byStart).slice(0, MAX_LISTED);
  }
  return { bookings, total };
}

/**
 * What the stylists whom a change reaches work on each of its dates, before and after: by date, then name; the 1,000
 * first, and how many there are. A change for all lists active stylists.
 */
export async function daysChangedBy(
  tx: Tx,
  change: OverrideChange,
  first: LocalDate,
): Promise<{ days: ChangedDay[]; daysTotal: number }> {
  const everybody = reachOf(change) === 'all' ? await activeStylists(tx) : { ids: [], total: 0 };
  const listed: { date: LocalDate; id: string }[] = [];
  let daysTotal = 0;
  for (const date of datesOf(change, first)) {
    const reach = reachOf(change, date);
    daysTotal += reach === 'all' ? everybody.total : reach.length;
    const ids = reach === 'all' ? everybody.ids : reach;
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
 * The overrides that win over a new one on a date of its range, at most 200 of them. Nothing wins over a block.
 */
export async function shadowsOf(tx: Tx, override: OverrideLayer): Promise<OverrideName[]> {
  if (isBlock(override)) return [];
  const { stylistUserId, startDate, endDate, priority } = override;
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

async function bookedStylists(tx: Tx, change: OverrideChange, from: LocalDate, to: LocalDate): Promise<string[]> {
  const reach = reachOf(change);
  if (reach !== 'all') return [...reach];
  const rows = await tx.engine<{ id: string }>(BOOKED_STYLISTS, [AFFECTABLE_STATUSES, from, to]);
  return rows.map(({ id }) => id);
}

async function activeStylists(tx: Tx): Promise<{ ids: string[]; total: number }> {
  const rows = await tx.query<{ id: string; total: number }>(ACTIVE_STYLISTS);
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}

function byStart(a: BookingRow, b: BookingRow): number {
  return a.start - b.start || (a.id < b.id ? -1 : 1);
}
