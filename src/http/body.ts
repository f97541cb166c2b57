import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Bytes a body may have (docs/api.md "Limits"). */
export const BODY_LIMIT = 100_000;

/** Bytes of a longer body that are read and dropped, so that its sender reads the answer; then the connection is cut. */
const DISCARDED_AT_MOST = 50_000_000;
const UNREADABLE = 'application/octet-stream';
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;
const UTF8 = /^charset\s*=\s*("utf-8"|utf-8)$/;

/**
 * Reads bodies. A fault of a body is kept on the request and the access guard throws it, so that 401 and 403 come first
 * (docs/rules.md "Order of deciding").
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRequest', ({ raw }, _reply, done) => {
    // Fastify would refuse a malformed type before the guard answers 401 or 403; the guard refuses this one.
    const type = raw.headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) raw.headers['content-type'] = UNREADABLE;
    done();
  });
  fastify.addContentTypeParser('*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (request, payload, done) => {
    const chunks: Buffer[] = [];
    let size = 0;
    payload.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else if (size > DISCARDED_AT_MOST) payload.destroy(new Problem('PAYLOAD_TOO_LARGE'));
    });
    payload.once('error', (error) => done(error));
    payload.once('end', () => {
      const raw = Buffer.concat(chunks);
      request.rawBody = raw;
      done(null, size > BODY_LIMIT ? fault(request, new Problem('PAYLOAD_TOO_LARGE')) : parse(request, raw));
    });
  });
}

function parse(request: FastifyRequest, raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const isUtf8 = parameters.every((one) => !one.startsWith('charset') || UTF8.test(one));
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (type !== 'application/json' || !isUtf8 || encoding !== 'identity') {
    return fault(request, new Problem('UNSUPPORTED_MEDIA_TYPE'));
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    const errors = [{ path: '', code: 'INVALID_JSON', message: 'is not JSON in UTF-8' }];
    return fault(request, new Problem('VALIDATION_FAILED', { detail: 'The body is not JSON in UTF-8', errors }));
  }
}

function fault(request: FastifyRequest, problem: Problem): undefined {
  request.bodyFault = problem;
}
