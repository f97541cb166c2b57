import type { EntityManager, QueryRunner } from 'typeorm';
import type { PoolClient, QueryResult } from 'pg';
import { sqlState, unavailable } from '../http/sqlstate.js';

/** A statement that is prepared once a connection: for hot paths. */
export interface Prepared {
  name: string;
  text: string;
}

export type Sql = string | Prepared;

/** Who a transaction's statements run as: the caller under row level security, or the service on its own account. */
export type Actor = { kind: 'anonymous' } | { kind: 'user'; userId: string } | { kind: 'engine' };

export interface TransactionSettings {
  /** Milliseconds. */
  statementTimeout: number;
  /** Milliseconds. */
  lockTimeout: number;
  /** Off behind a transaction pooler that cannot carry prepared statements. */
  prepare: boolean;
}

export interface TransactionOptions {
  readOnly?: boolean;
  /** Milliseconds; null: without a limit (exports). */
  lifetime?: number | null;
  /** Plans each prepared statement once, through indexes: see {@link PLANNED_ONCE}. */
  planOnce?: boolean;
}

/**
 * Settings for statements that run all day. They are planned once, because planning for each set of values, or compiling,
 * takes longer than reading the rows. The plan uses indexes, because a plan that was made while a table was empty stays.
 */
export const PLANNED_ONCE = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

/** Milliseconds for the transactions of a request. With the wait for a connection, every answer leaves within 10 s. */
export const LIFETIME = 7_500;
/**
 * A transaction that its process has left open is ended by the server: an open one keeps old changes and dead rows for all.
 * It is longer than {@link LIFETIME}, after which the process ends it.
 */
const IDLE_TIMEOUT = '10s';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const IN_FAILED_TRANSACTION = '25P02';

const ROLES = { anonymous: 'anon', user: 'authenticated', engine: 'service_engine' } as const;

/**
 * One transaction on one connection.
 *
 * Statements are sent at once and executed in the order they were issued; awaiting each is only needed where its
 * answer is. So a callback can issue its last writes without waiting and they travel with the COMMIT in one round trip.
 * A failure of any of them fails the commit.
 */
export class Tx {
  private role: string;
  private readonly sent: Promise<unknown>[] = [];
  private firstFailure: unknown;
  private readonly afterCommit: (() => void)[] = [];
  private ended = false;
  private readonly deadline: NodeJS.Timeout | undefined;
  /** Never resolves; rejects once the connection is gone, of which a statement under way may not hear by itself. */
  private readonly gone: Promise<never>;
  private lose: () => void = () => undefined;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    private readonly actor: Actor,
    private readonly settings: TransactionSettings,
    lifetime: number | null,
  ) {
    this.role = ROLES[actor.kind];
    this.gone = quietly(
      new Promise<never>((_, reject) => {
        this.lose = () => reject(new Error('Connection terminated'));
      }),
    );
    client.once('end', this.lose);
    if (lifetime !== null) {
      this.deadline = setTimeout(() => this.destroy(), lifetime);
      this.deadline.unref();
    }
  }

  /** Begins as the actor, in one round trip. */
  static async begin(
    runner: QueryRunner,
    actor: Actor,
    settings: TransactionSettings,
    options: TransactionOptions & { lifetime: number | null },
  ): Promise<Tx> {
    const client: PoolClient = await runner.connect();
    const tx = new Tx(runner, client, actor, settings, options.lifetime);
    const local = {
      'request.jwt.claims': claimsOf(actor),
      statement_timeout: String(settings.statementTimeout),
      lock_timeout: String(settings.lockTimeout),
      idle_in_transaction_session_timeout: IDLE_TIMEOUT,
      ...(options.planOnce === true ? PLANNED_ONCE : {}),
      role: tx.role,
    };
    const names = Object.keys(local);
    const text = `SELECT ${names.map((name, index) => `set_config('${name}', $${index + 1}, true)`).join(', ')}`;
    try {
      await Promise.all([
        tx.send(options.readOnly === true ? 'BEGIN READ ONLY' : 'BEGIN'),
        tx.send({ name: `begin-with-${names.length}-settings`, text }, Object.values(local)),
      ]);
      return tx;
    } catch (error) {
      await tx.rollback();
      throw error;
    }
  }

  /** TypeORM's manager on this connection, for reads where entities are simpler; not beside unawaited statements. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Runs a statement as the actor. */
  query<Row = Record<string, unknown>>(sql: Sql, values?: readonly unknown[]): Promise<Row[]> {
    return this.as<Row>(ROLES[this.actor.kind], sql, values);
  }

  /** Runs a statement as `service_engine`: only what no caller may do by policy (database.md "Roles"). */
  engine<Row = Record<string, unknown>>(sql: Sql, values?: readonly unknown[]): Promise<Row[]> {
    return this.as<Row>(ROLES.engine, sql, values);
  }

  /** Has something done once this is committed; not at all if it never is. */
  onCommit(work: () => void): void {
    this.afterCommit.push(work);
  }

  /** Commits, together with everything sent and not yet answered. */
  async commit(): Promise<void> {
    const commit = this.send('COMMIT');
    const outcomes = await Promise.allSettled(this.sent);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    const command = await commit.then(
      (result) => result.command,
      () => undefined,
    );
    if (failed !== undefined) {
      await this.end(command === undefined ? asError(failed.reason) : undefined);
      throw failed.reason;
    }
    await this.end();
    if (command !== 'COMMIT') throw unavailable(new Error(`the transaction ended with ${command}`));
    for (const work of this.afterCommit) work();
  }

  /** Why the work failed: a statement that follows a failed one, which nobody may have awaited, says only that it does. */
  causeOf(error: unknown): unknown {
    return sqlState(error) === IN_FAILED_TRANSACTION ? (this.firstFailure ?? error) : error;
  }

  /** Rolls back; never throws. Does nothing when the transaction has ended. */
  async rollback(): Promise<void> {
    if (this.ended) return;
    const broken = await this.send('ROLLBACK').then(() => undefined, asError);
    await this.end(broken);
  }

  private as<Row>(role: string, sql: Sql, values?: readonly unknown[]): Promise<Row[]> {
    if (this.role !== role) {
      this.role = role;
      void this.send(`SET LOCAL ROLE ${role}`);
    }
    return quietly(this.send(sql, values).then((result) => result.rows as Row[]));
  }

  private send(sql: Sql, values?: readonly unknown[]): Promise<QueryResult> {
    if (this.ended) return quietly(Promise.reject(new Error('the transaction has ended')));
    const { text, name } = typeof sql === 'string' ? { text: sql, name: undefined } : sql;
    const config = name !== undefined && this.settings.prepare ? { text, name } : { text };
    const answer = this.client.query(values === undefined ? config : { ...config, values: [...values] });
    const sent = Promise.race([answer, this.gone]);
    this.sent.push(sent);
    sent.catch((error: unknown) => (this.firstFailure ??= error));
    return sent;
  }

  /** Cuts the wire: a server that no longer answers holds nobody up. */
  private destroy(): void {
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    this.lose();
  }

  private async end(broken?: Error): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.deadline);
    this.client.removeListener('end', this.lose);
    await release(this.runner, broken);
  }
}

/** Gives a connection back; the pool throws a broken one away. */
export async function release(runner: QueryRunner, broken: Error | undefined): Promise<void> {
  if (broken === undefined) return runner.release();
  await (runner as unknown as { releasePostgresConnection(error: Error): Promise<void> }).releasePostgresConnection(
    broken,
  );
}

/** Exactly `{sub, role}`, never the token's own claims: host policies may read user-editable metadata. */
function claimsOf(actor: Actor): string {
  if (actor.kind !== 'user') return '';
  if (!UUID.test(actor.userId)) throw new Error('a caller must be known by a lower-case uuid');
  return JSON.stringify({ sub: actor.userId, role: 'authenticated' });
}

/** A statement nobody awaits fails the commit, not the process. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
