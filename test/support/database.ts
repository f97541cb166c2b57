import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { AS_FILES, BARE_TEMPLATE, DEMO_TEMPLATE, SERVER_VARIABLE, withDatabase, type TestServer } from './server.js';

/** A database of a test's own. */
export interface TestDatabase {
  /** As the service's login. */
  url: string;
  ownerUrl: string;
  /** A pool of the owner's, to arrange and to look. */
  owner: Pool;
  drop(): Promise<void>;
}

/** A copy of the migrated template; with `demo`, of the one that holds the demo salon. */
export async function createDatabase({ demo = false } = {}): Promise<TestDatabase> {
  return create(`TEMPLATE ${demo ? DEMO_TEMPLATE : BARE_TEMPLATE}`);
}

/** A database without anything in it. */
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
