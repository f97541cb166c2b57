import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Prepared, prepare, sendPrepared } from './prepared.js';
import type { RateLimits } from './rate-limits.js';
import { factsOf } from './request-facts.js';

/** The page names its parts from itself, so that it also works below the path of a proxy. */
function page(parts: string, openApi: string): Buffer {
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
    </style>
  </head>
  <body>
    <div id="swagger-ui" data-document="${openApi}"></div>
    <script src="${parts}swagger-ui-bundle.js"></script>
    <script src="${parts}swagger-ui-standalone-preset.js"></script>
    <script src="${parts}swagger-ui-init.js"></script>
  </body>
</html>
`);
}

/** Loads the document beside the page, and remembers the token. */
const START = `window.ui = SwaggerUIBundle({
  url: document.getElementById('swagger-ui').dataset.document,
  dom_id: '#swagger-ui',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  persistAuthorization: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
});
`;

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The parts of the Swagger UI that the page loads, with their media types. */
const PARTS: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': SCRIPT,
  'swagger-ui-standalone-preset.js': SCRIPT,
  'favicon-32x32.png': 'image/png',
};

/**
 * Swagger UI at `/docs`. It loads nothing from other origins. The bytes of each part are made at its first request and
 * kept: 2 MB plain, 0.6 MB compressed.
 */
export function serveDocs(fastify: FastifyInstance): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  serve(fastify, '/docs', () => prepare(HTML, page('docs/', 'openapi.json')));
  serve(fastify, '/docs/', () => prepare(HTML, page('', '../openapi.json')));
  serve(fastify, '/docs/swagger-ui-init.js', () => prepare(SCRIPT, Buffer.from(START)));
  for (const [name, type] of Object.entries(PARTS)) {
    serve(fastify, `/docs/${name}`, () => prepare(type, readFileSync(join(folder, name))));
  }
}

function serve(fastify: FastifyInstance, path: string, make: () => Prepared): void {
  let prepared: Prepared | undefined;
  fastify.get(path, { config: { access: 'public' } }, (request, reply) => {
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
