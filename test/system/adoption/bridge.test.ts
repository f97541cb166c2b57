import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { migrate } from '../../../src/database/migrate.js';
import { startApp, type TestApp } from '../../support/app.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../../support/hosts/hosts.js';
import { standInForHttp } from '../../support/hosts/http-extension.js';
import { LIVING } from '../../support/hosts/living.js';
import { HOST } from '../../support/hosts/marketplace.js';
import { revertWithLogs } from '../../support/revert.js';

let server: HostServer;
let host: Host;
let app: TestApp;
let bridge: string;
let before: string[];

beforeAll(async () => {
  bridge = await readFile('sql/supabase-bridge.sql', 'utf8');
  server = await startHostServer();
  host = await server.living();
  await standInForHttp(host.all);
  before = await dumpOf(host.all);
  await migrate(host.ownerUrl);
  await server.runAsOwner(host, bridge);
  await server.openForService();
  app = await startApp(
    { DEMO_DATA: 'off' },
    { database: { url: host.apiUrl, ownerUrl: host.ownerUrl, owner: host.all, drop: () => Promise.resolve() } },
  );
  const [{ name }] = (await host.all.query<{ name: string }>('SELECT current_database() AS name')).rows as [
    { name: string },
  ];
  await host.all.query(`ALTER DATABASE ${name} SET service_engine.url = '${app.url}/'`);
});

afterAll(async () => {
  await app.close();
  await host.close();
  await server.stop();
});

/** Calls a function as PostgREST does: with the request's headers, its claims, and the role of its token. */
async function call<Answer>(sql: string, who?: string): Promise<Answer> {
  const client = new Client({ connectionString: host.all.options.connectionString });
  await client.connect();
  try {
    const claims = who === undefined ? { role: 'anon' } : { sub: who, role: 'authenticated' };
    // A visitor's header carries the project's public key.
    const token = who === undefined ? 'the.public.key' : app.token(who);
    const headers = { authorization: `Bearer ${token}`, 'user-agent': 'old client', 'x-request-id': 'from-the-bridge' };
    await client.query('BEGIN');
    await client.query(`SELECT set_config('request.headers', $1, true), set_config('request.jwt.claims', $2, true)`, [
      JSON.stringify(headers),
      JSON.stringify(claims),
    ]);
    await client.query(`SET LOCAL ROLE ${claims.role}`);
    const { rows } = await client.query<{ answer: Answer }>(sql);
    await client.query('COMMIT');
    return rows[0]!.answer;
  } finally {
    await client.end();
  }
}

interface Slots {
  success: boolean;
  code?: string;
  slots: { slot_start_utc: string; slot_display: string; status: string; price_cents: number }[];
}

describe('The bridge', () => {
  test('tells slots to a visitor in the old shape, from the service', async () => {
    const answer = await call<Slots>(
      `SELECT public.get_available_slots_v2('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + 6) AS answer`,
    );
    expect(answer).toMatchObject({ success: true, cached: false, cache_hit: false });
    const old = await call<object[]>(
      `SELECT jsonb_agg(s) AS answer FROM public.get_available_slots('${HOST.stylist}', '${HOST.service}', CURRENT_DATE + 6) AS s`,
    );
    expect(Object.keys(answer.slots[0]!).toSorted()).toEqual(Object.keys(old[0]!).toSorted());
    const { rows } = await host.all.query<{ day: string }>('SELECT (CURRENT_DATE + 6)::text AS day');
    const { body } = await app
      .as(undefined)
      .get(`/v1/availability?stylistId=${HOST.stylist}&serviceId=${HOST.service}&date=${rows[0]!.day}`)
      .expect(200);
    expect(answer.slots.map((slot) => Date.parse(slot.slot_start_utc))).toEqual(
      body.days[0].slots.map((slot: { startTime: string }) => Date.parse(slot.startTime)),
    );
    expect(answer.slots[0]).toMatchObject({ slot_display: '10:00 AM', status: 'available', price_cents: 150_000 });
  });

  test('tells a failure in the old shape', async () => {
    const unknown = await call<Slots>(
      `SELECT public.get_available_slots_v2('${HOST.admin}', '${HOST.service}', CURRENT_DATE + 6) AS answer`,
    );
    expect(unknown).toEqual({ success: false, error: expect.any(String), code: 'STYLIST_NOT_FOUND' });
    const zone = await call<Slots>(
      `SELECT public.get_available_slots_v2('${HOST.stylist}', '${HOST.service}', CURRENT_DATE, 'a&b') AS answer`,
    );
    expect(zone).toMatchObject({ success: false, code: 'INVALID_TIMEZONE' });
  });

  test('sets a day of the caller, once, and tells the budget; the service decides who may', async () => {
    const set = (changes: string): string =>
      `SELECT public.update_my_daily_availability_v2(CURRENT_DATE + 50, '${changes}') AS answer`;
    const answer = await call<{ success: boolean; overrideId: string; budget: { monthlyUsed: number } }>(
      set('{"is_closed": false, "start_time": "12:00", "end_time": "16:00", "reason": "A wedding"}'),
      HOST.stylist,
    );
    expect(answer).toMatchObject({ success: true, overrideId: expect.any(String), budget: { monthlyUsed: 7 } });
    const { rows } = await host.all.query(
      `SELECT origin, reason, created_by AS by FROM public.schedule_overrides WHERE id = $1`,
      [answer.overrideId],
    );
    expect(rows).toEqual([{ origin: 'stylist', reason: 'A wedding', by: HOST.stylist }]);
    const { rows: log } = await host.all.query(
      `SELECT user_agent AS agent FROM private.schedule_change_log ORDER BY id DESC LIMIT 1`,
    );
    expect(log).toEqual([{ agent: 'old client' }]);
    for (const [who, code] of [
      [HOST.customer, 'FORBIDDEN'],
      [undefined, 'UNAUTHENTICATED'],
    ] as const) {
      expect(await call<object>(set('{}'), who)).toMatchObject({ success: false, code });
    }
  });

  test('tells the effective schedule to whom the service tells it', async () => {
    const ask = `SELECT to_jsonb(d) AS answer FROM public.get_effective_schedule('${HOST.stylist}', CURRENT_DATE + 13) AS d`;
    expect(await call<object>(ask, HOST.admin)).toEqual({
      schedule_source: 'stylist_vacation',
      start_time: null,
      end_time: null,
      is_closed: true,
      priority: 90,
      reason: null,
    });
    const worked = ask.replace('CURRENT_DATE + 13', 'CURRENT_DATE + 6');
    expect(await call<object>(worked, HOST.stylist)).toMatchObject({
      schedule_source: 'base_schedule',
      start_time: '10:00:00',
      end_time: '18:00:00',
      is_closed: false,
    });
    await expect(call(ask, LIVING.laterStylist)).rejects.toMatchObject({ code: '42501' });
    await expect(call(ask)).rejects.toMatchObject({ code: '42501' });
  });

  test('lets nobody call the service with a path of their own', async () => {
    await expect(
      call(`SELECT r::text AS answer FROM private.service_engine_request('GET', '/metrics') AS r`, HOST.admin),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('is gone after a revert, once what it added is dropped', async () => {
    const functions = (lines: string[]): string[] => lines.filter((line) => line.startsWith('functions '));
    await server.runAsOwner(
      host,
      `DROP FUNCTION public.update_my_daily_availability_v2(date, jsonb), private.service_engine_failure(integer, jsonb),
                     private.service_engine_request(text, text, jsonb)`,
    );
    await revertWithLogs(host.ownerUrl);
    expect(functions(await dumpOf(host.all))).toEqual(functions(before));
  });
});
