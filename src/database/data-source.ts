import { Client } from 'pg';
import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import type { ServiceMigration } from '../../migrations/service-migration.js';
import type { Config } from '../config.js';

/** TypeORM makes the migrations itself. */
const CLASSES = MIGRATIONS.map((migration) => migration.constructor as new () => ServiceMigration);

/** Milliseconds to wait for a connection of the pool before the answer is 503. */
const POOL_WAIT = 2_000;

const COMMON = {
  type: 'postgres',
  migrations: CLASSES,
  installExtensions: false,
  migrationsTableName: 'service_engine_migrations',
} as const;

/** How the service connects: as a member of the four roles, without rights of its own (docs/database.md "Roles"). */
export function serviceOptions(config: Config, url: string): DataSourceOptions {
  return {
    ...COMMON,
    url,
    applicationName: 'kb-stylish-service-engine',
    extra: {
      max: config.database.poolMax,
      connectionTimeoutMillis: POOL_WAIT,
      // The server stops a statement first; this limit is for a network that has gone silent.
      query_timeout: config.database.statementTimeout + 1_000,
      keepAlive: true,
      verify: ignoreErrorEvents,
      // Statements that are issued together travel together: begin and its settings, a role and its statement.
      pipeline: true,
    },
  };
}

/**
 * pg emits `error` when a connection is cut. Between the pool and a transaction no listener is attached, and the event
 * would end the process. The next statement on that connection fails anyway.
 */
function ignoreErrorEvents(client: Client, done: () => void): void {
  client.on('error', ignore);
  done();
}

const ignore = (): void => undefined;

/** The error itself reports a failed migration. */
const SILENT: Logger = {
  logQuery: ignore,
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

/** Works on a connection of its own, and ends it. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** How migrations connect: as the owner. */
export function ownerDataSource(url: string): DataSource {
  return new DataSource({
    ...COMMON,
    url,
    migrationsTransactionMode: 'all',
    logger: SILENT,
    applicationName: 'kb-stylish-service-engine-migrations',
    extra: { max: 2, connectionTimeoutMillis: 10_000 },
  });
}
