import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Counter } from 'prom-client';
import { CONFIG, type Config } from '../config.js';
import { unavailable } from './sqlstate.js';

/** Milliseconds between two looks at the event loop. */
const EVERY = 50;

const shed = new Counter({
  name: 'http_requests_shed_total',
  help: 'Requests that were answered with 503 because the event loop was late.',
});

/** How late timers are, which is how long a request waits before anything looks at it. */
export class EventLoopDelay {
  private last = 0;
  private lastButOne = 0;

  /** @param tickedAt milliseconds; when the watch begins. */
  constructor(private tickedAt: number) {}

  tick(now: number): void {
    this.lastButOne = this.last;
    this.last = Math.max(0, now - this.tickedAt - EVERY);
    this.tickedAt = now;
  }

  /** The delay that two ticks in a row have had. One pause alone, of the garbage collector say, queues nothing for long. */
  get sustained(): number {
    return Math.min(this.last, this.lastButOne);
  }
}

/**
 * Answers 503 while the event loop is late. A process that takes on more than it can do answers everything too late; one
 * that refuses some at once answers the others in time.
 */
@Injectable()
export class LoadShedding implements OnApplicationShutdown {
  private readonly delay = new EventLoopDelay(performance.now());
  private readonly timer = setInterval(() => this.delay.tick(performance.now()), EVERY).unref();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Only for calls of the API: probes and metrics are answered always. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, _reply, done) => {
      const isLate = this.delay.sustained > this.config.eventLoopDelayMax;
      if (!isLate || !request.url.startsWith('/v1/')) return done();
      shed.inc();
      done(unavailable(undefined, { detail: 'The service has more to do than it can; try again in a moment.' }));
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
