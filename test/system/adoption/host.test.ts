import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../../migrations/index.js';
import { migrate } from '../../../src/database/migrate.js';
import { catalogOf } from '../../support/catalog.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { revertAll, revertLater } from '../../support/revert.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

let server: HostServer;
let host: Host;

beforeAll(async () => {
  server = await startHostServer();
});

afterEach(() => host.close());

afterAll(() => server.stop());

/** What the migration refuses, after which the host is as it was. */
async function refusal(): Promise<string[]> {
  const before = await dumpOf(host.all);
  const error: unknown = await migrate(host.ownerUrl).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(await dumpOf(host.all)).toEqual(before);
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message.split('\n  - ').slice(1);
}

const HOSTS = [
  ['a Supabase project', () => server.supabase()],
  ['a Supabase project without reservations', () => server.supabase({ reservations: false })],
  ['a plain PostgreSQL', () => server.plain()],
] as const;

describe.each(HOSTS)('A marketplace on %s', (_name, create) => {
  test('is adopted, and a revert restores what was there', async () => {
    host = await create();
    const before = await dumpOf(host.all);
    expect(await migrate(host.ownerUrl)).toEqual(NAMES);
    expect(await migrate(host.ownerUrl)).toEqual([]);
    await revertAll(host.ownerUrl);
    expect(await dumpOf(host.all)).toEqual(before);
    await migrate(host.ownerUrl);
    await revertAll(host.ownerUrl);
    expect(await dumpOf(host.all)).toEqual(before);
  });

  test('keeps its rows, and has nothing changed but what is named', async () => {
    host = await create();
    const before = new Set(await dumpOf(host.all));
    await migrate(host.ownerUrl);
    const after = new Set(await dumpOf(host.all));
    const gone = [...before].filter((line) => !after.has(line));
    const changed = gone.filter((line) => !/^(schemas|relations|columns) /.test(line));
    expect(changed).toEqual([
      expect.stringContaining('CHECK (((effective_until IS NULL) OR (effective_until > effective_from)))'),
      expect.stringContaining('idx_unique_active_schedule'),
    ]);
  });
});

test('A Supabase project without a marketplace gets one, and a revert restores what was there', async () => {
  host = await server.project();
  const before = await dumpOf(host.all);
  await migrate(host.ownerUrl);
  const { rows } = await host.all.query(
    `SELECT has_function_privilege('anon', 'public.user_has_role(uuid, text)', 'EXECUTE') AS asks,
            has_table_privilege('anon', 'private.service_management_log', 'SELECT') AS reads,
            has_table_privilege('authenticated', 'public.user_profiles', 'UPDATE') AS writes,
            has_column_privilege('authenticated', 'public.user_profiles', 'bio', 'UPDATE') AS "writesOwn"`,
  );
  expect(rows).toEqual([{ asks: false, reads: false, writes: false, writesOwn: true }]);
  await revertAll(host.ownerUrl);
  expect(await dumpOf(host.all)).toEqual(before);
});

describe('A host', () => {
  test.each([
    [
      'ALTER TABLE public.services DROP COLUMN max_advance_days',
      ['column public.services.max_advance_days is missing'],
    ],
    [
      'ALTER TABLE public.stylist_schedules ALTER COLUMN effective_until TYPE timestamptz USING effective_until',
      ['column public.stylist_schedules.effective_until is timestamp with time zone, not date'],
    ],
    ['DROP TABLE public.stylist_services', ['table public.stylist_services is missing']],
    [
      'ALTER TABLE public.user_roles DROP CONSTRAINT user_roles_user_id_role_id_key',
      ['table public.user_roles has no unique key on (role_id, user_id)'],
    ],
    ['DROP FUNCTION auth.uid() CASCADE', ['function auth.uid() is missing']],
    [
      'TRUNCATE public.stylist_services; ALTER TABLE public.stylist_services ADD COLUMN branch uuid NOT NULL',
      ['column public.stylist_services.branch must be given, and the service does not know it'],
    ],
    [
      'ALTER TABLE public.bookings DROP COLUMN price_cents; ALTER TABLE public.booking_reservations DROP COLUMN expires_at',
      ['column public.bookings.price_cents is missing', 'column public.booking_reservations.expires_at is missing'],
    ],
    ['CREATE TABLE private.idempotency_keys (id int)', ['table private.idempotency_keys is there already']],
    ['CREATE VIEW public.my_stylist_promotions AS SELECT 1 AS one', ['view public.my_stylist_promotions is there']],
    ['CREATE INDEX idx_schedule_overrides_priority ON public.bookings (status)', ['idx_schedule_overrides_priority']],
    ['ALTER TABLE public.services OWNER TO auth_admin', ['table public.services does not belong to host_owner']],
    ['REVOKE SELECT ON auth.users FROM host_owner', ['host_owner may not read auth.users']],
  ])('with %s is refused by name and left as it was', async (change, expected) => {
    host = await server.supabase();
    await host.all.query(change);
    expect(await refusal()).toEqual(expected.map((line): unknown => expect.stringContaining(line)));
  });

  test('with a table of a planned name in another shape is refused', async () => {
    host = await server.supabase();
    await host.all.query('CREATE TABLE public.stylist_promotions (id uuid PRIMARY KEY, user_id uuid, state text)');
    expect(await refusal()).toEqual(
      expect.arrayContaining([
        'table public.stylist_promotions is there in another shape: column status is missing',
        "table public.stylist_promotions is there in another shape: column state is not the plan's",
      ]),
    );
  });

  test('with weeks that overlap is refused with their names and the statement that mends them', async () => {
    host = await server.supabase();
    const { rows } = await host.all
      .query<{ id: string }>(
        `DROP INDEX public.idx_unique_active_schedule;
       INSERT INTO public.stylist_schedules (stylist_user_id, day_of_week, start_time_utc, end_time_utc,
                                             start_time_local, end_time_local, effective_from)
       VALUES ('${HOST.stylist}', 2, '09:00', '12:00', '09:00', '12:00', '2026-01-01')`,
      )
      .then(() => host.all.query(`SELECT id FROM public.stylist_schedules WHERE day_of_week = 2 ORDER BY id`));
    const [line = ''] = await refusal();
    for (const { id } of rows) expect(line).toContain(id);
    const mend = /to mend: (.*)/.exec(line)?.[1] ?? '';
    await host.all.query(mend);
    expect(await migrate(host.ownerUrl)).toEqual(NAMES);
  });

  test('whose weeks have versions since is not taken back, and says which', async () => {
    host = await server.supabase();
    await migrate(host.ownerUrl);
    await host.all.query(
      `UPDATE public.stylist_schedules SET effective_until = '2026-01-01' WHERE day_of_week = 2;
       INSERT INTO public.stylist_schedules (id, stylist_user_id, day_of_week, start_time_utc, end_time_utc,
                                             start_time_local, end_time_local, effective_from)
       VALUES ('${HOST.booking}', '${HOST.stylist}', 2, '09:00', '12:00', '09:00', '12:00', '2026-01-02')`,
    );
    await host.all.query(`UPDATE public.stylist_schedules SET effective_until = effective_from WHERE day_of_week = 4`);
    await revertLater(host.ownerUrl);
    const before = await dumpOf(host.all);
    const error = await revertAll(host.ownerUrl).catch((reason: unknown) => reason as Error);
    expect(await dumpOf(host.all)).toEqual(before);
    const lines = (error as Error).message.split('\n  - ').slice(1);
    expect(lines).toEqual([
      expect.stringContaining('holds versions of one day, which valid_effective_dates forbids'),
      expect.stringContaining('holds several versions of a weekday, which idx_unique_active_schedule forbids'),
    ]);
    // The version that is valid now is the one that stays.
    expect(lines[1]).not.toContain(HOST.booking);
    for (const line of lines) await host.all.query(/to mend: (.*)/.exec(line)![1]!);
    await revertAll(host.ownerUrl);
  });

  test('that is migrated by two processes at once is adopted once', async () => {
    host = await server.supabase();
    const applied = await Promise.all([migrate(host.ownerUrl), migrate(host.ownerUrl), migrate(host.ownerUrl)]);
    expect(applied.flat()).toEqual(NAMES);
  });

  test('has the service in the same shape as a database of its own', async () => {
    host = await server.supabase();
    await migrate(host.ownerUrl);
    const ofTheService = (lines: string[]): string[] =>
      lines
        .filter((line) =>
          /"(public|private)\.?(stylist_promotions|stylist_override_budgets|schedule_overrides|schedule_change_log)/.test(
            line,
          ),
        )
        .map((line) => line.replaceAll('host_owner', 'postgres'));
    const adopted = ofTheService(await catalogOf(host.all));
    const own = await server.empty();
    await migrate(own.ownerUrl);
    expect(adopted).toEqual(ofTheService(await catalogOf(own.all)));
    await own.close();
    expect(adopted.length).toBeGreaterThan(20);
  });
});
