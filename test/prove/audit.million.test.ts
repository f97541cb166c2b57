import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Seals } from '../../src/audit/seals.job.js';
import { listServiceLog } from '../../src/audit/service-log.js';
import type { Caller } from '../../src/auth/caller.js';
import { Database } from '../../src/database/database.js';
import type { Tx } from '../../src/database/transaction.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { SECRET, startApp, type TestApp } from '../support/app.js';
import { Asker, median } from '../support/asker.js';
import { actorOf, fillServiceLog, targetOf } from '../support/logs.js';
import { type Running, startService } from '../support/process.js';

/** A million, and as many after the last whole block as there are on average. */
const MANY = 1_003_500;
const READERS = { 'super-auditor': 'super_auditor', auditor: 'auditor', admin: 'admin' } as const;
type Reader = keyof typeof READERS;

/**
 * Rows and index entries that a first page may read, of the log and of what counts it: every block once a bit string,
 * what lies after the last block, the chunks that a period cuts, a page.
 */
const MOST_READ = 12_000;
const MEGABYTE = 1_048_576;
/** Requests whose median is taken, of either length in turn. */
const REQUESTS = 15;

let small: TestApp;
let large: TestApp;

beforeAll(async () => {
  small = await startApp();
  large = await startApp();
  await fillServiceLog(small.owner, 1_000);
  await timed('written', () => fillServiceLog(large.owner, MANY));
  await timed('sealed and counted block by block', () => large.app.get(Seals).close());
  await small.app.get(Seals).close();
  // As the server does by itself in time.
  for (const { owner } of [small, large]) await owner.query('VACUUM ANALYZE private.service_management_log');
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
const CUT = { from: `${from}T01:23:45Z`, to: `${to}T12:34:56Z` };

type Filter = Readonly<Record<string, string>>;

const EQUAL: Filter[] = [
  { category: 'governance' },
  { severity: 'info' },
  { action: 'UPDATE_BUDGET' },
  { actorId: actorOf(3) },
  { targetType: 'stylist_promotion' },
  { targetId: targetOf(3) },
];
const PAIRS = EQUAL.flatMap((one, n) => EQUAL.slice(n + 1).map((other) => ({ ...one, ...other })));

const PERIODS: Filter[] = [{}, { from: day(30) }, { to }, { from, to }, CUT];

/** Every filter, every pair, both in periods; some whose answers are rare, or none. */
const FILTERS: Filter[] = [
  ...PERIODS.flatMap((period) => [period, ...EQUAL.map((filter) => ({ ...period, ...filter }))]),
  ...PAIRS,
  ...PAIRS.map((pair) => ({ ...CUT, ...pair })),
  { severity: 'critical' },
  { category: 'configuration', severity: 'warning' },
  { category: 'governance', action: 'CREATE_OVERRIDE' },
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
    const services = [await serviceOf(small), await serviceOf(large)];
    const askers = services.map(({ url }) => new Asker(url)) as [Asker, Asker];
    const taken: { ratio: number; name: string }[] = [];
    for (const { reader, filter } of cases) {
      const [thousand, million] = await mediansInTurn(askers, reader, filter);
      const times = `${thousand.toFixed(1)} → ${million.toFixed(1)} ms`;
      const ratio = million / thousand;
      taken.push({ ratio, name: `× ${ratio.toFixed(2)} (${times}, ${reader} ${JSON.stringify(filter)})` });
    }
    for (const asker of askers) asker.close();
    for (const service of services) service.kill('SIGTERM');
    await Promise.all(services.map(({ exit }) => exit));
    const byRatio = taken.toSorted((a, b) => a.ratio - b.ratio);
    console.log(
      `first page of a million rows beside a thousand: ${byRatio[Math.floor(byRatio.length / 2)]?.name} at the median, ` +
        `at most ${byRatio.at(-1)?.name}; over twice: ${byRatio.filter(({ ratio }) => ratio > 2).length} of ${byRatio.length}`,
    );
    expect(taken).toHaveLength(cases.length);
  });
});

describe('A million rows', () => {
  it('are exported with less than 64 MB above what the idle process has', async () => {
    const service = await serviceOf(large);
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

/** Rows and index entries of the log and its blocks that this connection has read and not yet reported. */
async function readSoFar(tx: Tx): Promise<number> {
  const [counted] = await tx.engine<{ read: number }>(
    `SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(c.oid)), 0)::int AS read
       FROM pg_class c
       LEFT JOIN pg_index i ON i.indexrelid = c.oid
      WHERE coalesce(i.indrelid, c.oid) IN ('private.service_management_log'::regclass,
                                            'private.audit_blocks'::regclass, 'private.audit_block_values'::regclass)`,
  );
  return counted?.read ?? 0;
}

/** The service as an operator runs it, on the database of a test. */
async function serviceOf({ database }: TestApp): Promise<Running> {
  const service = await startService({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: SECRET,
    LOG_LEVEL: 'error',
    RATE_LIMIT_USER: '1000000',
  });
  await service.answers('/health/ready', 200);
  return service;
}

/** Milliseconds, as a browser asks; in turn, so that whatever else the machine does falls on both alike. */
async function mediansInTurn(askers: [Asker, Asker], reader: Reader, filter: Filter): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  const path = `/v1/audit/service-log?${new URLSearchParams(filter).toString()}`;
  for (let n = 0; n < REQUESTS; n++) {
    for (const [which, app] of [small, large].entries()) {
      const headers = { authorization: `Bearer ${app.token(reader)}`, 'accept-encoding': 'gzip' };
      times[which]?.push((await askers[which]?.time(path, headers)) ?? Number.NaN);
    }
  }
  return [median(times[0]), median(times[1])];
}

function conditionOf({ from: since, to: upTo, ...equal }: Filter): string {
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
