import { Logger } from '@nestjs/common';
import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.js';
import { BASE } from './request-log.js';
import { traceparentOf } from './request-facts.js';
import { type Tracer, traceWith } from './tracing.js';

/** Milliseconds for the last spans at the end: a collector that is away does not hold it up. */
const LAST_EXPORT = 3_000;
/** Characters of what the exporter says about a failure. */
const LONGEST_FAULT = 300;

const logger = new Logger('Traces');

/**
 * Begins to export spans by OTLP/HTTP (docs/operating.md "Traces"). Only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set may
 * this file be loaded. The exporter and the sampler read their other settings, `OTEL_…`, themselves.
 *
 * @returns what sends the last spans and ends it.
 */
export function exportTraces(): () => Promise<void> {
  const say = (...words: unknown[]): void =>
    logger.warn(`Traces are not exported this time: ${words.map(String).join(' ').slice(0, LONGEST_FAULT)}`);
  const silent = (): void => undefined;
  diag.setLogger(
    { error: say, warn: silent, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  const own = { 'service.name': BASE.service, 'service.version': BASE.version, 'process.pid': BASE.pid };
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes(own).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  // Sets the W3C propagator, and a context that follows asynchronous work.
  provider.register();
  traceWith(new OpenTelemetryTracer());
  return async () => {
    const ended = provider.shutdown().catch(say);
    await Promise.race([ended, sleep(LAST_EXPORT, undefined, { ref: false })]);
  };
}

class OpenTelemetryTracer implements Tracer {
  private readonly tracer = trace.getTracer(BASE.service, BASE.version);

  span<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (trace.getActiveSpan() === undefined) return work();
    return this.tracer.startActiveSpan(name, async (one) => {
      try {
        return await work();
      } catch (error) {
        if (!isExpected(error)) one.setStatus({ code: SpanStatusCode.ERROR });
        one.setAttribute('error.type', kindOf(error));
        throw error;
      } finally {
        one.end();
      }
    });
  }

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!request.url.startsWith('/v1/')) return done();
      const one = this.begin(request);
      // Also where the client goes away before the answer.
      reply.raw.once('close', () => end(one, request, reply.statusCode));
      // Fastify keeps the context also where the body arrives later.
      context.with(trace.setSpan(ROOT_CONTEXT, one), done);
    });
  }

  private begin(request: FastifyRequest): Span {
    const attributes = { 'http.request.method': request.method };
    const parent =
      traceparentOf(request) === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, request.headers);
    const one = this.tracer.startSpan(request.method, { kind: SpanKind.SERVER, attributes }, parent);
    request.traceId = one.spanContext().traceId;
    return one;
  }
}

/** Names the route and never the address, which may hold ids. */
function end(one: Span, { method, id, route }: FastifyRequest, status: number): void {
  one.updateName(`${method} ${route?.url ?? 'unknown'}`);
  one.setAttributes({
    'http.route': route?.url ?? 'unknown',
    'http.response.status_code': status,
    'http.request.header.x-request-id': [id],
  });
  if (status >= 500) one.setStatus({ code: SpanStatusCode.ERROR });
  one.end();
}

/** Problems below 500 are answers, not failures. */
function isExpected(error: unknown): boolean {
  return error instanceof Problem && error.status < 500;
}

/** No message: it may tell what was sent. */
function kindOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
