import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import compress from '@fastify/compress';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { DtoPipe } from './http/dto.pipe.js';
import { readBodies } from './http/body.js';
import { closeIdleWhenDraining } from './http/draining.js';
import { answerMalformed, answerUnroutable } from './http/malformed.js';
import { logRequests, NestLogger, requestId, serverLogger } from './http/request-log.js';
import { sendReply } from './http/reply.js';
import { rememberRoutes } from './http/routes.js';
import { allowOrigins, sendSecurityHeaders } from './http/security-headers.js';
import { serveOpenApi } from './http/openapi.js';
import { Metrics } from './operations/metrics.js';

/** Bytes of a request's first line and headers: more than any token that is looked at, so that each is told 401. */
const LONGEST_HEAD = 65_536;
/** Bytes of an answer that is compressed at once: a page of fifty. It takes less time than a stream of its own. */
const COMPRESSED_AT_ONCE = 32_768;
/** Milliseconds a request may take to arrive. */
const REQUEST_TIMEOUT = 30_000;

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
    // A logger of its own for each request costs more than it tells.
    childLoggerFactory: () => logger,
    // There is no middleware.
    skipMiddie: true,
    requestIdHeader: false,
    // A parameter of any length is for the guard and the route to refuse.
    routerOptions: { maxParamLength: LONGEST_HEAD },
    http: { maxHeaderSize: LONGEST_HEAD },
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerMalformed,
    frameworkErrors: answerUnroutable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, databaseUrl), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  rememberRoutes(fastify);
  readBodies(fastify);
  sendSecurityHeaders(fastify);
  logRequests(fastify, logger);
  app.get(Metrics).watch(fastify);
  closeIdleWhenDraining(fastify);
  fastify.addHook('preSerialization', (request, reply, payload, done) =>
    done(null, sendReply(request, reply, payload)),
  );
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const bodiless = reply.statusCode === 304 || reply.statusCode === 204;
    done(null, bodiless ? null : payload);
  });
  await app.register(compress, {
    threshold: 1_024,
    syncThreshold: COMPRESSED_AT_ONCE,
    encodings: ['gzip', 'identity'],
    // A compressed body is 415: what is small on the wire may be large in memory.
    globalDecompression: false,
  });
  allowOrigins(app, config.corsOrigins);
  app.useGlobalPipes(new DtoPipe());
  serveOpenApi(app, config);
  return app;
}

/** Fastify counts hops from the socket inwards. */
function trustedHops(trust: Config['trustProxy']): boolean | string[] | ((address: string, hop: number) => boolean) {
  return typeof trust === 'number' ? (_address, hop) => hop < trust : trust;
}
