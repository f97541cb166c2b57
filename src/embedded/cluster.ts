import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../config.js';
import { postgresBinaries } from './postgres-binaries.js';
import type { RunAs } from './run-as.js';

const run = promisify(execFile);

/**
 * Creates the cluster unless it is there. It is made beside the folder and moved into place when complete, so that a
 * creation that was interrupted leaves nothing half done.
 *
 * @throws {ConfigError} when the folder holds something else, or PostgreSQL cannot be set up.
 */
export async function prepareCluster(dataDir: string, ownerPassword: string, account: RunAs): Promise<void> {
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

/** A server that outlived its killed service still holds the folder: it is asked to end first. */
export async function stopOrphan(dataDir: string, account: RunAs): Promise<void> {
  const holdsFolder = await stat(join(dataDir, 'postmaster.pid')).then(
    () => true,
    () => false,
  );
  if (!holdsFolder) return;
  const { pg_ctl: pgCtl } = await postgresBinaries();
  const [command, args] = account.wrap(pgCtl, ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', '20']);
  // Fails when the pid file is stale, which is no obstacle: the server removes it at its start.
  await run(command, args, { ...account.ids }).catch(() => undefined);
}

function reasonOf(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return said === '' ? String(error) : said;
}
