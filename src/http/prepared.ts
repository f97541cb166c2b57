import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { entityTag, revalidate, vary } from './reply.js';

/** An answer whose bytes are made once: as they are, and compressed. */
export interface Prepared {
  type: string;
  plain: Buffer;
  compressed: Buffer;
  etag: string;
}

/** Compressing takes 50 ms a megabyte, so it is done once and not for each request. */
export function prepare(type: string, plain: Buffer): Prepared {
  const etag = entityTag(createHash('sha256').update(plain).digest('hex').slice(0, 16));
  return { type, plain, compressed: gzipSync(plain), etag };
}

/** Sends the bytes that the client accepts, or 304 where it has them. */
export function sendPrepared(
  { type, plain, compressed, etag }: Prepared,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  reply.type(type).headers({ etag, 'cache-control': 'no-cache' });
  vary(reply, 'accept-encoding');
  if (revalidate(request, reply, etag)) return reply.send('');
  if (!ACCEPTS_GZIP.test(request.headers['accept-encoding']?.toString() ?? '')) return reply.send(plain);
  return reply.header('content-encoding', 'gzip').send(compressed);
}

const ACCEPTS_GZIP = /(^|[,\s])(gzip|\*)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;
