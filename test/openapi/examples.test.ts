import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { startApp, type TestApp } from '../support/app.js';
import { exampleRequests, type ExampleRequest } from '../support/openapi-examples.js';

let app: TestApp;
let requests: ExampleRequest[];

beforeAll(async () => {
  app = await startApp();
  const { body } = await app.as(undefined).get('/openapi.json').expect(200);
  requests = exampleRequests(body as OpenAPIObject);
});

afterAll(() => app.close());

async function statusesOf(chosen: ExampleRequest[], on: () => Promise<TestApp>): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, persona, method, path, body } of chosen) {
    const target = await on();
    const request = target.as(persona)[method](path);
    const response = await (body === undefined ? request : request.send(body as object));
    if (response.status >= 300)
      failures.push(`${name} as ${persona} → ${response.status} ${response.text.slice(0, 300)}`);
    if (target !== app) await target.close();
  }
  return failures;
}

test('"Try it out, Execute" succeeds for every read of the documentation without editing', async () => {
  const reads = requests.filter(({ method }) => method === 'get');
  expect(reads.length).toBeGreaterThan(0);
  expect(await statusesOf(reads, () => Promise.resolve(app))).toEqual([]);
});

test('"Try it out, Execute" succeeds for every write of the documentation without editing, on a fresh demo salon', async () => {
  const writes = requests.filter(({ method }) => method !== 'get');
  expect(writes.length).toBeGreaterThan(0);
  expect(await statusesOf(writes, () => startApp())).toEqual([]);
});
