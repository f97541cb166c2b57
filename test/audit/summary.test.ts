import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { startApp, type TestApp } from '../support/app.js';
import { fillServiceLog } from '../support/logs.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  await fillServiceLog(app.owner, 500);
  await app.owner.query(
    `INSERT INTO private.service_management_log (admin_user_id, action, category, created_at)
     VALUES ($1, 'EXPORT_LOG', 'data_access', now()), ($1, 'EXPORT_LOG', 'data_access', now() - interval '40 days')`,
    [PERSONAS.auditor],
  );
});
afterAll(() => app.close());

interface Summary {
  total: number;
  byCategory: Record<string, number>;
  bySeverity: Record<string, number>;
  byAction: Record<string, number>;
  byDay: Record<string, number>;
}

async function summary(who: string, query: object = {}): Promise<Summary> {
  const { body } = await app.as(who).get('/v1/audit/summary').query(query).expect(200);
  return body as Summary;
}

async function total(who: string, query: object): Promise<number> {
  const { body } = await app
    .as(who)
    .get('/v1/audit/service-log')
    .query({ ...query, limit: 1 })
    .expect(200);
  return (body as { total: number }).total;
}

const today = (): string => new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });
const daysAgo = (days: number): string => new Date(Date.parse(today()) - days * 86_400_000).toISOString().slice(0, 10);
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, one) => all + one, 0);

describe('The summary', () => {
  it.each(['super-auditor', 'auditor', 'admin'])('The summary for the %s counts as the lists do', async (who) => {
    const period = { from: daysAgo(60), to: today() };
    const counts = await summary(who, period);
    expect(counts.total).toBe(await total(who, period));
    for (const part of [counts.byCategory, counts.bySeverity, counts.byAction, counts.byDay]) {
      expect(sum(part)).toBe(counts.total);
    }
    for (const [category, rows] of Object.entries(counts.byCategory)) {
      expect(rows).toBe(await total(who, { ...period, category }));
    }
    for (const [severity, rows] of Object.entries(counts.bySeverity)) {
      expect(rows).toBe(await total(who, { ...period, severity }));
    }
    for (const [action, rows] of Object.entries(counts.byAction)) {
      expect(rows).toBe(await total(who, { ...period, action }));
    }
    for (const [date, rows] of Object.entries(counts.byDay).filter(([, n]) => n > 0)) {
      expect(rows).toBe(await total(who, { from: date, to: date }));
    }
  });

  it('The summary for an admin names only the categories that are open to admins', async () => {
    expect(Object.keys((await summary('admin')).byCategory)).toEqual(['governance', 'configuration']);
    expect(Object.keys((await summary('auditor')).byCategory)).toHaveLength(4);
  });

  it('The summary covers the last 30 days by default and names each of them', async () => {
    const { byDay, total: rows } = await summary('super-auditor');
    expect(Object.keys(byDay)).toEqual(Array.from({ length: 30 }, (_, n) => daysAgo(29 - n)));
    expect(rows).toBe(await total('super-auditor', { from: daysAgo(29), to: today() }));
    const upTo = await summary('super-auditor', { to: daysAgo(30) });
    expect(Object.keys(upTo.byDay)).toEqual(Array.from({ length: 30 }, (_, n) => daysAgo(59 - n)));
    const since = await summary('super-auditor', { from: daysAgo(2) });
    expect(Object.keys(since.byDay)).toEqual([daysAgo(2), daysAgo(1), today()]);
  });

  it('The summary between two instants counts as the list between them does', async () => {
    const to = new Date().toISOString();
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const { total: rows, byDay } = await summary('super-auditor', { from, to });
    expect(rows).toBe(await total('super-auditor', { from, to }));
    expect(sum(byDay)).toBe(rows);
  });

  it('The summary covers at most 366 days', async () => {
    await summary('auditor', { from: daysAgo(365), to: today() });
    const { body } = await app
      .as('auditor')
      .get('/v1/audit/summary')
      .query({ from: daysAgo(366) })
      .expect(400);
    expect(body.code).toBe('RANGE_TOO_LONG');
    await app.as('auditor').get('/v1/audit/summary?from=0001-01-01&to=9999-12-31').expect(400);
    await app
      .as('auditor')
      .get('/v1/audit/summary')
      .query({ from: today(), to: daysAgo(1) })
      .expect(400);
  });
});

describe('Schedule changes', () => {
  it('Admins see changes without address and agent, auditors see all but their own', async () => {
    const stylist = '00000000-0000-4000-8000-0000000000aa';
    await app.owner.query(
      `INSERT INTO private.schedule_change_log
              (stylist_user_id, change_date, change_type, new_values, actor_user_id, ip_address, user_agent, request_id)
       SELECT $1, DATE '2026-01-05', 'availability_override', '{"isClosed": true}', actor, '192.0.2.7', 'test', 'r'
         FROM unnest(ARRAY[$2, $3]::uuid[]) AS actor`,
      [stylist, PERSONAS.auditor, PERSONAS.admin],
    );
    const list = async (who: string): Promise<{ items: object[]; total: number }> =>
      (await app.as(who).get('/v1/audit/schedule-changes').query({ stylistId: stylist }).expect(200)).body;
    expect(await list('super-auditor')).toMatchObject({
      total: 2,
      items: [
        {
          stylistUserId: stylist,
          changeDate: '2026-01-05',
          changeType: 'availability_override',
          oldValues: null,
          newValues: { isClosed: true },
          reason: null,
          isEmergency: false,
          actorId: PERSONAS.admin,
          ipAddress: '192.0.2.7',
          userAgent: 'test',
          requestId: 'r',
          redacted: [],
        },
        { actorId: PERSONAS.auditor },
      ],
    });
    expect(await list('auditor')).toMatchObject({ total: 1, items: [{ actorId: PERSONAS.admin }] });
    expect(await list('admin')).toMatchObject({
      total: 2,
      items: [
        { ipAddress: null, userAgent: null, redacted: ['ipAddress', 'userAgent'] },
        { ipAddress: null, userAgent: null, redacted: ['ipAddress', 'userAgent'] },
      ],
    });
  });
});
