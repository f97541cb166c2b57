import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { knowsDatabaseZones, setBusinessZone, setDatabaseZones } from '../calendar/stylist-zone.js';
import { CONFIG, ConfigError, type Config } from '../config.js';
import { Problem } from '../http/problem.js';
import { explain, isRetryable, sqlState, unavailable } from '../http/sqlstate.js';
import { span } from '../http/tracing.js';
import { EngineReadConnection } from './engine-read-connection.js';
import { feedTriggerFaults } from './feed-triggers.js';
import { loginFaults } from './login.js';
import { enforcesFourEyes, pendingMigrations, reading } from './migrate.js';
import { SchemaCheck } from './schema-check.js';
import { LIFETIME, Tx, type Actor, type TransactionOptions, type TransactionSettings } from './transaction.js';

/** Attempts of a transaction that loses against another, before the client hears of it. */
const ATTEMPTS = 4;
const CONNECT_EVERY_MS = 1_000;

/** The one way into the database: transactions as a caller or as the engine. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly settings: TransactionSettings;
  private readonly schema: SchemaCheck;
  private readonly readConnections: EngineReadConnection[] = [];
  private isAccepted = false;
  private isClosing = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    setBusinessZone(config.businessTimezone);
    this.schema = new SchemaCheck(dataSource);
    const { statementTimeout, lockTimeout } = config.database;
    this.settings = { statementTimeout, lockTimeout, prepare: true };
  }

  /**
   * Connects, and tries again every second while the server cannot be reached.
   *
   * @throws {ConfigError} for a failure that will not pass, such as a wrong password.
   */
  async connect(): Promise<void> {
    await this.untilReachable(async () => {
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      this.settings.prepare = await this.keepsSessions();
      if (!knowsDatabaseZones()) setDatabaseZones(await this.zoneNames());
    });
  }

  /**
   * Accepts the database, or refuses to serve: on an older or another schema, with a login that row level security does not hold, or
   * where the database enforces another `PROMOTION_FOUR_EYES`.
   *
   * @throws {ConfigError} with the reasons.
   */
  async refuseUnfit(): Promise<void> {
    await this.untilReachable(async () => {
      const faults = await loginFaults(this.dataSource);
      if (faults.length > 0) throw new ConfigError(`DATABASE_URL cannot be used: ${faults.join('; ')}`);
      const pending = await pendingMigrations(this.dataSource);
      if (pending.length > 0) {
        throw new ConfigError(`The schema is older than the service, run npm run migrate: ${notApplied(pending)}`);
      }
      const enforced = await enforcesFourEyes(this.dataSource);
      if (enforced === undefined) {
        throw new ConfigError(
          'The row of private.service_engine_settings cannot be read, so nothing tells of four eyes',
        );
      }
      if (enforced !== this.config.fourEyes) {
        const named = (isOn: boolean): string => (isOn ? 'on' : 'off');
        throw new ConfigError(
          `PROMOTION_FOUR_EYES is ${named(this.config.fourEyes)}, but the database enforces ${named(enforced)}: set it alike, or run npm run migrate with it`,
        );
      }
      const triggers = await reading(this.dataSource, feedTriggerFaults);
      if (triggers.length > 0) throw new ConfigError(`Slots would be stale: ${triggers.join('; ')}`);
      const differences = await this.schema.differences();
      if (differences.length > 0) throw new ConfigError(notAsReleased(differences));
      this.isAccepted = true;
    });
  }

  /** Whether the database was accepted and the shutdown has not begun. Jobs report failures only then. */
  get serves(): boolean {
    return this.isAccepted && !this.isClosing;
  }

  /** Tells why a job has failed, unless the service stops: `The logs are not sealed this time: …`. The next run tries again. */
  warning(logger: Logger, failure: string): (error: unknown) => void {
    return (error) => {
      if (this.serves) logger.warn(`${failure} this time: ${String(error)}`);
    };
  }

  /** Connections of the pool: all, idle, and requests that wait for one. */
  connections(): { total: number; idle: number; waiting: number } {
    if (!this.dataSource.isInitialized) return { total: 0, idle: 0, waiting: 0 };
    const pool = (this.dataSource.driver as PostgresDriver).master as Pool;
    return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  /**
   * Runs the work in one transaction as the actor. After a serialization failure or a deadlock it runs the whole work
   * again in a fresh transaction, so the work must change nothing outside of it.
   *
   * @throws {Problem} for what PostgreSQL refused (400, 403, 409, 422, 503).
   */
  transaction<T>(actor: Actor, work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return span('transaction', () => this.attempts(actor, work, options));
  }

  private async attempts<T>(actor: Actor, work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
    if (!this.dataSource.isInitialized) throw unavailable();
    const until = Date.now() + (options.lifetime ?? LIFETIME);
    for (let attempt = 1; ; attempt++) {
      let tx: Tx | undefined;
      try {
        const left = { ...options, lifetime: until - Date.now() };
        tx = await Tx.begin(this.dataSource.createQueryRunner(), actor, this.settings, left);
        const result = await work(tx);
        await tx.commit();
        return result;
      } catch (error) {
        await tx?.rollback();
        if (!isRetryable(error) || attempt === ATTEMPTS) throw explain(error);
        await sleep(Math.random() * 20 * attempt);
      }
    }
  }

  /** {@link transaction} as `service_engine`. */
  async asEngine<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.transaction({ kind: 'engine' }, work, options);
  }

  /** A connection beside the pool, for reads that follow each other all day. It connects at its first read. */
  engineReadConnection(): EngineReadConnection {
    const connection = new EngineReadConnection(this.dataSource, this.settings, (sql, values) =>
      this.asEngine((tx) => tx.engine(sql, values), { readOnly: true, planOnce: true }),
    );
    this.readConnections.push(connection);
    return connection;
  }

  /** Why the service cannot serve at this moment; an empty list means ready. */
  async notReadyReasons(): Promise<string[]> {
    if (!this.dataSource.isInitialized) return ['the database cannot be reached'];
    try {
      const pending = await pendingMigrations(this.dataSource);
      if (pending.length > 0) return [notApplied(pending)];
      const triggers = await reading(this.dataSource, feedTriggerFaults);
      if (triggers.length > 0) return triggers;
      const differences = await this.schema.differences();
      return differences.length === 0 ? [] : [notAsReleased(differences)];
    } catch (error) {
      return [isAway(error) ? 'the database cannot be reached' : 'the migrations cannot be read'];
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await Promise.all(this.readConnections.map((connection) => connection.close()));
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async untilReachable(work: () => Promise<void>): Promise<void> {
    while (!this.isClosing) {
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

  private async zoneNames(): Promise<string[]> {
    const rows = await this.dataSource.query<{ name: string }[]>('SELECT name FROM pg_catalog.pg_timezone_names');
    return rows.map(({ name }) => name);
  }

  /**
   * Whether a session stays on one connection of the server, so that it keeps prepared statements and settings. A
   * transaction pooler answers with its own process id and gives every transaction another connection.
   */
  private async keepsSessions(): Promise<boolean> {
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

/** Whether the database is unreachable, starting or overloaded. That passes; a wrong password does not. */
function isAway(error: unknown): boolean {
  const explained = explain(error);
  return explained instanceof Problem && explained.status === 503;
}

function notApplied(migrations: string[]): string {
  return migrations.map((name) => `migration ${name} is not applied`).join('; ');
}

/** Names that one line tells; `npm run doctor` tells them all. */
const DIFFERENCES_TOLD = 3;

function notAsReleased(differences: readonly string[]): string {
  const told = differences.slice(0, DIFFERENCES_TOLD).map((line) => line.slice(0, 200));
  const more = differences.length - told.length;
  const rest = more > 0 ? `; ${more} more` : '';
  return `The schema is not what this release expects, npm run doctor names all: ${told.join('; ')}${rest}`;
}

function reasonOf(error: unknown): string {
  // When all addresses of a host refuse, Node's error has no message of its own.
  return (error instanceof Error && error.message) || (sqlState(error) ?? String(error));
}
