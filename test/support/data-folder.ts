import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Bytes that must be free in memory: the largest proof writes some hundred MB, and as much of its log. */
const ROOM = 4 * 2 ** 30;
/** The number is the process that made the folder. */
const NAME = /^kb-stylish-test-(\d+)-/;

/**
 * A new folder for the data of a test's PostgreSQL: in memory where there is room, because a database is some 400 files,
 * which take 20 ms there and up to 180 ms on a disk.
 */
export async function makeDataFolder(): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const parent = free > ROOM ? MEMORY : tmpdir();
  await removeLeftovers(parent);
  return mkdtemp(join(parent, `kb-stylish-test-${process.pid}-`));
}

/** Removes the data of runs that were killed. A PostgreSQL without its data ends within a minute. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const maker = NAME.exec(name)?.[1];
    if (maker === undefined || runs(Number(maker))) continue;
    // Another process may remove it at the same time.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
