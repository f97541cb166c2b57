import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { ADMINS_COLUMNS } from '../../../migrations/foundation/host-doors.js';
import { migrate } from '../../../src/database/migrate.js';
import { startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { HOST } from '../../support/hosts/marketplace.js';

let server: HostServer;
let host: Host;
let client: PoolClient;

beforeAll(async () => {
  server = await startHostServer();
  host = await server.supabase();
  // This host lets stylists write their offers too.
  await host.all.query(
    `CREATE POLICY "Own offers" ON public.stylist_services FOR ALL USING (auth.uid() = stylist_user_id)`,
  );
  await migrate(host.ownerUrl);
  client = await host.all.connect();
});

afterAll(async () => {
  client.release();
  await host.close();
  await server.stop();
});

interface Result {
  rows: number | null;
  logged: unknown[];
}

/** What a browser's statement does and leaves in the log; it is rolled back. */
async function asBrowser(user: string, sql: string): Promise<Result> {
  await client.query(
    `BEGIN; SELECT set_config('request.jwt.claims', '{"sub": "${user}"}', true); SET LOCAL ROLE authenticated`,
  );
  try {
    const { rowCount } = await client.query(sql);
    await client.query('RESET ROLE');
    const { rows } = await client.query(
      `SELECT admin_user_id AS by, target_id AS of, target_type AS type, severity,
                          details -> 'columns' AS columns
                     FROM private.service_management_log WHERE action = 'DIRECT_CHANGE'`,
    );
    return { rows: rowCount, logged: rows };
  } finally {
    await client.query('ROLLBACK');
  }
}

const VALUES: Record<string, string> = {
  is_active: 'NULL',
  deactivated_at: 'now()',
  deactivated_by: `'${HOST.stylist}'`,
  timezone: `'Asia/Tokyo'`,
  booking_buffer_minutes: '0',
  max_daily_bookings: '99',
  branch_id: 'gen_random_uuid()',
};
const of = (stylist: string): string => `WHERE user_id = '${stylist}'`;

describe('A stylist’s own token on a host', () => {
  test.each(ADMINS_COLUMNS)('does not write %s', async (column) => {
    const update = `UPDATE public.stylist_profiles SET ${column} = ${VALUES[column]} ${of(HOST.stylist)}`;
    await expect(asBrowser(HOST.stylist, update)).rejects.toMatchObject({ code: '42501' });
  });

  test('writes the rest of the own profile, which the log does not hold', async () => {
    const update = `UPDATE public.stylist_profiles SET bio = 'Cuts hair' ${of(HOST.stylist)}`;
    expect(await asBrowser(HOST.stylist, update)).toEqual({ rows: 1, logged: [] });
  });

  test('writes no offers and no weeks', async () => {
    const mine = `WHERE stylist_user_id = '${HOST.stylist}'`;
    for (const table of ['stylist_services', 'stylist_schedules']) {
      const change = table === 'stylist_services' ? 'is_available = false' : 'is_active = false';
      expect(await asBrowser(HOST.stylist, `UPDATE public.${table} SET ${change} ${mine}`)).toMatchObject({ rows: 0 });
      expect(await asBrowser(HOST.stylist, `DELETE FROM public.${table} ${mine}`)).toMatchObject({ rows: 0 });
    }
    const offer = `INSERT INTO public.stylist_services (stylist_user_id, service_id)
                   VALUES ('${HOST.stylist}', gen_random_uuid())`;
    await expect(asBrowser(HOST.stylist, offer)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('An admin’s own token on a host', () => {
  const row = { by: HOST.admin, of: HOST.stylist, severity: 'warning' };

  test.each([
    ['UPDATE public.stylist_profiles SET max_daily_bookings = 99', 'user_id', 'stylist_profile', 'max_daily_bookings'],
    ['UPDATE public.stylist_services SET custom_price_cents = 1', 'stylist_user_id', 'service', 'custom_price_cents'],
    [
      `UPDATE public.stylist_schedules SET end_time_local = '19:00'`,
      'stylist_user_id',
      'stylist_schedule',
      'end_time_local',
    ],
  ])('leaves a row in the log for each row of: %s', async (update, key, type, column) => {
    const { rows, logged } = await asBrowser(HOST.admin, `${update} WHERE ${key} = '${HOST.stylist}'`);
    expect(rows).toBeGreaterThan(0);
    expect(logged).toHaveLength(rows ?? 0);
    for (const one of logged) expect(one).toEqual({ ...row, type, columns: [column] });
  });

  test('leaves a row also where it deletes', async () => {
    const remove = `DELETE FROM public.stylist_services WHERE stylist_user_id = '${HOST.stylist}'`;
    const { rows, logged } = await asBrowser(HOST.admin, remove);
    expect(logged).toHaveLength(rows ?? 0);
    expect(rows).toBe(2);
  });
});

test('What the service and the owner write there is not logged as a browser’s', async () => {
  await client.query(`UPDATE public.stylist_profiles SET max_daily_bookings = 9 ${of(HOST.stylist)}`);
  const { rowCount } = await client.query(`SELECT FROM private.service_management_log WHERE action = 'DIRECT_CHANGE'`);
  expect(rowCount).toBe(0);
});
