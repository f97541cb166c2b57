import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../config.js';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { onRequestHookHandler } from 'fastify';
import { RateLimits } from '../rate-limits.js';
import { entityTag, revalidate, vary } from '../reply.js';
import { factsOf } from '../request-facts.js';
import { openApiDocument } from './document.js';
import { serveGuide } from './guide.js';
import { findOperations, playgroundDocument, signRequest } from './playground.js';

/** The document of one day with the bytes of its answer, made once. */
interface Published {
  day: string;
  document: OpenAPIObject;
  plain: Buffer;
  compressed: Buffer;
  etag: string;
}

const GUIDE = '/docs/guide';

const published = new WeakMap<NestFastifyApplication, Published>();

function publish(app: NestFastifyApplication, { businessTimezone, port }: Config): Published {
  const day = new Date().toLocaleDateString('en-CA', { timeZone: businessTimezone });
  let current = published.get(app);
  if (current?.day !== day) {
    const document = openApiDocument(app, day, `http://127.0.0.1:${port}${GUIDE}`);
    const plain = Buffer.from(JSON.stringify(document));
    const etag = entityTag(createHash('sha256').update(plain).digest('hex').slice(0, 16));
    current = { day, document, plain, compressed: gzipSync(plain), etag };
    published.set(app, current);
  }
  return current;
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

const PLAYGROUND = new URL('../../../../src/http/document/playground.browser.js', import.meta.url);
const STYLE =
  '.swagger-ui .topbar { display: none } #playground { padding: 1rem 20px; font: 14px sans-serif } ' +
  '#playground button { margin: 0 4px 4px 0 } #playground button[aria-pressed=true] { font-weight: bold }';

/**
 * Swagger UI at `/docs`, where `/` leads, and the guide below it. It loads nothing from other origins, and remembers a
 * token beyond the session only with demo data. Only `main.ts` serves it.
 */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  const shown = (): OpenAPIObject => playgroundDocument(publish(app, config).document, GUIDE);
  fastify.get('/', { config: { access: 'public' } }, (_request, reply) => reply.redirect('/docs'));
  fastify.get('/docs/playground.js', { config: { access: 'public' } }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(await readFile(PLAYGROUND)),
  );
  serveGuide(fastify);
  SwaggerModule.setup('docs', app, shown, {
    raw: false,
    patchDocumentOnRequest: shown,
    customCss: STYLE,
    customJs: '/docs/playground.js',
    customSiteTitle: 'KB Stylish service engine',
    swaggerOptions: {
      persistAuthorization: config.demo !== 'off',
      displayRequestDuration: true,
      tryItOutEnabled: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: -1,
      // Its colours take seconds on a page of examples.
      syntaxHighlight: { activated: false },
      filter: true,
      validatorUrl: null,
      plugins: [findOperations],
      requestInterceptor: signRequest,
    },
  });
}
