import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SIZE = '192m';

/** A disk that a test fills up. */
export interface SmallDisk {
  folder: string;
  fill(): Promise<void>;
  /** Frees what {@link fill} wrote. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** Mounts a small tmpfs; undefined if this account may not mount. */
export async function mountSmallDisk(): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'kb-stylish-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => fillUp(filler),
    free: () => rm(filler),
    remove: async () => {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

async function fillUp(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (let piece = Buffer.alloc(1 << 20); piece.length > 0;) {
      const isWritten = await handle.appendFile(piece).then(
        () => true,
        () => false,
      );
      // A write that fails is tried again with half the bytes, down to the last byte.
      if (!isWritten) piece = piece.subarray(0, piece.length >> 1);
    }
  } finally {
    await handle.close();
  }
}
