import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Counter } from 'prom-client';
import { CONFIG, type Config } from '../config.js';
import { unavailable } from './sqlstate.js';

/** Milliseconds between two looks at the event loop. */
const EVERY = 50;
/** So many calls are always let in: the estimate is for crowds. */
const FEW = 20;
/** Milliseconds that a call takes, until the first ones have shown it. */
const FIRST_COST = 5;
/** What remains of the past at each look with answers. */
const KEPT = 0.9;

const shed = new Counter({
  name: 'http_requests_shed_total',
  help: 'Requests that were answered with 503 because the process had more to do than it can.',
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
 * The calls that have no answer yet. They are counted by connection: when a connection ends, its calls end with it, and no
 * answer needs a listener.
 */
export class CallsUnderWay {
  private readonly byConnection = new WeakMap<Socket, number>();
  private calls = 0;

  get total(): number {
    return this.calls;
  }

  begin(connection: Socket): void {
    if (connection.destroyed) return;
    const before = this.byConnection.get(connection);
    if (before === undefined) connection.once('close', () => this.forget(connection));
    this.byConnection.set(connection, (before ?? 0) + 1);
    this.calls += 1;
  }

  end(connection: Socket): void {
    const before = this.byConnection.get(connection) ?? 0;
    if (before === 0) return;
    this.byConnection.set(connection, before - 1);
    this.calls -= 1;
  }

  private forget(connection: Socket): void {
    this.calls -= this.byConnection.get(connection) ?? 0;
    this.byConnection.set(connection, 0);
  }
}

/**
 * How long a call waits behind those that are under way: their number times the time of the process that each took lately.
 * A late event loop tells too late: meanwhile thousands of calls may have been let in within one of its turns.
 */
export class ExpectedWait {
  private spent = FIRST_COST * FEW;
  private answered = FEW;
  private answeredSince = 0;

  answer(): void {
    this.answeredSince += 1;
  }

  /** @param active milliseconds for which the process has worked since the last tick. */
  tick(active: number): void {
    // Without answers it worked on something else: a job, an export.
    if (this.answeredSince === 0) return;
    this.spent = this.spent * KEPT + active;
    this.answered = this.answered * KEPT + this.answeredSince;
    this.answeredSince = 0;
  }

  /** Milliseconds, behind so many calls. */
  behind(calls: number): number {
    return calls < FEW ? 0 : (calls * this.spent) / this.answered;
  }
}

/**
 * Answers 503 while calls would wait too long. A process that takes on more than it can do answers everything too late;
 * one that refuses some at once answers the others in time.
 */
@Injectable()
export class LoadShedding implements OnApplicationShutdown {
  private readonly delay = new EventLoopDelay(performance.now());
  private readonly calls = new CallsUnderWay();
  private readonly wait = new ExpectedWait();
  private active = performance.eventLoopUtilization().active;
  private readonly timer = setInterval(() => this.tick(), EVERY).unref();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Refuses only calls of the API: probes and metrics are answered always. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', ({ raw, url }, _reply, done) => {
      const expected = this.wait.behind(this.calls.total);
      this.calls.begin(raw.socket);
      if (!url.startsWith('/v1/') || Math.max(this.delay.sustained, expected) <= this.config.eventLoopDelayMax) {
        return done();
      }
      shed.inc();
      done(unavailable(undefined, { detail: 'The service has more to do than it can; try again in a moment.' }));
    });
    fastify.addHook('onResponse', ({ raw }, _reply, done) => {
      this.calls.end(raw.socket);
      this.wait.answer();
      done();
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const { active } = performance.eventLoopUtilization();
    this.delay.tick(performance.now());
    this.wait.tick(active - this.active);
    this.active = active;
  }
}
