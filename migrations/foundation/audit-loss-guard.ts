import type { Steps } from './steps.js';

const LOGS = ['private.schedule_change_log', 'private.service_management_log'];

/**
 * Refuses a revert while a log holds rows, unless `ALLOW_AUDIT_LOSS=yes` allows to lose them.
 *
 * @throws {Error} with the name of the log; nothing is changed.
 */
export async function refuseAuditLoss(steps: Steps): Promise<void> {
  // Forced row level security would hide rows from the owner.
  await steps.run(LOGS.map((log) => ({ sql: `ALTER TABLE ${log} NO FORCE ROW LEVEL SECURITY` })));
  if (process.env['ALLOW_AUDIT_LOSS'] === 'yes') return;
  for (const log of LOGS) {
    const [row] = await steps.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${log}) AS filled`);
    if (row?.filled === true) {
      throw new Error(`${log} holds rows, which a revert would lose; set ALLOW_AUDIT_LOSS=yes to lose them`);
    }
  }
}
