import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/** What the audit records of a request besides its caller. */
export interface RequestFacts {
  requestId: string;
  /** The client's address: the socket's, or what TRUST_PROXY says. */
  address: string;
  userAgent: string | null;
}

/** Characters of a user agent that are recorded (docs/api.md "Audit"). */
const LONGEST_AGENT = 500;

/** The facts of a request. Headers that are malformed or too long never fail it. */
export function factsOf(request: FastifyRequest): RequestFacts {
  const agent = request.headers['user-agent'];
  return {
    requestId: request.id,
    address: clientAddress(request),
    userAgent: agent === undefined ? null : agent.slice(0, LONGEST_AGENT),
  };
}

/** What the trusted proxies say; the socket's address where that is no address. */
function clientAddress(request: FastifyRequest): string {
  const socket = request.socket.remoteAddress ?? '127.0.0.1';
  try {
    const { ip } = request;
    return ip === socket || isIP(ip) !== 0 ? ip : socket;
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
