import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findOperations, signRequest } from './playground.js';
import { type Prepared, prepare, sendPrepared } from '../prepared.js';
import type { RateLimits } from '../rate-limits.js';
import { factsOf } from '../request-facts.js';

/** The page names its parts from itself, so that it also works below the path of a proxy. */
function page(parts: string, isPlayground: boolean): Buffer {
  return Buffer.from(`<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <title>KB Stylish service engine</title>
    <link rel="stylesheet" href="${parts}swagger-ui.css" />
    <link rel="icon" type="image/png" href="${parts}favicon-32x32.png" sizes="32x32" />
    <style>
      html { overflow-y: scroll; }
      body { margin: 0; background: #fafafa; }
      .swagger-ui .topbar { display: none; }
      #playground { padding: 1rem 20px; font: 14px sans-serif; }
      #playground button { margin: 0 4px 4px 0; }
      #playground button[aria-pressed=true] { font-weight: bold; }
    </style>
  </head>
  <body>
    <div id="swagger-ui" data-document="${parts}openapi.json"></div>
    <script src="${parts}swagger-ui-bundle.js"></script>
    <script src="${parts}swagger-ui-standalone-preset.js"></script>
    <script src="${parts}swagger-ui-init.js"></script>
${isPlayground ? `    <script src="${parts}playground.js"></script>\n` : ''}  </body>
</html>
`);
}

/** Loads the document beside the page. A token outlives the session only with demo data. */
function start(isPlayground: boolean): Buffer {
  return Buffer.from(`window.ui = SwaggerUIBundle({
  url: document.getElementById('swagger-ui').dataset.document,
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [${findOperations.toString()}],
  requestInterceptor: ${signRequest.toString()},
  layout: 'StandaloneLayout',
  persistAuthorization: ${isPlayground},
  displayRequestDuration: true,
  tryItOutEnabled: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  // Its colours take seconds on a page of examples.
  syntaxHighlight: { activated: false },
  filter: true,
  validatorUrl: null,
});
`);
}

/** The document as clients read it, and as Swagger UI shows it. */
export interface Published {
  document: Prepared;
  shown: Prepared;
}

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The parts of the Swagger UI that the page loads, with their media types. */
const PARTS: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': SCRIPT,
  'swagger-ui-standalone-preset.js': SCRIPT,
  'favicon-32x32.png': 'image/png',
};

/** The bar with the personas; it lies beside the sources. */
const PLAYGROUND = new URL('../../../../src/http/document/playground.browser.js', import.meta.url);

/**
 * Swagger UI at `/docs`. It loads nothing from other origins. The bytes of each part are made at its first request and
 * kept: 2 MB plain, 0.6 MB compressed.
 *
 * @param isPlayground whether there are demo data, so that one click signs in.
 */
export function serveDocs(fastify: FastifyInstance, publish: () => Published, isPlayground: boolean): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  serve(fastify, '/docs', () => prepare(HTML, page('docs/', isPlayground)));
  serve(fastify, '/docs/', () => prepare(HTML, page('', isPlayground)));
  serve(fastify, '/docs/swagger-ui-init.js', () => prepare(SCRIPT, start(isPlayground)));
  if (isPlayground) serve(fastify, '/docs/playground.js', () => prepare(SCRIPT, readFileSync(PLAYGROUND)));
  for (const [name, type] of Object.entries(PARTS)) {
    serve(fastify, `/docs/${name}`, () => prepare(type, readFileSync(join(folder, name))));
  }
  fastify.get('/docs/openapi.json', OPEN, (request, reply) => sendPrepared(publish().shown, request, reply));
}

const OPEN = { config: { access: 'public' as const } };

function serve(fastify: FastifyInstance, path: string, make: () => Prepared): void {
  let prepared: Prepared | undefined;
  fastify.get(path, OPEN, (request, reply) => {
    prepared ??= make();
    return sendPrepared(prepared, request, reply);
  });
}

const DOCUMENTATION = /^\/(openapi\.json$|docs(?:$|\/))/;

/** Counts a point of the address for each file of the documentation, and for the document. */
export function countDocumentation(fastify: FastifyInstance, limits: RateLimits): void {
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
}
