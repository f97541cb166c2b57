import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, sendProblem } from '../http/problem-details.js';
import { Refusals } from './refusals.js';

/**
 * Answers every failure; a refusal is on record before its answer leaves (rules.md §8 Audit), and one that cannot be
 * recorded is answered with what prevents it.
 */
@Catch()
export class ProblemsFilter implements ExceptionFilter {
  constructor(private readonly refusals: Refusals) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    await request.call?.close();
    const problem = problemOf(thrown, request);
    const unrecorded = await this.refusals.record(request, problem).then(
      () => undefined,
      (error: unknown) => problemOf(error, request),
    );
    sendProblem(request, reply, unrecorded ?? problem);
  }
}
