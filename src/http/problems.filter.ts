import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { unavailable } from './sqlstate.js';
import { problemOf, sendProblem } from './problem-details.js';
import type { Problem } from './problem.js';
import { Refusals } from '../audit/refusals.js';

/** Answers every failure; a refusal is on record before its answer leaves (rules.md §8 Audit). */
@Catch()
export class ProblemsFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemsFilter.name);

  constructor(private readonly refusals: Refusals) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(thrown, request);
    sendProblem(request, reply, await this.recorded(request, problem));
  }

  /** The problem once it is on record; 503 where it cannot be: nobody is refused anything unseen. */
  private async recorded(request: FastifyRequest, problem: Problem): Promise<Problem> {
    try {
      await this.refusals.record(request, problem);
      return problem;
    } catch (error) {
      this.logger.error(`The refusal of request ${request.id} is not on record: ${String(error)}`);
      return unavailable(error);
    }
  }
}
