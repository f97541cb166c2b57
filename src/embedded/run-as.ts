import { chown, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config.js';

interface Account {
  uid: number;
  gid: number;
}

/** How PostgreSQL's programs are started: they refuse to run as root. */
export interface RunAs {
  /** For `child_process`. */
  ids: Partial<Account>;
  /** Whom the data must belong to, where that is another account than this process's. */
  owner?: Account;
  /** The command and arguments that run a program as that account. */
  wrap(program: string, args: string[]): [string, string[]];
}

/**
 * An ordinary user runs the server itself. Root hands it, and the data folder, to the account that owns the folder
 * already, or to `postgres`, or to `nobody`. Folders that this account may not enter (a clone in /root, say) need
 * util-linux's `setpriv`, which lets the server pass by directory permissions.
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

/** Whether every folder down to this one can be entered by the account. */
async function mayEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  if (((mode >> shift) & 1) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayEnter(parent, account);
}
