import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort } from './process.js';
import type { TestServer } from './server.js';

/** The environment variable in which the global setup leaves the pooler's port. */
export const POOLER_VARIABLE = 'KB_TEST_POOLER';

/** Parts of names of tests that do not run behind a pooler: it hides connections, and two processes share no memory. */
export const LEFT_OUT = [
  'terminated while idle are replaced',
  'On a read-only server',
  'The tenth refusal of an actor',
  'bypasses the days in the process',
];

/** Debian's PgBouncer, if it is installed here. */
export function poolerVersion(): string | undefined {
  const { stdout } = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' });
  return typeof stdout === 'string' ? stdout.split('\n')[0] || undefined : undefined;
}

/** Starts PgBouncer in transaction mode in front of every database of the server. */
export async function startPooler(server: TestServer): Promise<{ port: number; stop: () => Promise<void> }> {
  const { hostname, port: serverPort, username, password } = new URL(server.apiUrl);
  const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-pooler-'));
  const port = await freePort();
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users.txt'),
    pool_mode: 'transaction',
    max_client_conn: 2_000,
    default_pool_size: 20,
    ignore_startup_parameters: 'extra_float_digits',
    log_connections: 0,
    log_disconnections: 0,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  await writeFile(join(folder, 'users.txt'), `"${username}" "${decodeURIComponent(password)}"\n`);
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    ['[databases]', `* = host=${hostname} port=${serverPort}`, '[pgbouncer]', ...lines, ''].join('\n'),
  );
  // PgBouncer refuses to run as root, and must be able to read its files as another user.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(folder, 0o755);
  const args = ['-q', ...(isRoot ? ['-u', 'nobody'] : []), join(folder, 'pgbouncer.ini')];
  const child = spawn('pgbouncer', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  await eventually(() => accepts(port), `PgBouncer: ${said}`);
  return {
    port,
    stop: async () => {
      child.kill('SIGINT');
      if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The URL of the same database, through the pooler if there is one. */
export function pooled(url: string, port = process.env[POOLER_VARIABLE]): string {
  if (port === undefined) return url;
  const changed = new URL(url);
  changed.port = port;
  return changed.toString();
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(true));
    socket.once('error', () => done(false));
    socket.once('connect', () => socket.end());
  });
}
