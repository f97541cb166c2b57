import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEMO } from '../../../src/examples/ids.js';
import { PERSONAS } from '../../../src/examples/personas.js';
import { eventually, freePort, startService } from '../../support/process.js';

const ROOT = process.cwd();
/** What the Dockerfile copies to build, and what runs. */
const PARTS = ['docs', 'migrations', 'nest-cli.json', 'node_modules', 'package.json', 'schema.fingerprint', 'scripts'];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

let folder: string;
/** A folder as a reader of the README may have one. */
let checkout: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kb-stylish-'));
  chmodSync(folder, 0o755);
  checkout = join(folder, 'Zürich salon');
  mkdirSync(checkout);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Hard links take a second; where the file system has none, the copy takes longer. */
function copy(path: string): void {
  const target = join(checkout, path);
  mkdirSync(dirname(target), { recursive: true });
  if (spawnSync('cp', ['-al', path, target]).status !== 0) {
    rmSync(target, { recursive: true, force: true });
    execFileSync('cp', ['-a', path, target]);
  }
}

async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('In a folder with a space and an umlaut', () => {
  test('the service is built, starts with its own PostgreSQL, offers slots, and ends cleanly', async () => {
    for (const path of [...PARTS, 'src', 'tsconfig.json']) copy(path);
    execFileSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], { cwd: checkout });
    const port = await freePort();
    const environment = { PATH: process.env['PATH'], PORT: String(port), LOG_LEVEL: 'warn' };
    const service = spawn(process.execPath, ['dist/src/main.js'], { cwd: checkout, env: environment });
    let said = '';
    for (const stream of [service.stdout, service.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const exit = new Promise((done) => service.once('exit', done));
    try {
      await eventually(() => said.includes('is ready at') || service.exitCode !== null, 'a service that is ready');
      const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
      expect({ status: (await get('/health/ready')).status, said }).toMatchObject({ status: 200 });
      expect(existsSync(join(checkout, '.data', 'postgres', 'PG_VERSION'))).toBe(true);
      const query = `stylistId=${PERSONAS.stylist}&serviceId=${DEMO.services.haircut}`;
      const next = await get(`/v1/availability/next?${query}`);
      expect({ status: next.status, body: await next.text() }).toMatchObject({
        status: 200,
        body: expect.stringContaining('"startTime"'),
      });
      for (const page of ['/docs', '/docs/swagger-ui-bundle.js', '/docs/playground.js', '/docs/guide/api']) {
        expect({ page, status: (await get(page)).status }).toEqual({ page, status: 200 });
      }
      const token = spawnSync(process.execPath, ['dist/src/demo/token.js', 'admin'], {
        cwd: checkout,
        env: environment,
      });
      expect(token.stdout.toString()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    } finally {
      service.kill('SIGTERM');
    }
    expect(await exit).toBe(0);
  });
});

describe('A taken port', () => {
  test('is told before a PostgreSQL is started', async () => {
    const { server, port } = await occupy();
    const data = join(folder, 'data');
    const service = await startService({ PORT: String(port), EMBEDDED_DATABASE_DIR: data });
    expect(await service.exit).toBe(1);
    server.close();
    expect(service.output()).toBe(`PORT ${port} is in use on 127.0.0.1; set another PORT\n`);
    expect(existsSync(data)).toBe(false);
  });

  test.each(['start', 'dev'])('is told by npm run %s before anything is installed or built', async (script) => {
    const project = makeProject({ isInstalled: false });
    const { server, port } = await occupy();
    const { status, said } = await project.run(script, { PORT: String(port) });
    server.close();
    expect({ status, said }).toEqual({ status: 1, said: `PORT ${port} is in use on 127.0.0.1; set another PORT\n` });
    expect(project.did()).toEqual([]);
  });
});

describe('The scripts', () => {
  const USERS = ['token', 'migrate', 'migrate:revert', 'doctor', 'admin', 'openapi', 'start'];

  test('build once, whichever is first, and install nothing after npm ci', async () => {
    const project = makeProject();
    for (const script of ['build', ...USERS]) expect((await project.run(script)).status).toBe(0);
    expect(project.did()).toEqual(['build']);
  });

  test('build nothing beside or after npm run dev, which builds itself', async () => {
    const project = makeProject();
    for (const script of ['dev', ...USERS]) expect((await project.run(script)).status).toBe(0);
    expect(project.did()).toEqual(['start']);
  });

  test('build again when a source has changed, and say so', async () => {
    const project = makeProject();
    await project.run('token');
    writeFileSync(join(checkout, 'src', 'main.ts'), '// changed');
    expect((await project.run('token')).said).toBe('Building, half a minute or more…\n');
    expect(project.did()).toEqual(['build', 'build']);
  });

  test('install what the lock says where it is missing, and say so', async () => {
    const project = makeProject({ isInstalled: false });
    expect((await project.run('token')).said).toContain('Installing dependencies, a minute or two…\n');
    expect(project.did()).toEqual(['npm ci', 'build']);
  });
});

interface Project {
  /** Runs a script of package.json as npm does. */
  run(script: string, settings?: Record<string, string>): Promise<{ status: number | null; said: string }>;
  /** What npm and Nest's compiler did, in order. */
  did(): string[];
}

/**
 * A project with our scripts, our lock and the list that npm left of what it installed; in place of npm and of Nest's
 * compiler, programs that write down what they are called for.
 */
function makeProject({ isInstalled = true } = {}): Project {
  const log = join(folder, 'log');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text, { mode: 0o755 });
  };
  for (const path of ['scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json']) {
    cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
  }
  for (const source of ['src', 'client/src', 'migrations', 'test', 'bench']) write(`${source}/main.ts`, '');
  if (isInstalled) write('node_modules/.package-lock.json', readFileSync('node_modules/.package-lock.json', 'utf8'));
  const programs = [...new Set(Object.values(scripts).flatMap((line) => line.match(/dist\/\S+\.js/g) ?? []))];
  const nest = `#!/usr/bin/env node
    import { execSync } from 'node:child_process';
    import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
    import { dirname } from 'node:path';
    appendFileSync(${JSON.stringify(log)}, process.argv[2] + '\\n');
    rmSync('dist', { recursive: true, force: true });
    for (const program of ${JSON.stringify(programs)}) {
      mkdirSync(dirname(program), { recursive: true });
      writeFileSync(program, '');
    }
    const exec = process.argv.indexOf('--exec');
    if (exec > 0) execSync(process.argv[exec + 1] + ' dist/src/main.js');
  `;
  write('node_modules/@nestjs/cli/package.json', '{"type": "module"}');
  write('node_modules/@nestjs/cli/bin/nest.js', nest);
  write('bin/nest', `#!/bin/sh\nexec node node_modules/@nestjs/cli/bin/nest.js "$@"\n`);
  write('bin/npm', `#!/bin/sh\necho "npm $1" >>'${log}'\n`);
  return {
    did: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
    run: async (script, settings = {}) => {
      const PATH = `${join(checkout, 'bin')}:${dirname(process.execPath)}:${process.env['PATH']}`;
      // The real port 3000 may be in use.
      const env = { PATH, PORT: String(await freePort()), ...settings };
      const shell = spawnSync('sh', ['-c', scripts[script] ?? 'exit 9'], { cwd: checkout, env, encoding: 'utf8' });
      return { status: shell.status, said: shell.stdout + shell.stderr };
    },
  };
}
