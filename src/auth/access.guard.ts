import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../database/database.js';
import type { Access } from '../http/access.js';
import { ACCESS } from '../http/endpoint.js';
import { Problem } from '../http/problem.js';
import { RateLimits } from '../http/rate-limits.js';
import { refuseUndeclared } from '../http/undeclared.js';
import { vary } from '../http/vary.js';
import { findCaller, mayCall } from './caller.js';
import { idempotentRequest } from './idempotency.js';
import { RequestContext } from './request-context.js';
import { factsOf, type RequestFacts } from './request-facts.js';
import { Tokens } from './tokens.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Decides who may call a route: token, caller and roles, in the order of rules.md §9 (401, 403, then the body's own
 * faults). Row level security decides the same again beneath it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly tokens: Tokens,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === undefined) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (!isOfTheApi(request)) {
      if (request.bodyFault !== undefined) throw request.bodyFault;
      return true;
    }
    const facts = factsOf(request);
    if (request.headers.authorization === undefined) {
      await this.limits.countAddress(facts.address, reply);
      if (access !== 'public') throw unauthenticated();
      request.requestContext = new RequestContext(this.database, null, facts);
    } else {
      vary(reply.header('cache-control', 'private, no-cache'), 'Authorization');
      request.requestContext = await this.signIn(request, reply, facts, access);
    }
    if (request.bodyFault !== undefined) throw request.bodyFault;
    refuseUndeclared(context, request);
    return true;
  }

  private async signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    facts: RequestFacts,
    access: Access,
  ): Promise<RequestContext> {
    const token = bearerOf(request);
    const userId = token === undefined ? undefined : await this.tokens.subjectOf(token);
    if (userId === undefined) {
      await this.limits.countAddress(facts.address, reply);
      throw unauthenticated();
    }
    request.subject = userId;
    const isWrite = WRITES.has(request.method);
    await this.limits.countUser(userId, isWrite, reply);
    const caller = await this.database.asEngine((tx) => findCaller(tx, userId), { readOnly: true });
    if (caller === undefined) throw unauthenticated();
    if (!mayCall(access, caller)) throw new Problem('FORBIDDEN');
    return new RequestContext(this.database, caller, facts, {
      ifMatch: request.headers['if-match'],
      idempotent: idempotentRequest(request),
    });
  }
}

/** Operations are not under `/v1`: they know no callers and are not limited (api.md "Operations"). */
function isOfTheApi({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/v1/') === true;
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
