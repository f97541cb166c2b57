import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PERSONAS } from '../../src/demo/personas.js';
import { SECRET } from '../support/app.js';
import { createDatabase, emptyDatabase, type TestDatabase } from '../support/database.js';
import { eventually, freePort, startService, type Running } from '../support/process.js';
import { claims, hs256 } from '../support/token.js';

const WORKERS = 3;
/** Requests of a user in a minute. */
const LIMIT = 24;

let database: TestDatabase;
let service: Running | undefined;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
});

afterAll(() => database.drop());

async function start(more: Record<string, string> = {}): Promise<Running> {
  service = await startService({
    DATABASE_URL: database.url,
    AUTH_JWT_SECRET: SECRET,
    CLUSTER_WORKERS: String(WORKERS),
    ...more,
  });
  return service;
}

async function stop(): Promise<void> {
  service?.kill('SIGTERM');
  await service?.exit;
  service = undefined;
}

/** The processes that this one has started. */
async function childrenOf(pid: number): Promise<number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return listed.split(' ').filter(Boolean).map(Number);
}

async function isGone(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return state === undefined || state.includes(') Z ');
}

/** A request on a connection of its own, so that any of the processes may get it. */
function request(running: Running, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(running.url + path, { headers: { connection: 'close', ...headers } });
}

function bearer(userId: string): Record<string, string> {
  return { authorization: `Bearer ${hs256(claims(userId), SECRET)}` };
}

describe('CLUSTER_WORKERS', () => {
  let running: Running;

  beforeAll(async () => {
    running = await start({ RATE_LIMIT_USER: String(LIMIT) });
    await running.says('is ready at');
  });

  afterAll(stop);

  test('serves in so many processes', async () => {
    expect(await childrenOf(running.pid)).toHaveLength(WORKERS);
    expect(running.output().match(/is ready at/g)).toHaveLength(1);
  });

  test('tells the metrics of all processes together, whichever is asked', async () => {
    await Promise.all(Array.from({ length: LIMIT }, () => request(running, '/v1/me', bearer(PERSONAS.customer))));
    for (let round = 0; round < WORKERS; round++) {
      const text = await (await request(running, '/metrics')).text();
      expect(text).toContain(`http_request_duration_seconds_count{method="GET",route="/v1/me",status="200"} ${LIMIT}`);
      expect(text).toMatch(/database_pool_connections\{state="idle"\} \d/);
    }
  });

  test('counts one limit over all processes', async () => {
    const answers = await Promise.all(
      Array.from({ length: LIMIT + 30 }, () => request(running, '/v1/me', bearer(PERSONAS.admin))),
    );
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    expect({ answered: count(200), limited: count(429) }).toEqual({ answered: LIMIT, limited: 30 });
  });

  test('replaces a process that dies, while the others go on answering', async () => {
    const before = await childrenOf(running.pid);
    process.kill(before[0]!, 'SIGKILL');
    await running.says('a worker died; another takes its place');
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(running, '/health/ready')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await eventually(async () => {
      const now = await childrenOf(running.pid);
      return now.length === WORKERS && !now.includes(before[0]!);
    }, 'another process');
  });
});

describe('A cluster', () => {
  afterEach(stop);

  test('brings one database server, one demo salon and one secret for all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-'));
    const running = await startService({
      CLUSTER_WORKERS: '2',
      EMBEDDED_DATABASE_DIR: join(folder, 'data', 'postgres'),
    });
    service = running;
    await running.says('is ready at');
    const answer = await fetch(`${running.url}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ persona: 'stylist' }),
    });
    const { token } = (await answer.json()) as { token: string };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => request(running, '/v1/me', { authorization: `Bearer ${token}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const children = await childrenOf(running.pid);
    expect(children).toHaveLength(3);
    running.kill('SIGINT');
    expect(await running.exit).toBe(0);
    for (const child of children) expect(await isGone(child)).toBe(true);
    await rm(folder, { recursive: true, force: true });
  });

  test('leaves no process behind when the primary is killed', async () => {
    const running = await start();
    await running.says('is ready at');
    const workers = await childrenOf(running.pid);
    running.kill('SIGKILL');
    await running.exit;
    await eventually(async () => (await Promise.all(workers.map(isGone))).every(Boolean), 'the end of the workers');
  });

  test('answers what is under way before it ends, with all its processes', async () => {
    // As long as an answer may take at most: how long the lock is held depends on the machine.
    const running = await start({ DATABASE_LOCK_TIMEOUT_MS: '7500', DATABASE_STATEMENT_TIMEOUT_MS: '7500' });
    await running.says('is ready at');
    const workers = await childrenOf(running.pid);
    const holder = await database.owner.connect();
    await holder.query('BEGIN; LOCK TABLE public.user_profiles IN ACCESS EXCLUSIVE MODE');
    const underWay = Array.from({ length: 2 * WORKERS }, () => request(running, '/v1/me', bearer(PERSONAS.admin)));
    await eventually(async () => (await waiting()) === underWay.length, 'requests that wait for the lock');
    running.kill('SIGTERM');
    // The primary may still take a connection, which then waits for the end as those who hold the lock do.
    const isServed = () =>
      fetch(`${running.url}/health/live`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(1_000),
      }).then(
        () => true,
        () => false,
      );
    await eventually(async () => !(await isServed()), 'nobody who serves');
    await holder.query('COMMIT');
    holder.release();
    expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual(underWay.map(() => 200));
    expect(await running.exit).toBe(0);
    for (const worker of workers) expect(await isGone(worker)).toBe(true);
  });
});

describe('A cluster that cannot start ends with one line and exit code 1', () => {
  afterEach(stop);

  test('when the port is occupied', async () => {
    const port = await freePort();
    const occupant = createServer();
    await new Promise<void>((done) => occupant.listen(port, '127.0.0.1', done));
    const running = await start({ PORT: String(port) });
    expect(await running.exit).toBe(1);
    occupant.close();
    expect(running.output().trim()).toBe(`PORT ${port} is in use on 127.0.0.1; set another PORT`);
  });

  test('when the schema is older', async () => {
    const older = await emptyDatabase();
    const running = await start({ DATABASE_URL: older.url });
    expect(await running.exit).toBe(1);
    await older.drop();
    expect(running.output().trim()).toMatch(/^The schema is older than the service, run npm run migrate: [^\n]+$/);
  });
});

async function waiting(): Promise<number> {
  const { rowCount } = await database.owner.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}
