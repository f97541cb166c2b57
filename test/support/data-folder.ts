import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Bytes that must be free in memory: the largest proof writes some hundred MB, and as much of its log. */
const ROOM = 4 * 2 ** 30;

/**
 * A new folder for the data of a test's PostgreSQL: in memory where there is room, because a database is some 400 files,
 * which take 20 ms there and up to 180 ms on a disk.
 */
export async function makeDataFolder(): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return mkdtemp(join(free > ROOM ? MEMORY : tmpdir(), 'kb-stylish-test-'));
}
