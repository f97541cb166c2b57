import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeLiteral } from 'pg';
import { ConfigError } from '../config.js';
import { withClient } from '../database/data-source.js';
import { createDatabase, releaseFolder, stopOrphan, takeFolder } from './data-folder.js';
import { postgresBinaries, runAs, type RunAs } from './programs.js';
import { embeddedSecrets, type EmbeddedSecrets } from './secrets.js';

/** Milliseconds until the server must accept connections. After a crash it reads its log first. */
const START_TIMEOUT = 60_000;
const RESTART_PAUSE = 200;

/**
 * A PostgreSQL for development, in a folder, on a free port of the loopback address. It is a child of this process, starts
 * again if it dies, and ends with the service. It replaces a server that outlived a killed service.
 */
export class EmbeddedPostgres {
  private child: ChildProcess | undefined;
  private stopping = false;
  private supervision: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    readonly secrets: EmbeddedSecrets,
    private readonly account: RunAs,
    private readonly settings: readonly string[],
  ) {}

  /**
   * Creates the database if the folder is empty, and starts the server.
   *
   * @param settings further `name=value` settings of the server.
   * @throws {ConfigError} when another process of the service uses the folder, or the server cannot run there.
   */
  static async start(directory: string, settings: readonly string[] = []): Promise<EmbeddedPostgres> {
    const dataDir = resolve(directory);
    await takeFolder(dataDir);
    try {
      const { postgres } = await postgresBinaries();
      const account = await runAs(dataDir, postgres);
      const secrets = await embeddedSecrets(dataDir);
      await createDatabase(dataDir, secrets.ownerPassword, account);
      await stopOrphan(dataDir, account);
      const server = new EmbeddedPostgres(dataDir, await freePort(), secrets, account, settings);
      const child = await server.launch();
      server.supervision = server.supervise(child);
      return server;
    } catch (error) {
      await releaseFolder(dataDir);
      throw error;
    }
  }

  /** The owner's connection, for migrations. */
  get ownerUrl(): string {
    return this.url('postgres', this.secrets.ownerPassword);
  }

  /** The service's connection. */
  get apiUrl(): string {
    return this.url('service_engine_api', this.secrets.apiPassword);
  }

  /** Sets the password of the service's login. The migration must have created the role. */
  async openForService(): Promise<void> {
    const password = escapeLiteral(this.secrets.apiPassword);
    await withClient(this.ownerUrl, (client) => client.query(`ALTER ROLE service_engine_api PASSWORD ${password}`));
  }

  /** The server's process id, for tests that kill it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Stops the server and waits for its end. It closes open connections. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.child?.kill('SIGINT');
    await this.supervision;
    await releaseFolder(this.dataDir);
  }

  private url(user: string, password: string): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts the server again whenever it ends, until {@link stop}. */
  private async supervise(first: ChildProcess): Promise<void> {
    await exitOf(first);
    while (!this.stopping) {
      await sleep(RESTART_PAUSE);
      // Processes of a killed server may hold the folder for a moment.
      await this.launch().then(exitOf, () => undefined);
    }
  }

  private async launch(): Promise<ChildProcess> {
    const { postgres } = await postgresBinaries();
    const options = [
      `port=${this.port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'password_encryption=scram-sha-256',
      'logging_collector=off',
      'log_min_messages=fatal',
      'timezone=UTC',
      ...this.settings,
    ];
    const args = ['-D', this.dataDir, ...options.flatMap((option) => ['-c', option])];
    const [command, commandArgs] = this.account.wrap(postgres, args);
    // In a process group of its own: Ctrl-C must not stop it while the service answers its last requests.
    const child = spawn(command, commandArgs, {
      ...this.account.ids,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    this.child = child;
    let said = '';
    child.once('error', (error) => (said = error.message));
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
    const until = Date.now() + START_TIMEOUT;
    while (!(await this.accepts())) {
      if (child.exitCode !== null || child.pid === undefined || Date.now() > until) {
        child.kill('SIGKILL');
        throw new ConfigError(`The embedded PostgreSQL in ${this.dataDir} does not start: ${said.trim()}`);
      }
      await sleep(50);
    }
    if (this.stopping) child.kill('SIGINT');
    return child;
  }

  private async accepts(): Promise<boolean> {
    const client = new Client({ connectionString: this.ownerUrl, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((done) => child.once('exit', done));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
