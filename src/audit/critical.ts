import { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';

const logger = new Logger('Audit');

const events = new Counter({
  name: 'audit_critical_events_total',
  help: 'Critical rows of the service management log.',
  labelNames: ['action'],
});
for (const action of ['REVOKE_PROMOTION', 'REFUSED', 'REFUSALS_SUPPRESSED']) events.inc({ action }, 0);

/** A critical row that is on record. */
export interface CriticalEvent {
  action: string;
  actorId: string;
  targetId: string | null;
  requestId: string;
}

/** Tells operators: a line at error level and a counter. No address, no agent, no details: those stay in the log. */
export function announceCritical({ action, actorId, targetId, requestId }: CriticalEvent): void {
  events.inc({ action });
  const target = targetId === null ? '' : ` on ${targetId}`;
  logger.error(`Critical: ${action} by ${actorId}${target} (request ${requestId})`);
}
