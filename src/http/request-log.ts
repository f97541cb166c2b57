import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { destination, pino, type Logger } from 'pino';
import { VERSION } from './version.js';
import { traceparentOf } from './request-facts.js';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
const QUIET = /^\/(health|metrics|docs)/;

/** Fields of every line. */
export const BASE = { service: 'kb-stylish-service-engine', version: VERSION, pid: process.pid };

/**
 * JSON lines on standard output: no bodies, no tokens, no query strings. They are written at least once a second and at
 * the end, in pieces of whole lines that a pipe takes at once, so that processes which share a pipe do not mix lines.
 */
export function serverLogger(level: string): Logger {
  const out = destination({ fd: 1, sync: false, minLength: 2_048, maxWrite: 4_096, periodicFlush: 1_000 });
  return pino({ level, base: BASE, timestamp: pino.stdTimeFunctions.isoTime }, out);
}

/** The request id that the client sent if it is well formed, else a new one. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Sends the id of the request with every answer, and writes one line for every request. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.route?.url ?? 'unknown';
    const level = QUIET.test(route) ? 'debug' : 'info';
    if (!logger.isLevelEnabled(level)) return done();
    logger[level](
      {
        reqId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        cache: reply.getHeader('cache-status'),
        caller: request.subject,
        traceparent: traceparentOf(request),
        traceId: request.traceId ?? traceparentOf(request)?.split('-')[1],
      },
      'request',
    );
    done();
  });
}

/** Nest's own messages in the same log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  /** An object is an event with fields, which operators read; a text is chatter. */
  log(message: unknown, context?: string): void {
    if (typeof message !== 'object' || message === null) return this.logger.debug({ context }, String(message));
    const { message: text, ...fields } = message as { message?: string };
    this.logger.info({ context, ...fields }, text);
  }

  error(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof message === 'object' && message !== null && 'message' in message && !(message instanceof Error)) {
      const { message: text, ...fields } = message as { message: string };
      return this.logger.error({ context, ...fields }, text);
    }
    this.logger.error({ context, stack: rest.length > 1 ? rest[0] : undefined }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
}
