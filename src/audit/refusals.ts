import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { factsOf } from '../http/request-facts.js';
import { Database } from '../database/database.js';
import { UUID } from '../http/fields.js';
import { replaceProblem } from '../http/problem-details.js';
import type { Problem } from '../http/problem.js';
import { unavailable } from '../http/sqlstate.js';
import { announceCritical, type TargetType } from './record.js';

/** The refusals of one actor that are recorded in a minute; one more row counts the others. */
const MOST_A_MINUTE = 60;
/** The number of the refusal of one actor in ten minutes that is critical. */
const CRITICAL = 10;

/** Instances write the refusals of one actor one after the other, because each write counts those before it. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('refusals ' || $1, 0))`;

/** Writes the refusal, or the row that says that refusals are suppressed, or nothing when that row is already there. */
const WRITE = `
  WITH recent AS (
    SELECT count(*) FILTER (WHERE action = 'REFUSED') AS in_ten_minutes,
           count(*) FILTER (WHERE action = 'REFUSED' AND created_at > now() - interval '1 minute') AS in_a_minute,
           coalesce(bool_or(action = 'REFUSED' AND severity = 'critical'), false) AS has_critical,
           coalesce(bool_or(action = 'REFUSALS_SUPPRESSED' AND created_at > now() - interval '1 minute'), false) AS has_suppressed
      FROM private.service_management_log
     WHERE admin_user_id = $1::uuid AND created_at > now() - interval '10 minutes'
  )
  INSERT INTO private.service_management_log
         (admin_user_id, ip_address, user_agent, request_id, category, action, severity, target_id, target_type, details)
  SELECT $1, $2::inet, $3, $4, 'security', refusal.*
    FROM recent,
 LATERAL (SELECT 'REFUSED',
                 CASE WHEN in_ten_minutes >= ${CRITICAL - 1} AND NOT has_critical THEN 'critical' ELSE 'warning' END,
                 $5::uuid, $6, $7::jsonb
           WHERE in_a_minute < ${MOST_A_MINUTE}
           UNION ALL
          SELECT 'REFUSALS_SUPPRESSED', 'critical', NULL, NULL, jsonb_build_object('count', in_a_minute + 1)
           WHERE in_a_minute >= ${MOST_A_MINUTE} AND NOT has_suppressed) AS refusal
  RETURNING action, severity`;

/** Records refusals (docs/rules.md "Audit"). */
@Injectable()
export class Refusals {
  private readonly logger = new Logger(Refusals.name);

  constructor(private readonly database: Database) {}

  /** Records each refusal before its answer leaves. A refusal that cannot be recorded is answered with 503. */
  recordAll(fastify: FastifyInstance): void {
    fastify.addHook('onSend', (request, reply, payload, proceed) => {
      const { problem } = request;
      if (problem === undefined || !isRefusal(problem)) return proceed(null, payload);
      this.record(request, problem).then(
        () => proceed(null, payload),
        (error: unknown) => {
          this.logger.error(`The refusal of request ${request.id} is not on record: ${String(error)}`);
          proceed(null, replaceProblem(request, reply, unavailable(error)));
        },
      );
    });
  }

  /**
   * Records a 403, a 404 in its place, or a 401 with a valid signature. It takes a connection, so the request must have
   * given its own back. All instances together record 60 refusals of an actor in a minute; the next one leaves one critical
   * row with the count. The tenth refusal of an actor in ten minutes is critical, once.
   */
  private async record(request: FastifyRequest, problem: Problem): Promise<void> {
    const { subject } = request;
    if (subject === undefined) return;
    const { requestId, address, userAgent } = factsOf(request);
    const { id, type } = targetOf(request);
    const details = { code: problem.code, method: request.method, route: request.route?.url ?? null };
    await this.database.asEngine(async (tx) => {
      await tx.engine(LOCK, [subject]);
      const [row] = await tx.engine<{ action: string; severity: string }>(WRITE, [
        subject,
        address,
        userAgent,
        requestId,
        id,
        type,
        details,
      ]);
      if (row?.severity !== 'critical') return;
      const { action } = row;
      tx.onCommit(() => announceCritical({ action, actorId: subject, targetId: id, requestId }));
    });
  }
}

function isRefusal({ status, options }: Problem): boolean {
  return status === 403 || status === 401 || options.refusal === true;
}

/** The type of a route's target; the first pattern that matches counts. */
const TARGETS: [route: RegExp, type: TargetType][] = [
  [/override-budget/, 'override_budget'],
  [/overrides|\/me\/(availability|time-off)/, 'schedule_override'],
  [/schedule/, 'stylist_schedule'],
  [/\/promotions/, 'stylist_promotion'],
  [/\/audit\//, 'audit_log'],
];

function targetOf(request: FastifyRequest): { id: string | null; type: TargetType | null } {
  const route = request.route?.url ?? '';
  const { id } = request.params as { id?: string };
  return {
    id: id !== undefined && UUID.test(id) ? id : null,
    type: TARGETS.find(([pattern]) => pattern.test(route))?.[1] ?? null,
  };
}
