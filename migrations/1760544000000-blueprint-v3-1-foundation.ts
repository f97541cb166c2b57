import type { MigrationInterface, QueryRunner } from 'typeorm';
import { foundation, survey } from './foundation/foundation.js';
import { auditLosses } from './foundation/audit-loss-guard.js';
import { Steps } from './foundation/steps.js';

/**
 * The schema of the service engine: roles, what it needs of the marketplace where there is none, its six tables, their
 * triggers and policies. Each part stands in `foundation/`.
 */
export class BlueprintV31Foundation1760544000000 implements MigrationInterface {
  name = 'BlueprintV31Foundation1760544000000';

  /**
   * Makes it, on an empty database, beside a marketplace, or over an earlier version.
   *
   * @throws {Error} naming everything that stands in the way; nothing is changed.
   */
  async up(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner);
    const surveyed = await survey((sql, values) => steps.query(sql, values));
    const faults = [...surveyed.faults, ...surveyed.rows];
    if (faults.length > 0) {
      throw new Error(['The migration cannot go on:', ...faults].join('\n  - '));
    }
    await steps.run(foundation(surveyed));
  }

  /**
   * Restores exactly what was there before; the cluster's roles stay.
   *
   * @throws {Error} naming everything that stands in the way; nothing is changed.
   */
  async down(runner: QueryRunner): Promise<void> {
    const steps = new Steps(runner);
    const lines = [...(await auditLosses(steps)), ...(await steps.refusals())];
    if (lines.length > 0) throw new Error(['The migration cannot be taken back:', ...lines].join('\n  - '));
    await steps.takeBack();
  }
}
