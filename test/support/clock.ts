import type { Pool } from 'pg';
import { createDatabase, type TestDatabase } from './database.js';

/** A database whose clock a test moves. */
export interface ClockDatabase extends TestDatabase {
  /** Moves the clock of transactions that begin later; `clock_timestamp()` at once. */
  moveTo(instant: Date): Promise<void>;
}

/**
 * A copy of the migrated database in which the statements of the service find `now()` and `clock_timestamp()` of a schema
 * before those of PostgreSQL. As in PostgreSQL, `now()` stays in a transaction, whenever the clock moves.
 */
export async function createClockDatabase(): Promise<ClockDatabase> {
  const database = await createDatabase({ demo: true });
  await database.owner.query(`
    CREATE SCHEMA clock;
    GRANT USAGE ON SCHEMA clock TO PUBLIC;
    CREATE TABLE clock.moves (at timestamptz PRIMARY KEY, ahead interval NOT NULL);
    GRANT SELECT ON clock.moves TO PUBLIC;
    CREATE FUNCTION clock.moved(moment timestamptz) RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
      SELECT moment + coalesce((SELECT ahead FROM clock.moves WHERE at <= moment ORDER BY at DESC LIMIT 1), '0') $$;
    CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
      SELECT pg_catalog.now() + coalesce((SELECT ahead FROM clock.moves WHERE at <= pg_catalog.now()
                                           ORDER BY at DESC LIMIT 1), '0') $$;
    CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
      SELECT clock.moved(pg_catalog.clock_timestamp()) $$`);
  const { rows } = await database.owner.query<{ name: string }>('SELECT current_database() AS name');
  await database.owner.query(`ALTER DATABASE ${rows[0]?.name} SET search_path = clock, pg_catalog, public`);
  return { ...database, moveTo: (instant) => moveTo(database.owner, instant) };
}

async function moveTo(owner: Pool, instant: Date): Promise<void> {
  await owner.query(
    `INSERT INTO clock.moves SELECT moment, $1::timestamptz - moment FROM (SELECT pg_catalog.clock_timestamp()) AS one(moment)`,
    [instant],
  );
}
