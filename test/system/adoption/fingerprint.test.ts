import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { PLAIN_NAMES, schemaDifferences } from '../../../src/database/fingerprint.js';
import { migrate } from '../../../src/database/migrate.js';
import { createDatabase, emptyDatabase } from '../../support/database.js';
import { startHostServer, type HostServer } from '../../support/hosts/hosts.js';
import { fingerprintOf } from '../../support/schema.js';

const FILE = join(import.meta.dirname, '..', '..', '..', '..', 'schema.fingerprint');

/** What differs, as the owner sees it after these statements, which are rolled back. */
async function differencesAfter(url: string, statements = ''): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`BEGIN; ${statements}`);
    await client.query(PLAIN_NAMES);
    return await schemaDifferences(
      async <Row>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as Row[],
    );
  } finally {
    await client.end();
  }
}

test('schema.fingerprint holds what the migrations give', async () => {
  const database = await emptyDatabase();
  await migrate(database.ownerUrl);
  expect(await readFile(FILE, 'utf8')).toBe(await fingerprintOf(database.ownerUrl));
  await database.drop();
});

test.each([
  ['', []],
  [
    'DROP POLICY schedule_overrides_engine_select ON public.schedule_overrides',
    ['policy public.schedule_overrides.schedule_overrides_engine_select is missing'],
  ],
  ['DROP POLICY service_engine_select ON public.bookings', ['policy public.bookings.service_engine_select is missing']],
  [
    'CREATE POLICY open ON private.service_management_log FOR SELECT TO authenticated USING (true)',
    ['policy private.service_management_log.open is not of this release'],
  ],
  [
    'GRANT UPDATE ON private.schedule_change_log TO service_engine',
    ['grant private.schedule_change_log service_engine is "SELECT, UPDATE", not "SELECT"'],
  ],
  [
    'REVOKE SELECT ON public.stylist_schedules FROM service_engine',
    expect.arrayContaining(['right of service_engine to SELECT public.stylist_schedules.day_of_week is missing']),
  ],
  [
    'ALTER TABLE public.stylist_promotions DISABLE TRIGGER guard_stylist_promotion',
    [expect.stringMatching(/^trigger public\.stylist_promotions\.guard_stylist_promotion is "D .*, not "A /)],
  ],
  [
    'ALTER TABLE public.stylist_schedules DROP CONSTRAINT stylist_schedules_one_version',
    ['constraint public.stylist_schedules.stylist_schedules_one_version is missing'],
  ],
  [
    'DROP INDEX public.stylist_promotions_one_open',
    ['index public.stylist_promotions.stylist_promotions_one_open is missing'],
  ],
  ['DROP INDEX public.idx_bookings_stylist_long', ['index public.bookings.idx_bookings_stylist_long is missing']],
  [
    'ALTER FUNCTION private.guard_promotion() SECURITY INVOKER',
    [expect.stringMatching(/^function private\.guard_promotion\(\) is "[^"]*"".* not ".* SECURITY DEFINER/)],
  ],
  [
    'ALTER TABLE private.service_management_log NO FORCE ROW LEVEL SECURITY',
    [expect.stringMatching(/^table private\.service_management_log is "r p, row security t, forced f"/)],
  ],
  [
    'ALTER TABLE public.schedule_overrides ALTER reason DROP NOT NULL, ALTER priority TYPE bigint',
    expect.arrayContaining([expect.stringMatching(/^column public\.schedule_overrides\.priority is "bigint/)]),
  ],
  // What decides nothing: an index more, a reporting role, a table of the marketplace that changes.
  [
    `CREATE INDEX more ON public.schedule_overrides (reason);
     CREATE ROLE reports; GRANT SELECT ON private.service_management_log TO reports;
     CREATE POLICY reports ON private.service_management_log FOR SELECT TO reports USING (true);
     ALTER TABLE public.bookings ADD COLUMN tip integer; CREATE INDEX tips ON public.bookings (tip)`,
    [],
  ],
])('After "%s" the differences are named', async (statements, expected) => {
  const database = await createDatabase();
  const found = await differencesAfter(database.ownerUrl, statements);
  await database.drop();
  expect(found).toEqual(expected);
});

describe('On a marketplace that the service has moved into', () => {
  let server: HostServer;

  beforeAll(async () => {
    server = await startHostServer();
  });

  afterAll(() => server.stop());

  test.each(['supabase', 'plain', 'empty', 'earlier', 'living', 'without reservations'])(
    'only what is the service’s counts, and nothing of it differs: %s',
    async (kind) => {
      const host = await {
        supabase: () => server.supabase(),
        plain: () => server.plain(),
        empty: () => server.empty(),
        earlier: () => server.earlier('plain'),
        living: () => server.living(),
        'without reservations': () => server.supabase({ reservations: false }),
      }[kind]!();
      await migrate(host.ownerUrl);
      expect(await differencesAfter(host.ownerUrl)).toEqual([]);
      await host.close();
    },
  );
});
