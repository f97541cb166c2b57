import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { ownerDataSource } from './data-source.js';
import { takeLocks } from './locks.js';

/** Any number of processes may migrate at once; they queue on this advisory lock ("KBSE" in ASCII). */
const MIGRATION_LOCK = 0x4b425345;

/** Applies what is missing, all of it in one transaction. Returns the names of what was applied. */
export async function migrate(ownerUrl: string, options: { tries?: number } = {}): Promise<string[]> {
  const isDue = async (executor: MigrationExecutor) => (await executor.getPendingMigrations()).length > 0;
  const work = async (executor: MigrationExecutor) => {
    const applied = await executor.executePendingMigrations();
    return applied.map((migration) => migration.name);
  };
  return inOneTransaction(ownerUrl, work, { ...options, isDue });
}

/** Takes back the newest migration; with the first one goes the list of them. */
export async function revert(ownerUrl: string, options: { tries?: number } = {}): Promise<void> {
  const isDue = async (executor: MigrationExecutor) => (await executor.getExecutedMigrations()).length > 0;
  const work = async (executor: MigrationExecutor, runner: QueryRunner) => {
    await executor.undoLastMigration();
    const left = await executor.getExecutedMigrations();
    if (left.length === 0) await runner.query('DROP TABLE public.service_engine_migrations');
  };
  await inOneTransaction(ownerUrl, work, { ...options, isDue });
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

/**
 * One transaction holds all of it, the list of migrations too: what is refused leaves nothing behind. Where something is
 * due, all locks are taken first.
 */
export async function inOneTransaction<T>(
  ownerUrl: string,
  work: (executor: MigrationExecutor, runner: QueryRunner) => Promise<T>,
  { isDue, tries }: { isDue?: (executor: MigrationExecutor) => Promise<boolean>; tries?: number } = {},
): Promise<T> {
  const dataSource = await ownerDataSource(ownerUrl).initialize();
  const runner = dataSource.createQueryRunner();
  const executor = new MigrationExecutor(dataSource, runner);
  executor.transaction = 'none';
  const begin = async (): Promise<void> => {
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  };
  try {
    await begin();
    if (isDue !== undefined && (await isDue(executor))) {
      await runner.rollbackTransaction();
      await takeLocks(ownerUrl, runner, begin, tries);
    }
    const result = await work(executor, runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}
