import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { EmbeddedPostgres } from '../../../src/embedded/embedded-postgres.js';
import { catalogOf } from '../catalog.js';
import { makeDataFolder } from '../data-folder.js';
import { AS_FILES, SETTINGS, withDatabase } from '../server.js';
import { EARLIER_DATA } from './earlier-rows.js';
import { EARLIER_VERSION } from './earlier.js';
import {
  LIVING_ACCOUNTS,
  LIVING_CALLS,
  LIVING_PAUSE,
  LIVING_PEOPLE,
  LIVING_READS,
  LIVING_ROWS,
  LIVING_TABLES,
  LIVING_WRITES,
} from './living.js';
import { PASSWORD, SUPABASE_SCHEMAS, SUPABASE_ROLES } from './supabase.js';
import { ACCOUNTS, marketplaceData, marketplacePolicies, marketplaceTables } from './marketplace.js';

/** A database of a marketplace. */
export interface Host {
  /** As the role that migrates. */
  ownerUrl: string;
  /** As the service's login, which the migration makes. */
  apiUrl: string;
  /** As a superuser, to write and read rows. */
  all: Pool;
  close(): Promise<void>;
}

/** A PostgreSQL of one test, because the tests cover the roles of the cluster too. */
export interface HostServer {
  supabase(options?: { reservations?: boolean }): Promise<Host>;
  /** A Supabase project without a marketplace. */
  project(): Promise<Host>;
  plain(): Promise<Host>;
  empty(): Promise<Host>;
  /** A marketplace that carries an earlier version of the service's tables, with rows in all of them. */
  earlier(on: 'supabase' | 'plain'): Promise<Host>;
  /** A marketplace made like the living one: its functions, constraints and triggers, and rows of every kind. */
  living(): Promise<Host>;
  /** Runs SQL as who migrates. */
  runAsOwner(host: Host, sql: string): Promise<void>;
  openForService(): Promise<void>;
  stop(): Promise<void>;
}

/** A marketplace with a private schema of its own. */
const OWN_SCHEMA = `
CREATE SCHEMA private;
CREATE TABLE private.rate_limits (key text PRIMARY KEY, hits integer);
INSERT INTO private.rate_limits VALUES ('checkout', 3);`;

const PLAIN_SCHEMAS = `
CREATE SCHEMA auth;
CREATE TABLE auth.users (id uuid PRIMARY KEY, email text UNIQUE);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')::uuid
$$;
${ACCOUNTS}`;

export async function startHostServer(): Promise<HostServer> {
  const folder = await makeDataFolder();
  const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'), SETTINGS);
  let hasSupabaseRoles = false;
  const create = async (owner: string | undefined): Promise<Host> => {
    const name = `host_${randomBytes(6).toString('hex')}`;
    await runAs(
      postgres.ownerUrl,
      `CREATE DATABASE ${name} ${AS_FILES}${owner === undefined ? '' : ` OWNER ${owner}`}`,
    );
    const superUrl = withDatabase(postgres.ownerUrl, name);
    const ownerUrl = new URL(superUrl);
    if (owner !== undefined) Object.assign(ownerUrl, { username: owner, password: PASSWORD });
    const all = new Pool({ connectionString: superUrl, max: 4 });
    all.on('error', () => undefined);
    return {
      ownerUrl: ownerUrl.toString(),
      apiUrl: withDatabase(postgres.apiUrl, name),
      all,
      close: () => all.end(),
    };
  };
  const server: HostServer = {
    project: async () => {
      if (!hasSupabaseRoles) await runAs(postgres.ownerUrl, SUPABASE_ROLES);
      hasSupabaseRoles = true;
      const host = await create('host_owner');
      await host.all.query(SUPABASE_SCHEMAS + ACCOUNTS);
      return host;
    },
    supabase: async ({ reservations = true } = {}) => {
      const host = await server.project();
      const options = { newer: true, reservations };
      await runAs(host.ownerUrl, marketplaceTables(options));
      await runAs(host.ownerUrl, marketplacePolicies(reservations));
      await runAs(host.ownerUrl, marketplaceData(options) + OWN_SCHEMA);
      return host;
    },
    plain: async () => {
      const host = await create(undefined);
      const options = { newer: false, reservations: false };
      await host.all.query(PLAIN_SCHEMAS + marketplaceTables(options) + marketplaceData(options));
      return host;
    },
    empty: () => create(undefined),
    earlier: async (on) => {
      const host = await server[on]();
      if (on === 'plain') await host.all.query('CREATE SCHEMA private');
      await runAs(host.ownerUrl, EARLIER_VERSION);
      await runAs(host.ownerUrl, EARLIER_DATA);
      return host;
    },
    living: async () => {
      const host = await server.project();
      const options = { newer: true, reservations: true };
      await host.all.query(LIVING_ACCOUNTS);
      const all = [
        marketplaceTables(options),
        LIVING_TABLES,
        LIVING_PAUSE,
        marketplacePolicies(true),
        marketplaceData(options),
        OWN_SCHEMA,
        EARLIER_VERSION,
        LIVING_READS,
        LIVING_WRITES,
        LIVING_PEOPLE,
        EARLIER_DATA,
        LIVING_ROWS,
      ];
      for (const sql of [...all, ...LIVING_CALLS]) await runAs(host.ownerUrl, sql);
      return host;
    },
    runAsOwner: (host, sql) => runAs(host.ownerUrl, sql),
    openForService: () => postgres.openForService(),
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return server;
}

async function runAs(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** All objects and rows of a database, as lines. */
export async function dumpOf(pool: Pool): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const lines = await catalogOf(pool);
  for (const { name } of tables) {
    const { rows } = await pool.query<{ line: string }>(`SELECT t::text AS line FROM ${name} AS t ORDER BY t.ctid`);
    lines.push(...rows.map(({ line }) => `${name} ${line}`));
  }
  return lines;
}
