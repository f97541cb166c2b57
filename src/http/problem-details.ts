import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { explain } from './sqlstate.js';
import { problemType } from './endpoint.js';
import { Problem, type ProblemName } from './problem.js';
import { allowedMethods } from './routes.js';
import { traceparentOf } from './request-facts.js';

const BY_STATUS: Record<number, ProblemName> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'VALIDATION_FAILED',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'TEMPORARILY_UNAVAILABLE',
};

/** What a thrown value means to the client: a {@link Problem}, whatever threw it. */
export function problemOf(thrown: unknown, request: FastifyRequest): Problem {
  const explained = explain(thrown);
  if (explained instanceof Problem) return explained;
  const status = statusOf(explained);
  if (status === 404) {
    const allowed = allowedMethods(request.server, request.url);
    if (allowed.length > 0) return new Problem('METHOD_NOT_ALLOWED', { headers: { allow: allowed.join(', ') } });
  }
  return new Problem(BY_STATUS[status] ?? 'INTERNAL', { cause: thrown });
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const given = typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof given === 'number' ? given : 500;
}

/** Answers with `application/problem+json` (RFC 9457). Never tells what happened inside. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  if (reply.sent) return;
  const { options } = problem;
  if (problem.status === 500) {
    request.log.error({ reqId: request.id, err: problem.options.cause ?? problem }, 'unexpected failure');
  }
  void reply
    .code(problem.status)
    .headers(options.headers ?? {})
    .type('application/problem+json')
    .send(
      problemBody(problem, {
        instance: request.url.split('?', 1)[0] ?? '',
        requestId: request.id,
        traceparent: traceparentOf(request),
      }),
    );
}

/** The body of a problem's answer; the occurrence says where and in which request. */
export function problemBody(
  { problem, title, status, code, options }: Problem,
  occurrence: { instance: string; requestId: string; traceparent?: string | undefined },
): string {
  return JSON.stringify({
    ...problemType(problem),
    title,
    status,
    detail: options.detail ?? `${title}.`,
    code,
    ...occurrence,
    ...(options.errors === undefined ? {} : { errors: options.errors }),
    ...options.extra,
  });
}
