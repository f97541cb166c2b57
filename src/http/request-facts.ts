import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/** What the audit remembers of a request besides who made it. */
export interface RequestFacts {
  requestId: string;
  /** The client's address: the socket's, or what TRUST_PROXY says. */
  address: string;
  userAgent: string | null;
}

/** Characters of an agent that are kept (docs/api.md "Audit"). */
const LONGEST_AGENT = 500;

/** The facts of a request; what a client claims of itself never fails one. */
export function factsOf(request: FastifyRequest): RequestFacts {
  const agent = request.headers['user-agent'];
  return {
    requestId: request.id,
    address: clientAddress(request),
    userAgent: agent === undefined ? null : agent.slice(0, LONGEST_AGENT),
  };
}

/** The socket's address where what a proxy claims is no address. */
function clientAddress(request: FastifyRequest): string {
  const socket = request.socket.remoteAddress ?? '127.0.0.1';
  try {
    return isIP(request.ip) === 0 ? socket : request.ip;
  } catch {
    return socket;
  }
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The request's place in a distributed trace (W3C Trace Context); undefined when its header is missing or malformed. */
export function traceparentOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['traceparent'];
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : undefined;
}
