import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { factsOf } from '../auth/request-facts.js';
import { Database } from '../database/database.js';
import type { Problem } from '../http/problem.js';
import { announceCritical, type TargetType } from './record.js';

/** Refusals of one actor that are written in a minute; of more, one row a minute tells. */
const MOST_A_MINUTE = 60;
/** The refusal of one actor in ten minutes that is critical. */
const CRITICAL = 10;

/** Refusals of one actor are written one after the other, whichever instance refuses, so that they count each other. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('refusals ' || $1, 0))`;

/** No row: neither this refusal nor that some are suppressed has to be written any more. */
const WRITE = `
  WITH recent AS (
    SELECT count(*) FILTER (WHERE action = 'REFUSED') AS in_ten_minutes,
           count(*) FILTER (WHERE action = 'REFUSED' AND created_at > now() - interval '1 minute') AS in_a_minute,
           coalesce(bool_or(action = 'REFUSED' AND severity = 'critical'), false) AS is_announced,
           coalesce(bool_or(action = 'REFUSALS_SUPPRESSED' AND created_at > now() - interval '1 minute'), false) AS is_told
      FROM private.service_management_log
     WHERE admin_user_id = $1::uuid AND created_at > now() - interval '10 minutes'
  )
  INSERT INTO private.service_management_log
         (admin_user_id, ip_address, user_agent, request_id, category, action, severity, target_id, target_type, details)
  SELECT $1, $2::inet, $3, $4, 'security', refusal.*
    FROM recent,
 LATERAL (SELECT 'REFUSED',
                 CASE WHEN in_ten_minutes >= ${CRITICAL - 1} AND NOT is_announced THEN 'critical' ELSE 'warning' END,
                 $5::uuid, $6, $7::jsonb
           WHERE in_a_minute < ${MOST_A_MINUTE}
           UNION ALL
          SELECT 'REFUSALS_SUPPRESSED', 'critical', NULL, NULL, jsonb_build_object('count', in_a_minute + 1)
           WHERE in_a_minute >= ${MOST_A_MINUTE} AND NOT is_told) AS refusal
  RETURNING action, severity`;

/** Writes what was refused, to whom (rules.md §8 Audit). */
@Injectable()
export class Refusals {
  constructor(private readonly database: Database) {}

  /**
   * Records a 403, a 404 in its place, or a 401 whose signature is good. It takes a connection of its own, so the
   * request must hold none any more. At most 60 a minute an actor over all instances: the next one leaves a critical row
   * with the count, one a minute. The tenth of one actor in ten minutes is critical, once.
   */
  async record(request: FastifyRequest, problem: Problem): Promise<void> {
    const { subject } = request;
    if (subject === undefined || !isRefusal(problem)) return;
    const { requestId, address, userAgent } = factsOf(request);
    const { id, type } = targetOf(request);
    const route = request.routeOptions.url ?? null;
    const details = { code: problem.code, method: request.method, route };
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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What kind of thing a route is about, the more special ones first. */
const TARGETS: [route: RegExp, type: TargetType][] = [
  [/override-budget/, 'override_budget'],
  [/overrides|\/me\/(availability|time-off)/, 'schedule_override'],
  [/schedule/, 'stylist_schedule'],
  [/\/promotions/, 'stylist_promotion'],
  [/\/audit\//, 'audit_log'],
];

function targetOf(request: FastifyRequest): { id: string | null; type: TargetType | null } {
  const route = request.routeOptions.url ?? '';
  const { id } = request.params as { id?: string };
  return {
    id: id !== undefined && UUID.test(id) ? id : null,
    type: TARGETS.find(([pattern]) => pattern.test(route))?.[1] ?? null,
  };
}
