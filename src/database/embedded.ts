import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, constants, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, escapeLiteral } from 'pg';
import { ConfigError } from '../config.js';
import { postgresBinaries } from './postgres-binaries.js';
import { runAs, type RunAs } from './run-as.js';

const run = promisify(execFile);

/** Milliseconds the server may take to accept connections. */
const START_TIMEOUT = 30_000;

/** Secrets that live beside the data: readable by the service's account only. */
interface Secrets {
  ownerPassword: string;
  apiPassword: string;
  jwtSecret: string;
}

/**
 * A PostgreSQL of the service's own, in a folder, on a free port of the loopback address. It is a child of this process,
 * is started again should it die, and ends with the service. One that outlived a killed service is replaced.
 */
export class EmbeddedPostgres {
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly lockFile: string;

  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    private readonly secrets: Secrets,
    private readonly account: RunAs,
    private readonly settings: readonly string[],
  ) {
    this.lockFile = join(dirname(dataDir), `${dataDir.split('/').pop()}.pid`);
  }

  /**
   * Creates the cluster if the folder is empty, and starts it.
   *
   * @param settings further `name=value` settings of the server.
   * @throws {ConfigError} when another process of the service uses the folder.
   */
  static async start(directory: string, settings: readonly string[] = []): Promise<EmbeddedPostgres> {
    const dataDir = resolve(directory);
    const lockFile = join(dirname(dataDir), `${dataDir.split('/').pop()}.pid`);
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await refuseSecondProcess(lockFile, dataDir);
    const account = await runAs(dataDir);
    const secrets = await secretsOf(dataDir);
    if (!(await readdir(dataDir)).includes('PG_VERSION')) await initialise(dataDir, secrets, account);
    await stopOrphan(dataDir, account);
    const server = new EmbeddedPostgres(dataDir, await freePort(), secrets, account, settings);
    await writeFile(lockFile, String(process.pid));
    await server.launch();
    return server;
  }

  /** The owner's connection, for migrations. */
  get ownerUrl(): string {
    return this.url('postgres', this.secrets.ownerPassword);
  }

  /** The service's connection. */
  get apiUrl(): string {
    return this.url('service_engine_api', this.secrets.apiPassword);
  }

  /** The secret that signs tokens when no other is configured. */
  get jwtSecret(): string {
    return this.secrets.jwtSecret;
  }

  /** Gives the service's login its password, once the migration has made the role. */
  async openForService(): Promise<void> {
    const client = new Client({ connectionString: this.ownerUrl });
    await client.connect();
    try {
      await client.query(`ALTER ROLE service_engine_api PASSWORD ${escapeLiteral(this.secrets.apiPassword)}`);
    } finally {
      await client.end();
    }
  }

  /** The server's process, for tests that end it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
    }
    await rm(this.lockFile, { force: true });
  }

  private url(user: string, password: string): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/postgres`;
  }

  private async launch(): Promise<void> {
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
    const child = spawn(command, commandArgs, { ...this.account.ids, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
    child.once('exit', () => void this.restart());
    const until = Date.now() + START_TIMEOUT;
    while (!(await this.accepts())) {
      if (child.exitCode !== null || Date.now() > until) {
        this.stopping = true;
        throw new ConfigError(`The embedded PostgreSQL in ${this.dataDir} does not start: ${said.trim()}`);
      }
      await sleep(50);
    }
  }

  private async restart(): Promise<void> {
    while (!this.stopping) {
      await sleep(200);
      try {
        return await this.launch();
      } catch {
        this.stopping = false;
      }
    }
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

async function initialise(dataDir: string, secrets: Secrets, account: RunAs): Promise<void> {
  const { initdb } = await postgresBinaries();
  const passwordFile = join(dirname(dataDir), `.${randomBytes(6).toString('hex')}`);
  await writeFile(passwordFile, secrets.ownerPassword, { mode: 0o600 });
  const { uid, gid } = account.ids;
  if (uid !== undefined && gid !== undefined) await chown(passwordFile, uid, gid);
  const args = ['-D', dataDir, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const [command, commandArgs] = account.wrap(initdb, [...args, '-E', 'UTF8', '--locale=C', '--no-sync']);
  try {
    await run(command, commandArgs, { ...account.ids });
  } catch (error) {
    await Promise.all((await readdir(dataDir)).map((name) => rm(join(dataDir, name), { recursive: true })));
    throw new ConfigError(`The embedded PostgreSQL cannot be created in ${dataDir}: ${stderrOf(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Kept beside the data folder, where PostgreSQL's own account cannot read it. */
async function secretsOf(dataDir: string): Promise<Secrets> {
  const file = `${dataDir}.secrets.json`;
  try {
    await access(file, constants.R_OK);
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new ConfigError(`${file} cannot be read; run the service with the account that created it`);
    }
  }
  const secret = (): string => randomBytes(32).toString('base64url');
  const secrets = { ownerPassword: secret(), apiPassword: secret(), jwtSecret: secret() };
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

async function refuseSecondProcess(lockFile: string, dataDir: string): Promise<void> {
  const pid = Number(await readFile(lockFile, 'utf8').catch(() => '0'));
  if (pid === 0 || pid === process.pid || !isAlive(pid)) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node');
  if (!command.includes('node')) return;
  throw new ConfigError(
    `${dataDir} is in use by process ${pid}; stop it, or set EMBEDDED_DATABASE_DIR or DATABASE_URL for this one`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A server that outlived its killed service still holds the folder: it is asked to end first. */
async function stopOrphan(dataDir: string, account: RunAs): Promise<void> {
  if (
    await stat(join(dataDir, 'postmaster.pid')).then(
      () => false,
      () => true,
    )
  )
    return;
  const { pg_ctl: pgCtl } = await postgresBinaries();
  const [command, args] = account.wrap(pgCtl, ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', '20']);
  // Fails when the pid file is stale, which is no obstacle: the server removes it at its start.
  await run(command, args, { ...account.ids }).catch(() => undefined);
}

async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function stderrOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : String(error);
}
