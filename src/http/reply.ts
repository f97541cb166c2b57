import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An answer with its status and headers: a service decides them inside its transaction. */
export class Reply<Body = unknown> {
  constructor(
    readonly status: number,
    readonly body: Body,
    readonly headers: Record<string, string> = {},
    /** What a repetition under the same `Idempotency-Key` gets: without what is shown once. */
    readonly repeated: Body = body,
  ) {}
}

/** A body that is JSON text already, of a `Body`. */
export class Json<Body = unknown> {
  declare readonly body: Body;

  constructor(readonly text: string) {}
}

/** 200 with a body; `etag` is the version from {@link entityTag}, to which a digest of the body is added. */
export function ok<Body>(body: Body, etag?: string): Reply<Body> {
  return new Reply(200, body, etag === undefined ? {} : { etag });
}

/** 201 with the new resource, its path and its entity tag. */
export function created<Body>(body: Body, location: string, etag: string): Reply<Body> {
  return new Reply(201, body, { location, etag });
}

/** 204. */
export function noContent(): Reply<null> {
  return new Reply(204, null);
}

/** The version of a row, as `If-Match` compares it. */
export function entityTag(version: string | number): string {
  return `"${version}"`;
}

/** Whether an `If-None-Match` list names the tag, compressed or not (RFC 9110 §13.1.2: a weak comparison). */
function isKnown(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const opaque = etag.replace(WEAK, '');
  return header.split(',').some((part) => part.trim().replace(WEAK, '').replace(GZIP, '"') === opaque);
}

/** Whether an `If-Match` list names the version, in whatever body it was shown; a weak tag never does (RFC 9110 §13.1.1). */
export function matchesVersion(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((part) => part.trim().replace(GZIP, '"').replace(DIGEST, '"') === etag);
}

/** Adds a request header to those that the answer depends on. */
export function vary(reply: FastifyReply, name: string): void {
  const given = reply.getHeader('vary');
  reply.header('vary', given === undefined ? name : `${String(given)}, ${name}`);
}

const WEAK = /^W\//;
/** The end of the tag of a compressed answer: other bytes need another strong tag (RFC 9110 §8.8.3). */
const GZIP = /-gzip"$/;
/** The digest of the body in a tag, after the version. */
const DIGEST = /\.[0-9a-f]{16}"$/;
const API = '/v1/';

declare module 'fastify' {
  interface FastifyReply {
    /** What the body is: `tagged` has a tag that says all of it, `list` has none but a weak one. */
    bodyKind: 'tagged' | 'list' | undefined;
  }
}

/** Sends a {@link Reply}, tags what is read, and sends 304 without a body where the reader has the current one. */
export function sendReplies(fastify: FastifyInstance): void {
  fastify.decorateReply('bodyKind', undefined);
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    const body = payload instanceof Reply ? bodyOf(payload, request, reply) : payload;
    if (typeof body === 'object' && body !== null && 'items' in body) reply.bodyKind = 'list';
    done(null, body);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload === 'string' && (reply.statusCode === 200 || reply.statusCode === 201)) {
      tagBody(request, reply, payload);
    }
    if (reply.statusCode !== 304 && reply.statusCode !== 204) return done(null, payload);
    reply.removeHeader('content-type');
    // Fastify measures what HEAD would send, and cannot measure null.
    done(null, request.method === 'HEAD' ? '' : null);
  });
}

/** After compression: another tag for other bytes. The plugin adds its hook to each route, and so does this one. */
export function tagCompressed(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const tag = (
      _request: FastifyRequest,
      reply: FastifyReply,
      payload: unknown,
      done: (error: null, payload: unknown) => void,
    ) => {
      if (reply.statusCode === 304) reply.removeHeader('content-length');
      else if (reply.getHeader('content-encoding') === 'gzip') {
        const etag = reply.getHeader('etag');
        if (typeof etag === 'string' && !WEAK.test(etag)) reply.header('etag', etag.replace(/"$/, '-gzip"'));
      }
      done(null, payload);
    };
    route.onSend = [...[route.onSend ?? []].flat(), tag];
  });
}

/**
 * Tags a body by its bytes: a tag cannot stay while what is shown changes, be it by the clock or by a name. A version
 * stands before the digest, so that the tag also passes `If-Match`.
 */
function tagBody(request: FastifyRequest, reply: FastifyReply, text: string): void {
  const version = reply.getHeader('etag');
  if (reply.bodyKind === 'tagged') return;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (version === undefined && !(isRead && isJsonOfTheApi(request, reply))) return;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const weak = version === undefined && reply.bodyKind === 'list' ? 'W/' : '';
  const etag = typeof version === 'string' ? version.replace(/"$/, `.${digest}"`) : `${weak}"${digest}"`;
  reply.header('etag', etag);
  if (isRead) revalidate(request, reply, etag);
}

function isJsonOfTheApi(request: FastifyRequest, reply: FastifyReply): boolean {
  return request.url.startsWith(API) && String(reply.getHeader('content-type')).startsWith('application/json');
}

/** Answers 304 where the reader knows the tag; the tag of a compressed answer stays what it was. */
export function revalidate({ headers }: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  const known = headers['if-none-match'];
  if (known === undefined || !isKnown(known, etag)) return false;
  const compressed = etag.replace(/"$/, '-gzip"');
  const hasPlain = known.includes(etag);
  reply.code(304).header('etag', !hasPlain && known.includes(compressed) ? compressed : etag);
  return true;
}

function bodyOf({ status, headers, body }: Reply, request: FastifyRequest, reply: FastifyReply): unknown {
  reply.code(status).headers(headers);
  if (!(body instanceof Json)) return body;
  const etag = headers['etag'];
  if (etag !== undefined) {
    reply.bodyKind = 'tagged';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && revalidate(request, reply, etag)) return null;
  }
  reply.type('application/json; charset=utf-8').serializer(textOf);
  return body;
}

function textOf(json: Json): string {
  return json.text;
}
