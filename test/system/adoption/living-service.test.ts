import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../../../src/database/migrate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { EARLIER_ROWS } from '../../support/hosts/earlier-rows.js';
import { LIVING } from '../../support/hosts/living.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { recording } from '../../support/promotions.js';

let server: HostServer;
let host: Host;
let app: TestApp;

beforeAll(async () => {
  server = await startHostServer();
  host = await server.living();
  await migrate(host.ownerUrl);
  await server.openForService();
  app = await startApp(
    { DEMO_DATA: 'off' },
    { database: { url: host.apiUrl, ownerUrl: host.ownerUrl, owner: host.all, drop: () => Promise.resolve() } },
  );
});

afterAll(async () => {
  await app.close();
  await host.close();
  await server.stop();
});

/** A date of the salon, so many days from the database's today. */
async function day(ahead: number): Promise<string> {
  const { rows } = await host.all.query<{ day: string }>(`SELECT (CURRENT_DATE + ${ahead})::text AS day`);
  return rows[0]!.day;
}

async function weeksOf(stylist: string): Promise<unknown[]> {
  const { rows } = await host.all.query(
    `SELECT day_of_week, is_active, effective_from::text, effective_until::text, start_time_local, break_duration_minutes
       FROM public.stylist_schedules WHERE stylist_user_id = $1 ORDER BY is_active, effective_from, day_of_week`,
    [stylist],
  );
  return rows;
}

async function budgetOf(stylist: string): Promise<{ used: number; tokens: number }> {
  const { rows } = await host.all.query<{ used: number; tokens: number }>(
    `SELECT current_month_overrides AS used, emergency_overrides_remaining AS tokens
       FROM public.stylist_override_budgets WHERE stylist_user_id = $1`,
    [stylist],
  );
  return rows[0]!;
}

describe('On the living marketplace an admin', () => {
  test('plans a week without breaks', async () => {
    const days = [{ dayOfWeek: 1, startTime: '09:00', endTime: '12:00' }];
    await app
      .as(HOST.admin)
      .put(`/v1/stylists/${HOST.stylist}/schedule`)
      .send({ days, effectiveFrom: await day(60), effectiveUntil: await day(60) })
      .expect(200);
    await app
      .as(HOST.admin)
      .put(`/v1/stylists/${HOST.stylist}/schedule`)
      .send({ days, effectiveFrom: await day(70) })
      .expect(200);
  });

  test('plans a week that begins where inactive rows begin', async () => {
    const days = [1, 2].map((dayOfWeek) => ({ dayOfWeek, startTime: '11:00', endTime: '15:00' }));
    const { body } = await app
      .as(HOST.admin)
      .put(`/v1/stylists/${LIVING.laterStylist}/schedule`)
      .send({ days, effectiveFrom: await day(20) })
      .expect(200);
    expect(body.versions).toContainEqual(
      expect.objectContaining({ effectiveFrom: await day(20), effectiveUntil: null }),
    );
  });

  test('takes back a promotion whose stylist’s week begins later, and the weeks stay for a return', async () => {
    const before = await weeksOf(LIVING.laterStylist);
    expect(before.length).toBeGreaterThan(10);
    await app
      .as(HOST.admin)
      .post(`/v1/promotions/${LIVING.approved}/revoke`)
      .send({ reason: 'Moved away' })
      .expect(200);
    expect(await weeksOf(LIVING.laterStylist)).toEqual(before);
    const { rows } = await host.all.query(
      `SELECT is_active AS active, deactivated_by AS by FROM public.stylist_profiles WHERE user_id = $1`,
      [LIVING.laterStylist],
    );
    expect(rows).toEqual([{ active: false, by: HOST.admin }]);

    const admin = app.as(HOST.admin);
    const { body: promotion } = await admin.post('/v1/promotions').send({ userId: LIVING.laterStylist }).expect(201);
    const path = `/v1/promotions/${promotion.id}`;
    await admin.patch(`${path}/checks`).send(recording()).expect(200);
    await admin.post(`${path}/submit`).send({}).expect(200);
    await app
      .as(HOST.secondAdmin)
      .post(`${path}/approve`)
      .send({ serviceIds: [HOST.service] })
      .expect(200);
    expect(await weeksOf(LIVING.laterStylist)).toEqual(before);
  });
});

describe('A stylist’s own days from before', () => {
  test('an emergency day off can be opened, and costs once', async () => {
    const { body: mine } = await app.as(HOST.stylist).get('/v1/me/overrides').expect(200);
    const emergency = mine.items.find(({ id }: { id: string }) => id === LIVING.emergency);
    expect(emergency).toMatchObject({ isEmergency: true, priority: 90 });
    const before = await budgetOf(HOST.stylist);
    const { body } = await app
      .as(HOST.stylist)
      .put(`/v1/me/availability/${await day(13)}`)
      .send({ isClosed: false, startTime: '12:00', endTime: '16:00' })
      .expect(200);
    expect(body.day).toMatchObject({ status: 'working' });
    expect((await budgetOf(HOST.stylist)).used).toBe(before.used + 1);
  });

  test('a day off is cancelled and gives back what it cost', async () => {
    const before = await budgetOf(HOST.stylist);
    const { body } = await app
      .as(HOST.stylist)
      .delete(`/v1/me/availability/${await day(12)}`)
      .expect(200);
    expect(body.refunded).toEqual({ monthly: 1, emergency: 0 });
    expect(await budgetOf(HOST.stylist)).toEqual({ ...before, used: before.used - 1 });
  });

  test('one that an old function adds afterwards is the stylist’s: opened, cancelled, refunded', async () => {
    const { rows } = await host.all.query<{ answer: { success: boolean; overrideId: string } }>(
      `SELECT public.request_availability_override('${HOST.stylist}', CURRENT_DATE + 33, true, 'A wedding', true) AS answer`,
    );
    expect(rows[0]!.answer).toMatchObject({ success: true });
    const spent = await budgetOf(HOST.stylist);
    const { body: mine } = await app.as(HOST.stylist).get('/v1/me/overrides').expect(200);
    expect(mine.items).toContainEqual(
      expect.objectContaining({
        id: rows[0]!.answer.overrideId,
        isEmergency: true,
        priority: 90,
      }),
    );
    const { body } = await app.as(HOST.stylist).delete(`/v1/me/overrides/${rows[0]!.answer.overrideId}`).expect(200);
    expect(body.refunded).toEqual({ monthly: 0, emergency: 1 });
    expect((await budgetOf(HOST.stylist)).tokens).toBe(spent.tokens + 1);
    const ordinary = await host.all.query<{ answer: object }>(
      `SELECT public.request_availability_override('${HOST.stylist}', CURRENT_DATE + 34) AS answer`,
    );
    expect(ordinary.rows[0]!.answer).toMatchObject({ success: true });
    const { body: opened } = await app
      .as(HOST.stylist)
      .put(`/v1/me/availability/${await day(34)}`)
      .send({ isClosed: false, startTime: '12:00', endTime: '16:00' })
      .expect(200);
    expect(opened.day).toMatchObject({ status: 'working' });
  });

  test('an admin’s own closure stays the admin’s, also for a stylist who is an admin', async () => {
    await host.all.query(`SELECT public.assign_user_role('${HOST.stylist}', 'admin')`);
    const { body } = await app
      .as(HOST.stylist)
      .post('/v1/schedule-overrides')
      .send({
        overrideType: 'stylist_vacation',
        appliesToAllStylists: false,
        stylistUserId: HOST.stylist,
        startDate: await day(45),
        endDate: await day(46),
        isClosed: true,
      })
      .expect(201);
    const { rows } = await host.all.query(`SELECT origin FROM public.schedule_overrides WHERE id = $1`, [body.id]);
    expect(rows).toEqual([{ origin: 'admin' }]);
    await host.all.query(`SELECT public.remove_user_role('${HOST.stylist}', 'admin')`);
  });
});

test('The server’s own role keeps its rights, but TRUNCATE', async () => {
  const { rows } = await host.all.query<{ name: string; rights: string }>(
    `SELECT c.relname AS name, string_agg(a.privilege_type, ',' ORDER BY a.privilege_type) AS rights
       FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
      WHERE a.grantee = 'service_role'::regrole AND c.relnamespace = 'public'::regnamespace
        AND c.relname IN ('stylist_promotions', 'stylist_override_budgets', 'schedule_overrides')
      GROUP BY 1 ORDER BY 1`,
  );
  const rights = 'DELETE,INSERT,REFERENCES,SELECT,TRIGGER,UPDATE';
  expect(rows).toEqual([
    { name: 'schedule_overrides', rights },
    { name: 'stylist_override_budgets', rights },
    { name: 'stylist_promotions', rights },
  ]);
});

describe('The history of a promotion begun before', () => {
  async function historyOf(
    user: string,
  ): Promise<{ action: string; from: string | null; to: string | null; note?: string }[]> {
    const { rows } = await host.all.query<{ id: string }>(
      `SELECT id FROM public.stylist_promotions WHERE user_id = $1`,
      [user],
    );
    const { body } = await app.as(HOST.admin).get(`/v1/promotions/${rows[0]!.id}/history`).expect(200);
    return body.items.map((item: { action: string; from: string; to: string; details: { note?: string } }) => ({
      action: item.action,
      from: item.from,
      to: item.to,
      note: item.details.note,
    }));
  }

  test('is whole: a note and a log row of one step are one item, what only notes tell is a note', async () => {
    expect(await historyOf(LIVING.begun)).toEqual([
      { action: 'create', from: null, to: 'draft', note: 'The workflow has begun' },
    ]);
    expect(await historyOf(LIVING.nearlyDone)).toEqual([
      { action: 'create', from: null, to: 'draft', note: 'The workflow has begun' },
      { action: 'record_checks', from: 'draft', to: 'draft', note: 'Seen' },
      { action: 'record_checks', from: 'draft', to: 'draft', note: 'Seen' },
      { action: 'record_checks', from: 'draft', to: 'draft', note: 'Seen' },
      { action: 'record_checks', from: 'draft', to: 'pending_approval', note: 'Seen; All checks have passed' },
      { action: 'note', from: 'pending_approval', to: 'pending_approval', note: 'Call again' },
    ]);
  });

  test('goes on with the service’s steps', async () => {
    const { rows } = await host.all.query<{ id: string }>(
      `SELECT id FROM public.stylist_promotions WHERE user_id = $1`,
      [LIVING.begun],
    );
    await app.as(HOST.admin).post(`/v1/promotions/${rows[0]!.id}/notes`).send({ note: 'Has been called' }).expect(201);
    expect(await historyOf(LIVING.begun)).toEqual([
      { action: 'create', from: null, to: 'draft', note: 'The workflow has begun' },
      { action: 'note', from: 'draft', to: 'draft', note: 'Has been called' },
    ]);
  });
});

test('A stylist whose weeks the host’s trigger ends keeps them, too', async () => {
  const before = await weeksOf(HOST.stylist);
  await app
    .as(HOST.admin)
    .post(`/v1/promotions/${EARLIER_ROWS.approved}/revoke`)
    .send({ reason: 'Moved away' })
    .expect(200);
  expect(await weeksOf(HOST.stylist)).toEqual(before);
  // The host's own function still ends them: it is closed with the others.
  await host.all.query(
    `UPDATE public.stylist_profiles SET is_active = true, deactivated_at = NULL, deactivated_by = NULL WHERE user_id = $1`,
    [HOST.stylist],
  );
  const deactivate = `UPDATE public.stylist_profiles SET is_active = false, deactivated_at = now() WHERE user_id = $1`;
  await expect(host.all.query(deactivate, [HOST.stylist])).rejects.toMatchObject({ code: '23514' });
});
