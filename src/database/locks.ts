import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { sqlState } from '../http/sqlstate.js';

/**
 * How a migration takes its locks: all of them at once, in one order, for a moment only, and again after a pause. While
 * it waits, those who come after it wait as well, so a try is short: a customer waits 1.5 seconds at most. Less than the
 * second after which PostgreSQL looks for deadlocks, so no customer's transaction is ever the victim. All tries together
 * take 33 seconds at most.
 */
export const LOCKS = { tries: 10, timeoutMs: 800, statementMs: 1_500, pauseMs: 2_000 } as const;

/** Why a try did not get its locks: a timeout, a deadlock, or it took too long. */
const LOCKED_OUT = new Set(['55P03', '40P01', '57014']);

const TABLES = `
SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname || '.' || c.relname = ANY ($1) AND pg_has_role(c.relowner, 'USAGE')
 ORDER BY 1`;

const BLOCKERS = `
SELECT a.pid, coalesce(a.usename, 'unknown') AS "user", nullif(a.application_name, '') AS application,
       date_trunc('second', clock_timestamp() - a.xact_start)::text AS age, left(a.query, 120) AS query
  FROM pg_catalog.pg_stat_activity a
 WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1))
 ORDER BY a.xact_start NULLS LAST`;

interface Blocker {
  pid: number;
  user: string;
  application: string | null;
  age: string | null;
  query: string | null;
}

/**
 * Takes the locks of all tables that are there, in a transaction that `begin` begins anew for each try.
 *
 * @throws {Error} naming who stands in the way, once all tries are over; nothing is changed.
 */
export async function takeLocks(
  ownerUrl: string,
  runner: QueryRunner,
  tables: readonly string[],
  begin: () => Promise<void>,
  tries: number = LOCKS.tries,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await begin();
    const there = (await runner.query(TABLES, [tables])) as { name: string }[];
    if (there.length === 0) return;
    const watch = await Watch.start(ownerUrl, runner);
    try {
      await runner.query(
        `SET LOCAL lock_timeout = '${LOCKS.timeoutMs}ms'; SET LOCAL statement_timeout = '${LOCKS.statementMs}ms'`,
      );
      await runner.query(`LOCK TABLE ${there.map(({ name }) => name).join(', ')} IN ACCESS EXCLUSIVE MODE`);
      // What else a step waits for, a foreign key to auth.users say, waits as briefly.
      await runner.query(`SET LOCAL statement_timeout TO DEFAULT; SET LOCAL lock_timeout = '5s'`);
      return;
    } catch (error) {
      await watch.observe();
      await runner.rollbackTransaction();
      if (!LOCKED_OUT.has(sqlState(error) ?? '')) throw error;
      if (attempt >= tries) throw lockedOut(attempt, [...watch.blockers.values()], error);
    } finally {
      await watch.stop();
    }
    await sleep(LOCKS.pauseMs);
  }
}

/** Sees from a second connection who keeps the first one waiting. */
class Watch {
  readonly blockers = new Map<number, Blocker>();
  private isOver = false;

  private constructor(
    private readonly client: Client,
    private readonly pid: number,
  ) {}

  static async start(ownerUrl: string, runner: QueryRunner): Promise<Watch> {
    const [{ pid }] = (await runner.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
    const client = new Client({ connectionString: ownerUrl, application_name: 'kb-stylish-service-engine-watch' });
    await client.connect();
    const watch = new Watch(client, pid);
    void watch.run();
    return watch;
  }

  async observe(): Promise<void> {
    const { rows } = await this.client.query<Blocker>(BLOCKERS, [this.pid]);
    for (const row of rows) this.blockers.set(row.pid, row);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.client.end();
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      await this.observe().catch(() => undefined);
      await sleep(100);
    }
  }
}

function lockedOut(tries: number, blockers: readonly Blocker[], cause: unknown): Error {
  const named = blockers.map(({ pid, user, application, age, query }) =>
    [
      `process ${pid} of ${user}`,
      application === null ? '' : ` (${application})`,
      age === null ? '' : `, in a transaction for ${age}`,
      query === null ? '' : `: ${query.replaceAll(/\s+/g, ' ').trim()}`,
      `; to end it: SELECT pg_terminate_backend(${pid})`,
    ].join(''),
  );
  return new Error(
    [
      `Others hold tables that must stand still for a moment; nothing was changed after ${tries} tries. In the way:`,
      ...(named.length === 0 ? ['somebody who was gone a moment later; try again'] : named),
    ].join('\n  - '),
    { cause },
  );
}
