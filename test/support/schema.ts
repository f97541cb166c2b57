import { Client, escapeLiteral } from 'pg';
import { DataSource, type Logger } from 'typeorm';
import { ownerDataSource } from '../../src/database/data-source.js';
import { describeSchema, PLAIN_NAMES } from '../../src/database/fingerprint.js';

const NOT_SCHEMA = /^\s*(SELECT|START TRANSACTION|BEGIN|COMMIT|SHOW)\b/i;
const HEADER = `-- What the migrations add up to on an empty database, for reading and for psql. Written by npm run schema.`;

/** Runs all migrations on an empty database and returns their statements as plain SQL. */
export async function recordSchema(ownerUrl: string): Promise<string> {
  const statements: string[] = [];
  const ignore = (): void => undefined;
  const logger: Logger = {
    logQuery: (query, parameters: (string | number)[] = []) => {
      if (!NOT_SCHEMA.test(query)) statements.push(withValues(query, parameters).trim());
    },
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  const source = new DataSource({ ...ownerDataSource(ownerUrl).options, logging: true, logger });
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'all' });
  } finally {
    await source.destroy();
  }
  return `${[HEADER, ...statements.map((statement) => `${statement};`)].join('\n\n')}\n`;
}

/** The lines of schema.fingerprint, of a database that the migrations have just made. */
export async function fingerprintOf(ownerUrl: string): Promise<string> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`BEGIN; ${PLAIN_NAMES}`);
    return await describeSchema(
      async <Row>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as Row[],
    );
  } finally {
    await client.end();
  }
}

function withValues(query: string, parameters: (string | number)[]): string {
  return query.replaceAll(/\$(\d+)/g, (whole, number: string) => {
    const value = parameters[Number(number) - 1];
    return value === undefined ? whole : escapeLiteral(String(value));
  });
}
