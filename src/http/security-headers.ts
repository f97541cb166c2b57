import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Browsers guess, frame and load nothing (docs/api.md "Protocol"). */
export const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The pages of the documentation load their own parts, all from this origin. */
const DOCS_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy':
    "default-src 'self';base-uri 'self';form-action 'self';frame-ancestors 'none';img-src 'self' data:;" +
    "object-src 'none';script-src 'self';style-src 'self' 'unsafe-inline'",
  'cross-origin-opener-policy': 'same-origin',
} as const;
const DOCS = /^\/docs(?:[/?]|$)/;

/** Sends them with every answer. */
export function sendSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ url }, reply, done) => {
    reply.headers(url.startsWith('/docs') && DOCS.test(url) ? DOCS_HEADERS : SECURITY_HEADERS);
    done();
  });
}

const EXPOSED_HEADERS = [
  'Age',
  'Allow',
  'Cache-Status',
  'Content-Disposition',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];

/** What {@link allowOrigins} sends, for an answer before any hook. */
export function originHeaders(origins: readonly string[], { headers }: FastifyRequest): Record<string, string> {
  if (origins.length === 0) return {};
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
  };
}

/** Lets pages of these origins, and no others, call the API; never with the browser's cookies. */
export function allowOrigins(app: NestFastifyApplication, origins: string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    // After the hooks of the request's start, so that the answer to a preflight has their headers too.
    hook: 'preParsing',
    origin: origins,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
    strictPreflight: false,
  });
}
