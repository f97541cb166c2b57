import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { factsOf } from '../auth/request-facts.js';
import { problemOf, sendProblem } from '../http/problem-details.js';
import { RateLimits } from '../http/rate-limits.js';
import { availability, bypassesMemory } from './availability.js';
import { AvailabilityQuery } from './availability-query.dto.js';
import { Days } from './days.js';

const ROUTE = '/v1/availability';

/**
 * Answers who asks for slots without a token before the framework's router is entered: guard, parameters and pipes there
 * take as long as all the rest of such a request. It decides as they do, and leaves to them whatever is out of the ordinary.
 */
@Injectable()
export class Express implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly limits: RateLimits,
    private readonly days: Days,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('preHandler', (request, reply, done) => {
      if (isOrdinary(request)) void this.answer(request, reply);
      else done();
    });
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      await this.limits.countAddress(factsOf(request).address, reply);
      const query = AvailabilityQuery.read(request.query as Record<string, unknown>);
      const options = { isMonth: false, isPrivate: false, bypassMemory: bypassesMemory(request) };
      void reply.send(await availability(this.days, query, options));
    } catch (error) {
      sendProblem(request, reply, problemOf(error, request));
    }
  }
}

function isOrdinary({ routeOptions, method, headers, body, bodyFault }: FastifyRequest): boolean {
  return (
    routeOptions.url === ROUTE &&
    method === 'GET' &&
    headers.authorization === undefined &&
    body === undefined &&
    bodyFault === undefined
  );
}
