import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRET } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Running, startService } from '../support/process.js';

let database: TestDatabase;
let service: Running;

beforeAll(async () => {
  database = await createDatabase();
  service = await startService({ DATABASE_URL: database.url, AUTH_JWT_SECRET: SECRET });
  await service.says('is ready at');
});

afterAll(async () => {
  service.kill('SIGTERM');
  await service.exit;
  await database.drop();
});

test('The guide shows the documents as pages, whose links lead to pages with these headings', async () => {
  const get = async (path: string) => (await fetch(service.url + path)).text();
  const guide = await get('/docs/guide');
  expect(guide).toContain('/docs/guide/rules');
  const pages = [...guide.matchAll(/href="(\/docs\/guide\/[\w-]+)"/g)].map(([, path = '']) => path);
  const texts = new Map(await Promise.all(pages.map(async (path) => [path, await get(path)] as const)));
  const document = await get('/openapi.json');
  const links = [document, ...texts.values()].flatMap((text) => text.match(/\/docs\/guide\/[\w-]+(?:#[\w-]+)?/g) ?? []);
  const broken = links.filter((link) => {
    const [path = '', heading] = link.split('#');
    const text = texts.get(path);
    return text === undefined || (heading !== undefined && !text.includes(`id="${heading}"`));
  });
  expect([...new Set(broken)]).toEqual([]);
  expect((await fetch(`${service.url}/docs/guide/..%2fREADME`)).status).toBe(404);
});

test('The root leads to the documentation', async () => {
  const { status, headers } = await fetch(`${service.url}/`, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([302, '/docs']);
});
