import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/** What the audit records of a request besides its caller. */
export interface RequestFacts {
  requestId: string;
  /** The client's address in its one spelling: the socket's, or what TRUST_PROXY says. */
  address: string;
  userAgent: string | null;
  /** The client asks for the head of the answer alone. */
  isHead: boolean;
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
    isHead: request.method === 'HEAD',
  };
}

const LOOPBACK = '127.0.0.1';

/** What the trusted proxies say; the socket's address where that is no address. */
function clientAddress(request: FastifyRequest): string {
  const socket = request.socket.remoteAddress ?? LOOPBACK;
  try {
    return oneSpelling(request.ip) ?? oneSpelling(socket) ?? LOOPBACK;
  } catch {
    return oneSpelling(socket) ?? LOOPBACK;
  }
}

const BRACKETS = /^\[([^\]]*)\](?::\d{1,5})?$/;
const WITH_PORT = /^([\d.]+):\d{1,5}$/;
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * An address as the log and the limits know it: without port and zone, IPv4 where it is mapped into IPv6, IPv6 in lower
 * case and at its shortest. Undefined for what is no address.
 */
function oneSpelling(given: string): string | undefined {
  const text = given.trim();
  if (isIP(text) === 4) return text;
  const bare = BRACKETS.exec(text)?.[1] ?? WITH_PORT.exec(text)?.[1] ?? text;
  if (isIP(bare) === 4) return bare;
  const address = bare.split('%', 1)[0] ?? '';
  if (isIP(address) !== 6) return undefined;
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = MAPPED.exec(short)
    ?.slice(1)
    .map((group) => Number.parseInt(group, 16));
  return mapped === undefined ? short : mapped.flatMap((group) => [group >> 8, group & 255]).join('.');
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The request's place in a distributed trace (W3C Trace Context); undefined when its header is missing or malformed. */
export function traceparentOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['traceparent'];
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : undefined;
}
