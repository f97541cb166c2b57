import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
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
      .swagger-ui .info { margin: 20px 0; }
      .swagger-ui .scheme-container { padding: 10px 0; margin-bottom: 10px; }
      .swagger-ui .servers-title, .swagger-ui .servers, .swagger-ui .response-col_links { display: none; }
      .swagger-ui .response-control-media-type:has(option:only-child) { display: none; }
      .swagger-ui .parameters-col_description input { width: 26rem; max-width: 100%; }
      .swagger-ui .responses-inner, .swagger-ui .opblock-description-wrapper { padding: 10px 20px; }
      .swagger-ui table tbody tr td { padding-top: 6px; }
      .swagger-ui .response-col_description > * { margin-top: 0; margin-bottom: 2px; }
      .swagger-ui .responses-table .highlight-code > .microlight { max-height: 220px; }
      .swagger-ui .responses-table .response:not([data-code^="2"]) .highlight-code > .microlight { max-height: 170px; }
      .swagger-ui .opblock .opblock-section-header { min-height: 40px; padding: 2px 20px; }
      .swagger-ui .parameters-container, .swagger-ui .opblock-section-request-body { padding-bottom: 0; }
      .swagger-ui .execute-wrapper { padding: 4px 20px; }
      .swagger-ui .response-controls { padding-top: 2px; }
      .swagger-ui .model-example { margin-top: 4px; }
      .swagger-ui .opblock-body ul.tab, .swagger-ui .opblock-body pre { margin-top: 4px; margin-bottom: 4px; }
      .swagger-ui .body-param__text { height: 200px; min-height: 200px; }
      #playground { position: sticky; top: 0; z-index: 2; padding: 6px 20px; background: #fff; font: 13px sans-serif; }
      #playground { border-bottom: 1px solid #ccc; }
      #playground button { margin: 2px 3px 2px 0; padding: 3px 7px; border: 1px solid #999; border-radius: 4px; }
      #playground button { background: #fff; font: inherit; cursor: pointer; }
      #playground button[aria-pressed=true] { background: #3b4151; color: #fff; }
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
  onComplete: () => {
    document.querySelector('.operation-filter-input').placeholder = 'Find operations by words: time off, webhook, POST…';
  },
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

/** Whoever wants may read the documentation. */
export const OPEN = { config: { access: 'public' as const } };

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
    const count: onRequestAsyncHookHandler = async (request, reply) =>
      limits.countAddress(factsOf(request).address, 1, reply);
    route.onRequest = [...[route.onRequest ?? []].flat(), count];
  });
}
