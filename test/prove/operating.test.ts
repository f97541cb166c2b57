import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { seedDemoSalon } from '../../src/demo/salon.js';
import { debianPrograms, startDebianPostgres, type DebianPostgres } from '../proof/debian-postgres.js';
import { startShell, type Shell } from '../proof/shell.js';
import { freePort } from '../support/process.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Would take away what this test runs on; `test/prove/image.test.ts` does the same in a clean clone. */
const INSTALLS = 'npm ci && npm run build\n';

interface Section {
  heading: string;
  blocks: string[];
}

let folder: string;
let first: DebianPostgres;
let second: DebianPostgres;
let shell: Shell;
let sections: Section[];
let replaced: [string, string][];
const pasted: string[] = [];

beforeAll(async () => {
  const programs = await debianPrograms();
  if (programs === undefined)
    throw new Error('Install the package postgresql: the commands are for a server of its own');
  folder = await mkdtemp(join(tmpdir(), 'kb-stylish-operating-'));
  // A checkout in which the commands may leave files.
  for (const name of await readdir(ROOT)) await symlink(join(ROOT, name), join(folder, name));
  first = await startDebianPostgres(programs);
  second = await startDebianPostgres(programs);
  replaced = [
    ['db.example:5432', first.address],
    ['restored.example:5432', second.address],
  ];
  const ports = [await freePort(), await freePort(), await freePort()];
  for (const [index, port] of ports.entries()) {
    replaced.push([`127.0.0.1:${3000 + index}`, `127.0.0.1:${port}`], [`PORT=${3000 + index}`, `PORT=${port}`]);
  }
  shell = startShell(folder, {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    HOME: process.env['HOME'],
    PORT: String(ports[0]),
    LOG_LEVEL: 'error',
  });
  sections = await sectionsOfTheDocument();
});

afterAll(async () => {
  await shell?.close();
  await first?.stop();
  await second?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The commands, by section, as they stand in the document. */
async function sectionsOfTheDocument(): Promise<Section[]> {
  const text = await readFile(join(ROOT, 'docs/operating.md'), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      heading: section.slice(0, section.indexOf('\n')),
      blocks: [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block),
    }))
    .filter(({ blocks }) => blocks.length > 0);
}

/** Pastes the commands of the next section, which must be this one, and returns what they say. */
async function paste(heading: string): Promise<string> {
  const section = sections[pasted.length];
  expect(section?.heading).toBe(heading);
  pasted.push(heading);
  let output = '';
  for (const block of section!.blocks.filter((one) => one !== INSTALLS)) {
    const commands = replaced.reduce((text, [from, to]) => text.replaceAll(from, to), block);
    output += await shell.paste(commands);
  }
  return output;
}

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Rows of each logged table. */
async function counts(server: DebianPostgres): Promise<Record<string, number>> {
  const url = server.superUrl('salon');
  const tables = await query<{ name: string }>(
    url,
    `SELECT oid::regclass::text AS name FROM pg_class
      WHERE relkind = 'r' AND relpersistence = 'p' AND relnamespace::regnamespace::text IN ('public', 'private', 'auth')
      ORDER BY 1`,
  );
  const rows: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await query<{ count: number }>(url, `SELECT count(*)::int AS count FROM ${name}`);
    rows[name] = row?.count ?? -1;
  }
  return rows;
}

test('Start: a new server gets a schema, a login, a service that is ready, an admin and an auditor', async () => {
  expect(sections[0]?.blocks).toContain(INSTALLS);
  const output = await paste('Start');
  expect(output).toContain('The schema is up to date.');
  expect(output).not.toContain('DATABASE_URL is not fit');
  expect(output).not.toContain('To know');
  expect(output).toContain('"status":"ok"');
  expect(output).toContain('is an admin.');
  expect(output).toMatch(/"roles":\["admin"\]/);
  expect(output).toMatch(/"intact":true/);
  expect(output).toMatch(/^service_engine_build_info\{version="[\d.]+"/m);
  const [owner] = await query<{ is: boolean }>(
    first.superUrl(),
    `SELECT rolsuper OR rolbypassrls AS is FROM pg_roles WHERE rolname = 'salon_owner'`,
  );
  expect(owner).toEqual({ is: false });
});

test('Secrets and Releases side by side: another login and another process take over, and the former login is closed', async () => {
  expect(await paste('Secrets')).not.toContain('DATABASE_URL is not fit');
  const output = await paste('Releases side by side');
  expect(output).toContain('"status":"ok"');
  expect(await shell.paste('call "$BOSS" /v1/me')).toContain('"roles":["admin"]');
  const logins = await query<{ name: string }>(
    first.superUrl('salon'),
    `SELECT DISTINCT usename AS name FROM pg_stat_activity WHERE datname = 'salon' AND usename LIKE 'service_engine%'`,
  );
  expect(logins).toEqual([{ name: 'service_engine_api_2' }]);
  const former = `postgres://service_engine_api:anything@${first.address}/salon`;
  await expect(query(former, 'SELECT')).rejects.toThrow('password authentication failed');
});

test('Alerts: the statements find a transaction that is left open', async () => {
  const forgotten = new Client({ connectionString: first.superUrl('salon') });
  await forgotten.connect();
  await forgotten.query('BEGIN; SELECT 42 AS forgotten');
  const output = await paste('Alerts');
  expect(output).toMatch(/idle in transaction.*forgotten/);
  // It is not old enough to be ended.
  await forgotten.query('ROLLBACK');
  await forgotten.end();
});

test("Backup: the owner's dump fails, and without row level security's protest it has no override", async () => {
  await seedDemoSalon(first.superUrl('salon'));
  const ownersDump = (more: string): Promise<string> =>
    shell.paste(`pg_dump ${more} --dbname="$MIGRATION_DATABASE_URL" --file=owner.sql || echo "failed with $?"`);
  expect(await ownersDump('')).toMatch(/row-level security[^]*failed with 1/);
  expect(await ownersDump('--enable-row-security')).not.toContain('failed');
  const dump = await readFile(join(folder, 'owner.sql'), 'utf8');
  const [, rows = ''] = dump.split(/COPY public\.schedule_overrides [^\n]*\n/);
  expect(rows.startsWith('\\.')).toBe(true);
  expect(await shell.paste('npm run doctor')).toContain('not salon_owner: rows are hidden from it');
});

test('Backup and restore: the other server has every row, and its log is the one that was', async () => {
  const output = await paste('Backup and restore');
  const [before, after] = [await counts(first), await counts(second)];
  expect(after).toEqual(before);
  expect(after['private.service_management_log']).toBeGreaterThan(30);
  expect(output).toContain('service_engine_backup');
  expect(output).toContain('The schema is up to date.');
  expect(output.match(/"intact":true,[^\n]*"sinceFound":true/g)).toHaveLength(2);
  console.log(
    `${Object.values(after).reduce((sum, count) => sum + count, 0)} rows of ${Object.keys(after).length} tables`,
  );
});

test('Going back: one step is undone and done again', async () => {
  const output = await paste('Going back');
  expect(output).toMatch(/Reverted \w+, one step/);
  expect(output).toMatch(/Still applied: \w+/);
  expect(output).toMatch(/Applied \w+\./);
});

test('No section with commands is left out', () => {
  expect(pasted).toEqual(sections.map(({ heading }) => heading));
});
