import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { unavailable } from './sqlstate.js';

const STOPPING = { detail: 'The service is stopping; another process may answer.' };

/**
 * The end of serving in two steps (docs/operating.md "Start"). While the service drains it is not ready, but answers
 * everything, so a proxy has the time to see it. While it closes, it answers only what is under way.
 */
@Injectable()
export class Shutdown {
  private phase: 'serving' | 'draining' | 'closing' = 'serving';

  get hasBegun(): boolean {
    return this.phase !== 'serving';
  }

  /** From now on the service says that it is not ready. */
  drain(): void {
    if (this.phase === 'serving') this.phase = 'draining';
  }

  /** Refuses what arrives while the server closes, and closes each connection as it becomes idle. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('preClose', (done) => {
      this.phase = 'closing';
      done();
    });
    fastify.addHook('onRequest', (_request, _reply, done) => {
      done(this.phase === 'closing' ? unavailable(undefined, STOPPING) : undefined);
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.hasBegun) reply.header('connection', 'close');
      done(null, payload);
    });
    fastify.addHook('onResponse', (_request, _reply, done) => {
      // Idle clients do not delay the end.
      if (this.phase === 'closing') setImmediate(() => fastify.server.closeIdleConnections());
      done();
    });
  }
}
