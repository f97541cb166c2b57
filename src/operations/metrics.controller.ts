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
      'to requests from the same machine without a proxy, and to others with METRICS_TOKEN as the bearer.',
    answers: { 200: null },
    produces: ['text/plain'],
    errors: ['FORBIDDEN'],
  })
  @Header('content-type', register.contentType)
  async readMetrics(@Req() request: FastifyRequest): Promise<string> {
    if (!this.isLocal(request) && !this.isScraper(request)) throw new Problem('FORBIDDEN');
    return this.metrics.text();
  }

  /** From this machine itself, not through a proxy on it. */
  private isLocal({ socket, headers }: FastifyRequest): boolean {
    if (this.config.trustProxy !== false || !isLoopback(socket.remoteAddress ?? '')) return false;
    return isHostLoopback(headers.host) && !Object.keys(headers).some((name) => OF_A_PROXY.test(name));
  }

  private isScraper({ headers }: FastifyRequest): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === undefined) return false;
    return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${metricsToken}`));
  }
}

/** Headers that proxies add: any of them says that the client may be elsewhere. */
const OF_A_PROXY =
  /^(forwarded|via|x-forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|x-original|x-envoy|true-client-ip|cf-|fly-)/;

/** The name of this machine in a `Host`, with or without a port. */
function isHostLoopback(host: string | undefined): boolean {
  return isLoopback((host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
