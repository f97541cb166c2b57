import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { PERSONAS } from '../../src/examples/personas.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { GATES } from './gates.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase({ demo: true });
});

afterAll(() => database.drop());

async function findings(owner: Pick<Pool, 'query'>, sql: string): Promise<string[]> {
  const { rows } = await owner.query<{ finding: string }>(sql);
  return rows.map(({ finding }) => finding).sort();
}

describe('Gates of the schema', () => {
  test.each(GATES)('$name', async ({ sql }) => {
    expect(await findings(database.owner, sql)).toEqual([]);
  });
});

describe('Gates of a broken schema', () => {
  test.each(GATES)('A change of the schema is found that breaks: $name', async ({ sql, mutant, finds }) => {
    const client = await database.owner.connect();
    try {
      await client.query(`BEGIN; ${mutant}`);
      expect(await findings(client, sql)).toContain(finds);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

test('A signed-in caller learns of their own roles only', async () => {
  const client = await database.owner.connect();
  try {
    await client.query('BEGIN; SET LOCAL ROLE authenticated');
    await client.query(`SELECT set_config('request.jwt.claims', $1, true)`, [
      JSON.stringify({ sub: PERSONAS.admin, role: 'authenticated' }),
    ]);
    const { rows } = await client.query(
      `SELECT public.user_has_role($1, 'admin') AS own, public.user_has_role($2, 'admin') AS other`,
      [PERSONAS.admin, PERSONAS['second-admin']],
    );
    expect(rows).toEqual([{ own: true, other: false }]);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
