import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PERSONAS } from '../../../src/examples/personas.js';
import { makeDataFolder } from '../../support/data-folder.js';
import { eventually, run, startService, type Running } from '../../support/process.js';

const READY = 'is ready at';

let folder: string;
let settings: Record<string, string>;
let started: Running[];

async function makeFolder(): Promise<void> {
  folder = await makeDataFolder();
  settings = { EMBEDDED_DATABASE_DIR: join(folder, 'data', 'postgres') };
}

const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });

beforeEach(() => {
  started = [];
});

async function endAll(): Promise<void> {
  for (const service of started) service.kill('SIGTERM');
  await Promise.all(started.map((service) => service.exit));
}

async function start(): Promise<Running> {
  const service = await startService(settings);
  started.push(service);
  return service;
}

async function postgresPid(): Promise<number> {
  const [pid] = (await readFile(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

async function isGone(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return state === undefined || state.includes(') Z ');
}

async function tokenOf(persona: string): Promise<string> {
  const cli = run('src/demo/token.js', [persona], settings);
  expect(await cli.exit).toBe(0);
  return cli.output().trim();
}

describe('With a database of its own', () => {
  beforeAll(makeFolder);
  afterEach(endAll);
  afterAll(removeFolder);

  test('the service makes it, says where it is and who is there, keeps it, and takes it along at the end', async () => {
    const first = await start();
    await first.says(READY);
    expect(first.output()).toContain(`${first.url}/docs`);
    for (const persona of Object.keys(PERSONAS)) expect(first.output()).toContain(persona);
    const token = await tokenOf('stylist');
    const headers = { authorization: `Bearer ${token}` };
    const me = await fetch(`${first.url}/v1/me`, { headers });
    expect(await me.json()).toMatchObject({ userId: PERSONAS.stylist, roles: ['stylist'] });
    const postgres = await postgresPid();
    first.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(await isGone(postgres)).toBe(true);

    const second = await start();
    await second.says(READY);
    expect((await fetch(`${second.url}/v1/me`, { headers })).status).toBe(200);
  });

  test('a killed service starts again, and replaces the database server that outlived it', async () => {
    const first = await start();
    await first.says(READY);
    const orphan = await postgresPid();
    first.kill('SIGKILL');
    await first.exit;
    expect(await isGone(orphan)).toBe(false);
    const second = await start();
    await second.says(READY);
    expect(await isGone(orphan)).toBe(true);
  });

  test('a killed database server is started again under the running service', async () => {
    const service = await start();
    await service.says(READY);
    const killed = await postgresPid();
    process.kill(killed, 'SIGKILL');
    await eventually(async () => (await postgresPid().catch(() => killed)) !== killed, 'another server');
    await service.answers('/health/ready', 200);
    const authorization = `Bearer ${await tokenOf('admin')}`;
    expect((await fetch(`${service.url}/v1/me`, { headers: { authorization } })).status).toBe(200);
  });

  test('its owner makes the demo salon new, whatever MIGRATION_DATABASE_URL says', async () => {
    settings = { ...settings, MIGRATION_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const service = await start();
    await service.says(READY);
    expect((await fetch(`${service.url}/dev/reset`, { method: 'POST' })).status).toBe(204);
  });

  test('a second process is told who uses the folder', async () => {
    const first = await start();
    await first.says(READY);
    const second = await start();
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`is in use by process ${first.pid}`);
    await first.answers('/health/ready', 200);
  });
});

describe('In a folder where nothing is yet', () => {
  beforeEach(makeFolder);
  afterEach(async () => {
    await endAll();
    await removeFolder();
  });

  test.each([50, 700, 1_500])('an end %i ms after the start leaves no server behind', async (delay) => {
    const service = await start();
    await new Promise((done) => setTimeout(done, delay));
    service.kill('SIGTERM');
    expect(['SIGTERM', 0]).toContain(await service.exit);
    expect(existsSync(join(folder, 'data', 'postgres', 'postmaster.pid'))).toBe(false);
  });
});

describe('npm run migrate and migrate:revert', () => {
  beforeAll(makeFolder);
  afterAll(removeFolder);

  test.each([
    ['migrate', /^Applied /],
    ['revert', /^Reverted \w+, one step, on database postgres of 127\.0\.0\.1:\d+\.$/],
  ])('%s says that the database is the embedded one, and where it is', async (command, line) => {
    const cli = run('src/cli.js', [command], settings);
    expect(await cli.exit).toBe(0);
    const [where, done] = cli.output().trim().split('\n');
    expect(where).toBe(`The embedded database in ${settings['EMBEDDED_DATABASE_DIR']}`);
    expect(done).toMatch(line);
  });
});

describe('npm run token', () => {
  beforeAll(makeFolder);
  afterAll(removeFolder);

  test('says whom it knows when it does not know a name', async () => {
    const cli = run('src/demo/token.js', ['nobody'], settings);
    expect(await cli.exit).toBe(1);
    expect(cli.output().trim()).toBe(`Name a persona: ${Object.keys(PERSONAS).join(', ')}`);
  });

  test('says what to do before the first start', async () => {
    const cli = run('src/demo/token.js', ['admin'], settings);
    expect(await cli.exit).toBe(1);
    expect(cli.output().trim()).toBe('Start the service once; it makes the secret that signs tokens');
  });
});
