import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemBody, problemOf, sendProblem } from './problem-details.js';
import { Problem } from './problem.js';
import { SECURITY_HEADERS } from './security-headers.js';

const REASONS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The head of the request is too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time',
};

/** Answers bytes that are no HTTP request: 400 `VALIDATION_FAILED`, and the connection is closed. */
export function answerMalformed({ code }: ConnectionError, socket: Socket): void {
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

/** Answers a path that cannot be decoded; no hook has seen the request. */
export function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
  sendProblem(request, reply, problemOf(error, request));
}
