// Prepares a checkout for its scripts: installs the locked dependencies and builds the sources.
// It does nothing if both are current, so a second start is quick.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const at = (...parts) => join(root, ...parts);
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const npm = (...args) => execFileSync('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const lock = createHash('sha256')
  .update(readFileSync(at('package-lock.json')))
  .digest('hex');
const installed = at('node_modules', '.installed-lock');
if (read(installed) !== lock) {
  console.error('Installing dependencies…');
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(installed, lock);
}

const sources = [
  'src',
  'client/src',
  'migrations',
  'test',
  'bench',
  'tsconfig.json',
  'nest-cli.json',
  'package-lock.json',
];
const state = String(Math.max(...sources.map((path) => newest(at(path)))));
const built = at('dist', '.built');
if (read(built) !== state) {
  console.error('Building…');
  npm('run', '--silent', 'build');
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(built, state);
}
