import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type Document, operationsOf } from '../../src/http/document/tree.js';
import { startApp, type TestApp } from '../support/app.js';
import { Contract } from '../proof/contract.js';
import { exampleRequests, type ExampleRequest } from '../support/openapi-examples.js';
import { send } from '../support/record-answers.js';

let app: TestApp;
let requests: ExampleRequest[];
let document: OpenAPIObject;
let contract: Contract;

beforeAll(async () => {
  app = await startApp();
  const { body } = await app.as(undefined).get('/openapi.json').expect(200);
  document = body as OpenAPIObject;
  requests = exampleRequests(document);
  contract = new Contract(document);
});

afterAll(() => app.close());

/** The examples that fail, or whose answer the document does not allow. */
async function failuresOf(chosen: ExampleRequest[], on: () => Promise<TestApp>): Promise<string[]> {
  const failures: string[] = [];
  for (const request of chosen) {
    const target = await on();
    const { status, type, headers, text } = await send(target, request);
    const breaches = contract.breaches(request.name, { status, type, tag: headers['etag'] ?? null, text });
    if (status >= 300) breaches.push(`${status} ${text.slice(0, 300)}`);
    failures.push(...breaches.map((breach) => `${request.name} as ${request.persona} → ${breach}`));
    if (target !== app) await target.close();
  }
  return failures;
}

test('"Try it out, Execute" succeeds for every read of the documentation without editing', async () => {
  const reads = requests.filter(({ method }) => method === 'get');
  expect(reads.length).toBeGreaterThan(0);
  expect(await failuresOf(reads, () => Promise.resolve(app))).toEqual([]);
});

test('"Try it out, Execute" succeeds for every write of the documentation without editing, on a fresh demo salon', async () => {
  const writes = requests.filter(({ method }) => method !== 'get');
  expect(writes.length).toBeGreaterThan(0);
  expect(await failuresOf(writes, () => startApp())).toEqual([]);
});

test('Every example succeeds after all before it, from top to bottom, and again on a new demo salon', async () => {
  const salon = await startApp();
  const tags = (document.tags ?? []).map(({ name }) => name);
  const tagOf = ({ name, method }: ExampleRequest): string =>
    document.paths[name.split(' ')[1] ?? '']?.[method]?.tags?.[0] ?? '';
  const ordered = tags.flatMap((tag) => requests.filter((request) => tagOf(request) === tag));
  expect(ordered).toHaveLength(requests.length);
  const failures: string[] = [];
  for (let round = 1; round <= 2; round++) {
    for (const request of ordered) {
      const { status, text } = await send(salon, request);
      if (status >= 300) failures.push(`${round}: ${request.name} → ${status} ${text.slice(0, 200)}`);
    }
  }
  await salon.close();
  expect(ordered.at(-1)?.id).toBe('resetDemoSalon');
  expect(failures).toEqual([]);
});

test('Each success with a body has a recorded answer, which its schema allows', () => {
  const wrong = operationsOf(document as unknown as Document).flatMap(({ method, path, operation }) =>
    Object.entries(operation.responses).flatMap(([status, { content, headers }]) =>
      Object.entries((content ?? {}) as Record<string, { example?: unknown }>).flatMap(([media, { example }]) => {
        const text = typeof example === 'string' ? example : JSON.stringify(example);
        const tag = headers !== undefined && 'ETag' in (headers as object) ? '"1"' : null;
        const answer = { status: Number(status), type: media, tag, text };
        const name = `${method.toUpperCase()} ${path}`;
        const faults = example === undefined ? ['no example: npm run answers'] : contract.breaches(name, answer);
        return faults.map((fault) => `${name} ${status}: ${fault}`);
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

test('No request and no answer of the documentation has a placeholder', () => {
  expect(JSON.stringify(requests).match(/"string"|=string\b|3fa85f64/g)).toBeNull();
  expect(JSON.stringify(document).match(/3fa85f64|"(?:example|value)":"string"/g)).toBeNull();
});
