import { AFFECTABLE_STATUSES } from './affected-bookings.js';
import { stylistZone, usableZone } from '../calendar/stylist-zone.js';
import { addDays, type LocalDate, todayIn } from '../calendar/wall-clock.js';
import type { Tx } from '../database/transaction.js';
import { branchOf, membersOf } from './branches.js';
import { type OverrideLayer, reaches, type WeekDay } from './layers.js';
import { type BookedSchedule, type BookingRow, isValidBetween, milliseconds, WEEK_DAY } from './load-schedules.js';
import type { Reach } from './overrides/override-change.js';
import { LAYER_COLUMNS } from './overrides/override-rows.js';

/** Stylists who work alike, with bookings of all of them; `stylistUserId` is one of them. */
export interface BookedGroup extends BookedSchedule {
  isActive: boolean;
}

export interface BookedQuery {
  from: LocalDate;
  to: LocalDate;
  /** The zone of the dates; null: that of each stylist, so that some bookings around the dates come too. */
  zone: string | null;
  /**
   * The stylists that count. Those that it names alone are a group each, because the caller may have overrides for them that
   * are not written.
   */
  reach: Reach;
}

/** SQL: whether the parameters from `$first` on, a {@link Reach}, hold the stylist. */
function isReached(stylist: string, first: number): string {
  return `($${first}::boolean OR ${stylist} = ANY($${first + 1}::uuid[])
          OR ${stylist} IN ${membersOf(`ANY($${first + 2}::uuid[])`)})`;
}

/**
 * The bookings that reach the dates and that a change may affect. No zone is further from UTC than a day,
 * so $4 is 1 where the dates are those of each stylist.
 */
const BOOKED = `
  SELECT b.id, b.stylist_user_id AS "stylistUserId", b.service_id AS "serviceId", coalesce(b.status, 'pending') AS status,
         ${milliseconds('b.start_time')} AS start, ${milliseconds('b.end_time')} AS "end"
    FROM public.bookings b
   WHERE coalesce(b.status, 'pending') = ANY($1)
     AND b.start_time < ($3::date + 1 + $4::int)::timestamp AT TIME ZONE $5
     AND b.end_time > greatest(now(), ($2::date - $4::int)::timestamp AT TIME ZONE $5)
     AND ${isReached('b.stylist_user_id', 6)}`;

/** The weeks between the dates as text, which is the same for many stylists. */
const WEEKS = `
  SELECT p.user_id AS "stylistUserId", ${branchOf('p.user_id')} AS "branchId", ${stylistZone('p')} AS zone,
         coalesce(p.is_active, true) AS "isActive",
         extract(epoch FROM now())::float8 * 1000 AS now, coalesce(w.week, '[]') AS week
    FROM public.stylist_profiles p
    LEFT JOIN (SELECT w.stylist_user_id, json_agg(${WEEK_DAY} ORDER BY w.day_of_week, w.effective_from)::text AS week
                 FROM public.stylist_schedules w
                WHERE ${isValidBetween('$1::date', '$2::date')} AND ${isReached('w.stylist_user_id', 3)}
                GROUP BY w.stylist_user_id) AS w ON w.stylist_user_id = p.user_id
   WHERE ${isReached('p.user_id', 3)}`;

const LAYERS = `
  SELECT ${LAYER_COLUMNS} FROM public.schedule_overrides o
   WHERE o.start_date <= $2 AND o.end_date >= $1
     AND (o.stylist_user_id IS NULL OR ${isReached('o.stylist_user_id', 3)})`;

/** A group has at most so many bookings, so that the process answers others between two groups. */
const MAX_BOOKINGS = 5_000;

type WeekRow = Pick<BookedGroup, 'stylistUserId' | 'branchId' | 'zone' | 'isActive' | 'now'> & { week: string };

/**
 * Loads the stylists with bookings that a change between the dates may affect, in three statements however many they are:
 * 20,000 stylists one by one would take minutes. Stylists with the same zone, week and branch and without an override of their own
 * are one group. As the engine.
 *
 * @returns what is worked on every date on which the bookings lie.
 */
export async function loadBooked(tx: Tx, query: BookedQuery): Promise<BookedGroup[]> {
  const { from, to, zone, reach } = query;
  const reached = [reach.isForAll, reach.stylists, reach.branches];
  const wanted = [AFFECTABLE_STATUSES, from, to, zone === null ? 1 : 0, zone ?? 'UTC', ...reached];
  const bookings = await tx.engine<BookingRow>(BOOKED, wanted);
  if (bookings.length === 0) return [];
  const dates = [...datesOf(bookings), ...reached];
  const layers = await tx.engine<OverrideLayer>(LAYERS, dates);
  const rows = await tx.engine<WeekRow>(WEEKS, dates);
  const groups = new Groups(layers, reach.stylists);
  const ofStylist = new Map(rows.map((row) => [row.stylistUserId, row]));
  for (const booking of bookings) {
    const row = ofStylist.get(booking.stylistUserId);
    if (row !== undefined) groups.add(booking, row);
  }
  return groups.all;
}

/** The dates on which any of the bookings may lie, a day wider for zones; no others are resolved. */
function datesOf(bookings: readonly BookingRow[]): [LocalDate, LocalDate] {
  const first = bookings.reduce((least, { start }) => Math.min(least, start), Infinity);
  const last = bookings.reduce((most, { end }) => Math.max(most, end), -Infinity);
  return [addDays(todayIn('UTC', first), -1), addDays(todayIn('UTC', last), 1)];
}

/** Bookings by stylists who work alike. */
class Groups {
  readonly all: BookedGroup[] = [];
  private readonly open = new Map<string, BookedGroup>();
  private readonly weeks = new Map<string, WeekDay[]>();
  private readonly shared: OverrideLayer[];
  private readonly own = new Map<string, OverrideLayer[]>();

  constructor(layers: readonly OverrideLayer[], alone: readonly string[]) {
    this.shared = layers.filter(({ stylistUserId }) => stylistUserId === null);
    for (const id of alone) this.own.set(id, []);
    for (const layer of layers) {
      const id = layer.stylistUserId;
      if (id !== null) this.own.set(id, [...(this.own.get(id) ?? []), layer]);
    }
  }

  add(booking: BookingRow, row: WeekRow): void {
    const own = this.own.get(row.stylistUserId);
    const key = own === undefined ? `${row.isActive} ${row.branchId} ${row.zone} ${row.week}` : row.stylistUserId;
    let group = this.open.get(key);
    if (group === undefined || group.bookings.length === MAX_BOOKINGS) {
      group = this.begin(row, own ?? []);
      this.open.set(key, group);
    }
    group.bookings.push(booking);
  }

  private begin({ week: text, zone, ...stylist }: WeekRow, own: OverrideLayer[]): BookedGroup {
    const week = this.weeks.get(text) ?? (JSON.parse(text) as WeekDay[]);
    this.weeks.set(text, week);
    const overrides = [...own, ...this.shared.filter((override) => reaches(override, stylist))];
    const group = { ...stylist, week, overrides, zone: usableZone(zone), bookings: [] };
    this.all.push(group);
    return group;
  }
}
