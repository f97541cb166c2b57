import compress from '@fastify/compress';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { Admission } from './auth/access.guard.js';
import { Refusals } from './audit/refusals.js';
import type { Config } from './config.js';
import { readBodies } from './http/body.js';
import { countDocumentation } from './http/document/swagger-ui.js';
import { serveOpenApi } from './http/document/serve.js';
import { RateLimits } from './http/rate-limits.js';
import { ProblemsFilter } from './http/problem-details.js';
import { sendReplies, tagCompressed } from './http/reply.js';
import { logRequests, NestLogger, serverLogger } from './http/request-log.js';
import { rememberRoutes, requireDeclaredAccess } from './http/routes.js';
import { allowOrigins, sendSecurityHeaders } from './http/security-headers.js';
import { fastifyAdapter, nameRoutes } from './http/server.js';
import { LoadShedding } from './http/load-shedding.js';
import { Shutdown } from './http/shutdown.js';
import { traceRequests } from './http/tracing.js';
import { Metrics } from './operations/metrics.js';

/** Bytes of an answer that is compressed at once: a page of fifty. It takes less time than a stream of its own. */
const COMPRESSED_AT_ONCE = 32_768;

/**
 * The application as the server and the tests run it. Hooks run in the order of this list.
 *
 * @param databaseUrl the connection of the service's own login.
 */
export async function createApp(config: Config, databaseUrl: string): Promise<NestFastifyApplication> {
  const logger = serverLogger(config.logLevel);
  const adapter = fastifyAdapter(config, logger);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, databaseUrl), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  traceRequests(fastify);
  requireDeclaredAccess(fastify);
  rememberRoutes(fastify);
  nameRoutes(fastify);
  readBodies(fastify);
  sendSecurityHeaders(fastify);
  logRequests(fastify, logger);
  app.get(Metrics).watch(fastify);
  app.get(Shutdown).watch(fastify);
  app.get(LoadShedding).watch(fastify);
  app.get(Refusals).recordAll(fastify);
  sendReplies(fastify);
  await app.register(compress, {
    threshold: 1_024,
    syncThreshold: COMPRESSED_AT_ONCE,
    encodings: ['gzip', 'identity'],
    // A compressed body is 415: what is small on the wire may be large in memory.
    globalDecompression: false,
  });
  tagCompressed(fastify);
  allowOrigins(app, config.corsOrigins);
  app.get(Admission).watch(fastify);
  app.useGlobalFilters(new ProblemsFilter());
  countDocumentation(fastify, app.get(RateLimits));
  serveOpenApi(app, config);
  return app;
}
