import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { factsOf } from '../http/request-facts.js';
import { Counter } from 'prom-client';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';
import { UUID } from '../http/uuid.js';
import { replaceProblem } from '../http/problem-details.js';
import type { Problem } from '../http/problem.js';
import { unavailable } from '../http/sqlstate.js';
import { announceCritical, type TargetType } from './record.js';

/** The refusals of one actor that have a row of their own in a minute; one more row counts the others. */
const MOST_A_MINUTE = 60;
/** The number of the refusal of one actor in ten minutes that is critical. */
const CRITICAL = 10;

/** Instances write the refusals of one actor one after the other, because each write counts those before it. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('refusals ' || $1, 0))`;

/** Writes the refusal, or nothing when the actor has too many in this minute. */
const WRITE = `
  WITH recent AS (
    SELECT count(*) AS in_ten_minutes,
           count(*) FILTER (WHERE created_at > clock_timestamp() - interval '1 minute') AS in_a_minute,
           coalesce(bool_or(severity = 'critical'), false) AS has_critical
      FROM private.service_management_log
     WHERE admin_user_id = $1::uuid
       AND action = 'REFUSED'
       AND created_at > clock_timestamp() - interval '10 minutes'
  )
  INSERT INTO private.service_management_log
         (admin_user_id, ip_address, user_agent, request_id, category, action, severity, target_id, target_type, details)
  SELECT $1, $2::inet, $3, $4, 'security', 'REFUSED',
         CASE WHEN in_ten_minutes >= ${CRITICAL - 1} AND NOT has_critical THEN 'critical' ELSE 'warning' END,
         $5::uuid, $6, $7::jsonb
    FROM recent
   WHERE in_a_minute < ${MOST_A_MINUTE}
  RETURNING severity`;

/** Counts a refusal without a row; the number of a minute is written when the minute is over. */
const SUPPRESS = 'SELECT private.suppress_refusal($1)';
const RECORD_SUPPRESSED = 'SELECT actor FROM private.record_suppressed_refusals() AS actor';

const refusals = new Counter({
  name: 'audit_refusals_total',
  help: 'Refusals that the log records or counts, by the code of their answer.',
  labelNames: ['code'],
});

/** Records refusals (docs/rules.md "Audit"). */
@Injectable()
export class Refusals {
  private readonly logger = new Logger(Refusals.name);
  /** The last refusal of each actor that is being written. */
  private readonly writing = new Map<string, Promise<void>>();

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
   * Writes a row for each actor whose refusals of a minute were too many, once that minute is over, with the number of
   * refusals that have no row of their own.
   */
  @Cron(CronExpression.EVERY_5_SECONDS, { waitForCompletion: true })
  async recordSuppressed(): Promise<void> {
    await runJob('record_suppressed_refusals', async () => {
      const rows = await this.database.asEngine((tx) => tx.engine<{ actor: string }>(RECORD_SUPPRESSED));
      for (const { actor } of rows) {
        announceCritical({ action: 'REFUSALS_SUPPRESSED', actorId: actor, targetId: null, requestId: null });
      }
    }).catch(this.database.warning(this.logger, 'Suppressed refusals are not recorded'));
  }

  /**
   * Records a 403, a 404 in its place, or a 401 with a valid signature. The refusals of one actor wait for each other
   * before they take a connection: they run one after the other anyway, and 290 of them would take all connections.
   */
  private record(request: FastifyRequest, problem: Problem): Promise<void> {
    const { subject } = request;
    if (subject === undefined) return Promise.resolve();
    const before = this.writing.get(subject) ?? Promise.resolve();
    const written = before.catch(() => undefined).then(() => this.write(request, problem, subject));
    this.writing.set(subject, written);
    const forget = (): void => {
      if (this.writing.get(subject) === written) this.writing.delete(subject);
    };
    written.then(forget, forget);
    return written;
  }

  /**
   * Writes the row. It takes a connection, so the request must have given its own back. All instances together record 60
   * refusals of an actor in a minute and count the others. The tenth refusal of an actor in ten minutes is critical, once.
   */
  private async write(request: FastifyRequest, problem: Problem, subject: string): Promise<void> {
    const { requestId, address, userAgent } = factsOf(request);
    const { id, type } = targetOf(request);
    refusals.inc({ code: problem.code });
    const details = { code: problem.code, method: request.method, route: request.route?.url ?? null };
    const values = [subject, address, userAgent, requestId, id, type, details];
    await this.database.asEngine(async (tx) => {
      await tx.engine(LOCK, [subject]);
      const [row] = await tx.engine<{ severity: string }>(WRITE, values);
      if (row === undefined) await tx.engine(SUPPRESS, [subject]);
      if (row?.severity !== 'critical') return;
      tx.onCommit(() => announceCritical({ action: 'REFUSED', actorId: subject, targetId: id, requestId }));
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
  [/\/webhooks/, 'webhook'],
];

function targetOf(request: FastifyRequest): { id: string | null; type: TargetType | null } {
  const route = request.route?.url ?? '';
  const { id } = request.params as { id?: string };
  return {
    id: id !== undefined && UUID.test(id) ? id : null,
    type: TARGETS.find(([pattern]) => pattern.test(route))?.[1] ?? null,
  };
}
