// Prepares a checkout for its scripts: installs the locked dependencies and builds the sources.
// It does nothing if both are current, so a second start is quick. With --build it builds in any case.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const at = (...parts) => join(root, ...parts);
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const run = (program, ...args) => execFileSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const compiler = at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  const installed = at('node_modules', '.installed-lock');
  // Where somebody left out the packages of development, the lock says nothing about it.
  if (read(installed) === lock && existsSync(compiler)) return;
  console.error('Installing dependencies…');
  // Under NODE_ENV=production npm leaves out the packages of development, the compiler among them.
  run('npm', 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(installed, lock);
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
  console.error('Building…');
  run(process.execPath, compiler, 'build');
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(built, state);
}

// An image holds what was built and no sources.
if (existsSync(at('src'))) {
  install();
  build(process.argv.includes('--build'));
}
