import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import { Database } from '../database/database.js';
import { isOfTheApi, policyOf, type RoutePolicy } from '../http/endpoint.js';
import { readParameters, refuseUnusedParameters } from '../http/parameters.js';
import { Problem } from '../http/problem.js';
import { RateLimits } from '../http/rate-limits.js';
import { vary } from '../http/reply.js';
import { factsOf, type RequestFacts } from '../http/request-facts.js';
import { findCaller, mayCall } from './caller.js';
import { idempotentRequest } from './idempotency.js';
import { RequestContext } from './request-context.js';
import { Tokens } from './tokens.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Decides who may call a route, from the head of the request: limit, token, caller and roles, before the body is read
 * (docs/rules.md "Order of deciding"). Row level security decides about the caller again beneath it.
 */
@Injectable()
export class Admission {
  constructor(
    private readonly database: Database,
    private readonly tokens: Tokens,
    private readonly limits: RateLimits,
  ) {}

  /** Admits the requests of every route of the API. It comes after CORS, so that pages can read a refusal. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      const policy = route.config?.policy;
      if (policy === undefined || !isOfTheApi(policy.route)) return;
      const admit: preParsingHookHandler = (request, reply, _payload, proceed) => {
        try {
          const admitted = this.admit(policy, request, reply);
          if (admitted === undefined) proceed();
          else admitted.then(() => proceed(), proceed);
        } catch (error) {
          proceed(error as Error);
        }
      };
      route.preParsing = [...[route.preParsing ?? []].flat(), admit];
    });
  }

  private admit(policy: RoutePolicy, request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const facts = factsOf(request);
    if (request.headers.authorization === undefined) {
      this.limits.countAddress(facts.address, policy.points, reply);
      if (policy.access !== 'public') throw unauthenticated();
      request.requestContext = new RequestContext(this.database, null, facts);
      return undefined;
    }
    vary(reply.header('cache-control', 'private, no-cache'), 'Authorization');
    return this.signIn(policy, facts, request, reply);
  }

  private async signIn(
    { access, points, keepsAnswer }: RoutePolicy,
    facts: RequestFacts,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const startedAt = Date.now();
    const token = bearerOf(request);
    const userId = token === undefined ? undefined : await this.tokens.subjectOf(token);
    if (userId === undefined) {
      this.limits.countAddress(facts.address, points, reply);
      throw unauthenticated();
    }
    request.subject = userId;
    this.limits.countUser(userId, { points, isWrite: WRITES.has(request.method) }, reply);
    const caller = await this.database.asEngine((tx) => findCaller(tx, userId), { readOnly: true });
    if (caller === undefined) throw unauthenticated();
    if (!mayCall(access, caller)) throw new Problem('FORBIDDEN');
    const ifMatch = request.headers['if-match'];
    const demands = { ifMatch, idempotent: () => (keepsAnswer ? idempotentRequest(request) : undefined) };
    request.requestContext = new RequestContext(this.database, caller, facts, demands, startedAt);
  }
}

/** Validates what was sent, once {@link Admission} has let the request in; a route without a policy is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  /** @throws {Problem} 400, 413 or 415 for what the handler cannot use. */
  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const policy = policyOf(handler);
    const request = context.getArgByIndex<FastifyRequest>(0);
    if (policy === undefined) throw new Problem('FORBIDDEN');
    const ofTheApi = isOfTheApi(policy.route);
    if (ofTheApi && request.requestContext === undefined) throw new Problem('FORBIDDEN');
    if (request.bodyFault !== undefined) throw request.bodyFault;
    if (ofTheApi) refuseUnusedParameters(handler, request);
    readParameters(handler, request);
    return true;
  }
}

function unauthenticated(): Problem {
  return new Problem('UNAUTHENTICATED', { headers: { 'www-authenticate': 'Bearer' } });
}

/** The token, unless the header is missing, of another scheme or given more than once. */
function bearerOf(request: FastifyRequest): string | undefined {
  const given = request.raw.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization',
  );
  if (given.length !== 1) return undefined;
  return /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
