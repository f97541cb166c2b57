import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { todayIn } from '../../calendar/wall-clock.js';
import type { Config } from '../../config.js';
import { OPEN, type Published, serveDocs } from './swagger-ui.js';
import { prepare, sendPrepared } from '../prepared.js';
import { openApiDocument } from './document.js';
import { serveGuide } from './guide.js';
import { playgroundDocument } from './playground.js';

const GUIDE = '/docs/guide';
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * `/openapi.json`, for clients and their generators, with examples relative to the salon's current date; Swagger UI at
 * `/docs`, where `/` leads, with its own form of the document; and the guide.
 */
export function serveOpenApi(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  let current: (Published & { day: string }) | undefined;
  const publish = (): Published => {
    const day = todayIn(config.businessTimezone, Date.now());
    if (current?.day !== day) {
      const document = openApiDocument(app, day, `http://127.0.0.1:${config.port}${GUIDE}`);
      const bytes = (one: object): Buffer => Buffer.from(JSON.stringify(one));
      const shown = prepare(JSON_TYPE, bytes(playgroundDocument(document, GUIDE)));
      current = { day, document: prepare(JSON_TYPE, bytes(document)), shown };
    }
    return current;
  };
  fastify.get('/openapi.json', OPEN, (request, reply) => sendPrepared(publish().document, request, reply));
  fastify.get('/', OPEN, (_request, reply) => reply.redirect('/docs'));
  serveDocs(fastify, publish, config.demo !== 'off');
  serveGuide(fastify);
}
