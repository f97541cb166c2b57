import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataSource, type EntityMetadata } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let entities: EntityMetadata[];

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  entities = app.app.get(DataSource).entityMetadatas;
});

afterAll(() => app.close());

interface Column {
  name: string;
  type: string;
  nullable: boolean;
}

/** The columns of a table or view as PostgreSQL has them. */
async function storedColumns(path: string): Promise<Map<string, Column>> {
  const { rows } = await app.owner.query<Column>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type, NOT attnotnull AS nullable
       FROM pg_catalog.pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [path],
  );
  return new Map(rows.map((column) => [column.name, column]));
}

/** TypeORM's short name of a type, and PostgreSQL's. */
const TYPES: Record<string, string> = {
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
};

describe('The entities', () => {
  test('are there for each of the six tables', () => {
    expect(entities.map(({ tablePath }) => tablePath)).toEqual(
      expect.arrayContaining([
        'public.stylist_promotions',
        'public.schedule_overrides',
        'public.stylist_override_budgets',
        'private.schedule_change_log',
        'private.service_management_log',
        'private.availability_cache',
      ]),
    );
  });

  test('have columns of their tables, each with its type and whether it can be null', async () => {
    for (const { tablePath, columns, tableType } of entities) {
      if (tableType === 'view') continue;
      const stored = await storedColumns(tablePath);
      for (const { databaseName: name, type, isNullable: nullable } of columns) {
        const declared = { name, type: TYPES[String(type)] ?? String(type), nullable };
        expect([tablePath, declared]).toEqual([tablePath, stored.get(name)]);
      }
    }
  });

  test('have the columns of their views', async () => {
    const views = entities.filter(({ tableType }) => tableType === 'view');
    expect(views).not.toHaveLength(0);
    for (const { tablePath, columns } of views) {
      const declared = columns.map(({ databaseName }) => databaseName);
      expect([...(await storedColumns(tablePath)).keys()]).toEqual(expect.arrayContaining(declared));
    }
  });
});
