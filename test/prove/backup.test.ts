import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { seedDemoSalon } from '../../src/demo/salon.js';
import { PERSONAS } from '../../src/examples/personas.js';
import { debianPrograms, startDebianPostgres, type DebianPostgres } from '../proof/debian-postgres.js';
import { SECRET } from '../support/app.js';
import { run, startService, type Running } from '../support/process.js';
import { claims, hs256 } from '../support/token.js';

interface Verification {
  intact: boolean;
  sinceFound?: boolean;
  heads: { log: string; digest: string }[];
}

const DOCUMENT = join(import.meta.dirname, '..', '..', '..', 'docs/operating.md');

let folder: string;
let first: DebianPostgres;
let second: DebianPostgres;
let environment: Record<string, string>;
let noted: Verification;
const started: Running[] = [];

beforeAll(async () => {
  const programs = await debianPrograms();
  if (programs === undefined) throw new Error('Install the package postgresql: its pg_dump proves the backup');
  folder = await mkdtemp(join(tmpdir(), 'kb-stylish-backup-'));
  first = await startDebianPostgres(programs);
  second = await startDebianPostgres(programs);
  environment = {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    ADMIN_DATABASE_URL: first.superUrl('salon'),
    BACKUP_PASSWORD: 'backup',
    BACKUP_DATABASE_URL: as('service_engine_backup', first.superUrl('salon')),
    RESTORE_ADMIN_URL: second.superUrl(),
    RESTORE_DATABASE_URL: second.superUrl('salon'),
    API_PASSWORD: 'api',
  };
  await execute(first.superUrl(), "CREATE ROLE salon_owner LOGIN CREATEROLE PASSWORD 'owner'");
  await execute(first.superUrl(), 'CREATE DATABASE salon OWNER salon_owner');
  await execute(second.superUrl(), 'CREATE DATABASE salon');
  await command('migrate', as('salon_owner', first.superUrl('salon')));
  await seedDemoSalon(first.superUrl('salon'));
  noted = await verification(await serve(first));
});

afterAll(async () => {
  for (const service of started) service.kill('SIGKILL');
  await Promise.all(started.map((service) => service.exit));
  await first?.stop();
  await second?.stop();
  await rm(folder, { recursive: true, force: true });
});

function as(user: string, url: string): string {
  return url.replace('postgres@', `${user}@`);
}

async function execute<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Runs a command of the service as its npm script does, and returns what it says. */
async function command(name: string, url: string): Promise<string> {
  const program = run('src/cli.js', [name], { MIGRATION_DATABASE_URL: url });
  if ((await program.exit) !== 0) throw new Error(`${name}: ${program.output()}`);
  return program.output();
}

async function serve(server: DebianPostgres): Promise<Running> {
  const service = await startService({
    DATABASE_URL: as('service_engine_api', server.superUrl('salon')),
    AUTH_JWT_SECRET: SECRET,
  });
  started.push(service);
  await service.answers('/health/ready', 200);
  return service;
}

async function verification(service: Running, since?: string): Promise<Verification> {
  const authorization = `Bearer ${hs256(claims(PERSONAS['super-auditor']), SECRET)}`;
  const query = since === undefined ? '' : `?since=${since}`;
  const response = await fetch(`${service.url}/v1/audit/verify${query}`, { headers: { authorization } });
  expect(response.status).toBe(200);
  return (await response.json()) as Verification;
}

/** The commands of the section, block by block, as they stand in the document. */
async function commandsOfTheDocument(): Promise<string[]> {
  const [, section = ''] = (await readFile(DOCUMENT, 'utf8')).split('## Backup and restore\n');
  const text = section.split('\n## ')[0] ?? '';
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

function shell(script: string): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  return { code: status, said: stdout + stderr };
}

/** Rows of each logged table. */
async function counts(server: DebianPostgres): Promise<Record<string, number>> {
  const url = server.superUrl('salon');
  const tables = await execute<{ name: string }>(
    url,
    `SELECT oid::regclass::text AS name FROM pg_class
      WHERE relkind = 'r' AND relpersistence = 'p' AND relnamespace::regnamespace::text IN ('public', 'private', 'auth')
      ORDER BY 1`,
  );
  const rows: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await execute<{ count: number }>(url, `SELECT count(*)::int AS count FROM ${name}`);
    rows[name] = row?.count ?? -1;
  }
  return rows;
}

describe('On a PostgreSQL of the distribution', () => {
  test("The owner's dump fails, and without row level security's protest it has no override", async () => {
    const owner = as('salon_owner', first.superUrl('salon'));
    const refused = shell(`pg_dump --dbname='${owner}' --file=owner.sql`);
    expect(refused.code).not.toBe(0);
    expect(refused.said).toContain('row-level security');
    expect(shell(`pg_dump --enable-row-security --dbname='${owner}' --file=owner.sql`).code).toBe(0);
    const dump = await readFile(join(folder, 'owner.sql'), 'utf8');
    const [, rows = ''] = dump.split(/COPY public\.schedule_overrides [^\n]*\n/);
    expect(rows.startsWith('\\.')).toBe(true);
    expect(await command('doctor', owner)).toContain('not salon_owner: rows are hidden from it');
  });

  test('The commands of the document make a backup that holds everything, and its log is the one that was', async () => {
    const blocks = await commandsOfTheDocument();
    expect(blocks).toHaveLength(3);
    for (const block of blocks) expect(shell(block)).toEqual({ code: 0, said: expect.any(String) });
    expect(await command('doctor', first.superUrl('salon'))).toMatch(
      /whole backup:\n.*service_engine_backup; postgres, a superuser/,
    );
    const [before, after] = [await counts(first), await counts(second)];
    expect(after).toEqual(before);
    expect(after['private.service_management_log']).toBeGreaterThan(30);
    expect(await command('doctor', second.superUrl('salon'))).toContain('The schema is up to date.');
    const service = await serve(second);
    expect(noted.heads.length).toBeGreaterThan(0);
    for (const { digest } of noted.heads) {
      expect(await verification(service, digest)).toMatchObject({ intact: true, sinceFound: true });
    }
    console.log(
      `${Object.values(after).reduce((sum, count) => sum + count, 0)} rows of ${Object.keys(after).length} tables`,
    );
  });
});
