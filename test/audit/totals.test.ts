import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';
import { addUser } from '../support/stylists.js';

const READERS = ['super-auditor', 'auditor', 'admin', 'admin and auditor'] as const;
type ReaderName = (typeof READERS)[number];
type Filter = Readonly<Record<string, string>>;

let app: TestApp;
let adminAuditor: string;

/** Both logs hold rows of 40 days; the readers are among their actors, and some rows have no actor. */
beforeAll(async () => {
  app = await startApp();
  adminAuditor = await addUser(app.owner, 'Both', 'admin');
  await app.owner.query(
    `INSERT INTO public.user_roles (user_id, role_id, is_active)
     SELECT $1, id, true FROM public.roles WHERE name = 'auditor'`,
    [adminAuditor],
  );
  const actors = [PERSONAS.auditor, PERSONAS.admin, adminAuditor, null];
  await fillServiceLog(app.owner, 1_000);
  await app.owner.query(
    `INSERT INTO private.service_management_log (admin_user_id, action, category, severity, target_type, created_at)
     SELECT ($1::uuid[])[n % 4 + 1], 'UPDATE_BUDGET',
            (ARRAY['governance', 'security', 'data_access', 'configuration'])[n % 7 % 4 + 1],
            (ARRAY['info', 'warning', 'critical'])[n % 3 + 1], 'override_budget', now() - n * interval '1 hour'
       FROM generate_series(1, 960) AS n`,
    [actors],
  );
  await app.owner.query(
    `INSERT INTO private.schedule_change_log
            (stylist_user_id, change_date, change_type, is_emergency, actor_user_id, created_at)
     SELECT ('cccccccc-0000-4000-8000-' || lpad((n % 7)::text, 12, '0'))::uuid, DATE '2026-01-05',
            (ARRAY['availability_override', 'schedule_update', 'emergency_block'])[n % 3 + 1], n % 3 = 2,
            ($1::uuid[])[n % 4 + 1], now() - n * interval '1 hour'
       FROM generate_series(1, 960) AS n`,
    [actors],
  );
});
afterAll(() => app.close());

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

const PERIODS: Filter[] = [{}, { from: day(20) }, { to: day(20) }, { from: day(21), to: day(3) }, { to: day(900) }];

const SERVICE_FILTERS: Filter[] = [
  {},
  { category: 'governance' },
  { category: 'configuration', severity: 'warning' },
  { severity: 'critical' },
  { action: 'UPDATE_BUDGET' },
  { actorId: actorOf(3) },
  { actorId: PERSONAS.auditor },
  { targetType: 'override_budget' },
  { targetId: targetOf(3) },
  { category: 'governance', action: 'UPDATE_BUDGET', actorId: PERSONAS.admin },
];

const CHANGE_FILTERS: Filter[] = [
  {},
  { stylistId: 'cccccccc-0000-4000-8000-000000000003' },
  { changeType: 'schedule_update' },
  { isEmergency: 'true' },
  { isEmergency: 'false', stylistId: 'cccccccc-0000-4000-8000-000000000003' },
  { actorId: PERSONAS.auditor },
  { actorId: PERSONAS.admin, changeType: 'emergency_block' },
];

const COLUMNS: Record<string, string> = {
  targetType: 'target_type',
  targetId: 'target_id',
  stylistId: 'stylist_user_id',
  changeType: 'change_type',
  isEmergency: 'is_emergency',
};

const inPeriods = (filters: Filter[]): Filter[] =>
  PERIODS.flatMap((period) => filters.map((filter) => ({ ...period, ...filter })));

const OPEN_TO_ADMINS = `category IN ('governance', 'configuration')`;

/** The rows that a reader of the service log may see. */
function visible(reader: ReaderName): string {
  switch (reader) {
    case 'super-auditor':
      return 'true';
    case 'auditor':
      return `admin_user_id IS DISTINCT FROM '${PERSONAS.auditor}'`;
    case 'admin':
      return OPEN_TO_ADMINS;
    case 'admin and auditor':
      return `(${OPEN_TO_ADMINS} OR admin_user_id IS DISTINCT FROM '${adminAuditor}')`;
  }
}

/** The plain count, by dates of the business. */
async function counted(table: string, actor: string, condition: string, filter: Filter): Promise<number> {
  const { from, to, ...equal } = filter;
  const conditions = Object.entries(equal).map(([name, value]) => {
    const column = name === 'actorId' ? actor : (COLUMNS[name] ?? name);
    return `${column} = '${value}'`;
  });
  if (from !== undefined) conditions.push(`(created_at AT TIME ZONE 'Asia/Kathmandu')::date >= '${from}'`);
  if (to !== undefined) conditions.push(`(created_at AT TIME ZONE 'Asia/Kathmandu')::date <= '${to}'`);
  const { rows } = await app.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM private.${table} WHERE ${[condition, ...conditions].join(' AND ')}`,
  );
  return rows[0]?.n ?? 0;
}

async function totalOf(path: string, reader: ReaderName, filter: Filter): Promise<number> {
  const { body } = await app
    .as(reader === 'admin and auditor' ? adminAuditor : reader)
    .get(path)
    .query({ ...filter, limit: 1 })
    .expect(200);
  return (body as { total: number }).total;
}

describe.each(READERS)('The total that the %s gets', (reader) => {
  it.each(inPeriods(SERVICE_FILTERS))('of the service log equals a plain count: %j', async (filter) => {
    expect(await totalOf('/v1/audit/service-log', reader, filter)).toBe(
      await counted('service_management_log', 'admin_user_id', visible(reader), filter),
    );
  });

  it.each(inPeriods(CHANGE_FILTERS))('of the schedule changes equals a plain count: %j', async (filter) => {
    const condition = reader === 'auditor' ? `actor_user_id IS DISTINCT FROM '${PERSONAS.auditor}'` : 'true';
    expect(await totalOf('/v1/audit/schedule-changes', reader, filter)).toBe(
      await counted('schedule_change_log', 'actor_user_id', condition, filter),
    );
  });
});
