import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** What browsers are told of every answer: nothing is guessed, framed, or loaded from elsewhere (api.md "More precisely"). */
export const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The pages of the documentation load what they are made of, all of it from here. */
const DOCS_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy':
    "default-src 'self';base-uri 'self';form-action 'self';frame-ancestors 'none';img-src 'self' data:;" +
    "object-src 'none';script-src 'self';style-src 'self' 'unsafe-inline'",
  'cross-origin-opener-policy': 'same-origin',
} as const;
const DOCS = /^\/docs(?:[/?]|$)/;

/** Sends them with every answer. They are always the same, and most answers are small: nothing is worked out for each. */
export function sendSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(DOCS.test(request.url) ? DOCS_HEADERS : SECURITY_HEADERS);
    done();
  });
}

/** Lets pages of these origins, and no others, call the API; never with credentials of the browser's. */
export function allowOrigins(app: NestFastifyApplication, origins: string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    // After the hooks of the request's start, so that the answer to a preflight has their headers too.
    hook: 'preParsing',
    origin: origins,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
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
    ],
    maxAge: 600,
    strictPreflight: false,
  });
}
