import type { OpenAPIObject } from '@nestjs/swagger';
import * as fc from 'fast-check';
import type { TestApp } from '../support/app.js';
import { Contract } from './contract.js';
import { operationsOf, type Sample } from './sampler.js';

const AT_ONCE = 6;

/** The requests of a run and their answers. */
export interface Fuzzed {
  operations: number;
  requests: number;
  /** Answers by status. */
  statuses: Record<number, number>;
  /** Breaches of the document, each with its request. */
  breaches: string[];
}

/**
 * Sends random requests made from the OpenAPI document, as many for each operation, and compares every answer with
 * the document.
 *
 * @param seed the same seed sends the same requests.
 */
export async function fuzz(app: TestApp, requestsEach: number, seed: number): Promise<Fuzzed> {
  const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
  const contract = new Contract(document);
  // A new demo salon under every other request would only show that it is new.
  const operations = operationsOf(document).filter(([operation]) => operation !== 'POST /dev/reset');
  const samples = operations.flatMap(([, requests]) => fc.sample(requests, { numRuns: requestsEach, seed }));
  const result: Fuzzed = { operations: operations.length, requests: 0, statuses: {}, breaches: [] };
  const queue = samples.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const sample of queue) await send(app, contract, sample, result);
    }),
  );
  return result;
}

async function send(app: TestApp, contract: Contract, sample: Sample, result: Fuzzed): Promise<void> {
  const tag = await ask(app, contract, sample, result);
  if (tag === null || sample.method !== 'get') return;
  const headers = { ...sample.headers, 'if-none-match': sample.known.replace('%', tag) };
  await ask(app, contract, { ...sample, headers }, result);
}

/** @returns the answer's entity tag. */
async function ask(app: TestApp, contract: Contract, sample: Sample, result: Fuzzed): Promise<string | null> {
  const { who, method, path, headers, body, operation } = sample;
  const response = await fetch(app.url + path, {
    method: method.toUpperCase(),
    headers: { ...headers, ...(who === undefined ? {} : { authorization: `Bearer ${app.token(who)}` }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const { status } = response;
  const tag = response.headers.get('etag');
  result.requests += 1;
  result.statuses[status] = (result.statuses[status] ?? 0) + 1;
  const breaches = contract.breaches(operation, {
    status,
    type: response.headers.get('content-type') ?? '',
    tag,
    text,
  });
  if (response.headers.get('x-request-id') === null) breaches.push('no X-Request-Id');
  result.breaches.push(
    ...breaches.map((breach) => `${method.toUpperCase()} ${path} as ${who} with ${body?.slice(0, 300)}: ${breach}`),
  );
  return tag;
}
