import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { ConfigError } from '../config.js';
import { sqlState } from '../http/sqlstate.js';

/**
 * Makes the data folder, and takes it for this process. What a killed process left behind is no obstacle.
 *
 * @throws {ConfigError} when another process has it, or it cannot be made.
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
    await writeFile(lockOf(dataDir), `${process.pid} ${await startOf(process.pid)}`, { flag: 'wx' });
    await chmod(lockOf(dataDir), 0o600);
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

/** When a process began, where the system tells: its number alone may have gone to another since. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
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
