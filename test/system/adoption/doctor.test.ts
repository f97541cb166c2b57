import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOUNDATION, LATER } from '../../../migrations/index.js';
import { migrate } from '../../../src/database/migrate.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { run } from '../../support/process.js';
import { revertLater } from '../../support/revert.js';

let server: HostServer;
let host: Host;

beforeAll(async () => {
  server = await startHostServer();
});

afterEach(() => host.close());

afterAll(() => server.stop());

/** Runs `npm run doctor`'s program, which changes nothing. */
async function doctor(settings: Record<string, string> = {}): Promise<{ code: number | string; said: string }> {
  const before = await dumpOf(host.all);
  const program = run('src/cli.js', ['doctor', '--verbose'], { MIGRATION_DATABASE_URL: host.ownerUrl, ...settings });
  const code = await program.exit;
  expect(await dumpOf(host.all)).toEqual(before);
  return { code, said: program.output() };
}

/** The lines under a heading. */
function under(heading: string, said: string): string[] {
  const block = said.split('\n\n').find((one) => one.startsWith(`${heading}:`)) ?? '';
  return block
    .split('\n')
    .slice(1)
    .map((line) => line.replace('  - ', ''));
}

describe('npm run doctor', () => {
  test('lists the stylists whose time zone PostgreSQL or Node.js does not know', async () => {
    host = await server.supabase();
    await host.all.query(`UPDATE public.stylist_profiles SET timezone = 'US/Pacific-New' WHERE user_id = $1`, [
      HOST.stylist,
    ]);
    const { said } = await doctor();
    expect(under('To know', said)).toContain(
      `public.stylist_profiles ${HOST.stylist} has a time zone that is none: US/Pacific-New`,
    );
  });

  test('says of a marketplace what is there, what would be made and replaced, and who lacks the role', async () => {
    host = await server.supabase({ reservations: false });
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(said).toContain('migrating as host_owner\n');
    expect(under('Of the marketplace, there', said)).toEqual([
      expect.stringContaining('public.stylist_schedules, public.bookings'),
      'public.kb_branches is absent, so there are no branches',
      'public.booking_reservations is absent, so there are no holds',
    ]);
    expect(under('The migration would create', said)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^tables: .*public\.stylist_promotions.*private\.service_management_log/),
        expect.stringMatching(/^triggers: .*trigger_invalidate_cache_on_booking ON public\.bookings/),
        'extensions: btree_gist',
      ]),
    );
    expect(under('It would close or log, until a revert', said)).toEqual([
      expect.stringMatching(/^public\.stylist_profiles: .* no longer writes is_active, .*, branch_id$/),
      expect.stringMatching(/^public\.stylist_services, public\.stylist_schedules: .* only admins write$/),
      expect.stringContaining('DIRECT_CHANGE'),
      expect.stringContaining('ROLE_CHANGED'),
    ]);
    expect(under('It would replace, until a revert', said)).toEqual([
      'idx_unique_active_schedule on public.stylist_schedules, by stylist_schedules_one_version',
      'valid_effective_dates on public.stylist_schedules, which then lets a version last one day',
    ]);
    expect(under('Active stylists without the role stylist', said)).toEqual([`${HOST.stylist} Maya`]);
    expect(said.trim()).toMatch(/npm run migrate can go on\.$/);
  });

  test('names the tables that lack the index by which days are computed, and how to make it', async () => {
    host = await server.supabase();
    await host.all.query(
      `CREATE INDEX by_stylist ON public.bookings (stylist_user_id, start_time) WHERE status = 'confirmed'`,
    );
    const make = (table: string) =>
      expect.stringContaining(`CREATE INDEX CONCURRENTLY ON public.${table} (stylist_user_id, start_time)`);
    expect(under('Slots would be slow', (await doctor()).said)).toContainEqual(make('bookings'));
    await host.all.query('CREATE INDEX by_stylist_and_start ON public.bookings (stylist_user_id, start_time, status)');
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(under('Slots would be slow', said)).not.toContainEqual(make('bookings'));
  });

  test('exits non-zero where something is missing or in the way, and names it', async () => {
    host = await server.supabase();
    await host.all.query(
      `ALTER TABLE public.services DROP COLUMN min_advance_hours;
       CREATE TABLE private.idempotency_keys (id int);
       CREATE FUNCTION private.refuse_change() RETURNS integer LANGUAGE sql AS 'SELECT 1';
       CREATE TABLE public.schedule_change_log (id int);
       ALTER TABLE public.bookings DISABLE ROW LEVEL SECURITY`,
    );
    const { code, said } = await doctor();
    expect(code).toBe(1);
    expect(under('Missing, of another type, or in the way', said)).toEqual([
      'column public.services.min_advance_hours is missing',
      'function private.refuse_change() is there already, and the service needs the name',
      'table private.idempotency_keys is there already, and the service needs the name',
    ]);
    expect(under('To know', said)).toEqual([
      expect.stringContaining('public.schedule_change_log is not the service'),
      'no row level security: public.bookings',
    ]);
    expect(said.trim()).toMatch(/npm run migrate cannot go on\.$/);
  });

  test('names rows in the way', async () => {
    host = await server.supabase();
    await host.all.query(
      `DROP INDEX public.idx_unique_active_schedule;
       UPDATE public.stylist_schedules SET day_of_week = 2 WHERE day_of_week = 3`,
    );
    const { code, said } = await doctor();
    expect(code).toBe(1);
    expect(under('Rows in the way', said)).toEqual([
      expect.stringMatching(/^public\.stylist_schedules holds active rows whose dates overlap.*to mend: UPDATE/),
    ]);
  });

  test('says what of an earlier version would be carried over', async () => {
    host = await server.earlier('supabase');
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(under('It would replace, until a revert', said)).toEqual(
      expect.arrayContaining([
        'public.schedule_overrides, whose rows are carried over',
        'trigger trigger_invalidate_cache_on_service on public.stylist_services',
      ]),
    );
  });

  test('says which roles logins can take, and whether the service could serve with its own', async () => {
    host = await server.supabase();
    await migrate(host.ownerUrl);
    await server.openForService();
    const { code, said } = await doctor({ DATABASE_URL: host.apiUrl });
    expect(code).toBe(0);
    expect(under('Logins that can take the roles', said)).toEqual([
      expect.stringMatching(/^anon: .*service_engine_api/),
      expect.stringMatching(/^authenticated: .*service_engine_api/),
      expect.stringMatching(/^service_engine: .*service_engine_api/),
      expect.stringMatching(/^service_engine_caller: .*service_engine_api/),
    ]);
    expect(said).toContain('The schema is up to date.');
    const unfit = await doctor({ DATABASE_URL: host.ownerUrl.replace('host_owner', 'nobody') });
    expect(unfit.code).toBe(1);
    expect(unfit.said).toContain('DATABASE_URL is not fit to serve: ');
  });

  test('plans only the migration that is pending, and says that it can go on', async () => {
    host = await server.supabase();
    await migrate(host.ownerUrl);
    await revertLater(host.ownerUrl);
    const { code, said } = await doctor();
    expect(under('Migrations applied', said)).toEqual([FOUNDATION.name]);
    expect(under('Migrations to apply', said)).toEqual(LATER.map(({ name }) => name));
    const created = under('The migration would create', said).join('\n');
    expect(created).toContain('private.webhook_deliveries');
    expect(created).not.toContain('stylist_promotions');
    expect(said).not.toContain('It would replace');
    expect(said.trim()).toMatch(/npm run migrate can go on\.$/);
    expect(code).toBe(0);
    await host.all.query('CREATE TABLE private.events (id int)');
    const hindered = await doctor();
    expect(under('Missing, of another type, or in the way', hindered.said)).toEqual([
      'table private.events is there already, and the service needs the name',
    ]);
    expect(hindered.said.trim()).toMatch(/npm run migrate cannot go on\.$/);
    expect(hindered.code).toBe(1);
    await expect(migrate(host.ownerUrl)).rejects.toThrow('table private.events is there already');
  });

  test('names each object of the schema that is not as the release made it', async () => {
    host = await server.supabase();
    await migrate(host.ownerUrl);
    await host.all.query('DROP POLICY schedule_overrides_engine_select ON public.schedule_overrides');
    await host.all.query('DROP POLICY service_engine_select ON public.bookings');
    const { code, said } = await doctor();
    expect(code).toBe(1);
    expect(under('Not as this release expects it', said)).toEqual([
      'policy public.bookings.service_engine_select is missing',
      'policy public.schedule_overrides.schedule_overrides_engine_select is missing',
    ]);
    expect(said.trim()).toMatch(/The schema is another than that of this release\.$/);
  });

  test('works with the service’s own login alone', async () => {
    host = await server.supabase();
    await migrate(host.ownerUrl);
    await server.openForService();
    const { code, said } = await doctor({ MIGRATION_DATABASE_URL: '', DATABASE_URL: host.apiUrl });
    expect(said).toContain('The schema is up to date.');
    expect(code).toBe(0);
  });

  test('says of an empty database that all of it would be made', async () => {
    host = await server.empty();
    const { code, said } = await doctor();
    expect(code).toBe(0);
    expect(under('Of the marketplace, there', said)).toEqual([expect.stringMatching(/^nothing/)]);
  });

  test('makes no database of its own', async () => {
    host = await server.empty();
    const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-'));
    const program = run('src/cli.js', ['doctor'], { EMBEDDED_DATABASE_DIR: join(folder, 'postgres') });
    expect(await program.exit).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  test('that cannot connect says so in one line', async () => {
    host = await server.empty();
    const { code, said } = await doctor({ MIGRATION_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' });
    expect(code).toBe(1);
    expect(said.trim()).toMatch(/^connect ECONNREFUSED[^\n]*$/);
  });
});
