import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../../../src/database/migrate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { EARLIER_ROWS } from '../../support/hosts/earlier-rows.js';
import { startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { recording } from '../../support/promotions.js';

const SLOTS = `/v1/availability?stylistId=${HOST.stylist}&serviceId=${HOST.service}`;

let server: HostServer;
let host: Host;
let app: TestApp;

beforeAll(async () => {
  server = await startHostServer();
});

afterAll(() => server.stop());

async function serveOn(created: Host): Promise<void> {
  host = created;
  await migrate(host.ownerUrl);
  await server.openForService();
  app = await startApp(
    { DEMO_DATA: 'off' },
    { database: { url: host.apiUrl, ownerUrl: host.ownerUrl, owner: host.all, drop: () => Promise.resolve() } },
  );
}

async function close(): Promise<void> {
  await app.close();
  await host.close();
}

/** A date of the stylist's zone, so many days from today. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });
}

async function slotsOn(date: string): Promise<{ status: string; open: number }> {
  const { body } = await app.as(undefined).get(`${SLOTS}&date=${date}`).expect(200);
  return { status: body.days[0].status, open: body.days[0].availableCount };
}

const HOSTS = [
  ['a Supabase project', () => server.supabase()],
  ['a Supabase project with an earlier version', () => server.earlier('supabase')],
  ['a plain PostgreSQL without reservations', () => server.plain()],
] as const;

describe.each(HOSTS)('On %s the service', (_name, create) => {
  beforeAll(async () => {
    await serveOn(await create());
  });

  afterAll(close);

  test('knows callers by the host’s roles: NULL is no role, and without a profile there is no caller', async () => {
    const admin = await app.as(HOST.admin).get('/v1/me').expect(200);
    expect(admin.body).toMatchObject({ displayName: 'Sarita', roles: ['admin'], stylist: null });
    const customer = await app.as(HOST.customer).get('/v1/me').expect(200);
    expect(customer.body).toMatchObject({ roles: ['customer'] });
    await app.as(HOST.customer).get('/v1/promotions').expect(403);
    await app.as(HOST.account).get('/v1/me').expect(401);
    const { body } = await app.as(HOST.admin).get('/v1/stylists').expect(200);
    expect(body.items.map(({ displayName }: { displayName: string }) => displayName).toSorted()).toEqual([
      'Maya',
      'Ram',
    ]);
  });

  test('tells slots from the host’s weeks, bookings and defaults, and sees its changes at once', async () => {
    expect(await slotsOn(day(7))).toEqual({ status: 'open', open: expect.any(Number) });
    const before = (await slotsOn(day(7))).open;
    await host.all.query(
      `INSERT INTO public.bookings (customer_user_id, stylist_user_id, service_id, start_time, end_time, price_cents,
                                    status, customer_name)
       VALUES ('${HOST.customer}', '${HOST.stylist}', '${HOST.service}', '${day(7)}T10:00+05:45',
               '${day(7)}T11:00+05:45', 1, 'confirmed', 'Gita')`,
    );
    expect((await slotsOn(day(7))).open).toBeLessThan(before);
    await app
      .as(undefined)
      .get(`/v1/availability?stylistId=${HOST.stylist}&serviceId=${HOST.otherService}&date=${day(7)}`)
      .expect(200);
    const closure = { overrideType: 'business_closure', appliesToAllStylists: true, isClosed: true };
    await app
      .as(HOST.admin)
      .post('/v1/schedule-overrides')
      .send({ ...closure, startDate: day(8), endDate: day(8), reason: 'Holiday' })
      .expect(201);
    expect(await slotsOn(day(8))).toEqual({ status: 'closed', open: 0 });
  });

  test('lets an admin plan a week beside the present one, of one day too', async () => {
    const week = { days: [{ dayOfWeek: 1, startTime: '09:00', endTime: '12:00' }] };
    await app
      .as(HOST.admin)
      .put(`/v1/stylists/${HOST.stylist}/schedule`)
      .send({ ...week, effectiveFrom: day(30), effectiveUntil: day(30) })
      .expect(200);
    const { body } = await app.as(HOST.admin).get(`/v1/stylists/${HOST.stylist}/schedule`).expect(200);
    expect(body.versions.length).toBeGreaterThanOrEqual(3);
    expect(body.versions).toContainEqual(expect.objectContaining({ effectiveFrom: day(30), effectiveUntil: day(30) }));
  });

  test('makes a former stylist one again, and takes it back, as the host wants it', async () => {
    const admin = app.as(HOST.admin);
    const { body: promotion } = await admin.post('/v1/promotions').send({ userId: HOST.formerStylist }).expect(201);
    const path = `/v1/promotions/${promotion.id}`;
    await admin.patch(`${path}/checks`).send(recording()).expect(200);
    await admin.post(`${path}/submit`).send({}).expect(200);
    const profile = {
      displayName: 'Ram',
      title: 'Stylist',
      bio: 'Cuts hair',
      yearsExperience: 4,
      timezone: 'Asia/Kathmandu',
    };
    await app
      .as(HOST.secondAdmin)
      .post(`${path}/approve`)
      .send({ profile, serviceIds: [HOST.service] })
      .expect(200);
    const me = await app.as(HOST.formerStylist).get('/v1/me').expect(200);
    expect(me.body).toMatchObject({ roles: ['stylist'], stylist: { isActive: true } });
    await admin.post(`${path}/revoke`).send({ reason: 'Moved away' }).expect(200);
    const { rows } = await host.all.query<{ profile: Record<string, unknown>; version: number }>(
      `SELECT to_jsonb(s) AS profile, p.role_version AS version
         FROM public.stylist_profiles s JOIN public.user_profiles p ON p.id = s.user_id
        WHERE s.user_id = '${HOST.formerStylist}'`,
    );
    expect(rows[0]!.profile['is_active']).toBe(false);
    expect(rows[0]!.version).toBeGreaterThanOrEqual(3);
    const { deactivated_at: at = 'no such column', deactivated_by: by = HOST.admin } = rows[0]!.profile;
    expect({ at, by }).toEqual({ at: expect.stringMatching(/^20|no such column/), by: HOST.admin });
  });

  test('closes the way around the budget, and gives an adopted stylist no role', async () => {
    await app.as(HOST.stylist).get('/v1/me/override-budget').expect(403);
    await host.all.query(
      `INSERT INTO public.user_roles (user_id, role_id)
       SELECT '${HOST.stylist}', id FROM public.roles WHERE name = 'stylist'`,
    );
    const { body } = await app.as(HOST.stylist).get('/v1/me/override-budget').expect(200);
    expect(body).toMatchObject({ stylistUserId: HOST.stylist, emergencyRemaining: 3 });
    await app
      .as(HOST.stylist)
      .put(`/v1/me/availability/${day(14)}`)
      .send({ isClosed: true })
      .expect(200);
    const client = await host.all.connect();
    await client.query(
      `BEGIN; SELECT set_config('request.jwt.claims', '{"sub": "${HOST.stylist}"}', true); SET LOCAL ROLE authenticated`,
    );
    const written = await client
      .query(`UPDATE public.stylist_schedules SET end_time_local = '23:00' WHERE stylist_user_id = '${HOST.stylist}'`)
      .then(
        ({ rowCount }) => rowCount,
        (error: { code?: string }) => error.code,
      );
    await client.query('ROLLBACK');
    client.release();
    // A host without row level security grants signed-in users nothing, and the migration grants only the service.
    expect([0, '42501']).toContain(written);
  });
});

test('What an earlier version has written is read on', async () => {
  await serveOn(await server.earlier('supabase'));
  const admin = app.as(HOST.admin);
  const { body: log } = await admin.get('/v1/audit/service-log').expect(200);
  expect(log.items).toEqual([expect.objectContaining({ id: '1', action: 'APPROVE_PROMOTION', actorName: 'Sarita' })]);
  const { body: changes } = await admin.get('/v1/audit/schedule-changes').expect(200);
  expect(changes.total).toBe(2);
  const { body: promotion } = await admin.get(`/v1/promotions/${EARLIER_ROWS.draft}`).expect(200);
  expect(promotion.notes).toEqual([expect.objectContaining({ action: 'note', note: 'Has a good hand' })]);
  const { body: promotions } = await admin.get('/v1/promotions').expect(200);
  expect(promotions.counts).toMatchObject({ draft: 1, rejected: 1, revoked: 1, approved: 1 });
  const { body: overrides } = await app.as(undefined).get('/v1/public/schedule-overrides').expect(200);
  expect(overrides.items).toEqual([expect.objectContaining({ reason: 'Dashain' })]);
  expect(await slotsOn(day(9))).toMatchObject({ status: 'open' });
  await close();
});
