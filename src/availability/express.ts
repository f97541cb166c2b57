import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { factsOf } from '../auth/request-facts.js';
import { problemOf, sendProblem } from '../http/problem-details.js';
import { RateLimits } from '../http/rate-limits.js';
import { Answers } from './answers.js';
import { bypassesMemory } from './availability.js';
import { AvailabilityQuery } from './availability-query.dto.js';

const SLOTS = '/v1/availability';
const MONTH = '/v1/availability/days';

/**
 * Answers who asks for slots without a token before the framework's router is entered: guard, parameters and pipes there
 * take as long as all the rest of such a request. It decides as they do, and leaves to them whatever is out of the ordinary.
 */
@Injectable()
export class Express implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly limits: RateLimits,
    private readonly answers: Answers,
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
      const manner = { isMonth: request.routeOptions.url === MONTH, bypassMemory: bypassesMemory(request) };
      const read = (): AvailabilityQuery => AvailabilityQuery.read(request.query as Record<string, unknown>);
      void reply.send(await this.answers.reply(request.url, manner, read));
    } catch (error) {
      sendProblem(request, reply, problemOf(error, request));
    }
  }
}

function isOrdinary({ routeOptions, method, headers, body, bodyFault }: FastifyRequest): boolean {
  return (
    (routeOptions.url === SLOTS || routeOptions.url === MONTH) &&
    method === 'GET' &&
    headers.authorization === undefined &&
    body === undefined &&
    bodyFault === undefined
  );
}
