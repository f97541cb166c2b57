import { Client, type ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import { explain, unavailable } from '../http/sqlstate.js';
import type { TransactionSettings } from './transaction.js';

/** A statement that is prepared once a connection. */
export interface Prepared {
  name: string;
  text: string;
}

/**
 * How these statements are planned: once, because planning anew for each set of values, or compiling, would take longer
 * than what is read; and through indexes, because a plan that was made while a table was empty outlives that.
 */
const PLANNING = [
  'plan_cache_mode = force_generic_plan',
  'enable_seqscan = off',
  'enable_hashjoin = off',
  'enable_mergejoin = off',
  'jit = off',
];

/** The settings of such a statement: of its transaction, or of a session that nothing else shares. */
function settingsOf({ statementTimeout }: TransactionSettings, scope: 'LOCAL' | 'SESSION'): string {
  const settings = [`statement_timeout = ${statementTimeout}`, ...PLANNING, 'ROLE service_engine'];
  return settings.map((one) => `SET ${scope} ${one}`).join('; ');
}

/**
 * One read-only statement as the engine in a transaction of its own. Begin, statement and commit travel together: one
 * packet there, one round trip.
 *
 * @param onBroken is told when the connection can no longer be used.
 */
export async function readOnce<Row>(
  client: ClientBase,
  settings: TransactionSettings,
  { name, text }: Prepared,
  values: readonly unknown[],
  onBroken: (error: Error) => void,
): Promise<Row[]> {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
  stream.cork();
  const sent = [
    client.query(`BEGIN READ ONLY; ${settingsOf(settings, 'LOCAL')}`),
    client.query<Row & object>({ ...(settings.prepare ? { name } : {}), text, values: [...values] }),
    client.query('COMMIT'),
  ] as const;
  stream.uncork();
  const [begun, read, ended] = await Promise.allSettled(sent);
  if (ended.status === 'rejected') onBroken(ended.reason as Error);
  for (const outcome of [begun, read, ended]) if (outcome.status === 'rejected') throw outcome.reason;
  return read.status === 'fulfilled' ? read.value.rows : [];
}

/** A connection besides the pool, for reads that come one after the other. It connects when it is used. */
export class EngineReadConnection {
  private client: Promise<Client> | undefined;
  private isClosed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: TransactionSettings,
  ) {}

  /**
   * One read-only statement on the service's own account, in one round trip.
   *
   * @throws {Problem} what PostgreSQL refused, explained.
   */
  async read<Row>(sql: Prepared, values: readonly unknown[]): Promise<Row[]> {
    if (!this.dataSource.isInitialized || this.isClosed) throw unavailable();
    const client = (this.client ??= this.connect());
    try {
      const open = await client;
      if (!this.settings.prepare) return await readOnce<Row>(open, this.settings, sql, values, () => this.drop(client));
      return (await open.query<Row & object>({ ...sql, values: [...values] })).rows;
    } catch (error) {
      throw explain(error);
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
    const drop = (): void => this.drop(connected);
    client.on('error', drop);
    client.on('end', drop);
    connected.catch(drop);
    return connected;
  }

  /**
   * The session is the lane's alone, so role and settings are the session's and a statement is a transaction: that halves
   * what it costs. With a transaction pooler in between each transaction brings them.
   */
  private async open(client: Client): Promise<Client> {
    await client.connect();
    if (this.settings.prepare) {
      await client.query(
        `${settingsOf(this.settings, 'SESSION')}; SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY`,
      );
    }
    return client;
  }

  /** The next read connects anew. */
  private drop(client: Promise<Client>): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.then((open) => open.end()).catch(() => undefined);
  }
}
