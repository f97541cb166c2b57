import type { FastifyInstance } from 'fastify';

/** What records spans: `src/http/opentelemetry.ts`, which is loaded only where traces are wanted. */
export interface Tracer {
  /** Runs the work in a span of its own, below the one in which it was called. */
  span<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Records a span for each call of the API. */
  watch(fastify: FastifyInstance): void;
}

/** Undefined: nobody wants traces. A hook of the module, so that {@link span} costs one comparison then. */
let tracer: Tracer | undefined;

/** Sets who records spans, before the application is made; undefined: nobody. */
export function traceWith(one: Tracer | undefined): void {
  tracer = one;
}

/** Runs the work in a span of the call that it belongs to. The work of jobs belongs to none, and has no spans. */
export function span<T>(name: string, work: () => Promise<T>): Promise<T> {
  return tracer === undefined ? work() : tracer.span(name, work);
}

/** Records a span for each call, where traces are wanted. */
export function traceRequests(fastify: FastifyInstance): void {
  tracer?.watch(fastify);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace of the request's own span; only where spans are recorded. */
    traceId?: string;
  }
}
