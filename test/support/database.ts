import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { AS_FILES, BARE_TEMPLATE, DEMO_TEMPLATE, SERVER_VARIABLE, withDatabase, type TestServer } from './server.js';

/** The database of one test. */
export interface TestDatabase {
  /** As the service's login. */
  url: string;
  ownerUrl: string;
  /** A pool of the owner, to write and read rows. */
  owner: Pool;
  drop(): Promise<void>;
}

/** A copy of the migrated template; with `demo`, of the template with the demo salon. */
export async function createDatabase({ demo = false } = {}): Promise<TestDatabase> {
  return create(`TEMPLATE ${demo ? DEMO_TEMPLATE : BARE_TEMPLATE}`);
}

/** An empty database. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return create('TEMPLATE template0');
}

async function create(template: string): Promise<TestDatabase> {
  const server = JSON.parse(process.env[SERVER_VARIABLE] ?? '') as TestServer;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asOwner(server, `CREATE DATABASE ${name} ${template} ${AS_FILES}`);
  const ownerUrl = withDatabase(server.ownerUrl, name);
  const owner = new Pool({ connectionString: ownerUrl, max: 4 });
  owner.on('error', () => undefined);
  return {
    url: withDatabase(server.apiUrl, name),
    ownerUrl,
    owner,
    drop: async () => {
      await owner.end();
      await asOwner(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function asOwner(server: TestServer, sql: string): Promise<void> {
  const client = new Client({ connectionString: server.ownerUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
