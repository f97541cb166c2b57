import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { CONFIG, ConfigError, type Config } from '../config.js';
import { loginFaults } from './login.js';
import { Problem } from '../http/problem.js';
import { pendingMigrations } from './migrate.js';
import { explain, isRetryable, sqlState, unavailable } from '../http/sqlstate.js';
import { EngineReadConnection, type Prepared, readOnce } from './engine-read-connection.js';
import { LIFETIME, release, Tx, type Actor, type TransactionSettings } from './transaction.js';

/** A transaction that lost against another is run again this often before the client hears of it. */
const ATTEMPTS = 4;
const CONNECT_EVERY_MS = 1_000;

export interface BeginOptions {
  readOnly?: boolean;
  /** Statements that run as the engine before the actor's role is taken. */
  asEngineFirst?: readonly string[];
  /** Milliseconds; null: as long as it takes (exports). */
  lifetime?: number | null;
}

/** The one way into the database: transactions as a caller or as the engine. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly settings: TransactionSettings;
  private readonly lanes: EngineReadConnection[] = [];
  private fit = false;
  private closing = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) config: Config,
  ) {
    this.settings = {
      statementTimeout: config.database.statementTimeout,
      lockTimeout: config.database.lockTimeout,
      prepare: true,
    };
  }

  /**
   * Connects, and tries again every second while the server cannot be reached; resolves at the first success.
   *
   * @throws {ConfigError} when it never will, because of a wrong password, say.
   */
  async connect(): Promise<void> {
    await this.untilReachable(async () => {
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      this.settings.prepare = await this.carriesPreparedStatements();
    });
  }

  /**
   * Refuses to serve on an older schema, or with a login that row level security does not hold.
   *
   * @throws {ConfigError} with what stands in the way.
   */
  async refuseUnfit(): Promise<void> {
    await this.untilReachable(async () => {
      const faults = await loginFaults(this.dataSource);
      if (faults.length > 0) throw new ConfigError(`DATABASE_URL cannot be used: ${faults.join('; ')}`);
      const pending = await pendingMigrations(this.dataSource);
      if (pending.length > 0) {
        throw new ConfigError(`The schema is older than the service, run npm run migrate: ${missing(pending)}`);
      }
      this.fit = true;
    });
  }

  /** Whether it was found fit, and the end has not begun: else what fails is said where it is told why. */
  get serves(): boolean {
    return this.fit && !this.closing;
  }

  /** Connections: all, idle, and requests that wait for one. */
  connections(): { total: number; idle: number; waiting: number } {
    if (!this.dataSource.isInitialized) return { total: 0, idle: 0, waiting: 0 };
    const { master } = this.dataSource.driver as unknown as { master: Pool };
    return { total: master.totalCount, idle: master.idleCount, waiting: master.waitingCount };
  }

  /** Begins a transaction that the caller of this ends. {@link asActor} is simpler where a callback fits. */
  async begin(actor: Actor, options: BeginOptions = {}): Promise<{ tx: Tx; first: unknown[][] }> {
    if (!this.dataSource.isInitialized) throw unavailable();
    try {
      return await Tx.begin(this.dataSource.createQueryRunner(), actor, this.settings, options);
    } catch (error) {
      throw explain(error);
    }
  }

  /**
   * Runs the work in one transaction as the actor. A serialization failure or deadlock runs it whole again with a
   * fresh transaction, so the work must change nothing outside it.
   *
   * @param opened a transaction already begun, used for the first attempt.
   * @throws {Problem} what PostgreSQL refused, explained (409, 422, 403, 400, 503).
   */
  async transact<T>(actor: Actor, work: (tx: Tx) => Promise<T>, options: BeginOptions = {}, opened?: Tx): Promise<T> {
    const until = Date.now() + LIFETIME;
    for (let attempt = 1; ; attempt++) {
      const begin = (): ReturnType<Database['begin']> =>
        this.begin(actor, { lifetime: until - Date.now(), ...options });
      const tx = attempt === 1 && opened !== undefined ? opened : (await begin()).tx;
      try {
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (thrown) {
        const error = tx.causeOf(thrown);
        await tx.rollback();
        if (!isRetryable(error) || attempt === ATTEMPTS) throw explain(error);
        await sleep(Math.random() * 20 * attempt);
      }
    }
  }

  /** {@link transact} on the service's own account. */
  async asEngine<T>(work: (tx: Tx) => Promise<T>, options: BeginOptions = {}): Promise<T> {
    return this.transact({ kind: 'engine' }, work, options);
  }

  /**
   * One read-only statement on the service's own account, in one round trip.
   *
   * @throws {Problem} what PostgreSQL refused, explained.
   */
  async readOnce<Row>(sql: Prepared, values: readonly unknown[]): Promise<Row[]> {
    if (!this.dataSource.isInitialized) throw unavailable();
    const runner = this.dataSource.createQueryRunner();
    let broken: Error | undefined;
    try {
      const client = (await runner.connect()) as PoolClient;
      return await readOnce<Row>(client, this.settings, sql, values, (error) => (broken = error));
    } catch (error) {
      throw explain(error);
    } finally {
      await release(runner, broken);
    }
  }

  /** A connection besides the pool, for reads that come one after the other all day. It connects when it is used. */
  lane(): EngineReadConnection {
    const lane = new EngineReadConnection(this.dataSource, this.settings);
    this.lanes.push(lane);
    return lane;
  }

  /**
   * What stands in the way of serving, looked at anew each time: an empty list is ready.
   */
  async obstacles(): Promise<string[]> {
    if (!this.dataSource.isInitialized) return ['the database cannot be reached'];
    try {
      const pending = await pendingMigrations(this.dataSource);
      return pending.length === 0 ? [] : [missing(pending)];
    } catch (error) {
      return [isAway(error) ? 'the database cannot be reached' : 'the migrations cannot be read'];
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    await Promise.all(this.lanes.map((lane) => lane.close()));
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async untilReachable(work: () => Promise<void>): Promise<void> {
    while (!this.closing) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        const reason = reasonOf(error);
        if (!isAway(error)) throw new ConfigError(`DATABASE_URL cannot be used: ${reason}`, { cause: error });
        this.logger.warn(`The database cannot be reached yet: ${reason}`);
        await sleep(CONNECT_EVERY_MS);
      }
    }
  }

  /**
   * A transaction pooler answers with its own process id and hands every transaction another connection, on which a
   * statement prepared earlier may be unknown.
   */
  private async carriesPreparedStatements(): Promise<boolean> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as { processID: number };
      const [row] = (await runner.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
      return row?.pid === client.processID;
    } finally {
      await runner.release();
    }
  }
}

/** Whether it is unreachable, starting or overloaded, which passes; a wrong password, say, does not. */
function isAway(error: unknown): boolean {
  const explained = explain(error);
  return explained instanceof Problem && explained.status === 503;
}

function missing(migrations: string[]): string {
  return migrations.map((name) => `migration ${name} is not applied`).join('; ');
}

function reasonOf(error: unknown): string {
  // Several addresses that all refuse are an error without a message of its own.
  return (error instanceof Error && error.message) || (sqlState(error) ?? String(error));
}
