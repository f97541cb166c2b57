import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { finishAdoption } from '../../../src/database/finish.js';
import { MIGRATIONS } from '../../../migrations/index.js';
import { migrate } from '../../../src/database/migrate.js';
import { catalogOf } from '../../support/catalog.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { LIVING } from '../../support/hosts/living.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { run } from '../../support/process.js';
import { revertAll, revertWithLogs } from '../../support/revert.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

let server: HostServer;
let host: Host;

beforeAll(async () => {
  server = await startHostServer();
});

afterEach(() => host.close());

afterAll(() => server.stop());

/** Runs a statement as a browser does, who is signed in or not. */
async function asBrowser<Row>(sql: string, who?: string): Promise<Row[]> {
  const client = await host.all.connect();
  try {
    const claims = who === undefined ? '' : JSON.stringify({ sub: who, role: 'authenticated' });
    await client.query('BEGIN');
    await client.query(`SELECT set_config('request.jwt.claims', $1, true)`, [claims]);
    await client.query(`SET LOCAL ROLE ${who === undefined ? 'anon' : 'authenticated'}`);
    const { rows } = await client.query(sql);
    await client.query('COMMIT');
    return rows as Row[];
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Runs `npm run doctor`'s program with flags. */
async function doctor(...flags: string[]): Promise<{ code: number | string; said: string }> {
  const program = run('src/cli.js', ['doctor', ...flags], { MIGRATION_DATABASE_URL: host.ownerUrl });
  return { code: await program.exit, said: program.output() };
}

/** What customers' clients read, in one value; the days carry a closure, own days off and an open override. */
async function customersRead(): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const ahead of [4, 9, 11, 12, 13, 14, 16, 21]) {
    const [row] = await asBrowser<{
      v2: { success: boolean; slots: unknown; cached: boolean };
      plain: unknown;
      day: unknown;
    }>(
      `SELECT public.get_available_slots_v2('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + ${ahead}) AS v2,
              (SELECT jsonb_agg(s) FROM public.get_available_slots('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + ${ahead}) AS s) AS plain,
              (SELECT jsonb_agg(d.schedule_source) FROM public.get_effective_schedule('${HOST.stylist}', CURRENT_DATE + ${ahead}) AS d) AS day`,
    );
    answers[ahead] = { success: row!.v2.success, slots: row!.v2.slots, plain: row!.plain, day: row!.day };
  }
  return answers;
}

describe('The living marketplace', () => {
  test('is adopted, and a revert restores its catalogue and every row', async () => {
    host = await server.living();
    const before = await dumpOf(host.all);
    expect(before.length).toBeGreaterThan(400);
    expect(await migrate(host.ownerUrl)).toEqual(NAMES);
    expect(await migrate(host.ownerUrl)).toEqual([]);
    await revertWithLogs(host.ownerUrl);
    expect(await dumpOf(host.all)).toEqual(before);
    await migrate(host.ownerUrl);
    await revertWithLogs(host.ownerUrl);
    expect(await dumpOf(host.all)).toEqual(before);
  });

  test('answers its customers as before, before the migration, after it and after a revert', async () => {
    host = await server.living();
    const before = await customersRead();
    expect(before[4]).toMatchObject({ success: true, slots: expect.arrayContaining([expect.anything()]) });
    await migrate(host.ownerUrl);
    // The rows that the old function keeps for five minutes are the service's now: both ask afresh.
    for (let again = 0; again < 2; again++) expect(await customersRead()).toEqual(before);
    const [answer] = await asBrowser<{ v2: object }>(
      `SELECT public.get_available_slots_v2('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + 4, 'UTC') AS v2`,
    );
    expect(Object.keys(answer!.v2).toSorted()).toEqual(['cache_hit', 'cached', 'computed_at', 'slots', 'success']);
    expect(answer!.v2).toMatchObject({ cached: false, cache_hit: false });
    const [booked] = await asBrowser<{ made: { success: boolean } }>(
      `SELECT public.create_booking('${HOST.customer}', '${HOST.stylist}', '${HOST.service}', now() + interval '30 days') AS made`,
    );
    expect(booked!.made.success).toBe(true);
    await host.all.query(`DELETE FROM public.bookings WHERE start_time > now() + interval '29 days'`);
    await revertWithLogs(host.ownerUrl);
    expect(await customersRead()).toEqual(before);
  });

  test('with another function that names the cache is refused by name, unless it is answered for', async () => {
    host = await server.living();
    await host.all.query(
      `CREATE FUNCTION public.warm_cache() RETURNS void LANGUAGE sql AS $$
         INSERT INTO private.availability_cache (stylist_user_id, service_id, cache_date, available_slots)
         SELECT '${HOST.stylist}', '${HOST.service}', CURRENT_DATE, '[]' $$;
       CREATE FUNCTION public.cool() RETURNS void LANGUAGE sql AS $$
         SELECT -- never private.availability_cache
         $$`,
    );
    const before = await dumpOf(host.all);
    await expect(migrate(host.ownerUrl)).rejects.toThrow(
      /^The migration cannot go on:\n {2}- function public\.warm_cache\(\) names private\.availability_cache.*--accept-broken warm_cache$/,
    );
    expect(await dumpOf(host.all)).toEqual(before);
    expect(await doctor()).toMatchObject({ code: 1 });
    const accepted = await doctor('--accept-broken', 'cool,warm_cache');
    expect(accepted.code).toBe(0);
    expect(accepted.said).toContain('function public.warm_cache() would work no longer');
    const program = run('src/cli.js', ['migrate', '--accept-broken', 'public.warm_cache'], {
      MIGRATION_DATABASE_URL: host.ownerUrl,
    });
    expect(await program.exit).toBe(0);
  });
});

const CALLS: [string, string][] = [
  ['request_availability_override', `public.request_availability_override('${HOST.stylist}', CURRENT_DATE + 40)`],
  ['initiate_stylist_promotion', `public.initiate_stylist_promotion('${HOST.customer}', '${HOST.admin}')`],
  ['update_promotion_checks', `public.update_promotion_checks('${HOST.admin}', 'mfa', 'true', '${HOST.admin}')`],
  ['complete_stylist_promotion', `public.complete_stylist_promotion('${HOST.admin}', '${HOST.admin}', '{}')`],
  ['assign_user_role', `public.assign_user_role('${HOST.customer}', 'admin')`],
  ['remove_user_role', `public.remove_user_role('${HOST.customer}', 'admin')`],
  ['toggle_stylist_active', `public.toggle_stylist_active('${HOST.stylist}', false)`],
  ['feature_stylist', `public.feature_stylist('${HOST.stylist}', '${HOST.admin}')`],
  [
    'admin_create_stylist_schedule',
    `public.admin_create_stylist_schedule('${HOST.admin}', '${HOST.stylist}', 1, '1:00', '2:00')`,
  ],
  ['drop_stylist_schedule', `public.drop_stylist_schedule('${HOST.stylist}')`],
  ['update_my_daily_availability', `public.update_my_daily_availability(CURRENT_DATE + 40, true)`],
  ['grant_override_units', `public.grant_override_units('${HOST.stylist}', 5)`],
  ['close_the_salon', `public.close_the_salon(CURRENT_DATE, CURRENT_DATE, '${HOST.admin}')`],
  ['log_admin_action', `public.log_admin_action('${HOST.admin}', 'X')`],
];

describe('Functions that go round the rules', () => {
  test('are named by doctor, closed by one script, and opened by another exactly as they were', async () => {
    host = await server.living();
    // Who had it only because everybody has: the server's own role keeps it.
    await host.all.query(
      'REVOKE EXECUTE ON FUNCTION public.assign_user_role(uuid, text) FROM anon, authenticated, service_role',
    );
    await migrate(host.ownerUrl);
    const before = await catalogOf(host.all);
    const { code, said } = await doctor('--verbose');
    expect(code).toBe(0);
    for (const [name] of CALLS) expect(said).toMatch(new RegExp(`- public\\.${name}\\(.*executable by`));
    expect(said).toMatch(
      /close_the_salon\(date, date, uuid\): writes schedule_overrides;.*takes the actor as a parameter/,
    );
    expect(said).toMatch(
      /toggle_stylist_active\(uuid, boolean\): writes stylist_profiles; executable by anon and authenticated\n/,
    );
    expect(said).toMatch(/initiate_stylist_promotion\(uuid, uuid\): calls private\.initiate_stylist_promotion/);
    expect(said).toMatch(/grant_override_units\(uuid, integer\): writes stylist_override_budgets/);
    for (const name of [
      'create_booking',
      'get_available_slots',
      'search_stylists',
      'get_effective_schedule',
      'keep_a_pause',
    ])
      expect(said).not.toMatch(new RegExp(`- public\\.${name}`));
    const open = (await doctor('--open')).said;
    const close = (await doctor('--close')).said;
    await server.runAsOwner(host, close);
    for (const who of [undefined, HOST.stylist]) {
      for (const [name, call] of CALLS) {
        const denied: unknown = await asBrowser(`SELECT ${call}`, who).catch((error: unknown) => error);
        expect({ name, denied: (denied as { code?: string }).code }).toEqual({ name, denied: '42501' });
      }
    }
    await customersRead();
    const { rows } = await host.all.query(
      `SELECT has_function_privilege('service_role', p.oid, 'EXECUTE') AS may FROM pg_proc p
        WHERE p.proname = ANY ($1) AND p.pronamespace = 'public'::regnamespace`,
      [CALLS.map(([name]) => name)],
    );
    expect(rows.every(({ may }) => may === true)).toBe(true);
    expect((await doctor()).said).not.toContain('Open:');
    await server.runAsOwner(host, open);
    expect(await catalogOf(host.all)).toEqual(before);
  });
});

describe('doctor on the living marketplace', () => {
  test('fits on a screen, tells what counts last, and tells every upcoming row that means something else', async () => {
    host = await server.living();
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(said.trim().split('\n').length).toBeLessThan(70);
    expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThan(600);
    expect(said.indexOf('To decide')).toBeGreaterThan(said.indexOf('To know'));
    expect(said.indexOf('Open:')).toBeGreaterThan(said.indexOf('Would be lost'));
    expect(said.trim()).toMatch(/npm run migrate can go on\.$/);
    for (const id of [LIVING.teaBreak, LIVING.openVacation, LIVING.shortVacation]) expect(said).toContain(`- ${id}: `);
    for (const id of [LIVING.dayOff, LIVING.emergency]) expect(said).not.toContain(`- ${id}: `);
    expect(said).toContain('public.keep_a_pause() keeps 30 minutes');
    const keeps = [...said.matchAll(/: (UPDATE [^\n]*)/g)].map(([, statement]) => statement!);
    expect(keeps).toHaveLength(3);
    await migrate(host.ownerUrl);
    for (const statement of keeps) await host.all.query(statement);
    const { rows } = await host.all.query(
      `SELECT id, override_type AS type, is_closed AS closed, left(override_start_time::text, 5) AS starts
         FROM public.schedule_overrides WHERE id = ANY ($1) ORDER BY id`,
      [[LIVING.teaBreak, LIVING.shortVacation, LIVING.openVacation]],
    );
    expect(rows).toEqual([
      { id: LIVING.teaBreak, type: 'business_closure', closed: true, starts: '13:00' },
      { id: LIVING.shortVacation, type: 'stylist_vacation', closed: true, starts: null },
      { id: LIVING.openVacation, type: 'stylist_vacation', closed: true, starts: '13:00' },
    ]);
  });
});

describe('A migration behind an open transaction', () => {
  test('ends by naming it, changes nothing, and goes on once it is over; so does a revert', async () => {
    host = await server.living();
    await customersRead();
    const before = await dumpOf(host.all);
    const holder = new Client({ connectionString: host.ownerUrl, application_name: 'a report' });
    await holder.connect();
    const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const hold = async (): Promise<void> => {
      await holder.query('BEGIN');
      await holder.query('SELECT count(*) FROM public.bookings');
    };
    await hold();
    const reads = customersRead();
    const named = new RegExp(
      `process ${rows[0]!.pid} of host_owner \\(a report\\), in a transaction for .*: SELECT count`,
    );
    await expect(migrate(host.ownerUrl, { tries: 2 })).rejects.toThrow(named);
    await reads;
    await holder.query('COMMIT');
    expect(await dumpOf(host.all)).toEqual(before);
    await migrate(host.ownerUrl);
    await hold();
    await expect(revertAll(host.ownerUrl, { tries: 1 })).rejects.toThrow(named);
    // The next try comes after a pause, and by then the reader is done.
    const reverted = revertWithLogs(host.ownerUrl);
    await holder.query('COMMIT');
    await reverted;
    await holder.end();
    expect(await dumpOf(host.all)).toEqual(before);
  });
});

describe('npm run adopt:finish', () => {
  test('removes what was put aside and says so; from then on only later steps are reverted', async () => {
    host = await server.living();
    await expect(finishAdoption(host.ownerUrl)).rejects.toThrow('run npm run migrate first');
    await migrate(host.ownerUrl);
    const serving = (lines: string[]) => lines.filter((line) => !line.includes('service_engine_earlier'));
    const before = await catalogOf(host.all);
    const program = run('src/cli.js', ['finish'], { MIGRATION_DATABASE_URL: host.ownerUrl });
    expect(await program.exit).toBe(0);
    expect(program.output()).toMatch(/from now on there is no revert:\n/);
    expect(program.output()).toMatch(/table service_engine_earlier\.schedule_overrides with 8 rows/);
    const after = await catalogOf(host.all);
    expect(after).toEqual(serving(before));
    await expect(revertWithLogs(host.ownerUrl)).rejects.toThrow(
      'There is no way back: npm run adopt:finish has removed',
    );
    await expect(finishAdoption(host.ownerUrl)).rejects.toThrow('finished already');
    expect(await migrate(host.ownerUrl)).toEqual(NAMES.slice(1));
    expect(await catalogOf(host.all)).toEqual(after);
  });
});
