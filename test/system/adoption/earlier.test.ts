import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ADOPTED_TABLES } from '../../../migrations/foundation/adopted-tables.js';
import { MIGRATIONS } from '../../../migrations/index.js';
import { migrate } from '../../../src/database/migrate.js';
import { catalogOf } from '../../support/catalog.js';
import { EARLIER_ROWS } from '../../support/hosts/earlier-rows.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { revertAll, revertLater, revertWithLogs } from '../../support/revert.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

const SIX = Object.keys(ADOPTED_TABLES);
/** The others get what was not recorded, and the service's priorities. */
const AS_THEY_WERE = SIX.filter((table) => !/promotions|schedule_overrides/.test(table));

let server: HostServer;
let host: Host;

beforeAll(async () => {
  server = await startHostServer();
});

afterEach(() => host.close());

afterAll(() => server.stop());

/** One row of each stylist without a budget is added, and no row of any table goes. */
const ADDED: Record<string, number> = { 'public.stylist_override_budgets': 1 };

/** Rows as JSON by table, in the plan's columns. */
async function rowsOf(): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const [table, { columns, key }] of Object.entries(ADOPTED_TABLES)) {
    const { rows } = await host.all.query(
      `SELECT to_jsonb(r) AS row FROM (SELECT ${Object.keys(columns).join(', ')} FROM ${table} ORDER BY ${key}) AS r`,
    );
    all[table] = rows.map(({ row }) => row as unknown);
  }
  return all;
}

describe.each(['supabase', 'plain'] as const)('An earlier version on %s', (on) => {
  test('becomes ours with every row kept, and a revert restores what was there', async () => {
    host = await server.earlier(on);
    const before = await dumpOf(host.all);
    const rows = await rowsOf();
    await migrate(host.ownerUrl);
    const kept = await rowsOf();
    for (const table of SIX) expect(kept[table]).toHaveLength(rows[table]!.length + (ADDED[table] ?? 0));
    for (const table of AS_THEY_WERE) expect(kept[table]).toEqual(expect.arrayContaining(rows[table]!));
    await expect(revertAll(host.ownerUrl)).rejects.toThrow('private.schedule_change_log holds rows');
    await revertWithLogs(host.ownerUrl);
    expect(await dumpOf(host.all)).toEqual(before);
    await migrate(host.ownerUrl);
    const again = await rowsOf();
    for (const table of SIX) expect(again[table]).toHaveLength(kept[table]!.length);
  });

  test('leaves nothing of its own in the schema that serves', async () => {
    host = await server.earlier(on);
    await migrate(host.ownerUrl);
    const fresh = await server[on]();
    await migrate(fresh.ownerUrl);
    // A server's own role keeps the rights that it had on the earlier tables.
    const isKept = /"(stylist_promotions|stylist_override_budgets|schedule_overrides)"/;
    const served = (lines: string[]): string[] =>
      lines
        .filter((line) => !line.includes('service_engine_earlier'))
        .map((line) => (isKept.test(line) ? line.replaceAll(/service_role=\w+,/g, '') : line));
    const own = served(await catalogOf(fresh.all));
    await fresh.close();
    expect(served(await catalogOf(host.all))).toEqual(own);
  });
});

describe('Rows of an earlier version', () => {
  test('are filled in where something was not recorded', async () => {
    host = await server.earlier('supabase');
    await migrate(host.ownerUrl);
    const { rows } = await host.all.query(
      `SELECT id, status, approved_at = updated_at AS approved, rejected_at = updated_at AS rejected,
              revoked_at = updated_at AS revoked, rejection_reason, revocation_reason, notes #>> '{0,action}' AS action
         FROM public.stylist_promotions ORDER BY id`,
    );
    expect(rows).toMatchObject([
      { id: EARLIER_ROWS.draft, approved: null, action: 'note' },
      { id: EARLIER_ROWS.rejected, rejected: true, rejection_reason: 'Not recorded' },
      { id: EARLIER_ROWS.revoked, approved: true, revoked: true, revocation_reason: 'Left the salon' },
      { id: EARLIER_ROWS.approved, approved: false, revoked: null },
    ]);
    const { rows: overrides } = await host.all.query(`SELECT id, origin FROM public.schedule_overrides ORDER BY id`);
    expect(overrides).toEqual([
      { id: EARLIER_ROWS.closure, origin: 'admin' },
      { id: EARLIER_ROWS.ownDay, origin: 'stylist' },
    ]);
    const { rows: budgets } = await host.all.query(
      `SELECT stylist_user_id AS id, current_month_overrides AS used FROM public.stylist_override_budgets ORDER BY 1`,
    );
    expect(budgets).toEqual([
      { id: HOST.stylist, used: 5 },
      { id: HOST.formerStylist, used: 0 },
    ]);
  });

  test('go on from their numbers, and what is written since is there after a revert', async () => {
    host = await server.earlier('supabase');
    await migrate(host.ownerUrl);
    await host.all.query(
      `INSERT INTO private.schedule_change_log (stylist_user_id, change_date, change_type, actor_user_id)
       VALUES ('${HOST.stylist}', '2026-01-01', 'schedule_update', '${HOST.admin}');
       INSERT INTO private.service_management_log (admin_user_id, action, target_type, category)
       VALUES ('${HOST.admin}', 'EXPORT_LOG', 'audit_log', 'data_access');
       INSERT INTO public.schedule_overrides (override_type, stylist_user_id, start_date, end_date, is_closed)
       VALUES ('stylist_vacation', '${HOST.stylist}', '2030-01-01', '2030-01-07', true);
       DELETE FROM public.schedule_overrides WHERE id = '${EARLIER_ROWS.closure}';
       UPDATE public.stylist_override_budgets SET current_month_overrides = 6 WHERE stylist_user_id = '${HOST.stylist}';
       UPDATE public.stylist_promotions SET training_completed = true WHERE id = '${EARLIER_ROWS.draft}'`,
    );
    const written = await rowsOf();
    expect(written['private.schedule_change_log']).toHaveLength(3);
    await revertWithLogs(host.ownerUrl);
    const restored = await rowsOf();
    expect(restored['private.schedule_change_log']).toEqual(written['private.schedule_change_log']);
    const ids = (rows: unknown[] | undefined): string[] => rows!.map((row) => (row as { id: string }).id);
    expect(ids(restored['public.schedule_overrides'])).toEqual(ids(written['public.schedule_overrides']));
    expect(restored['public.stylist_override_budgets']).toEqual([
      expect.objectContaining({ stylist_user_id: HOST.stylist, current_month_overrides: 6 }),
    ]);
    expect(restored['private.service_management_log']).toHaveLength(1);
    const { rows } = await host.all.query(
      `SELECT training_completed FROM public.stylist_promotions WHERE id = '${EARLIER_ROWS.draft}'`,
    );
    expect(rows).toEqual([{ training_completed: true }]);
    await host.all.query(
      `INSERT INTO private.schedule_change_log (stylist_user_id, change_date, change_type)
       VALUES ('${HOST.stylist}', '2026-01-02', 'schedule_update')`,
    );
  });

  test('that have since become what the earlier version forbids stop a revert by name', async () => {
    host = await server.earlier('supabase');
    await migrate(host.ownerUrl);
    await host.all.query(
      `DELETE FROM auth.users WHERE id = (SELECT requested_by FROM public.stylist_promotions WHERE id = '${EARLIER_ROWS.approved}');
       INSERT INTO public.schedule_overrides (override_type, stylist_user_id, start_date, end_date, is_closed,
                                              override_start_time, override_end_time, origin, set_for_day)
       VALUES ('stylist_vacation', '${HOST.stylist}', '2030-01-01', '2030-01-01', true, '10:00', '11:00', 'stylist', true),
              ('stylist_vacation', '${HOST.stylist}', '2030-01-01', '2030-01-01', true, '12:00', '13:00', 'stylist', true)`,
    );
    await revertLater(host.ownerUrl);
    const before = await dumpOf(host.all);
    const error = await revertAll(host.ownerUrl).catch((reason: unknown) => reason as Error);
    expect(await dumpOf(host.all)).toEqual(before);
    const lines = (error as Error).message.split('\n  - ');
    expect(lines).toEqual([
      'The migration cannot be reverted:',
      expect.stringContaining('private.schedule_change_log holds rows'),
      expect.stringContaining('private.service_management_log holds rows'),
      expect.stringContaining('rows of public.schedule_overrides do not fit the version that is to be restored'),
      expect.stringContaining(`${EARLIER_ROWS.approved} (requested_by); to mend: ALTER TABLE`),
    ]);
    for (const line of lines.slice(3)) await host.all.query(/to mend: (.*)/.exec(line)![1]!);
    await revertWithLogs(host.ownerUrl);
  });

  test('that were revoked since are there after a revert', async () => {
    host = await server.earlier('supabase');
    await migrate(host.ownerUrl);
    await host.all.query(
      `UPDATE public.stylist_promotions SET status = 'revoked', revoked_at = now(), revocation_reason = 'Left'
        WHERE id = '${EARLIER_ROWS.approved}'`,
    );
    await revertWithLogs(host.ownerUrl);
    const { rows } = await host.all.query(
      `SELECT status, revocation_reason FROM public.stylist_promotions WHERE id = '${EARLIER_ROWS.approved}'`,
    );
    expect(rows).toEqual([{ status: 'revoked', revocation_reason: 'Left' }]);
  });

  test('do not keep an account from being deleted', async () => {
    host = await server.earlier('plain');
    await migrate(host.ownerUrl);
    await host.all.query(`DELETE FROM auth.users WHERE id = '${HOST.secondAdmin}'`);
    const { rows } = await host.all.query(
      `SELECT approved_by FROM public.stylist_promotions WHERE id = '${EARLIER_ROWS.approved}'`,
    );
    expect(rows).toEqual([{ approved_by: null }]);
  });
});

const PROMOTION = `INSERT INTO public.stylist_promotions (id, user_id, requested_by, approved_by, status, notes, rejection_reason)`;
const OVERRIDE = `INSERT INTO public.schedule_overrides (id, override_type, applies_to_all_stylists, stylist_user_id,
                                       start_date, end_date, is_closed, override_start_time, override_end_time)`;
const ID = '00000000-0000-4000-9000-000000000999';

describe('A row in the way is named with the statement that mends it, and everything is left as it was', () => {
  test.each([
    [
      'a second open promotion',
      `${PROMOTION} VALUES ('${ID}', '${HOST.candidate}', '${HOST.admin}', NULL, 'pending_checks', '[]', NULL);
       UPDATE public.stylist_promotions SET created_at = '2020-01-01' WHERE id = '${ID}'`,
    ],
    [
      'a second approved promotion',
      `${PROMOTION} SELECT '${ID}', user_id, '${HOST.admin}', '${HOST.admin}', 'approved', '[]', NULL
         FROM public.stylist_promotions WHERE id = '${EARLIER_ROWS.approved}';
       UPDATE public.stylist_promotions SET created_at = '2020-01-01' WHERE id = '${ID}'`,
    ],
    [
      'an approver too early',
      `${PROMOTION} VALUES ('${ID}', '${HOST.customer}', '${HOST.admin}', '${HOST.admin}', 'draft', '[]', NULL)`,
    ],
    [
      'a self-approval',
      `${PROMOTION} VALUES ('${ID}', '${HOST.customer}', '${HOST.admin}', '${HOST.customer}', 'approved', '[]', NULL)`,
    ],
    [
      'notes that are none',
      `${PROMOTION} VALUES ('${ID}', '${HOST.customer}', '${HOST.admin}', NULL, 'draft', '"a note"', NULL)`,
    ],
    [
      'a note without a person',
      `${PROMOTION} VALUES ('${ID}', '${HOST.customer}', '${HOST.admin}', NULL, 'draft', '[{"admin_id": "me"}]', NULL)`,
    ],
    [
      'a long reason',
      `${PROMOTION} VALUES ('${ID}', '${HOST.customer}', '${HOST.admin}', NULL, 'rejected', '[]', repeat('x', 1001))`,
    ],
    [
      'a closure of one',
      `${OVERRIDE} VALUES ('${ID}', 'business_closure', false, '${HOST.stylist}', '2026-01-01', '2026-01-02', true, NULL, NULL)`,
    ],
    [
      'an open closure',
      `${OVERRIDE} VALUES ('${ID}', 'business_closure', true, NULL, '2026-01-01', '2026-01-02', false, '10:00', '12:00')`,
    ],
    [
      'closed hours',
      `${OVERRIDE} VALUES ('${ID}', 'seasonal_hours', true, NULL, '2026-01-01', '2026-01-02', true, NULL, NULL)`,
    ],
    [
      'half a block',
      `${OVERRIDE} VALUES ('${ID}', 'business_closure', true, NULL, '2026-01-01', '2026-01-02', true, '10:00', NULL)`,
    ],
    [
      'endless dates',
      `${OVERRIDE} VALUES ('${ID}', 'business_closure', true, NULL, '2026-01-01', 'infinity', true, NULL, NULL)`,
    ],
    [
      'a duplicate',
      `${OVERRIDE} SELECT '${ID}', override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date,
                          is_closed, override_start_time, override_end_time
                     FROM public.schedule_overrides WHERE id = '${EARLIER_ROWS.closure}'`,
    ],
    [
      'a large budget',
      `UPDATE public.stylist_override_budgets SET emergency_overrides_remaining = 500, monthly_override_limit = 2000`,
      HOST.stylist,
    ],
    [
      'a long agent',
      `INSERT INTO private.service_management_log (id, admin_user_id, action, category, user_agent)
       VALUES (999, '${HOST.admin}', 'X', 'security', repeat('x', 501))`,
      '999',
    ],
    [
      'large details',
      `INSERT INTO private.service_management_log (id, admin_user_id, action, category, details)
       VALUES (999, '${HOST.admin}', 'X', 'security', jsonb_build_object('x', repeat('x', 300000)))`,
      '999',
    ],
    [
      'an endless change',
      `INSERT INTO private.schedule_change_log (id, stylist_user_id, change_date, change_type)
       VALUES (999, '${HOST.stylist}', 'infinity', 'schedule_update')`,
      '999',
    ],
  ])('%s', async (_name, sql: string, named: string = ID) => {
    host = await server.earlier('supabase');
    await host.all.query(sql);
    const before = await dumpOf(host.all);
    const error: unknown = await migrate(host.ownerUrl).catch((reason: unknown) => reason);
    expect(await dumpOf(host.all)).toEqual(before);
    const lines = String(error).split('\n  - ').slice(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(named);
    await host.all.query(/to mend: (.*)/s.exec(lines[0]!)![1]!);
    const rows = await rowsOf();
    expect(await migrate(host.ownerUrl)).toEqual(NAMES);
    for (const table of SIX) expect((await rowsOf())[table]).toHaveLength(rows[table]!.length + (ADDED[table] ?? 0));
  });

  test('and so is a view that rests on a table', async () => {
    host = await server.earlier('supabase');
    await host.all.query('CREATE VIEW public.days_off AS SELECT start_date FROM public.schedule_overrides');
    await expect(migrate(host.ownerUrl)).rejects.toThrow('view days_off rests on a table of an earlier version');
  });
});
