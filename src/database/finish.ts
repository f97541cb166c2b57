import { FOUNDATION } from '../../migrations/index.js';
import { asOwner } from './migrate.js';

const ASIDE = 'service_engine_earlier';

/**
 * Ends an adoption: removes what was put aside for a revert, with the data of accounts that are deleted by now. From then
 * on there is no way back (docs/database.md "Moving into a living marketplace").
 *
 * @returns what was removed, one line each.
 * @throws {Error} where the migrations are not applied, or the adoption is finished already.
 */
export async function finishAdoption(ownerUrl: string): Promise<string[]> {
  return asOwner(ownerUrl, async (executor, runner) => {
    const applied = await executor.getExecutedMigrations();
    if (!applied.some(({ name }) => name === FOUNDATION.name))
      throw new Error('There is nothing to finish: run npm run migrate first.');
    const [kept] = (await runner.query(
      'SELECT count(*)::int AS count FROM private.service_engine_undo WHERE migration = $1',
      [FOUNDATION.name],
    )) as { count: number }[];
    if (kept === undefined || kept.count === 0) throw new Error('The adoption is finished already.');
    const tables = (await runner.query(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_catalog.pg_tables WHERE schemaname = $1 ORDER BY 1`,
      [ASIDE],
    )) as { name: string }[];
    const lines: string[] = [];
    for (const { name } of tables) {
      const [rows] = (await runner.query(`SELECT count(*)::int AS count FROM ${name}`)) as { count: number }[];
      lines.push(`table ${name} with ${rows?.count ?? 0} rows`);
    }
    await runner.query(`DROP SCHEMA IF EXISTS ${ASIDE} CASCADE`);
    await runner.query('DELETE FROM private.service_engine_undo WHERE migration = $1', [FOUNDATION.name]);
    return [...lines, `${kept.count} statements that a revert would have run`];
  });
}
