import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate, revert } from '../../../src/database/migrate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { LIVING } from '../../support/hosts/living.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { revertLater } from '../../support/revert.js';

let server: HostServer;
let host: Host;

beforeAll(async () => {
  server = await startHostServer();
});

afterEach(() => host.close());

afterAll(() => server.stop());

const branchOverride = (branch: string): string => `
  INSERT INTO public.schedule_overrides (override_type, branch_id, start_date, end_date, is_closed)
  VALUES ('business_closure', '${branch}', CURRENT_DATE + 5, CURRENT_DATE + 6, true)`;

const failure = async (sql: string): Promise<unknown> =>
  host.all.query(sql).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('A host with branches', () => {
  test('is taken as it is: its branches are there, its old overrides have none, and a branch with overrides stays', async () => {
    host = await server.living();
    await migrate(host.ownerUrl);
    const { rows: named } = await host.all.query('SELECT name FROM private.branches');
    expect(named).toEqual([{ name: 'Patan' }]);
    const { rows: members } = await host.all.query('SELECT * FROM private.stylist_branches');
    expect(members).toEqual([{ stylist_user_id: LIVING.laterStylist, branch_id: LIVING.branch }]);
    const { rows: old } = await host.all.query('SELECT DISTINCT branch_id FROM public.schedule_overrides');
    expect(old).toEqual([{ branch_id: null }]);

    await host.all.query(branchOverride(LIVING.branch));
    const remove = `DELETE FROM public.kb_branches WHERE id = '${LIVING.branch}'`;
    expect(await failure(remove)).toMatchObject({ code: '23001' });
    await host.all.query('DELETE FROM public.schedule_overrides WHERE branch_id IS NOT NULL');
    await host.all.query(remove);
  });

  test('is not taken back while a branch has overrides, and says which', async () => {
    host = await server.living();
    await migrate(host.ownerUrl);
    const { rows } = await host.all.query<{ id: string }>(`${branchOverride(LIVING.branch)} RETURNING id`);
    await revertLater(host.ownerUrl);
    const before = await dumpOf(host.all);
    const error = await revert(host.ownerUrl).catch((reason: unknown) => reason as Error);
    expect(await dumpOf(host.all)).toEqual(before);
    const line = (error as Error).message.split('\n  - ').find((one) => one.includes('schedule_overrides')) ?? '';
    expect(line).toContain(`${rows[0]?.id} (of a branch)`);
    await host.all.query(/to mend: (.*)/.exec(line)?.[1] ?? '');
    process.env['ALLOW_AUDIT_LOSS'] = 'yes';
    await revert(host.ownerUrl).finally(() => delete process.env['ALLOW_AUDIT_LOSS']);
  });

  test('that refers to them in another type is refused by name', async () => {
    host = await server.supabase();
    await host.all.query(
      `CREATE TABLE public.kb_branches (id uuid PRIMARY KEY, name text, is_active boolean);
       ALTER TABLE public.kb_branches OWNER TO host_owner;
       ALTER TABLE public.stylist_profiles ALTER COLUMN branch_id TYPE text`,
    );
    const error = await migrate(host.ownerUrl).catch((reason: unknown) => reason as Error);
    expect((error as Error).message).toContain('column public.stylist_profiles.branch_id is text, not uuid');
  });
});

describe('The service on a host', () => {
  const serve = async (): Promise<TestApp> => {
    await migrate(host.ownerUrl);
    await server.openForService();
    return startApp(
      { DEMO_DATA: 'off' },
      { database: { url: host.apiUrl, ownerUrl: host.ownerUrl, owner: host.all, drop: () => Promise.resolve() } },
    );
  };
  const closure = async (branchId: string): Promise<object> => {
    const { rows } = await host.all.query<{ day: string }>('SELECT (CURRENT_DATE + 12)::text AS day');
    const day = rows[0]?.day;
    return { overrideType: 'business_closure', branchId, startDate: day, endDate: day, isClosed: true };
  };

  test('without branches lists none, refuses one by name, and works as before', async () => {
    host = await server.supabase();
    const app = await serve();
    expect((await app.as(undefined).get('/v1/branches').expect(200)).body).toEqual({ items: [] });
    const post = (body: object) => app.as(HOST.admin).post('/v1/schedule-overrides').send(body);
    const ofBranch = await closure(HOST.service);
    expect((await post(ofBranch)).body).toMatchObject({ status: 404, code: 'BRANCH_NOT_FOUND' });
    const { body } = await post({ ...ofBranch, branchId: undefined, appliesToAllStylists: true }).expect(201);
    expect(body).toMatchObject({ appliesToAllStylists: true, branchId: null, branchName: null });
    await app.close();
  });

  test('with branches closes one', async () => {
    host = await server.living();
    const app = await serve();
    const { body: directory } = await app.as(undefined).get('/v1/branches').expect(200);
    expect(directory).toEqual({ items: [{ id: LIVING.branch, name: 'Patan' }] });
    const body = await closure(LIVING.branch);
    const { body: closed } = await app.as(HOST.admin).post('/v1/schedule-overrides').send(body).expect(201);
    expect(closed).toMatchObject({ branchName: 'Patan' });
    const { startDate: date } = closed as { startDate: string };
    const scopeOf = async (stylist: string): Promise<string | null | undefined> => {
      const path = `/v1/stylists/${stylist}/effective-schedule?from=${date}&to=${date}`;
      const { body: effective } = await app.as(HOST.admin).get(path).expect(200);
      return (effective as { days: { source: { scope: string | null } }[] }).days[0]?.source.scope;
    };
    expect(await scopeOf(LIVING.laterStylist)).toBe('branch');
    expect(await scopeOf(HOST.stylist)).not.toBe('branch');
    await app.close();
  });
});

describe.each(['supabase', 'plain'] as const)('A host without branches on %s', (on) => {
  test('has none, and no override is of one', async () => {
    host = await server[on]();
    await migrate(host.ownerUrl);
    const { rows } = await host.all.query(
      `SELECT (SELECT count(*) FROM private.branches)::int AS branches,
              (SELECT count(*) FROM private.stylist_branches)::int AS members`,
    );
    expect(rows).toEqual([{ branches: 0, members: 0 }]);
    expect(await failure(branchOverride(HOST.service))).toMatchObject({
      code: '23514',
      constraint: 'schedule_overrides_no_branches',
    });
  });
});
