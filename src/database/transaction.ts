import type { EntityManager, QueryRunner } from 'typeorm';
import type { PoolClient, QueryResult } from 'pg';
import { unavailable } from '../http/sqlstate.js';

/** A statement that is prepared once a connection: for hot paths. */
export interface Prepared {
  name: string;
  text: string;
}

export type Sql = string | Prepared;

/**
 * The role of a transaction: the caller under row level security, or the service itself (docs/database.md "Roles"). A
 * signed-in caller reads as `authenticated` and writes as `service_engine_caller`, which only the service can take.
 */
export type Actor = { kind: 'anonymous' } | { kind: 'user'; userId: string } | { kind: 'engine' };

export interface TransactionSettings {
  /** Milliseconds. */
  statementTimeout: number;
  /** Milliseconds. */
  lockTimeout: number;
  /** False behind a transaction pooler, which keeps no prepared statements. */
  prepare: boolean;
}

export interface TransactionOptions {
  readOnly?: boolean;
  /** Milliseconds; without it {@link LIFETIME}. */
  lifetime?: number;
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

const ROLES = { anonymous: 'anon', user: 'service_engine_caller', engine: 'service_engine' } as const;
const READER = 'authenticated';

/** One transaction on one connection. Every statement must be awaited before the next one. */
export class Tx {
  private readonly actorRole: string;
  private readonly afterCommit: (() => void)[] = [];
  private ended = false;
  private deadline: NodeJS.Timeout;
  /** Never resolves. Rejects at the deadline, so that a server that no longer answers cannot hold a request. */
  private readonly cut: Promise<never>;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    actor: Actor,
    private readonly settings: TransactionSettings,
    { lifetime, readOnly = false }: TransactionOptions & { lifetime: number },
  ) {
    this.actorRole = actor.kind === 'user' && readOnly ? READER : ROLES[actor.kind];
    this.cut = new Promise((_, reject) => {
      this.deadline = setTimeout(() => {
        reject(unavailable(new Error('the transaction took too long')));
        void this.end('broken');
      }, lifetime).unref();
    });
    this.cut.catch(() => undefined);
  }

  /** Begins as the actor, in one round trip. */
  static async begin(
    runner: QueryRunner,
    actor: Actor,
    settings: TransactionSettings,
    options: TransactionOptions & { lifetime: number },
  ): Promise<Tx> {
    const client: PoolClient = await runner.connect();
    const tx = new Tx(runner, client, actor, settings, options);
    const local = {
      'request.jwt.claims': claimsOf(actor),
      statement_timeout: String(settings.statementTimeout),
      lock_timeout: String(settings.lockTimeout),
      idle_in_transaction_session_timeout: IDLE_TIMEOUT,
      ...(options.planOnce === true ? PLANNED_ONCE : {}),
      role: tx.actorRole,
    };
    const names = Object.keys(local);
    const text = `SELECT ${names.map((name, index) => `set_config('${name}', $${index + 1}, true)`).join(', ')}`;
    try {
      await Promise.all([
        tx.send(`BEGIN ISOLATION LEVEL READ COMMITTED${options.readOnly === true ? ' READ ONLY' : ''}`),
        tx.send({ name: `begin-with-${names.length}-settings`, text }, Object.values(local)),
      ]);
      return tx;
    } catch (error) {
      await tx.rollback();
      throw error;
    }
  }

  /** TypeORM's manager on this connection, as the actor: for reads that entities make simpler. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Runs a statement as the actor. */
  async query<Row = Record<string, unknown>>(sql: Sql, values?: readonly unknown[]): Promise<Row[]> {
    return (await this.send(sql, values)).rows as Row[];
  }

  /** Runs a statement as `service_engine`: only where no policy lets the caller do it (docs/database.md "Roles"). */
  async engine<Row = Record<string, unknown>>(sql: Sql, values?: readonly unknown[]): Promise<Row[]> {
    if (this.actorRole === ROLES.engine) return this.query<Row>(sql, values);
    // One round trip: the server runs the three in this order, and a failure of the second fails the third.
    const [, result] = await Promise.all([
      this.send(`SET LOCAL ROLE ${ROLES.engine}`),
      this.send(sql, values),
      this.send(`SET LOCAL ROLE ${this.actorRole}`),
    ]);
    return result.rows as Row[];
  }

  /** Runs the work after the commit, and not at all without one. */
  onCommit(work: () => void): void {
    this.afterCommit.push(work);
  }

  /** @throws {Problem} 503 if the server rolled back instead: after a failed statement COMMIT is no error of PostgreSQL. */
  async commit(): Promise<void> {
    const { command } = await this.send('COMMIT');
    await this.end('usable');
    if (command !== 'COMMIT') throw unavailable(new Error(`the transaction ended with ${command}`));
    for (const work of this.afterCommit) work();
  }

  /** Rolls back. Never throws, and does nothing after the end. */
  async rollback(): Promise<void> {
    if (this.ended) return;
    await this.send('ROLLBACK').then(
      () => this.end('usable'),
      () => this.end('broken'),
    );
  }

  private async send(sql: Sql, values?: readonly unknown[]): Promise<QueryResult> {
    if (this.ended) throw unavailable(new Error('the transaction has ended'));
    const config = typeof sql === 'string' ? { text: sql } : this.settings.prepare ? sql : { text: sql.text };
    return Promise.race([
      this.client.query(values === undefined ? config : { ...config, values: [...values] }),
      this.cut,
    ]);
  }

  /** Gives the connection back. The pool drops a connection that was ended. */
  private async end(state: 'usable' | 'broken'): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.deadline);
    // Resolves when the connection is closed, which nobody waits for: a silent network would never close it.
    if (state === 'broken') void this.client.end();
    await this.runner.release();
  }
}

/** Exactly `{sub, role}` and not the token's claims: policies of a host may read metadata that users can edit. */
function claimsOf(actor: Actor): string {
  return actor.kind === 'user' ? JSON.stringify({ sub: actor.userId, role: 'authenticated' }) : '';
}
