import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { answerNonHttp, answerUndecodablePath } from './problem-details.js';
import { requestId } from './request-log.js';

/** Bytes of a request's first line and headers: more than any token that is verified, so that a longer one is still 401. */
const LONGEST_HEAD = 16_384;
/** Milliseconds a request may take to arrive. */
const REQUEST_TIMEOUT = 30_000;

/** Fastify as the service uses it. */
export function fastifyAdapter({ trustProxy, corsOrigins }: Config, logger: Logger): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Fastify counts hops from the socket inwards.
    trustProxy: typeof trustProxy === 'number' ? (_address: string, hop: number) => hop < trustProxy : trustProxy,
    genReqId: requestId,
    // A logger for each request costs more than it tells.
    childLoggerFactory: () => logger,
    // There is no middleware.
    skipMiddie: true,
    requestIdHeader: false,
    // The guard and the route refuse a parameter that is too long.
    routerOptions: { maxParamLength: LONGEST_HEAD },
    http: { maxHeaderSize: LONGEST_HEAD },
    requestTimeout: REQUEST_TIMEOUT,
    forceCloseConnections: 'idle',
    // Shutdown answers with a problem instead.
    return503OnClosing: false,
    clientErrorHandler: answerNonHttp,
    frameworkErrors: answerUndecodablePath(corsOrigins),
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The route as the log and the metrics name it; undefined: no route has this path. */
    route: { url: string } | undefined;
  }
}

/**
 * Lets each request know its route. Fastify's `request.routeOptions` says it too, but makes an object of twelve members
 * each time it is read.
 */
export function nameRoutes(fastify: FastifyInstance): void {
  fastify.decorateRequest('route', undefined);
  fastify.addHook('onRoute', (options) => {
    const route = { url: options.url };
    options.onRequest = [
      (request, _reply, done) => {
        request.route = route;
        done();
      },
      ...[options.onRequest ?? []].flat(),
    ];
  });
}
