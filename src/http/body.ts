import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Bytes a body may have (api.md "Conventions", Limits). */
export const BODY_LIMIT = 100_000;

/**
 * Reads bodies so that what is wrong with one is told only after 401 and 403 (api.md "More precisely"): the fault is
 * kept on the request, and the access guard throws it.
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (request, payload, done) => {
    const chunks: Buffer[] = [];
    let size = 0;
    payload.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else if (size > 10 * BODY_LIMIT) payload.destroy();
    });
    payload.once('error', (error) => done(error));
    payload.once('close', () => {
      const raw = Buffer.concat(chunks);
      request.rawBody = raw;
      done(null, size > BODY_LIMIT ? fault(request, 'PAYLOAD_TOO_LARGE') : parse(request, raw));
    });
  });
}

function parse(request: FastifyRequest, raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return fault(request, 'UNSUPPORTED_MEDIA_TYPE');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as unknown;
  } catch {
    return fault(request, 'VALIDATION_FAILED', 'The body is not JSON in UTF-8');
  }
}

function fault(
  request: FastifyRequest,
  problem: 'PAYLOAD_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE' | 'VALIDATION_FAILED',
  detail?: string,
): undefined {
  const errors =
    problem === 'VALIDATION_FAILED' ? [{ path: '', code: 'INVALID_JSON', message: detail ?? '' }] : undefined;
  const headers = problem === 'PAYLOAD_TOO_LARGE' ? { connection: 'close' } : undefined;
  request.bodyFault = new Problem(problem, {
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...(headers === undefined ? {} : { headers }),
  });
  return undefined;
}
