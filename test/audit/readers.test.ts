import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO } from '../../src/examples/ids.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';
import { addUser } from '../support/stylists.js';

interface Row {
  id: string;
  actorId: string | null;
  actorEmail: string | null;
  action: string;
  category: string;
  severity: string;
  targetId: string | null;
  targetType: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: string;
  redacted: string[];
}

interface Listed {
  items: Row[];
  nextCursor: string | null;
  total: number;
}

const LOG = '/v1/audit/service-log';
const WHO = { 'super-auditor': PERSONAS['super-auditor'], auditor: PERSONAS.auditor, admin: PERSONAS.admin };

let app: TestApp;
let adminAuditor: string;
let all: Row[];

beforeAll(async () => {
  app = await startApp();
  adminAuditor = await addUser(app.owner, 'Both', 'admin');
  await app.owner.query(
    `WITH own AS (INSERT INTO private.own_role_changes (user_id) VALUES ($1))
     INSERT INTO public.user_roles (user_id, role_id, is_active)
     SELECT $1, id, true FROM public.roles WHERE name = 'auditor'`,
    [adminAuditor],
  );
  await fillServiceLog(app.owner, 200);
  for (const actor of [...Object.values(WHO), adminAuditor, null]) {
    await app.owner.query(
      `INSERT INTO private.service_management_log (admin_user_id, action, severity, category, details, ip_address, user_agent)
       SELECT $1::uuid, 'REFUSED', 'warning', category, '{}', '192.0.2.5', 'test'
         FROM unnest(ARRAY['governance', 'security', 'data_access', 'configuration']) AS category`,
      [actor],
    );
  }
  all = await everything('super-auditor');
});
afterAll(() => app.close());

async function list(who: string, query: object = {}): Promise<Listed> {
  const { body } = await app.as(who).get(LOG).query(query).expect(200);
  return body as Listed;
}

/** All pages. */
async function everything(who: string, query: object = {}, limit = 200): Promise<Row[]> {
  const rows: Row[] = [];
  let page = await list(who, { ...query, limit });
  const { total } = page;
  rows.push(...page.items);
  while (page.nextCursor !== null) {
    page = await list(who, { ...query, limit, cursor: page.nextCursor });
    expect(page.total).toBe(total);
    rows.push(...page.items);
  }
  expect(rows).toHaveLength(total);
  return rows;
}

const ids = (rows: Row[]): string[] => rows.map(({ id }) => id);
const isOpenToAdmins = ({ category }: Row): boolean => ['governance', 'configuration'].includes(category);

describe('Visibility', () => {
  it('A super auditor sees every row, also of their own actions', async () => {
    const { rows } = await app.owner.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM private.service_management_log',
    );
    expect(all).toHaveLength(rows[0]?.n ?? 0);
    expect(all.filter(({ actorId }) => actorId === WHO['super-auditor'])).toHaveLength(4);
    expect(new Set(all.map(({ redacted }) => redacted.length))).toEqual(new Set([0]));
  });

  it('An auditor sees every row except those of their own actions, also rows without an actor', async () => {
    const seen = await everything('auditor');
    expect(ids(seen)).toEqual(ids(all.filter(({ actorId }) => actorId !== WHO.auditor)));
    expect(seen.filter(({ actorId }) => actorId === null)).toHaveLength(4);
  });

  it('An admin sees governance and configuration, without e-mail, address and agent', async () => {
    const seen = await everything('admin');
    expect(ids(seen)).toEqual(ids(all.filter(isOpenToAdmins)));
    for (const row of seen) {
      expect(row).toMatchObject({ actorEmail: null, ipAddress: null, userAgent: null });
      expect(row.redacted).toEqual(['actorEmail', 'ipAddress', 'userAgent']);
    }
    const known = all.find(({ actorId }) => actorId === WHO.admin);
    expect(known).toMatchObject({
      actorEmail: expect.stringContaining('@'),
      ipAddress: '192.0.2.5',
      userAgent: 'test',
    });
  });

  it('An admin who is also an auditor sees what either role sees, and their own actions as an admin does', async () => {
    const seen = await everything(adminAuditor);
    expect(ids(seen)).toEqual(ids(all.filter((row) => isOpenToAdmins(row) || row.actorId !== adminAuditor)));
    for (const row of seen) expect(row.redacted).toHaveLength(row.actorId === adminAuditor ? 3 : 0);
  });

  it('A filter by actor or category shows no row that the reader may not see, in either case of the id', async () => {
    const isVisible = (row: Row): boolean => isOpenToAdmins(row) || row.actorId !== adminAuditor;
    for (const actorId of [adminAuditor, adminAuditor.toUpperCase(), WHO.auditor, actorOf(3)]) {
      const wanted = all.filter((row) => row.actorId === actorId.toLowerCase() && isVisible(row));
      expect(ids(await everything(adminAuditor, { actorId }))).toEqual(ids(wanted));
      const secret = wanted.filter(({ category }) => category === 'security');
      expect(ids(await everything(adminAuditor, { actorId, category: 'security' }))).toEqual(ids(secret));
    }
  });

  it.each(['stylist', 'customer', 'candidate'])('A %s may not read the logs', async (who) => {
    for (const path of [LOG, `${LOG}/export?format=csv`, '/v1/audit/schedule-changes', '/v1/audit/summary']) {
      await app.as(who).get(path).expect(403);
    }
  });

  it.each(['security', 'data_access'])('An admin who asks for the category %s is refused', async (category) => {
    for (const path of [LOG, `${LOG}/export`]) {
      const format = path === LOG ? {} : { format: 'csv' };
      const { body } = await app
        .as('admin')
        .get(path)
        .query({ category, ...format })
        .expect(403);
      expect(body.code).toBe('FORBIDDEN');
    }
    await app.as('auditor').get(LOG).query({ category }).expect(200);
  });
});

describe('Filters', () => {
  const matching = (query: Record<string, string>, row: Row): boolean =>
    Object.entries(query).every(([name, value]) => row[name as keyof Row] === value);

  it.each<Record<string, string>>([
    { category: 'configuration' },
    { severity: 'critical' },
    { action: 'UPDATE_BUDGET' },
    { actorId: actorOf(3) },
    { targetType: 'schedule_override' },
    { targetId: targetOf(7) },
    { targetId: DEMO.promotions.revoked },
    { category: 'governance', severity: 'info' },
    { category: 'governance', action: 'UPDATE_BUDGET' },
    { severity: 'info', targetType: 'service', actorId: actorOf(5) },
    { severity: 'warning', actorId: PERSONAS.auditor },
  ])('A list filtered by %j has the matching rows and their total, for every role', async (query) => {
    const wanted = all.filter((row) => matching(query, row));
    expect(ids(await everything('super-auditor', query))).toEqual(ids(wanted));
    expect(ids(await everything('auditor', query))).toEqual(
      ids(wanted.filter(({ actorId }) => actorId !== WHO.auditor)),
    );
    expect(ids(await everything('admin', query))).toEqual(ids(wanted.filter(isOpenToAdmins)));
  });

  it('Instants bound a list half open, to the microsecond', async () => {
    const [newest, oldest] = [all[20]!, all[60]!];
    const wanted = all.filter(({ createdAt }) => createdAt >= oldest.createdAt && createdAt < newest.createdAt);
    const seen = await everything('super-auditor', { from: oldest.createdAt, to: newest.createdAt });
    expect(ids(seen)).toEqual(ids(wanted));
    expect(seen.some(({ id }) => id === oldest.id)).toBe(true);
    expect(seen.some(({ id }) => id === newest.id)).toBe(false);
  });

  it('Dates bound a list in the zone of the business, and the last date is included', async () => {
    const dateOf = ({ createdAt }: Row): string =>
      new Date(createdAt).toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });
    const dates = [...new Set(all.map(dateOf))];
    const [to, from] = [dates[1]!, dates[3]!];
    const wanted = all.filter((row) => dateOf(row) >= from && dateOf(row) <= to);
    expect(wanted.length).toBeGreaterThan(2);
    expect(ids(await everything('super-auditor', { from, to }))).toEqual(ids(wanted));
  });

  it.each<Record<string, string>>([
    { category: 'gossip' },
    { severity: 'high' },
    { action: 'DROP_TABLE' },
    { actorId: 'me' },
    { targetType: 'salon' },
    { from: '2026-02-30' },
    { from: '2026-01-05T09:00:00' },
    { from: '2026-01-06', to: '2026-01-05' },
    { colour: 'red' },
    { cursor: 'WyJ4Il0' },
    { limit: '201' },
  ])('A wrong filter is 400: %j', async (query) => {
    const { body } = await app.as('super-auditor').get(LOG).query(query).expect(400);
    expect(body.code).toBe('VALIDATION_FAILED');
  });

  it.each<Record<string, string>>([
    { to: '9999-12-31' },
    { from: '0001-01-01' },
    { from: '0001-01-01', to: '9999-12-31' },
    { from: '2026-01-05t09:00:00.123456789z' },
  ])('The first and last date and nanoseconds are accepted: %j', async (query) => {
    await app.as('super-auditor').get(LOG).query(query).expect(200);
    await app.as('super-auditor').get('/v1/audit/schedule-changes').query(query).expect(200);
  });
});

describe('Paging', () => {
  it('Pages neither skip nor repeat rows of the same instant', async () => {
    const { rows } = await app.owner.query<{ id: string }>(
      `INSERT INTO private.service_management_log (admin_user_id, action, category, target_id)
       SELECT $1, 'ADD_NOTE', 'governance', $2 FROM generate_series(1, 25) RETURNING id::text`,
      [PERSONAS.admin, targetOf(999)],
    );
    const seen = await everything('super-auditor', { targetId: targetOf(999) }, 4);
    expect(ids(seen)).toEqual(rows.map(({ id }) => id).toReversed());
  });

  it('The next page follows the page before although rows are written meanwhile', async () => {
    const first = await list('super-auditor', { limit: 10 });
    await fillServiceLog(app.owner, 1);
    const second = await list('super-auditor', { limit: 10, cursor: first.nextCursor });
    expect(second.items[0]?.createdAt).toBeDefined();
    expect(ids(second.items).some((id) => ids(first.items).includes(id))).toBe(false);
    expect(second.items[0]!.createdAt <= first.items.at(-1)!.createdAt).toBe(true);
  });

  it('A cursor of another list or of other filters is refused', async () => {
    const { nextCursor } = await list('super-auditor', { limit: 1 });
    await app.as('super-auditor').get(LOG).query({ limit: 1, severity: 'info', cursor: nextCursor }).expect(400);
    await app.as('super-auditor').get('/v1/audit/schedule-changes').query({ cursor: nextCursor }).expect(400);
  });
});
