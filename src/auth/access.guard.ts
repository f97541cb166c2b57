import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../database/database.js';
import { policyOf, type Access } from '../http/endpoint.js';
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
 * Decides who may call a route: token, caller and roles; then validates what was sent, so that 401 and 403 come before
 * 400 (docs/rules.md "Order of deciding"). Row level security decides about the caller again beneath it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly database: Database,
    private readonly tokens: Tokens,
    private readonly limits: RateLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler();
    const policy = policyOf(handler);
    if (policy === undefined) throw new Problem('FORBIDDEN');
    const request = context.getArgByIndex<FastifyRequest>(0);
    if (!isOfTheApi(policy.route)) return accept(request, handler);
    const reply = context.getArgByIndex<FastifyReply>(1);
    const facts = factsOf(request);
    if (request.headers.authorization === undefined) {
      this.limits.countAddress(facts.address, reply);
      if (policy.access !== 'public') throw unauthenticated();
      request.requestContext = new RequestContext(this.database, null, facts);
      return acceptOfTheApi(request, handler);
    }
    vary(reply.header('cache-control', 'private, no-cache'), 'Authorization');
    return this.signIn(request, reply, facts, policy.access).then((signedIn) => {
      request.requestContext = signedIn;
      return acceptOfTheApi(request, handler);
    });
  }

  private async signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    facts: RequestFacts,
    access: Access,
  ): Promise<RequestContext> {
    const startedAt = Date.now();
    const token = bearerOf(request);
    const userId = token === undefined ? undefined : await this.tokens.subjectOf(token);
    if (userId === undefined) {
      this.limits.countAddress(facts.address, reply);
      throw unauthenticated();
    }
    request.subject = userId;
    const isWrite = WRITES.has(request.method);
    this.limits.countUser(userId, isWrite, reply);
    const caller = await this.database.asEngine((tx) => findCaller(tx, userId), { readOnly: true });
    if (caller === undefined) throw unauthenticated();
    if (!mayCall(access, caller)) throw new Problem('FORBIDDEN');
    const demands = { ifMatch: request.headers['if-match'], idempotent: idempotentRequest(request) };
    return new RequestContext(this.database, caller, facts, demands, startedAt);
  }
}

/** Operations are not under `/v1`: they know no callers and are not limited (docs/api.md "Operations"). */
function isOfTheApi(route: string): boolean {
  return route.includes(' /v1/');
}

/** @throws {Problem} 400, 413 or 415 for what the handler cannot use. */
function accept(request: FastifyRequest, handler: object): true {
  if (request.bodyFault !== undefined) throw request.bodyFault;
  readParameters(handler, request);
  return true;
}

function acceptOfTheApi(request: FastifyRequest, handler: object): true {
  if (request.bodyFault === undefined) refuseUnusedParameters(handler, request);
  return accept(request, handler);
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
