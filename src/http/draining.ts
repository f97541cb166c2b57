import type { FastifyInstance } from 'fastify';

/**
 * Once the server closes, connections that wait for another request are closed as they become idle: those under way are
 * answered, and nobody is waited for.
 */
export function closeIdleWhenDraining(fastify: FastifyInstance): void {
  let draining = false;
  fastify.addHook('preClose', (done) => {
    draining = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (draining) reply.header('connection', 'close');
    done(null, payload);
  });
  fastify.addHook('onResponse', (_request, _reply, done) => {
    if (draining) setImmediate(() => fastify.server.closeIdleConnections());
    done();
  });
}
