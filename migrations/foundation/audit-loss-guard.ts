import type { Steps } from './steps.js';

const LOGS = ['private.schedule_change_log', 'private.service_management_log'];

/**
 * A log is not thrown away by accident: while one holds rows, `ALLOW_AUDIT_LOSS=yes` must say that it may be.
 *
 * @throws {Error} naming the log; nothing is changed.
 */
export async function refuseAuditLoss(steps: Steps): Promise<void> {
  // The owner counts every row only where row level security does not hold it.
  await steps.run(LOGS.map((log) => ({ sql: `ALTER TABLE ${log} NO FORCE ROW LEVEL SECURITY` })));
  if (process.env['ALLOW_AUDIT_LOSS'] === 'yes') return;
  for (const log of LOGS) {
    const [row] = await steps.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${log}) AS filled`);
    if (row?.filled === true) {
      throw new Error(`${log} holds rows, which a revert would lose; set ALLOW_AUDIT_LOSS=yes to lose them`);
    }
  }
}
