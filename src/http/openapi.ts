import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config.js';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { onRequestHookHandler } from 'fastify';
import { BODY_EXAMPLE } from './endpoint.js';
import { RateLimits } from './rate-limits.js';
import { entityTag, revalidate, vary } from './reply.js';
import { factsOf } from './request-facts.js';

const TAGS: Record<string, string> = {
  'Admin dashboard': 'Promotions, schedules, overrides and budgets, for admins.',
  'Stylist app': 'Stylists read and change their own schedule; candidates follow their own promotion.',
  Public: 'No sign-in: availability, closures, the promotion workflow.',
  Audit: 'The two append-only logs. Each role reads its own part.',
  Operations: 'Health, metrics and, with demo data, tokens.',
};

/** The day that example dates are relative to in the committed document. */
const COMMITTED_DAY = '2026-01-05';
const EXAMPLE_DAY = /\{day([+-]\d+)?\}/g;

/** The OpenAPI document; `{day+3}` in an example becomes that many days after `day`. */
export function openApiDocument(app: NestFastifyApplication, day = COMMITTED_DAY): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('KB Stylish service engine')
    .setDescription(
      'Stylist promotions, layered schedules, availability and audit. Dates are local dates, times of day wall clock in ' +
        "the stylist's zone, instants RFC 3339 with an offset, money in `priceCents`. Failures are RFC 9457 problem " +
        'details with a stable `code`. With demo data, `POST /dev/token` gives tokens for **Authorize**.',
    )
    .setVersion('1.0.0')
    .setLicense('Proprietary', 'https://kbstylish.example/terms')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    autoTagControllers: false,
    operationIdFactory: (controller, method) => `${lowerFirst(controller.replace(/Controller$/, ''))}_${method}`,
  });
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation !== undefined) finish(operation);
    }
  }
  const start = Date.parse(`${day}T00:00:00Z`);
  const text = JSON.stringify(document).replaceAll(EXAMPLE_DAY, (_, offset: string | undefined) =>
    new Date(start + Number(offset ?? 0) * 86_400_000).toISOString().slice(0, 10),
  );
  return JSON.parse(text) as OpenAPIObject;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [BODY_EXAMPLE]?: object };

/** Declares where no sign-in is needed, and moves the body's example beside the body's schema. */
function finish(operation: Operation): void {
  operation.security ??= [];
  // The compiler's plugin adds a 200 to every operation.
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response !== undefined && 'description' in response && response.description === '')
      delete operation.responses[status];
  }
  const example = operation[BODY_EXAMPLE];
  delete operation[BODY_EXAMPLE];
  const body = operation.requestBody;
  if (example === undefined || body === undefined || '$ref' in body) return;
  for (const media of Object.values(body.content)) media.example = example;
}

/** The document of one day with the bytes of its answer, made once. */
interface Published {
  day: string;
  document: OpenAPIObject;
  plain: Buffer;
  compressed: Buffer;
  etag: string;
}

const published = new WeakMap<NestFastifyApplication, Published>();

function publish(app: NestFastifyApplication, { businessTimezone }: Config): Published {
  const day = new Date().toLocaleDateString('en-CA', { timeZone: businessTimezone });
  let current = published.get(app);
  if (current?.day !== day) {
    const document = openApiDocument(app, day);
    const plain = Buffer.from(JSON.stringify(document));
    const etag = entityTag(createHash('sha256').update(plain).digest('hex').slice(0, 16));
    current = { day, document, plain, compressed: gzipSync(plain), etag };
    published.set(app, current);
  }
  return current;
}

/** The document with examples relative to the salon's current date. */
export function currentDocument(app: NestFastifyApplication, config: Config): OpenAPIObject {
  return publish(app, config).document;
}

const ACCEPTS_GZIP = /(^|[,\s])(gzip|\*)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

/** `/openapi.json`, for clients and their generators. */
export function serveOpenApi(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  const limits = app.get(RateLimits);
  fastify.addHook('onRoute', (route) => {
    if (!DOCUMENTATION.test(route.url)) return;
    const count: onRequestHookHandler = (request, reply, done) => {
      try {
        limits.countAddress(factsOf(request).address, 1, reply);
        done();
      } catch (error) {
        done(error as Error);
      }
    };
    route.onRequest = [...[route.onRequest ?? []].flat(), count];
  });
  fastify.get('/openapi.json', { config: { access: 'public' } }, (request, reply) => {
    const { plain, compressed, etag } = publish(app, config);
    reply.type('application/json; charset=utf-8').headers({ etag, 'cache-control': 'no-cache' });
    vary(reply, 'accept-encoding');
    if (revalidate(request, reply, etag)) return reply.send('');
    if (!ACCEPTS_GZIP.test(request.headers['accept-encoding']?.toString() ?? '')) {
      return reply.send(plain);
    }
    return reply.header('content-encoding', 'gzip').send(compressed);
  });
}

const DOCUMENTATION = /^\/(openapi\.json$|docs(?:$|[-/]))/;

/** Swagger UI at `/docs`. It loads nothing from other origins and remembers the token. Only `main.ts` serves it. */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  SwaggerModule.setup('docs', app, () => currentDocument(app, config), {
    raw: false,
    patchDocumentOnRequest: () => currentDocument(app, config),
    customCss: '.swagger-ui .topbar { display: none }',
    customSiteTitle: 'KB Stylish service engine',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      docExpansion: 'none',
      filter: true,
      validatorUrl: null,
    },
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
