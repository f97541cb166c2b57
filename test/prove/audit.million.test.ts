import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceLogFilter } from '../../src/audit/audit.dto.js';
import { Seals } from '../../src/audit/seals.job.js';
import { listServiceLog } from '../../src/audit/service-log.js';
import type { Caller } from '../../src/auth/caller.js';
import { Database } from '../../src/database/database.js';
import type { Tx } from '../../src/database/transaction.js';
import { PERSONAS } from '../../src/demo/personas.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';
import { startService } from '../support/process.js';

const MANY = 1_000_000;
const READERS = { 'super-auditor': 'super_auditor', auditor: 'auditor', admin: 'admin' } as const;
type Reader = keyof typeof READERS;

/** Rows and index entries that a first page may read: what lies after the last block, two blocks cut by a period, a page. */
const MOST_READ = 15_000;
const MEGABYTE = 1_048_576;

let small: TestApp;
let large: TestApp;

beforeAll(async () => {
  small = await startApp();
  large = await startApp();
  await fillServiceLog(small.owner, 1_000);
  await timed('written', () => fillServiceLog(large.owner, MANY));
  await timed('sealed and counted block by block', () => large.app.get(Seals).close());
  await small.app.get(Seals).close();
}, 600_000);

afterAll(async () => {
  await small.close();
  await large.close();
});

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${MANY} rows ${what} in ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  return result;
}

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const [from, to] = [day(300), day(100)];

const FILTERS: ServiceLogFilter[] = [
  {},
  { category: 'governance' },
  { category: 'configuration' },
  { severity: 'critical' },
  { severity: 'info' },
  { action: 'UPDATE_BUDGET' },
  { actorId: actorOf(3) },
  { targetType: 'stylist_promotion' },
  { targetId: targetOf(3) },
  { from: day(30) },
  { from, to },
  { from: `${from}T01:23:45Z`, to: `${to}T12:34:56Z` },
  { from, to, category: 'configuration', severity: 'warning' },
  { from, to, actorId: actorOf(3) },
  { category: 'governance', severity: 'info' },
  { category: 'governance', action: 'UPDATE_BUDGET' },
  { action: 'APPROVE_PROMOTION', actorId: actorOf(3) },
  { targetType: 'service', severity: 'critical', actorId: actorOf(5) },
];

const cases = (Object.keys(READERS) as Reader[]).flatMap((reader) => FILTERS.map((filter) => ({ reader, filter })));

describe('The first page of a million rows', () => {
  it.each(cases)('reads a few thousand, and counts them all: $reader $filter', async ({ reader, filter }) => {
    const caller: Caller = {
      userId: PERSONAS[reader],
      displayName: '',
      roles: new Set([READERS[reader]]),
      stylist: null,
    };
    const [page, read] = await large.app.get(Database).asEngine(
      async (tx) => {
        const before = await readSoFar(tx);
        const listed = await listServiceLog(tx, caller, filter, 'Asia/Kathmandu');
        return [listed, (await readSoFar(tx)) - before];
      },
      { readOnly: true },
    );
    expect(read).toBeLessThan(MOST_READ);
    const { rows } = await large.owner.query<{ total: number }>(
      `SELECT count(*)::int AS total
         FROM private.service_management_log
        WHERE ${conditionOf(filter)} AND ${reader === 'admin' ? `category IN ('governance', 'configuration')` : 'true'}`,
    );
    expect(page.total).toBe(rows[0]?.total);
    expect(page.items).toHaveLength(Math.min(page.total, 50));
  });

  it('takes, beside that of a thousand rows over HTTP (printed, not judged)', async () => {
    const taken: { few: number; many: number; name: string }[] = [];
    for (const { reader, filter } of cases) {
      const [few, many] = [await median(small, reader, filter), await median(large, reader, filter)];
      taken.push({ few, many, name: `${reader} ${JSON.stringify(filter)}` });
    }
    const byRatio = taken.toSorted((a, b) => a.many / a.few - b.many / b.few);
    const shown = [byRatio[Math.floor(byRatio.length / 2)], byRatio.at(-1)].map((one) => {
      const { few = 0, many = 0, name = '' } = one ?? {};
      return `× ${(many / few).toFixed(1)} (${few.toFixed(1)} → ${many.toFixed(1)} ms, ${name})`;
    });
    console.log(`first page of a million rows beside a thousand: ${shown.join(' at the median, at most ')}`);
    expect(taken).toHaveLength(cases.length);
  });
});

describe('A million rows', () => {
  it('are exported with less than 64 MB above what the idle process has', async () => {
    const service = await startService({
      DATABASE_URL: large.database.url,
      AUTH_JWT_SECRET: SECRET,
      LOG_LEVEL: 'error',
    });
    await service.answers('/health/ready', 200);
    const resident = async (): Promise<number> => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / MEGABYTE;
    };
    const headers = { authorization: `Bearer ${large.token('super-auditor')}` };
    await fetch(`${service.url}/v1/audit/service-log?limit=1`, { headers });
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
      expect(lines).toBeGreaterThan(MANY);
    }
    console.log(`idle ${idle.toFixed(0)} MB, at most ${peak.toFixed(0)} MB while exporting`);
    service.kill('SIGTERM');
    await service.exit;
    expect(peak - idle).toBeLessThan(64);
  });

  it('are verified, and one that is changed is found', async () => {
    const verify = () => large.as('auditor').get('/v1/audit/verify').expect(200);
    const before = await timed('verified', verify);
    expect(before.body).toMatchObject({ intact: true, firstBroken: null });
    await large.owner.query('ALTER TABLE private.service_management_log DISABLE TRIGGER refuse_change');
    await large.owner.query(`UPDATE private.service_management_log SET request_id = 'another' WHERE id = 777777`);
    const { body } = await verify();
    expect(body.intact).toBe(false);
    expect(Number(body.firstBroken.fromId)).toBeLessThanOrEqual(777_777);
    expect(Number(body.firstBroken.toId)).toBeGreaterThanOrEqual(777_777);
  });
});

/** Rows and index entries of the log that this connection has read and not yet reported. */
async function readSoFar(tx: Tx): Promise<number> {
  const [counted] = await tx.engine<{ read: number }>(
    `SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(c.oid)), 0)::int AS read
       FROM pg_class c
       LEFT JOIN pg_index i ON i.indexrelid = c.oid
      WHERE coalesce(i.indrelid, c.oid) = 'private.service_management_log'::regclass`,
  );
  return counted?.read ?? 0;
}

async function median(app: TestApp, reader: Reader, filter: ServiceLogFilter): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const start = performance.now();
    await app.as(reader).get('/v1/audit/service-log').query(filter).expect(200);
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[2] ?? Infinity;
}

function conditionOf({ from: since, to: upTo, ...equal }: ServiceLogFilter): string {
  const columns: Record<string, string> = {
    actorId: 'admin_user_id',
    targetType: 'target_type',
    targetId: 'target_id',
  };
  const instantOf = (bound: string, days: number): string =>
    bound.includes('T') ? `'${bound}'` : `(DATE '${bound}' + ${days})::timestamp AT TIME ZONE 'Asia/Kathmandu'`;
  return [
    'true',
    ...Object.entries(equal).map(([name, value]) => `${columns[name] ?? name} = '${value}'`),
    ...(since === undefined ? [] : [`created_at >= ${instantOf(since, 0)}`]),
    ...(upTo === undefined ? [] : [`created_at < ${instantOf(upTo, 1)}`]),
  ].join(' AND ');
}
