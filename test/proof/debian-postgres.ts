import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { runAs } from '../../src/embedded/programs.js';
import { eventually, freePort } from '../support/process.js';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';

/** As on a server of one's own: a superuser of this machine, and passwords for everybody else. */
const HBA = ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256', ''].join('\n');

/** A server of the distribution, not the embedded one. */
export interface DebianPostgres {
  /** Host and port. */
  address: string;
  /** A superuser's connection to a database of this server. */
  superUrl(database?: string): string;
  stop(): Promise<void>;
}

/** The folder of the newest server's programs; undefined where none is installed. */
export async function debianPrograms(): Promise<string | undefined> {
  const versions = await readdir(VERSIONS).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(VERSIONS, newest, 'bin');
}

export async function startDebianPostgres(programs: string): Promise<DebianPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-debian-'));
  const initdb = join(programs, 'initdb');
  const { ids } = await runAs(folder, initdb);
  await run(initdb, ['-D', folder, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C'], ids);
  await writeFile(join(folder, 'pg_hba.conf'), HBA);
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const args = ['-D', folder, ...settings.flatMap((setting) => ['-c', setting])];
  const child = spawn(join(programs, 'postgres'), args, { ...ids, stdio: 'ignore' });
  const ended = new Promise((done) => child.once('exit', done));
  const superUrl = (database = 'postgres'): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await eventually(() => accepts(superUrl()), 'a server of Debian');
  return {
    address: `127.0.0.1:${port}`,
    superUrl,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
