import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An answer with its status and headers: a service decides them inside its transaction. */
export class Reply<Body = unknown> {
  constructor(
    readonly status: number,
    readonly body: Body,
    readonly headers: Record<string, string> = {},
  ) {}
}

/** A body that is JSON text already, of a `Body`. */
export class Json<Body = unknown> {
  declare readonly body: Body;

  constructor(readonly text: string) {}
}

/** 200 with a body; `etag` is a strong entity tag from {@link entityTag}. */
export function ok<Body>(body: Body, etag?: string): Reply<Body> {
  return new Reply(200, body, etag === undefined ? {} : { etag });
}

/** 201 with the new resource, its path and its entity tag. */
export function created<Body>(body: Body, location: string, etag?: string): Reply<Body> {
  return new Reply(201, body, etag === undefined ? { location } : { location, etag });
}

/** 204. */
export function noContent(): Reply<null> {
  return new Reply(204, null);
}

/** The strong entity tag of a row's version. */
export function entityTag(version: string | number): string {
  return `"${version}"`;
}

/** Whether an `If-Match` or `If-None-Match` list names the tag; a weak tag never matches strongly (RFC 9110 §13.1). */
export function matchesTag(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((part) => {
    const candidate = part.trim();
    return comparison === 'weak' ? candidate.replace(/^W\//, '') === etag : candidate === etag;
  });
}

/** Adds a request header to those that the answer depends on. */
export function vary(reply: FastifyReply, name: string): void {
  const given = reply.getHeader('vary');
  reply.header('vary', given === undefined ? name : `${String(given)}, ${name}`);
}

/** Sends a {@link Reply}, and 304 without a body where the reader has the current version. */
export function sendReplies(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    done(null, payload instanceof Reply ? bodyOf(payload, request, reply) : payload);
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    done(null, reply.statusCode === 304 || reply.statusCode === 204 ? null : payload);
  });
}

function bodyOf({ status, headers, body }: Reply, request: FastifyRequest, reply: FastifyReply): unknown {
  reply.code(status).headers(headers);
  const etag = headers['etag'];
  const known = request.headers['if-none-match'];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && etag !== undefined && known !== undefined && matchesTag(known, etag, 'weak')) {
    reply.code(304);
    return null;
  }
  if (body instanceof Json) reply.type('application/json; charset=utf-8').serializer(textOf);
  return body;
}

function textOf(json: Json): string {
  return json.text;
}
