import type { QueryRunner } from 'typeorm';
import { foundationSteps, inspect } from './foundation/foundation.js';
import { auditLosses } from './foundation/audit-loss-guard.js';
import { ADOPTED_TABLES } from './foundation/adopted-tables.js';
import { HOST_TABLES } from './foundation/host-check.js';
import { Steps } from './foundation/steps.js';
import type { ServiceMigration } from './service-migration.js';

const SIX = Object.keys(ADOPTED_TABLES);

/** Tables of a host, those of an earlier version, and where the migration has put these aside. */
const TABLES = [
  ...Object.keys(HOST_TABLES).filter((name) => name.startsWith('public.')),
  ...SIX,
  ...SIX.map((name) => `service_engine_earlier.${name.split('.')[1] ?? ''}`),
];

/**
 * The schema of the service engine: roles, the marketplace's tables where there are none, the six tables with their
 * triggers and policies. Each part is a file of `foundation/`.
 */
export class BlueprintV31Foundation1760544000000 implements ServiceMigration {
  readonly name = 'BlueprintV31Foundation1760544000000';
  readonly tables = TABLES;

  /**
   * Creates the schema on an empty database, beside a marketplace, or over an earlier version.
   *
   * @throws {Error} with every conflict; nothing is changed.
   */
  async up(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner, this.name);
    const inspection = await inspect((sql, values) => steps.query(sql, values));
    const faults = [...inspection.faults, ...inspection.dataConflicts];
    if (faults.length > 0) {
      throw new Error(['The migration cannot go on:', ...faults].join('\n  - '));
    }
    await steps.run(foundationSteps(inspection));
  }

  /**
   * Restores the state before {@link up}. The roles of the server stay.
   *
   * @throws {Error} with everything that stands in the way; nothing is changed.
   */
  async down(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner, this.name);
    const lines = [...(await auditLosses(steps)), ...(await steps.refusals())];
    if (lines.length > 0) throw new Error(['The migration cannot be reverted:', ...lines].join('\n  - '));
    await steps.undoAll();
  }
}
