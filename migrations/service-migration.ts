import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type Catalog, readCatalog } from './foundation/catalog.js';
import { migratorFaults } from './foundation/migrator-rights.js';
import { nameConflicts, objectsCreatedBy } from './foundation/name-conflicts.js';
import { type Step, Steps } from './foundation/steps.js';

/** One step of the schema: it goes on from the state that the one before it has left. */
export interface ServiceMigration extends MigrationInterface {
  readonly name: string;
  /** Tables that are there before, and that it or its revert changes. They are locked first, for a moment. */
  readonly tables: readonly string[];
}

/** A migration after the foundation: its steps do not depend on the database (CONTRIBUTING.md "Add a migration"). */
export abstract class LaterMigration implements ServiceMigration {
  abstract readonly name: string;
  abstract readonly tables: readonly string[];
  abstract readonly steps: readonly Step[];

  /** @throws {Error} with every conflict; nothing is changed. */
  async up(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner, this.name);
    const faults = this.faultsIn(await readCatalog((sql, values) => steps.query(sql, values)));
    if (faults.length > 0) throw new Error(['The migration cannot go on:', ...faults].join('\n  - '));
    await steps.run(this.steps);
  }

  /**
   * Takes back this migration only.
   *
   * @throws {Error} with everything that stands in the way; nothing is changed.
   */
  async down(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner, this.name);
    const lines = await steps.refusals();
    if (lines.length > 0) throw new Error(['The migration cannot be reverted:', ...lines].join('\n  - '));
    await steps.undoAll();
  }

  /** Names that are taken and rights that are missing, one line each. */
  faultsIn(catalog: Catalog): string[] {
    const created = objectsCreatedBy(this.steps);
    return [...migratorFaults(catalog, created), ...nameConflicts(catalog, created, () => false)];
  }
}
