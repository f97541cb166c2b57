import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { escapeLiteral } from 'pg';
import { Database } from '../../../src/database/database.js';
import { affectedBy } from '../../../src/schedules/effect.js';
import { NOT_WRITTEN_YET } from '../../../src/schedules/layers.js';
import { LOAD_SCHEDULES, loadSchedules } from '../../../src/schedules/load-schedules.js';
import { coversDate, variantsOf } from '../../../src/schedules/overrides/override-change.js';
import { bookingsAffectedBy, STRONGER } from '../../../src/schedules/overrides/override-preview.js';
import { LIST_OVERRIDES } from '../../../src/schedules/overrides/overrides.service.js';
import { addDays, todayIn } from '../../../src/calendar/wall-clock.js';
import { startApp, type TestApp } from '../../support/app.js';
import { fillMany, MANY, stylistId } from '../../support/many.js';
import { countOverrides } from '../../support/overrides.js';
import { addUser } from '../../support/stylists.js';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

let app: TestApp;
let admin: string;
const day = (offset: number) => addDays(todayIn('Asia/Kathmandu', Date.now()), offset);

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
  await fillMany(app.owner);
});
afterAll(() => app.close());

const ZONES = '{"business": "Asia/Kathmandu", "known": []}';

/** The nodes of a statement's plan, made for these values or for any. */
async function planOf(
  statement: string,
  values: readonly (string | number | string[] | null)[],
  { role, mode }: { role: string; mode: 'force_custom_plan' | 'force_generic_plan' },
): Promise<PlanNode[]> {
  const literals = values.map((value) => {
    if (value === null) return 'NULL';
    return escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value));
  });
  const client = await app.owner.connect();
  try {
    await client.query(`BEGIN; SET LOCAL ROLE ${role}; SET LOCAL plan_cache_mode = ${mode}`);
    await client.query(`SELECT set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: admin })]);
    await client.query(`PREPARE looked_at AS ${statement}`);
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) EXECUTE looked_at (${literals.join(', ')})`,
    );
    return flat(rows[0]!['QUERY PLAN'][0]!.Plan);
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
    client.release();
  }
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}

const scanned = (plan: PlanNode[]) =>
  plan.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
const indexes = (plan: PlanNode[]) => [...new Set(plan.flatMap((node) => node['Index Name'] ?? []))];

describe(`With ${MANY.stylists} stylists and ${MANY.overrides} overrides`, () => {
  it.each(['force_custom_plan', 'force_generic_plan'] as const)(
    'The loader reads a stylist’s month through indexes alone (%s)',
    async (mode) => {
      const values = [[stylistId(2_500)], day(0), day(30)];
      const plan = await planOf(LOAD_SCHEDULES.text, values, { role: 'service_engine', mode });
      expect(scanned(plan)).toEqual([]);
      const used = indexes(plan).filter((name) => name.startsWith('idx_schedule_overrides'));
      expect(used.sort()).toEqual([
        'idx_schedule_overrides_all_stylists',
        'idx_schedule_overrides_branch',
        'idx_schedule_overrides_lookup',
      ]);
    },
  );

  it.each<[string, string, string, string, (string | number | null)[]]>([
    [
      'the newest',
      'idx_schedule_overrides_created',
      'authenticated',
      LIST_OVERRIDES,
      ['Asia/Kathmandu', null, null, null, null, null, null, null, ZONES, null, null, null, 51],
    ],
    [
      'one stylist’s',
      'idx_schedule_overrides_lookup',
      'authenticated',
      LIST_OVERRIDES,
      ['Asia/Kathmandu', null, stylistId(7), null, null, null, null, null, ZONES, null, null, null, 51],
    ],
    [
      'those that win over a closure',
      'idx_schedule_overrides_priority',
      'service_engine',
      STRONGER,
      [100, '2090-01-01', '2090-01-05', null],
    ],
  ])('Among 100,000 overrides, %s are listed through %s', async (_name, index, role, statement, values) => {
    const plan = await planOf(statement, values, { role, mode: 'force_custom_plan' });
    expect(scanned(plan)).not.toContain('schedule_overrides');
    expect(indexes(plan)).toContain(index);
  });

  it('A closure for 5,000 stylists is one row, and lists the earliest of all affected bookings', async () => {
    const before = await countOverrides(app.owner);
    expect(before).toBe(MANY.overrides);
    const closure = {
      overrideType: 'business_closure',
      appliesToAllStylists: true,
      startDate: day(1),
      endDate: day(360),
      isClosed: true,
    };
    const { body: tried } = await app.as(admin).post('/v1/schedule-overrides/preview').send(closure).expect(200);
    expect(tried).toMatchObject({ daysTotal: MANY.stylists * 360 });
    expect(tried.days).toHaveLength(1_000);
    const refused = await app
      .as(admin)
      .post('/v1/schedule-overrides')
      .send({ ...closure, conflictPolicy: 'refuse' })
      .expect(409);
    const { body } = await app.as(admin).post('/v1/schedule-overrides').send(closure).expect(201);
    const { rows } = await app.owner.query<{ id: string }>(
      `SELECT b.id FROM public.bookings b
        WHERE NOT EXISTS (SELECT FROM public.schedule_overrides o
                           WHERE o.stylist_user_id = b.stylist_user_id
                             AND (b.start_time AT TIME ZONE 'Asia/Kathmandu')::date BETWEEN o.start_date AND o.end_date)
        ORDER BY b.start_time, b.id`,
    );
    expect(rows.length).toBeGreaterThan(MANY.bookings / 2);
    expect(body.affectedBookingsTotal).toBe(rows.length);
    expect(refused.body.affectedBookingsTotal).toBe(rows.length);
    const ids = body.affectedBookings.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(rows.slice(0, 200).map(({ id }) => id));
    expect(await countOverrides(app.owner)).toBe(before + 1);
    await app.as(admin).delete(`/v1/schedule-overrides/${body.id}`).expect(204);
  });

  it('A change for all affects the same bookings as computed stylist by stylist', async () => {
    const { rows: long } = await app.owner.query<{ id: string }>(
      `UPDATE public.bookings SET end_time = end_time + interval '2 hours' WHERE stylist_user_id = $1 RETURNING id`,
      [stylistId(78)],
    );
    await app.owner.query(`UPDATE public.stylist_profiles SET timezone = 'America/New_York' WHERE user_id = $1`, [
      stylistId(79),
    ]);
    await app.owner.query(`DELETE FROM public.stylist_schedules WHERE stylist_user_id = $1 AND day_of_week < 4`, [
      stylistId(80),
    ]);
    const change = {
      before: null,
      after: {
        id: '',
        overrideType: 'special_event' as const,
        appliesToAllStylists: true,
        branchId: null,
        stylistUserId: null,
        startDate: day(9),
        endDate: day(21),
        isClosed: false,
        startTime: '12:30',
        endTime: '20:00',
        priority: 40,
        createdAt: NOT_WRITTEN_YET,
      },
    };
    const ids = Array.from({ length: MANY.stylists }, (_, index) => stylistId(index + 1));
    const database = app.app.get(Database);
    const [atOnce, one] = await database.asEngine(
      async (tx) => {
        const all = await bookingsAffectedBy(tx, change, day(-1));
        const each: string[] = [];
        for (let next = 0; next < ids.length; next += 500) {
          for (const schedule of await loadSchedules(tx, ids.slice(next, next + 500), day(9), day(21))) {
            const { before, after } = variantsOf(change, schedule.overrides);
            each.push(...affectedBy(schedule, before, after, (date) => coversDate(change, date)).map(({ id }) => id));
          }
        }
        return [all, each];
      },
      { lifetime: 60_000 },
    );
    expect(atOnce.total).toBe(one.length);
    expect(one).toEqual(expect.arrayContaining(atOnce.bookings.map(({ id }) => id)));
    expect(one.filter((id) => long.some((row) => row.id === id)).length).toBeGreaterThan(0);
  });

  it('The list of 5,000 stylists and the effective schedule of one answer', async () => {
    const { body } = await app.as(admin).get('/v1/stylists?limit=200').expect(200);
    expect(body).toMatchObject({ total: MANY.stylists });
    expect(body.items[0]).toMatchObject({
      workingDays: [0, 1, 2, 3, 4, 5, 6],
      nextOverride: { status: expect.any(String) },
    });
    const path = `/v1/stylists/${stylistId(2_500)}/effective-schedule?from=${day(0)}&to=${day(91)}`;
    const month = await app.as(admin).get(path).expect(200);
    expect(month.body.days).toHaveLength(92);
  });
});
