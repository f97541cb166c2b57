import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { explain, isConnectionLost, unavailable } from '../http/sqlstate.js';
import { PLANNED_ONCE, type Prepared, type TransactionSettings } from './transaction.js';

type Read = <Row>(sql: Prepared, values: readonly unknown[]) => Promise<Row[]>;

/** Milliseconds: a statement whose connection dies later than this is not tried again, so that an answer takes 10 s at most. */
const RETRIED_WITHIN = 2_000;

/**
 * A connection beside the pool, for read-only statements as the engine that follow each other all day. The session is
 * its own, so role and settings are the session's, and a statement is one round trip without BEGIN and COMMIT: that
 * halves its cost.
 */
export class EngineReadConnection {
  private client: Promise<Client> | undefined;
  private isClosed = false;

  /** @param readInTransaction used behind a transaction pooler, which keeps no session. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: TransactionSettings,
    private readonly readInTransaction: Read,
  ) {}

  /** Whether statements that run at the same time are executed and answered in the order of their calls. */
  get answersInOrder(): boolean {
    return this.settings.prepare;
  }

  /**
   * Runs one read-only statement. When the connection dies, it connects anew and tries once more.
   *
   * @throws {Problem} for what PostgreSQL refused.
   */
  async read<Row>(sql: Prepared, values: readonly unknown[]): Promise<Row[]> {
    if (!this.dataSource.isInitialized || this.isClosed) throw unavailable();
    if (!this.settings.prepare) return this.readInTransaction<Row>(sql, values);
    const begun = performance.now();
    try {
      return await this.run<Row>(sql, values);
    } catch (error) {
      if (!isConnectionLost(error) || performance.now() - begun > RETRIED_WITHIN) throw explain(error);
    }
    try {
      return await this.run<Row>(sql, values);
    } catch (error) {
      throw explain(error);
    }
  }

  private async run<Row>(sql: Prepared, values: readonly unknown[]): Promise<Row[]> {
    const connected = (this.client ??= this.connect());
    try {
      const client = await connected;
      return (await client.query<Row & object>({ ...sql, values: [...values] })).rows;
    } catch (error) {
      if (isConnectionLost(error)) this.forget(connected);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const client = this.client;
    this.client = undefined;
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  private connect(): Promise<Client> {
    const options = this.dataSource.options as { url?: string; applicationName?: string; extra?: object };
    const client = new Client({
      ...options.extra,
      connectionString: options.url ?? '',
      application_name: options.applicationName ?? '',
    });
    const connected = this.open(client);
    const forget = (): void => this.forget(connected);
    client.on('error', forget);
    client.on('end', forget);
    connected.catch(forget);
    return connected;
  }

  private async open(client: Client): Promise<Client> {
    await client.connect();
    const settings = { ...PLANNED_ONCE, statement_timeout: this.settings.statementTimeout, role: 'service_engine' };
    const statements = Object.entries(settings).map(([name, value]) => `SET SESSION ${name} = ${value}`);
    await client.query([...statements, 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY'].join('; '));
    return client;
  }

  /** Ends a connection that failed. The next read connects anew. */
  private forget(client: Promise<Client>): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.then((open) => open.end()).catch(() => undefined);
  }
}
