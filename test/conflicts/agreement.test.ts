import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, todayIn } from '../../src/calendar/wall-clock.js';
import { override, week } from '../rules/arbitraries.js';
import { startApp, type TestApp } from '../support/app.js';
import { type ModelCause, modelCause, type ModelOverride, type ModelWeekDay } from '../support/conflict-model.js';
import { addBooking, addBranch, addOverride, addStylist, addUser, type TestStylist } from '../support/stylists.js';

/** Zones whose clocks never change, with their minutes ahead of UTC. */
const OFFSETS: Record<string, number> = { 'Asia/Kathmandu': 345, 'Asia/Tokyo': 540, 'America/Phoenix': -420 };
const STYLISTS = 30;
const SEED = 20_261_128;

let app: TestApp;
let admin: string;

interface Drawn {
  week: ModelWeekDay[];
  isActive: boolean;
  bookings: { day: number; quarter: number; length: number }[];
  overrides: ModelOverride[];
}

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  const first = addDays(todayIn('Asia/Kathmandu', Date.now()), 5);
  const drawn = fc.sample(
    fc.record({
      week,
      isActive: fc.nat(9).map((n) => n > 0),
      bookings: fc.array(fc.record({ day: fc.nat(6), quarter: fc.nat(88), length: fc.integer({ min: 1, max: 30 }) }), {
        maxLength: 12,
      }),
    }),
    { numRuns: STYLISTS, seed: SEED },
  );
  const stylists: TestStylist[] = [];
  for (const [index, { week: rows, isActive, bookings }] of drawn.entries()) {
    const zone = Object.keys(OFFSETS)[index % 3]!;
    const stylist = await addStylist(app.owner, { zone, isActive, days: [] });
    for (const row of rows) {
      const pause = [row.breakStart, row.breakEnd];
      await app.owner.query(
        `INSERT INTO public.stylist_schedules
                (stylist_user_id, day_of_week, start_time_utc, end_time_utc, start_time_local, end_time_local,
                 break_start_time_utc, break_end_time_utc, effective_from, effective_until)
         VALUES ($1, $2, $3, $4, $3, $4, $5, $6, coalesce($7, DATE '2020-01-01'), $8)`,
        [stylist.id, row.dayOfWeek, row.startTime, row.endTime, ...pause, row.effectiveFrom, row.effectiveUntil],
      );
    }
    for (const { day, quarter, length } of bookings) await book(stylist, addDays(first, day), quarter, length);
    await closeSome({ stylist }, first, index);
    stylists.push(stylist);
  }
  const branch = await addBranch(app.owner, 'Patan', stylists.slice(0, STYLISTS / 2));
  for (let day = 0; day < 7; day += 2) await closeSome({}, addDays(first, day), 1_000 + day);
  for (let day = 1; day < 7; day += 2) await closeSome({ branch }, addDays(first, day), 2_000 + day);
});
afterAll(() => app.close());

/** A booking that may reach into the next date. Those that the host's exclusion constraint refuses are left out. */
async function book(stylist: TestStylist, date: string, quarter: number, length: number): Promise<void> {
  const id = await addBooking(app.owner, stylist, date, ['00:00', '00:01']).catch(() => undefined);
  if (id === undefined) return;
  await app.owner
    .query(
      `UPDATE public.bookings
          SET start_time = start_time + $2 * interval '15 minutes', end_time = start_time + ($2 + $3) * interval '15 minutes'
        WHERE id = $1`,
      [id, quarter, length],
    )
    .catch(() => app.owner.query('DELETE FROM public.bookings WHERE id = $1', [id]));
}

/** Some overrides around a date, of one stylist, of a branch or of all. */
async function closeSome(scope: { stylist?: TestStylist; branch?: string }, date: string, seed: number): Promise<void> {
  const any = fc.array(
    fc.constantFrom('closure' as const, 'block' as const, 'hours' as const).chain((shape) => override(date, shape)),
    { maxLength: scope.stylist === undefined ? 2 : 4 },
  );
  const [drawn = []] = fc.sample(any, { numRuns: 1, seed });
  for (const { isClosed, startTime, endTime, startDate, endDate, priority } of drawn) {
    const type = isClosed ? (scope.stylist === undefined ? 'business_closure' : 'stylist_vacation') : 'special_event';
    await addOverride(app.owner, {
      type,
      ...scope,
      range: [startDate, endDate],
      closed: isClosed,
      priority,
      ...(startTime === null || endTime === null ? {} : { hours: [startTime, endTime] }),
    }).catch((error: Error) => {
      if (!/no_duplicate/.test(error.message)) throw error;
    });
  }
}

/** What the database holds, as the model computes it. */
async function expectedConflicts(): Promise<{ id: string; cause: ModelCause }[]> {
  const { rows } = await app.owner.query<Drawn & { id: string; zone: string; start: number; end: number }>(
    `SELECT b.id, p.timezone AS zone, p.is_active AS "isActive", extract(epoch FROM b.start_time)::float8 * 1000 AS start,
            extract(epoch FROM b.end_time)::float8 * 1000 AS "end",
            (SELECT coalesce(json_agg(json_build_object(
                      'dayOfWeek', w.day_of_week, 'startTime', left(w.start_time_local::text, 5),
                      'endTime', left(w.end_time_local::text, 5), 'breakStart', left(w.break_start_time_utc::text, 5),
                      'breakEnd', left(w.break_end_time_utc::text, 5), 'effectiveFrom', w.effective_from,
                      'effectiveUntil', w.effective_until)), '[]')
               FROM public.stylist_schedules w WHERE w.stylist_user_id = p.user_id) AS week,
            (SELECT coalesce(json_agg(json_build_object(
                      'id', o.id, 'overrideType', o.override_type,
                      'scope', CASE WHEN o.applies_to_all_stylists THEN 'all'
                                    WHEN o.stylist_user_id IS NULL THEN 'branch' ELSE 'stylist' END,
                      'startDate', o.start_date, 'endDate', o.end_date, 'isClosed', o.is_closed,
                      'startTime', left(o.override_start_time::text, 5), 'endTime', left(o.override_end_time::text, 5),
                      'priority', o.priority, 'createdAt', o.created_at)), '[]')
               FROM public.schedule_overrides o
              WHERE o.applies_to_all_stylists OR o.stylist_user_id = p.user_id OR o.branch_id = p.branch_id) AS overrides
       FROM public.bookings b
       JOIN public.stylist_profiles p ON p.user_id = b.stylist_user_id
      ORDER BY b.start_time, b.id`,
  );
  return rows.flatMap(({ id, zone, start, end, ...schedule }) => {
    const cause = modelCause({ ...schedule, offset: OFFSETS[zone]! }, start, end);
    return cause === null ? [] : [{ id, cause }];
  });
}

it('The list and its causes equal another computation on random schedules and bookings', async () => {
  const expected = await expectedConflicts();
  const found: { id: string; cause: ModelCause }[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path = `/v1/booking-conflicts?limit=40${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = await app.as(admin).get(path).expect(200);
    expect(body.total).toBe(expected.length);
    found.push(...body.items.map(({ id, cause }: { id: string; cause: ModelCause }) => ({ id, cause })));
    cursor = body.nextCursor as string | null;
  }
  expect(found).toEqual(expected);
  const layers = new Set(expected.map(({ cause }) => `${cause.layer} ${cause.overrideType}`));
  expect([...layers].sort()).toEqual([
    'base null',
    'inactive null',
    'override business_closure',
    'override special_event',
    'override stylist_vacation',
  ]);
  const { rows } = await app.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM public.bookings');
  expect(rows[0]?.n).toBeGreaterThan(expected.length);
});
