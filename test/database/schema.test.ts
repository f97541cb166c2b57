import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MIGRATIONS } from '../../migrations/index.js';
import { migrate, revert } from '../../src/database/migrate.js';
import { catalogOf } from '../support/catalog.js';
import { emptyDatabase, type TestDatabase } from '../support/database.js';
import { revertAll, revertLater } from '../support/revert.js';
import { recordSchema } from '../support/schema.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

const FILE = join(import.meta.dirname, '..', '..', '..', 'schema.sql');

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  first = await emptyDatabase();
  second = await emptyDatabase();
});

afterAll(async () => {
  await first.drop();
  await second.drop();
});

/** A log of a test database may be lost. */
async function revertWithLogs(ownerUrl: string): Promise<void> {
  process.env['ALLOW_AUDIT_LOSS'] = 'yes';
  try {
    await revertAll(ownerUrl);
  } finally {
    delete process.env['ALLOW_AUDIT_LOSS'];
  }
}

describe('The schema', () => {
  test('is in schema.sql what the migrations give, and loads as it stands', async () => {
    const text = await readFile(FILE, 'utf8');
    expect(text).toBe(await recordSchema(first.ownerUrl));
    await second.owner.query(text);
    expect(await catalogOf(second.owner)).toEqual(await catalogOf(first.owner));
  });

  test('loaded from schema.sql is up to date for the migrations', async () => {
    expect(await migrate(second.ownerUrl)).toEqual([]);
  });

  test('uses nothing that PostgreSQL 14 does not have', async () => {
    const text = await readFile(FILE, 'utf8');
    const newer = /NULLS NOT DISTINCT|security_invoker|\bMERGE INTO\b|\bJSON_TABLE\b|uuidv7|ON DELETE SET NULL \(/i;
    expect(newer.exec(text)).toBeNull();
  });

  test('is taken back to what was there before, and made again', async () => {
    const database = await emptyDatabase();
    const before = await catalogOf(database.owner);
    await migrate(database.ownerUrl);
    const made = await catalogOf(database.owner);
    await revertAll(database.ownerUrl);
    expect(await catalogOf(database.owner)).toEqual(before);
    await migrate(database.ownerUrl);
    expect(await catalogOf(database.owner)).toEqual(made);
    await database.drop();
  });

  test('is not taken back while a log holds rows, unless that is allowed', async () => {
    const database = await emptyDatabase();
    await migrate(database.ownerUrl);
    await database.owner.query(
      `INSERT INTO private.service_management_log (action, category) VALUES ('REFUSED', 'security')`,
    );
    await revertLater(database.ownerUrl);
    const made = await catalogOf(database.owner);
    await expect(revertAll(database.ownerUrl)).rejects.toThrow('private.service_management_log holds rows');
    expect(await catalogOf(database.owner)).toEqual(made);
    await revertWithLogs(database.ownerUrl);
    await database.drop();
  });

  test('is taken back one step at a time, and each step leaves what the one before it had made', async () => {
    const database = await emptyDatabase();
    await migrate(database.ownerUrl);
    const made = await catalogOf(database.owner);
    expect(await revert(database.ownerUrl)).toEqual({
      name: NAMES.at(-1),
      database: new URL(database.ownerUrl).pathname.slice(1),
      left: NAMES.slice(0, -1),
    });
    const { rows } = await database.owner.query<{ name: string }>(
      'SELECT name FROM public.service_engine_migrations ORDER BY id',
    );
    expect(rows.map(({ name }) => name)).toEqual(NAMES.slice(0, -1));
    expect(await migrate(database.ownerUrl)).toEqual(NAMES.slice(-1));
    expect(await catalogOf(database.owner)).toEqual(made);
    await database.drop();
  });

  test('of a newer release is not taken back by an older one', async () => {
    const database = await emptyDatabase();
    await migrate(database.ownerUrl);
    await database.owner.query(
      `INSERT INTO public.service_engine_migrations (timestamp, name) VALUES (9999999999999, 'Newer9999999999999')`,
    );
    const made = await catalogOf(database.owner);
    await expect(revert(database.ownerUrl)).rejects.toThrow('The newest migration is Newer9999999999999');
    expect(await migrate(database.ownerUrl)).toEqual([]);
    expect(await catalogOf(database.owner)).toEqual(made);
    await database.drop();
  });

  test('is made once when two processes migrate at the same time', async () => {
    const database = await emptyDatabase();
    const applied = await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl)]);
    expect(applied.flat()).toEqual(NAMES);
    await database.drop();
  });
});
