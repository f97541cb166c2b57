import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Seals } from '../../src/audit/seals.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';
import { type Running, startService } from '../support/process.js';

const ROWS = 1_000_000;
const READERS = ['super-auditor', 'auditor', 'admin'] as const;
const MEGABYTE = 1_048_576;

let app: TestApp;
let service: Running;

beforeAll(async () => {
  app = await startApp();
  await timed('written', () => fillServiceLog(app.owner, ROWS));
  await timed('sealed', () => app.app.get(Seals).seal());
  // As the server does by itself in time.
  await app.owner.query('VACUUM ANALYZE private.service_management_log');
  service = await startService({
    DATABASE_URL: app.database.url,
    AUTH_JWT_SECRET: SECRET,
    LOG_LEVEL: 'error',
    RATE_LIMIT_USER: '1000000',
  });
  await service.answers('/health/ready', 200);
}, 600_000);

afterAll(async () => {
  service.kill('SIGTERM');
  await service.exit;
  await app.close();
});

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${ROWS} rows ${what} in ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  return result;
}

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const CUT = { from: `${day(300)}T01:23:45Z`, to: `${day(100)}T12:34:56Z` };

type Filter = Readonly<Record<string, string>>;

/** Each filter, some pairs that match few rows or none, and periods. */
const FILTERS: Filter[] = [
  {},
  { category: 'governance' },
  { severity: 'info' },
  { severity: 'critical' },
  { action: 'UPDATE_BUDGET' },
  { actorId: actorOf(3) },
  { targetType: 'stylist_promotion' },
  { targetId: targetOf(3) },
  { category: 'governance', action: 'CREATE_OVERRIDE' },
  { severity: 'info', targetType: 'service', actorId: actorOf(4) },
  { from: day(30) },
  CUT,
  { ...CUT, category: 'configuration', severity: 'warning' },
];

describe('A list of a million rows', () => {
  it.each(READERS.flatMap((reader) => FILTERS.map((filter) => ({ reader, filter }))))(
    'The first page of a million rows has the exact total: $reader $filter',
    async ({ reader, filter }) => {
      const { total, milliseconds } = await firstPage(reader, filter);
      console.log(`${milliseconds.toFixed(0)} ms, ${total} rows: ${reader} ${JSON.stringify(filter)}`);
      const { rows } = await app.owner.query<{ total: number }>(
        `SELECT count(*)::int AS total FROM private.service_management_log
          WHERE ${conditionOf(filter)} AND ${reader === 'admin' ? `category IN ('governance', 'configuration')` : 'true'}`,
      );
      expect(total).toBe(rows[0]?.total);
    },
  );
});

describe('Export and verification of a million rows', () => {
  // Some 170 MB were measured. The garbage of the pieces makes them, so more rows do not need more memory.
  it('A million rows are exported without growing the process by more than 256 MB', async () => {
    const resident = async (): Promise<number> => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / MEGABYTE;
    };
    const headers = { authorization: `Bearer ${app.token('super-auditor')}` };
    const idle = await resident();
    let peak = idle;
    for (const format of ['ndjson', 'csv']) {
      const watch = setInterval(() => void resident().then((now) => (peak = Math.max(peak, now))), 200);
      const lines = await timed(`exported as ${format}`, async () => {
        const { body } = await fetch(`${service.url}/v1/audit/service-log/export?format=${format}`, { headers });
        let found = 0;
        for await (const chunk of body ?? []) for (const byte of chunk) if (byte === 10) found++;
        return found;
      });
      clearInterval(watch);
      expect(lines).toBeGreaterThan(ROWS);
    }
    console.log(`idle ${idle.toFixed(0)} MB, at most ${peak.toFixed(0)} MB while exporting`);
    expect(peak - idle).toBeLessThan(256);
  });

  it('Verification of a million rows finds a changed one', async () => {
    const verify = () => app.as('auditor').get('/v1/audit/verify').expect(200);
    const before = await timed('verified', verify);
    expect(before.body).toMatchObject({ intact: true, firstBroken: null });
    await app.owner.query('ALTER TABLE private.service_management_log DISABLE TRIGGER refuse_change');
    await app.owner.query(`UPDATE private.service_management_log SET request_id = 'another' WHERE id = 777777`);
    const { body } = await verify();
    expect(body.intact).toBe(false);
    expect(Number(body.firstBroken.fromId)).toBeLessThanOrEqual(777_777);
    expect(Number(body.firstBroken.toId)).toBeGreaterThanOrEqual(777_777);
  });
});

/** The median of five requests. */
async function firstPage(reader: string, filter: Filter): Promise<{ total: number; milliseconds: number }> {
  const url = `${service.url}/v1/audit/service-log?${new URLSearchParams(filter).toString()}`;
  const headers = { authorization: `Bearer ${app.token(reader)}` };
  const times: number[] = [];
  let total = Number.NaN;
  for (let n = 0; n < 5; n++) {
    const start = performance.now();
    const response = await fetch(url, { headers });
    ({ total } = (await response.json()) as { total: number });
    times.push(performance.now() - start);
  }
  return { total, milliseconds: times.toSorted((a, b) => a - b)[2] ?? Number.NaN };
}

function conditionOf({ from, to, ...equal }: Filter): string {
  const columns: Record<string, string> = {
    actorId: 'admin_user_id',
    targetType: 'target_type',
    targetId: 'target_id',
  };
  return [
    'true',
    ...Object.entries(equal).map(([name, value]) => `${columns[name] ?? name} = '${value}'`),
    ...(from === undefined ? [] : [`created_at >= ${instantOf(from)}`]),
    ...(to === undefined ? [] : [`created_at < ${instantOf(to)}`]),
  ].join(' AND ');
}

/** A date begins at midnight of the business. */
function instantOf(bound: string): string {
  return bound.includes('T') ? `'${bound}'` : `DATE '${bound}'::timestamp AT TIME ZONE 'Asia/Kathmandu'`;
}
