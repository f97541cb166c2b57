import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../config.js';
import { type Prepared, prepare, sendPrepared } from '../prepared.js';
import { openApiDocument } from './document.js';

/** `/openapi.json`, for clients and their generators: the document with examples relative to the salon's current date. */
export function serveOpenApi(app: NestFastifyApplication, { businessTimezone }: Config): void {
  let current: (Prepared & { day: string }) | undefined;
  const publish = (): Prepared => {
    const day = new Date().toLocaleDateString('en-CA', { timeZone: businessTimezone });
    if (current?.day !== day) {
      const plain = Buffer.from(JSON.stringify(openApiDocument(app, day)));
      current = { day, ...prepare('application/json; charset=utf-8', plain) };
    }
    return current;
  };
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', { config: { access: 'public' } }, (request, reply) =>
      sendPrepared(publish(), request, reply),
    );
}
