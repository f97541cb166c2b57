// Prepares a checkout for its scripts: installs the locked dependencies and builds the sources.
// It does nothing if both are current, so a second start is quick. With --build it builds in any case, with --install it
// leaves the building to its caller, who says with --built that it is done. With --serve it first refuses a taken port.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
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

const SOURCES = [
  'src',
  'client/src',
  'migrations',
  'test',
  'bench',
  'tsconfig.json',
  'nest-cli.json',
  'package-lock.json',
];
const BUILT = at('dist', '.built');

function stateOfSources() {
  return String(Math.max(...SOURCES.map((path) => newest(at(path)))));
}

function build(isForced) {
  const state = stateOfSources();
  if (!isForced && read(BUILT) === state) return;
  console.error('Building, half a minute or more…');
  run(process.execPath, at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build');
  keep(state);
}

function keep(state) {
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(BUILT, state);
}

/** Before a minute of installing and building: the service itself looks again, and says what is wrong with a setting. */
async function refuseTakenPort() {
  const port = Number(process.env.PORT?.trim() || 3000);
  const host = process.env.HOST?.trim() || '127.0.0.1';
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return;
  const probe = createServer();
  const isTaken = await new Promise((done) => {
    probe.once('error', ({ code }) => done(code === 'EADDRINUSE'));
    probe.listen({ port, host }, () => probe.close(() => done(false)));
  });
  if (!isTaken) return;
  console.error(`PORT ${port} is in use on ${host}; set another PORT`);
  process.exit(1);
}

const has = (flag) => process.argv.includes(flag);

// An image holds what was built and no sources.
if (has('--built')) keep(stateOfSources());
else if (existsSync(at('src'))) {
  if (has('--serve')) await refuseTakenPort();
  install();
  if (!has('--install')) build(has('--build'));
}
