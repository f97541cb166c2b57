import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { factsOf } from '../auth/request-facts.js';
import { Database } from '../database/database.js';
import type { Problem } from '../http/problem.js';

/** Writes what was refused, to whom (rules.md §8 Audit). */
@Injectable()
export class Refusals {
  constructor(private readonly database: Database) {}

  /** Records a 403, a 404 in its place, or a 401 whose signature is good; on a connection of its own. */
  async record(request: FastifyRequest, problem: Problem): Promise<void> {
    const actor = request.subject;
    const isRefusal = problem.status === 403 || problem.status === 401 || problem.options.refusal === true;
    if (!isRefusal || actor === undefined) return;
    const { address, userAgent, requestId } = factsOf(request);
    await this.database.asEngine((tx) =>
      tx.engine(
        `INSERT INTO private.service_management_log
                (admin_user_id, action, severity, category, details, ip_address, user_agent, request_id)
         VALUES ($1, 'REFUSED', 'warning', 'security', $2, $3, $4, $5)`,
        [
          actor,
          { code: problem.code, method: request.method, route: request.routeOptions.url ?? null },
          address,
          userAgent,
          requestId,
        ],
      ),
    );
  }
}
