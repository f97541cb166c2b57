import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { seedDemoSalon } from '../../src/demo/salon.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { SECRET } from '../support/app.js';
import { startService, type Running } from '../support/process.js';
import { addStylist, type TestStylist } from '../support/stylists.js';
import { claims, hs256 } from '../support/token.js';

/** A PostgreSQL of one test, which it may kill, with the demo salon. */
export interface Victim {
  postgres: EmbeddedPostgres;
  owner: Pool;
  /** Starts a process of the service on it. */
  serve(settings?: Record<string, string>): Promise<Running>;
  stop(): Promise<void>;
}

/** Starts a process of the service that limits nobody, and waits until it is ready. */
export async function startUnlimited(url: string, settings: Record<string, string>): Promise<Running> {
  const service = await startService({
    DATABASE_URL: url,
    AUTH_JWT_SECRET: SECRET,
    LOG_LEVEL: 'fatal',
    RATE_LIMIT_USER: '1000000',
    RATE_LIMIT_ANONYMOUS: '1000000',
    RATE_LIMIT_WRITES: '1000000',
    ...settings,
  });
  await service.answers('/health/ready', 200);
  return service;
}

/** @param folder where the cluster is made; its own one in the folder for temporary files unless given. */
export async function startVictim(folder?: string): Promise<Victim> {
  const parent = folder ?? (await mkdtemp(join(tmpdir(), 'kb-stylish-faults-')));
  const postgres = await EmbeddedPostgres.start(join(parent, 'postgres'), ['max_connections=100']);
  await migrate(postgres.ownerUrl);
  await seedDemoSalon(postgres.ownerUrl);
  await postgres.openForService();
  const owner = new Pool({ connectionString: postgres.ownerUrl, max: 4 });
  owner.on('error', () => undefined);
  const started: Running[] = [];
  return {
    postgres,
    owner,
    serve: async (settings = {}) => {
      const service = await startUnlimited(postgres.apiUrl, settings);
      started.push(service);
      return service;
    },
    stop: async () => {
      for (const service of started) service.kill('SIGKILL');
      await Promise.all(started.map((service) => service.exit));
      await owner.end();
      await postgres.stop();
      if (folder === undefined) await rm(parent, { recursive: true, force: true });
    },
  };
}

export function authorization(userId: string): Record<string, string> {
  return { authorization: `Bearer ${hs256(claims(userId), SECRET)}` };
}

/** The answers to requests while something was broken. */
export interface Weather {
  done: number;
  unavailable: number;
  /** Answers that are neither, each with what was wrong. */
  wrong: string[];
  /** Requests that got no answer at all. */
  unanswered: number;
}

/**
 * Sends `GET /v1/me` and days off of several callers all the time, until the promise ends. An answer must be the
 * caller's, or 503 with `Retry-After`.
 */
export async function load(service: Running, stylists: TestStylist[], until: Promise<unknown>): Promise<Weather> {
  const weather: Weather = { done: 0, unavailable: 0, wrong: [], unanswered: 0 };
  const goesOn = during(until);
  const callers = [PERSONAS.admin, PERSONAS.customer, PERSONAS.candidate, PERSONAS.auditor];
  const ask = async (userId: string): Promise<void> => {
    const response = await fetch(`${service.url}/v1/me`, { headers: authorization(userId) });
    const body = (await response.json()) as { userId?: string };
    const isRight = response.status !== 200 || body.userId === userId;
    judge(weather, response, isRight ? undefined : `${userId} got the answer of ${body.userId}`);
  };
  const write = async (stylist: TestStylist, offset: number): Promise<void> => {
    const date = stylist.day(1 + (offset % 360));
    const response = await fetch(`${service.url}/v1/me/availability/${date}`, {
      method: 'PUT',
      headers: { ...authorization(stylist.id), 'content-type': 'application/json' },
      body: JSON.stringify({ isClosed: true }),
    });
    await response.arrayBuffer();
    judge(weather, response, undefined);
  };
  const loop = async (work: (n: number) => Promise<void>): Promise<void> => {
    for (let n = 0; goesOn(); n++) {
      await work(n).catch(() => (weather.unanswered += 1));
      await sleep(5);
    }
  };
  await Promise.all([
    ...callers.map((userId) => loop(() => ask(userId))),
    ...stylists.map((stylist) => loop((n) => write(stylist, n))),
  ]);
  return weather;
}

/** Whether the promise is still pending. */
function during(until: Promise<unknown>): () => boolean {
  let goesOn = true;
  const end = (): void => void (goesOn = false);
  until.then(end, end);
  return () => goesOn;
}

function judge(weather: Weather, { status, headers }: Response, fault: string | undefined): void {
  if (fault !== undefined) weather.wrong.push(fault);
  else if (status < 300) weather.done += 1;
  else if (status === 503 && headers.get('retry-after') !== null) weather.unavailable += 1;
  else weather.wrong.push(`${status}`);
}

/** Asks `/health/live` all the time and counts the answers that are not 200. */
export async function watchLive(service: Running, until: Promise<unknown>): Promise<{ asked: number; failed: number }> {
  const seen = { asked: 0, failed: 0 };
  const goesOn = during(until);
  while (goesOn()) {
    const isLive = await fetch(`${service.url}/health/live`).then(
      ({ status }) => status === 200,
      () => false,
    );
    seen.asked += 1;
    if (!isLive) seen.failed += 1;
    await sleep(20);
  }
  return seen;
}

/** Milliseconds until a caller gets 200 again. */
export async function untilHealed(service: Running): Promise<number> {
  const start = Date.now();
  for (;;) {
    const status = await fetch(`${service.url}/v1/me`, { headers: authorization(PERSONAS.admin) }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return Date.now() - start;
    await sleep(20);
  }
}

/** Stylists with a budget of 1,000 changes. */
export async function addStylists(owner: Pool, number: number): Promise<TestStylist[]> {
  // A change on a day that the salon is closed is without effect, and refused.
  await owner.query('DELETE FROM public.schedule_overrides WHERE applies_to_all_stylists');
  const stylists = await Promise.all(Array.from({ length: number }, () => addStylist(owner)));
  await owner.query(
    `UPDATE public.stylist_override_budgets SET monthly_override_limit = 1000 WHERE stylist_user_id = ANY ($1::uuid[])`,
    [stylists.map(({ id }) => id)],
  );
  return stylists;
}

/** Stylists whose rows, spent units and log entries disagree: a change is half done. */
export async function halfDone(owner: Pool, stylists: TestStylist[]): Promise<unknown[]> {
  const { rows } = await owner.query<{ stylist: string; spent: number; standing: number; logged: number }>(
    `SELECT b.stylist_user_id AS stylist, b.current_month_overrides AS spent,
            (SELECT count(*)::int FROM public.schedule_overrides o WHERE o.stylist_user_id = b.stylist_user_id)
              AS standing,
            (SELECT count(*)::int FROM private.schedule_change_log l WHERE l.stylist_user_id = b.stylist_user_id)
              AS logged
       FROM public.stylist_override_budgets b
      WHERE b.stylist_user_id = ANY ($1::uuid[])`,
    [stylists.map(({ id }) => id)],
  );
  return rows.filter(({ spent, standing, logged }) => spent !== standing || spent !== logged);
}
