import type { Steps } from './steps.js';

const LOGS = ['private.schedule_change_log', 'private.service_management_log'];

/**
 * A log is not thrown away by accident: while one holds rows, `ALLOW_AUDIT_LOSS=yes` must say that it may be.
 *
 * @returns one line a log that holds rows.
 */
export async function auditLosses(steps: Steps): Promise<string[]> {
  // The owner counts every row only where row level security does not hold it.
  await steps.run(LOGS.map((log) => ({ sql: `ALTER TABLE ${log} NO FORCE ROW LEVEL SECURITY` })));
  if (process.env['ALLOW_AUDIT_LOSS'] === 'yes') return [];
  const lines: string[] = [];
  for (const log of LOGS) {
    const [row] = await steps.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${log}) AS filled`);
    if (row?.filled === true) {
      lines.push(`${log} holds rows, which a revert would lose; set ALLOW_AUDIT_LOSS=yes to lose them`);
    }
  }
  return lines;
}
