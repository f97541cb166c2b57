import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { Problem, problemType, type ProblemName } from './problem.js';
import { traceparentOf } from './request-facts.js';
import { allowedMethods } from './routes.js';
import { originHeaders, SECURITY_HEADERS } from './security-headers.js';
import { explain } from './sqlstate.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The problem that the request is answered with. */
    problem?: Problem;
  }
}

/** Answers every failure with a problem. */
@Catch()
export class ProblemsFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(request, http.getResponse<FastifyReply>(), problemOf(thrown, request));
  }
}

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

/** What a thrown value means to the client. */
function problemOf(thrown: unknown, request: FastifyRequest): Problem {
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
  return (thrown as Partial<FastifyError> | null | undefined)?.statusCode ?? 500;
}

/** Answers with `application/problem+json` (RFC 9457). Never says what happened inside. */
function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  if (reply.sent) return;
  void reply.send(problemAnswer(request, reply, problem));
}

/** Characters of a path that a problem repeats: its answer stays below 20 kB. */
const LONGEST_INSTANCE = 1_000;

/** Gives a reply the status and headers of a problem; returns the body. */
function problemAnswer(request: FastifyRequest, reply: FastifyReply, problem: Problem): string {
  if (problem.status === 500) {
    request.log.error({ reqId: request.id, err: problem.options.cause ?? problem }, 'unexpected failure');
  }
  request.problem = problem;
  reply
    .code(problem.status)
    .headers(problem.options.headers ?? {})
    .type('application/problem+json');
  return problemBody(problem, {
    instance: (request.url.split('?', 1)[0] ?? '').slice(0, LONGEST_INSTANCE),
    requestId: request.id,
    traceparent: traceparentOf(request),
  });
}

/** Answers with another problem than the one already chosen; for hooks that run before an answer leaves. */
export function replaceProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): string {
  for (const name of Object.keys(request.problem?.options.headers ?? {})) reply.removeHeader(name);
  return problemAnswer(request, reply, problem);
}

/** The body of a problem's answer; the occurrence says where and in which request. */
function problemBody(
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
    ...(options.errors === undefined
      ? {}
      : { errors: options.errors, errorsTotal: options.errorsTotal ?? options.errors.length }),
    ...options.extra,
  });
}

const REASONS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The head of the request is too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time',
};

/** Answers bytes that are no HTTP request: 400 `VALIDATION_FAILED`, and the connection is closed. */
export function answerNonHttp({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const problem = new Problem('VALIDATION_FAILED', { detail: REASONS[code] ?? 'The request is not HTTP' });
  const body = problemBody(problem, { instance: '/', requestId });
  const headers = {
    ...SECURITY_HEADERS,
    'x-request-id': requestId,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(['HTTP/1.1 400 Bad Request', ...head, '', body].join('\r\n'));
}

/** Answers a path that cannot be decoded; Fastify runs no hook for it. */
export function answerUndecodablePath(
  origins: readonly string[],
): (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, ...originHeaders(origins, request), 'x-request-id': request.id });
    sendProblem(request, reply, problemOf(error, request));
  };
}
