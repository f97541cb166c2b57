import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { DtoPipe } from './http/dto.pipe.js';
import { readBodies } from './http/body.js';
import { closeIdleWhenDraining } from './http/draining.js';
import { problemOf, sendProblem } from './http/problem-details.js';
import { logRequests, NestLogger, requestId, serverLogger } from './http/request-log.js';
import { sendReply } from './http/reply.js';
import { rememberRoutes } from './http/routes.js';
import { serveOpenApi } from './http/openapi.js';
import { Metrics } from './operations/metrics.js';

/**
 * The application as the server and the tests run it.
 *
 * @param databaseUrl the connection of the service's own login.
 */
export async function createApp(config: Config, databaseUrl: string): Promise<NestFastifyApplication> {
  const logger = serverLogger(config.logLevel);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedHops(config.trustProxy),
    genReqId: requestId,
    requestIdHeader: false,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, problemOf(error, request)),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, databaseUrl), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  rememberRoutes(fastify);
  readBodies(fastify);
  logRequests(fastify);
  app.get(Metrics).watch(fastify);
  closeIdleWhenDraining(fastify);
  fastify.addHook('preSerialization', (request, reply, payload, done) =>
    done(null, sendReply(request, reply, payload)),
  );
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const bodiless = reply.statusCode === 304 || reply.statusCode === 204;
    done(null, bodiless ? null : payload);
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    void request.call?.close();
    done();
  });
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { 'script-src': ["'self'"], 'upgrade-insecure-requests': null } },
    frameguard: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  await app.register(compress, { threshold: 1_024, encodings: ['gzip', 'identity'] });
  if (config.corsOrigins.length > 0) {
    app.enableCors({
      origin: config.corsOrigins,
      credentials: false,
      exposedHeaders: ['ETag', 'Location', 'X-Request-Id', 'Retry-After', 'Cache-Status', 'Age'],
    });
  }
  app.useGlobalPipes(new DtoPipe());
  serveOpenApi(app, config);
  return app;
}

/** Fastify counts hops from the socket inwards. */
function trustedHops(trust: Config['trustProxy']): boolean | string[] | ((address: string, hop: number) => boolean) {
  return typeof trust === 'number' ? (_address, hop) => hop < trust : trust;
}
