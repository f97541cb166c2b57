import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { ownerDataSource } from './data-source.js';

/** Any number of processes may migrate at once; they queue on this advisory lock ("KBSE" in ASCII). */
const MIGRATION_LOCK = 0x4b425345;

/** Applies what is missing, all of it in one transaction. Returns the names of what was applied. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  return asOwner(ownerUrl, async (dataSource) => {
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    return applied.map((migration) => migration.name);
  });
}

/** Takes back the newest migration. */
export async function revert(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, (dataSource) => dataSource.undoLastMigration({ transaction: 'all' }));
}

/**
 * The migrations this release knows and the database has not applied, oldest first. Looked up as `service_engine`: the
 * service's login has no rights of its own.
 */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const [{ table }] = (await runner.query(`SELECT to_regclass('public.service_engine_migrations') AS table`)) as [
      { table: string | null },
    ];
    if (table === null) return migrations.map(nameOf);
    await runner.query('BEGIN READ ONLY; SET LOCAL ROLE service_engine');
    const rows = (await runner.query('SELECT name FROM public.service_engine_migrations')) as { name: string }[];
    const applied = new Set(rows.map((row) => row.name));
    return migrations.map(nameOf).filter((name) => !applied.has(name));
  } finally {
    await runner.query('ROLLBACK').catch(() => undefined);
    await runner.release();
  }
}

function nameOf(migration: { name: string }): string {
  return migration.name;
}

async function asOwner<T>(ownerUrl: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await ownerDataSource(ownerUrl).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work(dataSource);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}
