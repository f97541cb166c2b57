import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BLOCK, CHUNK } from '../../src/audit/blocks.js';
import { Seals } from '../../src/audit/seals.job.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';

let app: TestApp;

/**
 * Two blocks that are sealed and a part of a third, made in steps as the job does; some rows are by a reader, some ids were
 * never committed.
 */
beforeAll(async () => {
  app = await startApp();
  await app.owner.query(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, is_emergency, actor_user_id, created_at)
     SELECT ('cccccccc-0000-4000-8000-' || lpad((n % 7)::text, 12, '0'))::uuid, DATE '2026-01-05',
            (ARRAY['availability_override', 'schedule_update', 'emergency_block'])[n % 3 + 1], n % 3 = 2,
            CASE n % 5 WHEN 0 THEN NULL WHEN 1 THEN $1 ELSE $2 END::uuid, now() - (17000 - n) * interval '1 minute'
       FROM generate_series(1, 17000) AS n`,
    [PERSONAS.auditor, PERSONAS.admin],
  );
  await fillServiceLog(app.owner, 3_000);
  await app.app.get(Seals).close();
  await fillServiceLog(app.owner, 5_000);
  await app.app.get(Seals).close();
  await app.owner.query(
    `INSERT INTO private.service_management_log (admin_user_id, action, category, created_at)
     SELECT $1, 'EXPORT_LOG', 'data_access', now() - n * interval '1 hour' FROM generate_series(1, 300) AS n`,
    [PERSONAS.auditor],
  );
  await app.owner.query(
    `DO $$ BEGIN
       FOR n IN 1..100 LOOP PERFORM nextval('private.service_management_log_id_seq'); END LOOP;
     END $$`,
  );
  await fillServiceLog(app.owner, 9_000);
  await app.app.get(Seals).close();
  await fillServiceLog(app.owner, 500);
});
afterAll(() => app.close());

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

const COLUMNS = {
  category: 'category',
  severity: 'severity',
  action: 'action',
  actorId: 'admin_user_id',
  targetType: 'target_type',
  targetId: 'target_id',
  stylistId: 'stylist_user_id',
  changeType: 'change_type',
  isEmergency: 'is_emergency',
} as const;

const VISIBLE = {
  'super-auditor': 'true',
  auditor: `ACTOR IS DISTINCT FROM '${PERSONAS.auditor}'`,
  admin: `category IN ('governance', 'configuration')`,
};

/** The plain count, for comparison. */
async function counted(table: string, visible: string, query: Record<string, string>): Promise<number> {
  const { from, to, ...equal } = query;
  const conditions = Object.entries(equal).map(([name, value]) => {
    const column = name === 'actorId' && table === 'schedule_change_log' ? 'actor_user_id' : COLUMNS[name as 'action'];
    return `${column} = '${value}'`;
  });
  if (from !== undefined) conditions.push(`(created_at AT TIME ZONE 'Asia/Kathmandu')::date >= '${from}'`);
  if (to !== undefined) conditions.push(`(created_at AT TIME ZONE 'Asia/Kathmandu')::date <= '${to}'`);
  const { rows } = await app.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM private.${table} WHERE ${[visible, ...conditions].join(' AND ')}`,
  );
  return rows[0]?.n ?? 0;
}

it('Blocks are made of what is sealed, but for less than a chunk', async () => {
  const { rows } = await app.owner.query<{ log: string; blocks: number; left: number }>(
    `SELECT log, count(*)::int AS blocks,
            ((SELECT max(s.last_id) FROM private.audit_seals s WHERE s.log = b.log) - max(last_id))::int AS left
       FROM private.audit_blocks b
      GROUP BY log
      ORDER BY log`,
  );
  expect(rows).toEqual([
    { log: 'schedule_change_log', blocks: 3, left: expect.any(Number) },
    { log: 'service_management_log', blocks: 3, left: expect.any(Number) },
  ]);
  for (const { left } of rows) expect(left).toBeLessThan(CHUNK);
});

describe.each(['super-auditor', 'auditor', 'admin'] as const)('The total that a %s gets is exact', (who) => {
  const service: Record<string, string>[] = [
    {},
    { category: 'governance' },
    { category: 'configuration', severity: 'warning' },
    { severity: 'critical' },
    { action: 'UPDATE_BUDGET' },
    { action: 'EXPORT_LOG' },
    { actorId: actorOf(3) },
    { actorId: PERSONAS.auditor },
    { targetType: 'service' },
    { targetId: targetOf(3) },
    { category: 'governance', action: 'UPDATE_BUDGET' },
    { severity: 'info', targetType: 'stylist_promotion', actorId: actorOf(4) },
    { from: day(1) },
    { to: day(1) },
    { from: day(2), to: day(1) },
    { from: day(2), to: day(1), category: 'governance', severity: 'info' },
    { from: day(1), targetId: targetOf(3) },
    { from: day(900), to: day(800) },
  ];

  it.each(service)('of the service log: %j', async (query) => {
    const { body } = await app
      .as(who)
      .get('/v1/audit/service-log')
      .query({ ...query, limit: 1 })
      .expect(200);
    const visible = VISIBLE[who].replace('ACTOR', 'admin_user_id');
    expect(body.total).toBe(await counted('service_management_log', visible, query));
  });

  const changes: Record<string, string>[] = [
    {},
    { stylistId: 'cccccccc-0000-4000-8000-000000000003' },
    { changeType: 'schedule_update' },
    { isEmergency: 'true' },
    { isEmergency: 'false', stylistId: 'cccccccc-0000-4000-8000-000000000003' },
    { actorId: PERSONAS.auditor },
    { actorId: PERSONAS.admin, changeType: 'emergency_block' },
    { from: day(3), to: day(2) },
    { from: day(3), isEmergency: 'true' },
  ];

  it.each(changes)('of the schedule changes: %j', async (query) => {
    const { body } = await app
      .as(who)
      .get('/v1/audit/schedule-changes')
      .query({ ...query, limit: 200 })
      .expect(200);
    const visible = who === 'auditor' ? VISIBLE.auditor.replace('ACTOR', 'actor_user_id') : 'true';
    const total = await counted('schedule_change_log', visible, query);
    expect(body.total).toBe(total);
    expect(body.items).toHaveLength(Math.min(total, 200));
  });
});

it('A block that grows while two instances index it and rows are written keeps totals exact', async () => {
  const second = await startApp({}, { database: app.database });
  const instances = [app.app.get(Seals), second.app.get(Seals)];
  const query = { severity: 'info', actorId: actorOf(4) };
  for (let round = 0; round < 8; round += 1) {
    await Promise.all([fillServiceLog(app.owner, 400), ...instances.map((seals) => seals.close())]);
    const { body } = await second.as('super-auditor').get('/v1/audit/service-log').query(query).expect(200);
    expect(body.total).toBe(await counted('service_management_log', 'true', query));
  }
  const { rows } = await app.owner.query<{ wrong: number }>(
    `SELECT count(*)::int AS wrong
       FROM private.audit_blocks b
      WHERE bit_count(members) <> (SELECT count(*) FROM private.service_management_log l
                                    WHERE l.id / ${BLOCK} = b.block AND l.id <= b.last_id)
        AND log = 'service_management_log'`,
  );
  expect(rows).toEqual([{ wrong: 0 }]);
  await second.close();
});
