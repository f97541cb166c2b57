import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, register, Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { VERSION } from '../http/version.js';

/** Seconds. Most answers take a few milliseconds; none takes more than ten seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Gauges that prom-client calls totals, against the conventions; those by type stay. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

type Timer = Histogram.Internal<'method' | 'route' | 'status'>;

/** The metrics of this process: requests, pool, event loop, and what features count in prom-client's default registry. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly durations: Histogram<'method' | 'route' | 'status'>;
  private readonly problems: Counter<'code' | 'status'>;
  /** By method, route and status: prom-client's own look-up of a label set costs more than the count. */
  private readonly timers = new Map<string, Timer>();

  constructor(database: Database) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    const build = new Gauge({
      name: 'service_engine_build_info',
      help: 'The release that runs; always 1.',
      labelNames: ['version', 'node'],
      registers,
    });
    build.set({ version: VERSION, node: process.version }, 1);
    this.problems = new Counter({
      name: 'http_problems_total',
      help: 'Answers that tell a problem, by its code.',
      labelNames: ['code', 'status'],
      registers,
    });
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the last byte of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers,
    });
    const pool = new Gauge({
      name: 'database_pool_connections',
      help: 'Connections of the pool, and requests that wait for one.',
      labelNames: ['state'],
      registers: [],
      collect() {
        const { total, idle, waiting } = database.connections();
        this.set({ state: 'busy' }, total - idle);
        this.set({ state: 'idle' }, idle);
        this.set({ state: 'waiting' }, waiting);
      },
    });
    this.registry.registerMetric(pool);
  }

  /** Times every request by its route, never by its address. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.timer(request.method, request.route?.url ?? 'unknown', reply.statusCode).observe(reply.elapsedTime / 1_000);
      const { problem } = request;
      if (problem !== undefined) this.problems.inc({ code: problem.code, status: problem.status });
      done();
    });
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    return (await this.registry.metrics()) + (await register.metrics());
  }

  private timer(method: string, route: string, status: number): Timer {
    const key = `${method} ${route} ${status}`;
    let timer = this.timers.get(key);
    if (timer === undefined) {
      timer = this.durations.labels({ method, route, status });
      this.timers.set(key, timer);
    }
    return timer;
  }
}
