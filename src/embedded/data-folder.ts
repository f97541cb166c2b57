import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../config.js';
import { sqlState } from '../http/sqlstate.js';
import { postgresBinaries, type RunAs } from './programs.js';

const run = promisify(execFile);

/**
 * Creates the data folder, and locks it for this process. The lock of a killed process does not count.
 *
 * @throws {ConfigError} when another process holds the lock, or the folder cannot be created.
 */
export async function takeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    while (!(await writeLock(dataDir))) {
      await refuseLiveHolder(dataDir);
      await releaseFolder(dataDir);
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`EMBEDDED_DATABASE_DIR ${dataDir} cannot be used: ${String(error)}`, { cause: error });
  }
}

export async function releaseFolder(dataDir: string): Promise<void> {
  await rm(lockOf(dataDir), { force: true });
}

async function writeLock(dataDir: string): Promise<boolean> {
  try {
    await writeFile(lockOf(dataDir), `${process.pid} ${await startOf(process.pid)}`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (sqlState(error) === 'EEXIST') return false;
    throw error;
  }
}

async function refuseLiveHolder(dataDir: string): Promise<void> {
  const [pid = '', start = ''] = (await readFile(lockOf(dataDir), 'utf8').catch(() => '')).split(' ');
  if (pid === '' || Number(pid) === process.pid || !isAlive(Number(pid))) return;
  if ((await startOf(Number(pid))) !== start) return;
  throw new ConfigError(
    `${dataDir} is in use by process ${pid}; stop it, or set EMBEDDED_DATABASE_DIR or DATABASE_URL for this one`,
  );
}

/** When a process began, on Linux. Its number alone may belong to another process by now. */
async function startOf(pid: number): Promise<string> {
  const fields = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return sqlState(error) === 'EPERM';
  }
}

function lockOf(dataDir: string): string {
  return `${dataDir}.pid`;
}

/**
 * Creates the database in the folder, unless it exists. `initdb` works beside the folder, and the result moves into place
 * when it is complete, so an interrupted creation leaves nothing half done.
 *
 * @throws {ConfigError} when the folder holds something else, or PostgreSQL cannot be set up.
 */
export async function createDatabase(dataDir: string, ownerPassword: string, account: RunAs): Promise<void> {
  const found = await readdir(dataDir);
  if (found.includes('PG_VERSION')) return;
  if (found.length > 0) throw new ConfigError(`EMBEDDED_DATABASE_DIR ${dataDir} holds something that is no database`);
  const unfinished = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, ownerPassword, { mode: 0o600 });
    if (account.owner !== undefined) {
      const { uid, gid } = account.owner;
      await Promise.all([unfinished, passwordFile].map((path) => chown(path, uid, gid)));
    }
    await initialise(unfinished, passwordFile, account);
    await rename(unfinished, dataDir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw new ConfigError(`The embedded PostgreSQL cannot be created in ${dataDir}: ${reasonOf(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialise(folder: string, passwordFile: string, account: RunAs): Promise<void> {
  const { initdb } = await postgresBinaries();
  const args = ['-D', folder, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const [command, commandArgs] = account.wrap(initdb, [...args, '-E', 'UTF8', '--locale=C', '--no-sync']);
  await run(command, commandArgs, { ...account.ids });
}

/** Stops a server that outlived its killed service and still holds the folder. */
export async function stopOrphan(dataDir: string, account: RunAs): Promise<void> {
  if (!existsSync(join(dataDir, 'postmaster.pid'))) return;
  const { pg_ctl: pgCtl } = await postgresBinaries();
  const [command, args] = account.wrap(pgCtl, ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', '20']);
  // It fails on a stale pid file. The server removes that file at its start.
  await run(command, args, { ...account.ids }).catch(() => undefined);
}

function reasonOf(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return said === '' ? String(error) : said;
}
