import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { PLAIN_NAMES, schemaDifferences, schemaMark } from './fingerprint.js';

/** Compares the schema with that of this release, and remembers a schema that was good, so that asking again is cheap. */
export class SchemaCheck {
  private good: string | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * What differs, one line an object. Where a newer release has migrated, nothing is compared: an older one cannot know
   * that schema, and the two may run side by side (docs/operating.md "Releases side by side").
   */
  async differences(): Promise<string[]> {
    const runner = this.dataSource.createQueryRunner();
    const query = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
      (await runner.query(sql, values)) as Row[];
    try {
      await runner.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PLAIN_NAMES}`);
      const mark = await schemaMark(query);
      if (mark === this.good) return [];
      await runner.query('SET LOCAL ROLE service_engine');
      const applied = await query<{ name: string }>('SELECT name FROM public.service_engine_migrations');
      const isNewer = applied.some(({ name }) => !MIGRATIONS.some((migration) => migration.name === name));
      const differences = isNewer ? [] : await schemaDifferences(query);
      if (differences.length === 0) this.good = mark;
      return differences;
    } finally {
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    }
  }
}
