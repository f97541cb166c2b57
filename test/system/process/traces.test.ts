import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PERSONAS } from '../../../src/examples/personas.js';
import { SECRET } from '../../support/app.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { addOffer } from '../../support/offers.js';
import { eventually, type Running, startService } from '../../support/process.js';
import { claims, hs256 } from '../../support/token.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

/** A span as OTLP/HTTP carries it. */
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
  status: { code?: number };
}

interface Export {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
}

/** Prints at the end which modules of OpenTelemetry the process has loaded. */
const TELLS_MODULES = `--import data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire('/');
  process.on('exit', () => console.log('loaded:' + Object.keys(cache).filter((one) => one.includes('@opentelemetry'))));
`)}`;

let database: TestDatabase;
let collector: Server;
let exports: { path: string; body: Export }[];

beforeAll(async () => {
  database = await createDatabase({ demo: true });
});

afterAll(() => database.drop());

beforeEach(async () => {
  exports = [];
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      exports.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as Export });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
  collector.closeAllConnections();
  await new Promise((done) => collector.close(done));
});

async function start(more: Record<string, string>): Promise<Running> {
  const service = await startService({ DATABASE_URL: database.url, AUTH_JWT_SECRET: SECRET, ...more });
  await service.answers('/health/ready', 200);
  return service;
}

/** Starts a service that exports to the collector of this test. */
function startTraced(more: Record<string, string> = {}): Promise<Running> {
  const { port } = collector.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '100', ...more });
}

async function stop(service: Running): Promise<void> {
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
}

function spans(): Span[] {
  return exports.flatMap(({ body }) => body.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((two) => two.spans)));
}

function inTrace(traceId: string): Span[] {
  return spans().filter((one) => one.traceId === traceId);
}

function below(parent: Span | undefined): string[] {
  const children = spans().filter(({ parentSpanId }) => parentSpanId === parent?.spanId);
  return children.map(({ name }) => name).toSorted();
}

function attribute(attributes: Span['attributes'], key: string): string | number | undefined {
  const value = attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
}

const packagesOf = (output: string): Set<string> => {
  const paths = /loaded:(.*)/.exec(output)?.[1] ?? 'nothing was told';
  return new Set(paths.split(',').map((path) => /@opentelemetry\/([^/]+)/.exec(path)?.[1] ?? path));
};

describe('With OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  test('a call with slots is a span below the caller’s, with validation, load and transaction below it', async () => {
    const service = await startTraced();
    const offer = await addOffer(database.owner);
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const url = `${service.url}/v1/availability?${offer.query({ date: day })}`;
    const answer = await fetch(url, { headers: { traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'traced' } });
    expect(answer.status).toBe(200);
    await stop(service);
    const request = inTrace(TRACE).find(({ kind }) => kind === 2);
    expect(request).toMatchObject({ name: 'GET /v1/availability', parentSpanId: PARENT });
    expect(attribute(request!.attributes, 'http.response.status_code')).toBe(200);
    expect(below(request)).toEqual(expect.arrayContaining(['load', 'validation']));
    const load = inTrace(TRACE).find(({ name }) => name === 'load');
    // The first load of a process asks whether the host has reservations.
    expect(new Set(below(load))).toEqual(new Set(['transaction']));
    expect(exports.map(({ path }) => path)).toEqual(exports.map(() => '/v1/traces'));
    const { resource } = exports[0]!.body.resourceSpans[0]!;
    expect(attribute(resource.attributes, 'service.name')).toBe('kb-stylish-service-engine');
    expect(JSON.stringify(exports)).not.toContain(day);
  });

  test('a call with a body keeps its transactions below it; without traceparent it begins a trace, which the log names', async () => {
    const service = await startTraced({ LOG_LEVEL: 'info' });
    const call = httpRequest(`${service.url}/v1/promotions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hs256(claims(PERSONAS.admin), SECRET)}`, 'content-type': 'application/json' },
    });
    call.flushHeaders();
    // The caller is looked up before the body is there.
    await sleep(500);
    call.end(JSON.stringify({ userId: PERSONAS.admin }));
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(403);
    answer.resume();
    await once(answer, 'end');
    await stop(service);
    const request = spans().find(({ name }) => name === 'POST /v1/promotions');
    expect(request?.parentSpanId ?? '').toBe('');
    expect(request?.status.code ?? 0).toBe(0);
    const work = spans().find(({ attributes }) => attribute(attributes, 'error.type') === 'SELF_PROMOTION');
    expect(work).toMatchObject({ name: 'transaction', parentSpanId: request!.spanId });
    // A refusal is an answer, and no failure of the transaction.
    expect(work?.status.code ?? 0).toBe(0);
    expect(below(request).length).toBeGreaterThanOrEqual(2);
    const line = service
      .output()
      .split('\n')
      .find((one) => one.includes('"route":"/v1/promotions"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ traceId: request!.traceId });
  });

  test('probes and jobs have no spans', async () => {
    const service = await startTraced();
    await fetch(`${service.url}/v1/promotions/workflow`);
    // Jobs of every second have run by then.
    await eventually(async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return /job_last_success_timestamp_seconds\{job="order_events"\}/.test(metrics);
    }, 'a job');
    await stop(service);
    expect(spans().map(({ name }) => name)).toEqual(['GET /v1/promotions/workflow']);
  });

  test('a collector that is away neither fails a call nor holds up the end', async () => {
    const service = await startTraced({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
    });
    expect((await fetch(`${service.url}/v1/promotions/workflow`)).status).toBe(200);
    await service.says('Traces are not exported this time');
    await stop(service);
  });

  test('the exporter is loaded', async () => {
    const service = await startTraced({ NODE_OPTIONS: TELLS_MODULES });
    await stop(service);
    const loaded = packagesOf(service.output());
    for (const one of ['sdk-trace-node', 'exporter-trace-otlp-http']) expect(loaded).toContain(one);
  });
});

test('Without it nothing of OpenTelemetry is loaded but the interface that prom-client always loads', async () => {
  const service = await start({ NODE_OPTIONS: TELLS_MODULES });
  expect((await fetch(`${service.url}/v1/promotions/workflow`)).status).toBe(200);
  await stop(service);
  expect([...packagesOf(service.output())]).toEqual(['api']);
});
