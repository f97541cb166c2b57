import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import type { Query } from '../../migrations/foundation/catalog.js';
import { MIGRATIONS } from '../../migrations/index.js';
import { ownerDataSource } from './data-source.js';
import { takeLocks } from './locks.js';

/** Any number of processes may migrate at once: they wait for this advisory lock ("KBSE" in ASCII). */
const MIGRATION_LOCK = 0x4b425345;

/**
 * Applies the pending migrations in one transaction, and returns their names.
 *
 * @param options.fourEyes from then on the database enforces it; undefined: as it was, at first on.
 */
export async function migrate(
  ownerUrl: string,
  { fourEyes, ...options }: { fourEyes?: boolean; tries?: number } = {},
): Promise<string[]> {
  const due = async (executor: MigrationExecutor): Promise<string[]> =>
    (await executor.getPendingMigrations()).map(nameOf);
  const work = async (executor: MigrationExecutor, runner: QueryRunner): Promise<string[]> => {
    const applied = await executor.executePendingMigrations();
    if (fourEyes !== undefined) {
      await runner.query('UPDATE private.service_engine_settings SET four_eyes = $1 WHERE four_eyes <> $1', [fourEyes]);
    }
    return applied.map((migration) => migration.name);
  };
  return asOwner(ownerUrl, work, { ...options, due });
}

/** What {@link revert} has done. */
export interface Reverted {
  /** Undefined: no migration was applied. */
  name: string | undefined;
  database: string;
  /** The migrations that are still applied, oldest first. */
  left: string[];
}

/**
 * Reverts the newest migration, and no other. With the oldest one it drops the list of migrations too.
 *
 * @throws {Error} where the newest migration is one that this release does not have.
 */
export async function revert(ownerUrl: string, options: { tries?: number } = {}): Promise<Reverted> {
  const newest = async (executor: MigrationExecutor): Promise<string[]> => {
    const applied = (await executor.getExecutedMigrations()).map(nameOf);
    return applied.slice(0, 1);
  };
  const work = async (executor: MigrationExecutor, runner: QueryRunner): Promise<Reverted> => {
    const [{ database }] = (await runner.query('SELECT current_database() AS database')) as [{ database: string }];
    const [name] = await newest(executor);
    if (name === undefined) {
      await runner.query('DROP TABLE IF EXISTS public.service_engine_migrations');
      return { name, database, left: [] };
    }
    if (!MIGRATIONS.some((migration) => migration.name === name)) {
      throw new Error(`The newest migration is ${name}, which only a newer release can revert; nothing was changed.`);
    }
    await executor.undoLastMigration();
    const left = (await executor.getExecutedMigrations()).map(nameOf).toReversed();
    if (left.length === 0) await runner.query('DROP TABLE public.service_engine_migrations');
    return { name, database, left };
  };
  return asOwner(ownerUrl, work, { ...options, due: newest });
}

/** As whom the service's login reads, which has no rights of its own. */
const AS_ENGINE = 'SET LOCAL ROLE service_engine';

/** Reads in one transaction, which it rolls back. */
export async function reading<T>(
  dataSource: DataSource,
  work: (query: Query) => Promise<T>,
  begin = 'BEGIN READ ONLY',
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(begin);
    return await work(async <Row>(sql: string, values: unknown[] = []) => (await runner.query(sql, values)) as Row[]);
  } finally {
    await runner.query('ROLLBACK').catch(() => undefined);
    await runner.release();
  }
}

/** The migrations that the database has applied, oldest first. The owner asks, or the login of the service. */
export async function appliedMigrations(query: Query): Promise<string[]> {
  const [table] = await query<{ isReadable: boolean | null }>(
    `SELECT has_table_privilege(to_regclass('public.service_engine_migrations'), 'SELECT') AS "isReadable"`,
  );
  if (table === undefined || table.isReadable === null) return [];
  if (!table.isReadable) await query(AS_ENGINE);
  const rows = await query<{ name: string }>('SELECT name FROM public.service_engine_migrations ORDER BY timestamp');
  if (!table.isReadable) await query('RESET ROLE');
  return rows.map(nameOf);
}

/** Whether a newer release has migrated. */
export function isNewer(applied: readonly string[]): boolean {
  return applied.some((one) => !MIGRATIONS.some(({ name }) => name === one));
}

/** The migrations that this release has and the database has not applied, oldest first. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const applied = await reading(dataSource, appliedMigrations);
  return MIGRATIONS.map(nameOf).filter((name) => !applied.includes(name));
}

/** Whether the database enforces four eyes (docs/rules.md "Promotion workflow"); undefined: its row cannot be read. */
export async function enforcesFourEyes(dataSource: DataSource): Promise<boolean | undefined> {
  return reading(dataSource, async (query) => {
    await query(AS_ENGINE);
    const settings = 'SELECT four_eyes AS enforced FROM private.service_engine_settings';
    return (await query<{ enforced: boolean }>(settings))[0]?.enforced;
  });
}

function nameOf(migration: { name: string }): string {
  return migration.name;
}

/**
 * Runs the work as the owner in one transaction, with the list of migrations: a refusal leaves nothing behind.
 *
 * @param options.due the migrations that the work applies or reverts; it takes the locks of their tables first.
 */
export async function asOwner<T>(
  ownerUrl: string,
  work: (executor: MigrationExecutor, runner: QueryRunner) => Promise<T>,
  { due, tries }: { due?: (executor: MigrationExecutor) => Promise<string[]>; tries?: number } = {},
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
    const names = (await due?.(executor)) ?? [];
    if (names.length > 0) {
      await runner.rollbackTransaction();
      const tables = MIGRATIONS.filter(({ name }) => names.includes(name)).flatMap((migration) => migration.tables);
      await takeLocks(ownerUrl, runner, tables, begin, tries);
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
