import type { DataSource } from 'typeorm';
import type { Query } from '../../migrations/foundation/catalog.js';
import { appliedMigrations, isNewer, reading } from './migrate.js';
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
    const work = async (query: Query): Promise<string[]> => {
      const mark = await schemaMark(query);
      if (mark === this.good) return [];
      const differences = isNewer(await appliedMigrations(query)) ? [] : await schemaDifferences(query);
      if (differences.length === 0) this.good = mark;
      return differences;
    };
    return reading(this.dataSource, work, `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PLAIN_NAMES}`);
  }
}
