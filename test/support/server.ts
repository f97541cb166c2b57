import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import { makeDataFolder } from './data-folder.js';
import { EARLIER_VERSION } from './hosts/earlier.js';
import { LIVING_EMPTY, LIVING_READS, LIVING_TABLES, LIVING_WRITES } from './hosts/living.js';
import { marketplacePolicies, marketplaceTables } from './hosts/marketplace.js';
import { PASSWORD, SUPABASE_SCHEMAS, SUPABASE_ROLES } from './hosts/supabase.js';
import { migrate } from '../../src/database/migrate.js';
import { seedDemoSalon } from '../../src/demo/salon.js';

/** One PostgreSQL for a test run, with templates that every test file copies. */
export interface TestServer {
  ownerUrl: string;
  apiUrl: string;
}

export const BARE_TEMPLATE = 'template_bare';
export const DEMO_TEMPLATE = 'template_demo';

/** Templates are copied as files: a third of the work of a copy page by page through the log. */
export const AS_FILES = 'STRATEGY FILE_COPY';

/** The environment variable in which the global setup leaves the server's URLs for the workers. */
export const SERVER_VARIABLE = 'KB_TEST_SERVER';

/** `living`: the suite runs on a marketplace like the living one that the service has moved into. */
export const HOST_VARIABLE = 'TEST_HOST';

/** Settings for speed: no test data must survive a crash of the machine. */
export const SETTINGS = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=400'];

/** Starts the server with two templates: a migrated one, and one with the demo salon. */
export async function startServer(): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  const folder = await makeDataFolder();
  const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'), SETTINGS);
  const server = { ownerUrl: postgres.ownerUrl, apiUrl: postgres.apiUrl };
  const owner = new Client({ connectionString: server.ownerUrl });
  await owner.connect();
  if (process.env[HOST_VARIABLE] === 'living') await makeLiving(server.ownerUrl, owner);
  else {
    await owner.query(`CREATE DATABASE ${BARE_TEMPLATE}`);
    await migrate(withDatabase(server.ownerUrl, BARE_TEMPLATE));
  }
  await owner.query(`CREATE DATABASE ${DEMO_TEMPLATE} TEMPLATE ${BARE_TEMPLATE}`);
  await seedDemoSalon(withDatabase(server.ownerUrl, DEMO_TEMPLATE));
  await owner.end();
  await postgres.openForService();
  const stop = async (): Promise<void> => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { server, stop };
}

/** The bare template as a marketplace without people that the service has moved into. */
async function makeLiving(ownerUrl: string, owner: Client): Promise<void> {
  await owner.query(SUPABASE_ROLES);
  await owner.query(`CREATE DATABASE ${BARE_TEMPLATE} OWNER host_owner`);
  const url = withDatabase(ownerUrl, BARE_TEMPLATE);
  await runAs(url, [SUPABASE_SCHEMAS]);
  const migrating = new URL(url);
  Object.assign(migrating, { username: 'host_owner', password: PASSWORD });
  const options = { newer: true, reservations: true };
  await runAs(migrating.toString(), [
    marketplaceTables(options),
    LIVING_TABLES,
    marketplacePolicies(true),
    'CREATE SCHEMA private',
    EARLIER_VERSION,
    LIVING_READS,
    LIVING_WRITES,
    ...LIVING_EMPTY,
  ]);
  await migrate(migrating.toString());
}

async function runAs(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
}

/** The URL of another database of the same server. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
