import { Controller, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { register } from 'prom-client';
import { CONFIG, isLoopback, type Config } from '../config.js';
import { Endpoint } from '../http/endpoint.js';
import { Problem } from '../http/problem.js';
import { Metrics } from './metrics.js';

@Controller()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Endpoint('GET /metrics', {
    access: 'public',
    audience: 'Operations',
    summary: 'Metrics in the format of Prometheus',
    description:
      'Requests by route, status and duration, cache hits and misses, pool, event loop; of the process that answers. Open ' +
      'to requests from the same machine, and to others with METRICS_TOKEN as the bearer.',
    answers: { 200: null },
    produces: ['text/plain'],
    errors: ['FORBIDDEN'],
  })
  @Header('content-type', register.contentType)
  async read(@Req() request: FastifyRequest): Promise<string> {
    if (!isLocal(request) && !this.isScraper(request)) throw new Problem('FORBIDDEN');
    return this.metrics.text();
  }

  private isScraper({ headers }: FastifyRequest): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === undefined) return false;
    return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${metricsToken}`));
  }
}

/** From this machine itself, not through a proxy on it. */
function isLocal({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  return isLoopback(socket.remoteAddress ?? '') && !isForwarded;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
