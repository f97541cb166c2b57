import { chown, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How PostgreSQL's programs are started: they refuse to run as root. */
export interface RunAs {
  ids: { uid?: number; gid?: number };
  /** The command and arguments that run a program as that account. */
  wrap(program: string, args: string[]): [string, string[]];
}

/**
 * An ordinary user runs the server itself. Root hands it, and the data folder, to the account that owns the folder
 * already, or to `postgres`, or to `nobody`. A folder below one that this account may not enter (a clone in /root,
 * say) needs util-linux's `setpriv`, which lets the server pass by directory permissions.
 */
export async function runAs(dataDir: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { ids: {}, wrap: (program, args) => [program, args] };
  const owner = await stat(dataDir);
  const account = owner.uid === 0 ? await unprivilegedAccount() : { uid: owner.uid, gid: owner.gid };
  if (owner.uid === 0) await handOver(dataDir, account);
  if (await mayEnter(dirname(dataDir), account)) {
    return { ids: account, wrap: (program, args) => [program, args] };
  }
  const options = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  const capabilities = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { ids: {}, wrap: (program, args) => ['setpriv', [...options, ...capabilities, program, ...args]] };
}

async function unprivilegedAccount(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (entry === undefined) throw new Error('root needs an account postgres or nobody to run the embedded PostgreSQL');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function handOver(path: string, account: { uid: number; gid: number }): Promise<void> {
  await chown(path, account.uid, account.gid);
  if (!(await stat(path)).isDirectory()) return;
  await Promise.all((await readdir(path)).map((name) => handOver(join(path, name), account)));
}

/** Whether every folder down to this one can be entered by the account. */
async function mayEnter(folder: string, account: { uid: number; gid: number }): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  if (((mode >> shift) & 1) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayEnter(parent, account);
}
