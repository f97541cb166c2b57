import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../config.js';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { onRequestHookHandler } from 'fastify';
import { RateLimits } from '../rate-limits.js';
import { entityTag, revalidate, vary } from '../reply.js';
import { factsOf } from '../request-facts.js';
import { openApiDocument } from './document.js';

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
