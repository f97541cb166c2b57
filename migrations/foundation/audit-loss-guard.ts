import type { Steps } from './steps.js';

const LOGS = ['private.schedule_change_log', 'private.service_management_log'];

/**
 * The logs whose rows a revert would lose, one line each. `ALLOW_AUDIT_LOSS=yes` allows to lose them.
 */
export async function auditLosses(steps: Steps): Promise<string[]> {
  // Forced row level security would hide rows from the owner.
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
