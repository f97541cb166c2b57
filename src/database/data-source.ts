import type { Client } from 'pg';
import { DataSource, type Logger } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import type { Config } from '../config.js';
import { entities } from './entities.js';

/** Milliseconds to wait for a pool connection before answering 503. */
const POOL_WAIT = 2_000;

/** How the service connects: as a member of the three roles, without rights of its own. */
export function serviceDataSource(config: Config, url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    installExtensions: false,
    migrationsTableName: 'service_engine_migrations',
    applicationName: 'kb-stylish-service-engine',
    extra: {
      max: config.database.poolMax,
      connectionTimeoutMillis: POOL_WAIT,
      // The server stops a statement first; this is for a wire that has gone silent.
      query_timeout: config.database.statementTimeout + 1_000,
      keepAlive: true,
      verify: outliveItsEnd,
      pipeline: true,
    },
  });
}

/**
 * A connection that is cut while it changes hands between the pool and a transaction has no listener for that moment, and
 * the error would end the process. Who waits for a statement hears of it by that statement.
 */
function outliveItsEnd(client: Client, done: () => void): void {
  client.on('error', nothing);
  done();
}

const nothing = (): void => undefined;

/** Whoever migrates hears of a failure from the error itself. */
const QUIET: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/** How migrations connect: as the owner. */
export function ownerDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    migrations,
    installExtensions: false,
    migrationsTableName: 'service_engine_migrations',
    migrationsTransactionMode: 'all',
    logger: QUIET,
    applicationName: 'kb-stylish-service-engine-migrations',
    extra: { max: 2, connectionTimeoutMillis: 10_000 },
  });
}
