// Prepares a checkout for its scripts: installs the locked dependencies and builds the sources.
// It does nothing if both are current, so a second start is quick. With --build it builds in any case, with --install it
// leaves the building to its caller.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A path of a URL writes a space or an umlaut as %20 or %C3%BC; the path of a file does not.
const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const run = (program, ...args) => execFileSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

/** Whether node_modules holds what the lock says, whoever installed it: npm leaves a list of what it did. */
function isInstalled() {
  const { packages: installed } = JSON.parse(read(at('node_modules', '.package-lock.json')) || '{"packages":{}}');
  const { packages: locked } = JSON.parse(read(at('package-lock.json')));
  return Object.entries(locked).every(([path, { version, optional, link }]) => {
    if (!path.startsWith('node_modules/') || link) return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function install() {
  if (isInstalled()) return;
  console.error('Installing dependencies, a minute or two…');
  // Under NODE_ENV=production npm leaves out the packages of development, the compiler among them.
  run('npm', 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error');
}

function build(isForced) {
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
  if (!isForced && read(built) === state) return;
  console.error('Building, half a minute or more…');
  run(process.execPath, at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build');
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(built, state);
}

// An image holds what was built and no sources.
if (existsSync(at('src'))) {
  install();
  if (!process.argv.includes('--install')) build(process.argv.includes('--build'));
}
