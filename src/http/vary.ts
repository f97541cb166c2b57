import type { FastifyReply } from 'fastify';

/** Adds a request header to those the answer depends on. */
export function vary(reply: FastifyReply, name: string): void {
  const given = reply.getHeader('vary');
  reply.header('vary', given === undefined ? name : `${String(given)}, ${name}`);
}
